package import Domain

/// Writes a journal as hledger reads it (hledger.org, *Journal format*).
///
/// Commodities and accounts are declared, so `hledger check --strict` passes. A transaction's code is
/// the entry's id, its description what people know it by; the journal is a tag, so is a tax code.
package enum HledgerWriter {
    private static let portion = 262_144

    /// Writes a journal to a new file; `name` is what its first line calls it.
    ///
    /// - Throws: `sheetInvalid`, `outputFull`, `outputUnwritable` (also when the file is there).
    package static func write(
        _ journal: Sheet, of name: String, to path: String
    ) throws(AppError) -> WrittenFile {
        var sink = try FileSink(path)
        var text = Array("; \(name)\n".utf8)
        try declare(journal, &text)
        var (entry, rows): ([UInt8], Int) = ([], 0)
        var reader = journal.rows.reader
        while try reader.advance() != nil {
            let row = try LedgerRow(reader.cells)
            if !row.entry.bytes.elementsEqual(entry) {
                entry = Array(row.entry.bytes)
                if text.count > portion { try flush(&text, &sink) }
                open(row, &text)
            }
            add(row, &text)
            rows += 1
        }
        try flush(&text, &sink)
        return try sink.finish(rows: rows)
    }

    private static func flush(
        _ text: inout [UInt8], _ sink: inout FileSink
    ) throws(AppError) {
        try text.withUnsafeBufferPointer { bytes throws(AppError) in
            try sink.write(UnsafeRawBufferPointer(bytes))
        }
        text.removeAll(keepingCapacity: true)
    }

    /// Commodities with their digits, then accounts, both in order of their names.
    private static func declare(_ journal: Sheet, _ text: inout [UInt8]) throws(AppError) {
        var accounts = WordSet()
        var digits: [String: Int] = [:]
        var (currency, seen): ([UInt8], String) = ([], "")
        var reader = journal.rows.reader
        while try reader.advance() != nil {
            let row = try LedgerRow(reader.cells)
            accounts.insert(row.account)
            if !row.currency.bytes.elementsEqual(currency) {
                currency = Array(row.currency.bytes)
                seen = row.currency.string
                digits[seen] = row.digits
            }
        }
        for (code, digits) in digits.sorted(by: { $0.key < $1.key }) {
            text += "commodity 1000.\(String(repeating: "0", count: digits)) \(code)\n".utf8
        }
        for account in accounts.words.sorted() { text += "account \(account)\n".utf8 }
    }

    private static func open(_ row: LedgerRow, _ text: inout [UInt8]) {
        text += "\n\(row.day) (".utf8
        text += row.entry.bytes
        text += ") ".utf8
        // What follows a semicolon would be a comment.
        for byte in row.note?.bytes ?? row.journal.bytes {
            text.append(byte == UInt8(ascii: ";") ? UInt8(ascii: ",") : byte)
        }
        text += "  ; journal:".utf8
        text += row.journal.bytes
        text.append(UInt8(ascii: "\n"))
    }

    private static func add(_ row: LedgerRow, _ text: inout [UInt8]) {
        text += "    ".utf8
        text += row.account.bytes
        text += "  \(Money.plain(minor: row.minor, digits: row.digits)) ".utf8
        text += row.currency.bytes
        if let code = row.taxCode {
            text += "  ; tax:".utf8
            text += code.bytes
        }
        text.append(UInt8(ascii: "\n"))
    }
}
