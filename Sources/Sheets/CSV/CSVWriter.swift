package import Domain

/// Writes a sheet as a CSV file.
package enum CSVWriter {
    /// Writes header and rows to a new file; headings, which are no data, are left out.
    ///
    /// `marksUTF8` puts a byte order mark in front.
    ///
    /// - Throws: `sheetInvalid`, `outputFull`, `outputUnwritable` (also when the file is there).
    package static func write(
        _ sheet: Sheet, to path: String, marksUTF8: Bool = false
    ) throws(AppError) -> WrittenFile {
        try sheet.validate()
        var file = try CSVFile(path, columns: sheet.columns, marksUTF8: marksUTF8)
        var rows = sheet.rows.reader
        while let mark = try rows.advance() {
            guard mark != .heading else { continue }
            for index in rows.cells.indices { file.encoder.cell(rows.cells[index]) }
            try file.endRow()
        }
        return try file.finish()
    }
}
