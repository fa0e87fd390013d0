package import Domain

/// Writes a journal as QuickBooks Online imports journal entries.
///
/// Lines of one number are one entry. QuickBooks knows accounts by name and not by number, so a number
/// in front of the name is left out.
package enum QuickBooksWriter {
    private static let columns = [
        "Journal No.", "Journal Date", "Account Name", "Debits", "Credits", "Description", "Name",
        "Currency", "Location", "Class",
    ].map { Column($0) }

    /// Writes a journal to a new file.
    ///
    /// - Throws: `sheetInvalid`, `outputFull`, `outputUnwritable` (also when the file is there).
    package static func write(
        _ journal: Sheet, to path: String
    ) throws(AppError) -> WrittenFile {
        var file = try CSVFile(path, columns: columns)
        var rows = journal.rows.reader
        while try rows.advance() != nil {
            let row = try LedgerRow(rows.cells)
            let (year, month, day) = row.day.parts
            file.encoder.text(row.entry.bytes)
            file.encoder.text("\(month.padded(2))/\(day.padded(2))/\(year)")
            file.encoder.text(name(row.account.string))
            amount(row, isDebit: true, &file)
            amount(row, isDebit: false, &file)
            file.encoder.text(row.note?.bytes ?? row.journal.bytes)
            file.encoder.empty()
            file.encoder.text(row.currency.bytes)
            file.encoder.empty()
            file.encoder.empty()
            try file.endRow()
        }
        return try file.finish()
    }

    private static func amount(_ row: LedgerRow, isDebit: Bool, _ file: inout CSVFile) {
        guard row.isDebit == isDebit else { return file.encoder.empty() }
        file.encoder.decimal(minor: row.amount, digits: row.digits)
    }

    /// `1200 Receivables` is `Receivables`.
    private static func name(_ account: String) -> String {
        let parts = account.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].allSatisfy(\.isNumber) else { return account }
        return String(parts[1])
    }
}
