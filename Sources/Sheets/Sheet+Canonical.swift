package import Digests
package import Domain

extension Sheet {
    /// Feeds what the sheet says to a digest, in a form that no other sheet shares.
    ///
    /// Name, marks, column titles, and every row with its mark, as `RowBytes` has them; not the title, the
    /// notes, the widths or the chart, which may change while the figures stay the same: a chart draws
    /// what the rows have told the digest already. Each piece is a letter for its kind, its length in
    /// eight bytes, and its bytes, so pieces cannot run into each other.
    ///
    /// - Throws: `outputUnwritable` when rows on disk cannot be read back.
    package func canonical(into digest: inout SHA256) throws(AppError) {
        digest.piece("S", name)
        for mark in marks { digest.piece("m", mark) }
        digest.count("C", columns.count)
        for column in columns { digest.piece("c", column.title) }
        digest.count("R", rows.count)
        try rows.eachPiece { digest.update($0) }
    }
}

extension SHA256 {
    fileprivate mutating func piece(_ kind: Unicode.Scalar, _ text: String) {
        count(kind, text.utf8.count)
        update(Array(text.utf8))
    }

    fileprivate mutating func count(_ kind: Unicode.Scalar, _ count: Int) {
        var bytes = [UInt8(ascii: kind)]
        withUnsafeBytes(of: UInt64(count).bigEndian) { bytes.append(contentsOf: $0) }
        update(bytes)
    }
}
