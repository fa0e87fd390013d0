package import Domain

/// A CSV file in the making: fields go to `encoder`, finished rows to the disk.
package struct CSVFile: ~Copyable {
    /// Where the fields of the present row are put.
    package var encoder: CSVEncoder
    private var sink: FileSink
    private var rows = 0

    private static let portion = 262_144

    /// Creates the file and writes its header, after a byte order mark if asked for.
    ///
    /// - Throws: `outputUnwritable` when it cannot be made or is there already, `outputFull`.
    package init(_ path: String, columns: [Column], marksUTF8: Bool = false) throws(AppError) {
        sink = try FileSink(path)
        encoder = CSVEncoder(capacity: Self.portion + 16_384)
        if marksUTF8 { encoder.byteOrderMark() }
        encoder.header(columns)
    }

    /// Ends a row of data.
    ///
    /// - Throws: `outputFull`, `outputUnwritable`.
    @inline(__always)
    package mutating func endRow() throws(AppError) {
        encoder.endRow()
        rows += 1
        if encoder.count >= Self.portion { try flush() }
    }

    /// Writes what is left and puts the file on disk for good; call once.
    ///
    /// - Throws: `outputFull`, `outputUnwritable`; the file is gone then.
    package mutating func finish() throws(AppError) -> WrittenFile {
        try flush()
        return try sink.finish(rows: rows)
    }

    private mutating func flush() throws(AppError) {
        try sink.write(encoder.bytes)
        encoder.clear()
    }
}
