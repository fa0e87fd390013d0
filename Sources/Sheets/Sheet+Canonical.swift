package import Digests
import Domain

extension Sheet {
    /// Feeds what the sheet says to a digest, in a form that no other sheet shares.
    ///
    /// Name, column titles, and every row with its mark; not the title, the notes, the widths
    /// or the chart, which may change while the figures stay the same: a chart draws what the rows
    /// have told the digest already. Each piece is a letter for its kind, its
    /// length in eight bytes, and its bytes, so pieces cannot run into each other.
    package func canonical(into digest: inout SHA256) {
        var form = CanonicalForm()
        form.piece("S", name)
        form.count("C", columns.count)
        for column in columns { form.piece("c", column.title) }
        form.count("R", rows.count)
        for row in rows {
            form.row(row)
            if form.bytes.count >= 65_536 {
                digest.update(form.bytes)
                form.bytes.removeAll(keepingCapacity: true)
            }
        }
        digest.update(form.bytes)
    }
}

/// Bytes on their way to a digest.
private struct CanonicalForm {
    var bytes: [UInt8] = []

    mutating func row(_ row: SheetRow) {
        count("r", row.cells.count)
        bytes.append(row.mark.rawValue)
        for cell in row.cells { self.cell(cell) }
    }

    mutating func cell(_ cell: Cell) {
        switch cell {
        case .empty: piece("e", "")
        case .text(let words): piece("t", words)
        case .integer(let value): piece("i", String(value))
        case .decimal(let value): piece("d", value.description)
        case .day(let day): piece("y", day.description)
        case .instant(let instant): piece("u", String(instant.microseconds))
        case .bool(let value): piece("b", value ? "1" : "0")
        case .link(let words, let sheet):
            piece("l", words)
            piece("s", sheet)
        }
    }

    mutating func piece(_ kind: Unicode.Scalar, _ text: String) {
        count(kind, text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func count(_ kind: Unicode.Scalar, _ count: Int) {
        bytes.append(UInt8(ascii: kind))
        withUnsafeBytes(of: UInt64(count).bigEndian) { bytes.append(contentsOf: $0) }
    }
}
