package import Domain

/// Writes a journal as Xero imports manual journals: one currency a file, the organisation's.
///
/// Columns are those of Xero's own template. Lines of one narration and date are one journal, so the
/// narration begins with the entry's id. The account's code is the first word of its name. Taxes are
/// lines of their own, so no line has a rate that Xero would compute a second tax by.
package enum XeroWriter {
    private static let columns = [
        "*Narration", "*Date", "Description", "*AccountCode", "*TaxRate", "*Amount",
        "TrackingName1", "TrackingOption1", "TrackingName2", "TrackingOption2",
    ].map { Column($0) }

    /// Writes a journal's lines in one currency to a new file.
    ///
    /// - Throws: `sheetInvalid`, `outputFull`, `outputUnwritable` (also when the file is there).
    package static func write(
        _ journal: Sheet, in currency: String, to path: String
    ) throws(AppError) -> WrittenFile {
        var file = try CSVFile(path, columns: columns)
        let code = Array(currency.utf8)
        var rows = journal.rows.reader
        while try rows.advance() != nil {
            let row = try LedgerRow(rows.cells)
            guard row.currency.bytes.elementsEqual(code) else { continue }
            let note = row.note.map { " \($0.string)" } ?? ""
            let (year, month, day) = row.day.parts
            file.encoder.text(row.entry.string + note)
            file.encoder.text("\(day.padded(2))/\(month.padded(2))/\(year)")
            file.encoder.text(row.account.bytes)
            file.encoder.text(String(row.account.string.prefix { $0 != " " }))
            file.encoder.text("Tax Exempt")
            file.encoder.decimal(minor: row.minor, digits: row.digits)
            for _ in 0..<4 { file.encoder.empty() }
            try file.endRow()
        }
        return try file.finish()
    }
}
