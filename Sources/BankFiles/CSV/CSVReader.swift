import Domain

/// Reads a bank's CSV by a mapping.
package enum CSVReader {
    /// Reads one statement.
    ///
    /// - Parameters:
    ///   - feed: UTF-8, with or without a byte-order mark, or Windows-1252.
    ///   - mapping: which column means what.
    ///   - hand: takes each event, and may refuse it.
    /// - Throws: `BankFault` with line, column and the column's title.
    package static func read(
        _ feed: ByteFeed, by mapping: BankMapping, to hand: BankHand
    ) throws(BankFault) {
        var (records, titles) = try mapping.form.open(feed)
        let table = try BankTable(titles, mapping)
        try hand(
            .statement(
                BankStatementHead(
                    account: mapping.account, currency: mapping.currency, line: titles[0].place.line
                )))
        var chain = BalanceChain(isNewestFirst: mapping.isNewestFirst)
        while let record = try records.next() {
            let line = try table.line(record)
            try hand(.line(line))
            if let balance = try table.balance(record) {
                if let broken = chain.take(line, balance) { try hand(.discrepancy(broken)) }
            }
        }
        for balance in chain.ends() { try hand(.balance(balance)) }
        try hand(.end)
    }
}

/// Balances behind each row, of which first and last make those of the statement.
private struct BalanceChain {
    let isNewestFirst: Bool
    private var first: (line: BankLine, balance: BankBalance)?
    private var last: (line: BankLine, balance: BankBalance)?

    init(isNewestFirst: Bool) { self.isNewestFirst = isNewestFirst }

    /// A row whose balance does not follow from that of the row before.
    mutating func take(_ line: BankLine, _ balance: BankBalance) -> BankDiscrepancy? {
        defer { last = (line, balance) }
        guard let before = last else {
            first = (line, balance)
            return nil
        }
        let (older, newer) =
            isNewestFirst ? (balance, before) : (before.balance, (line: line, balance: balance))
        let found = older.amount.adding(newer.line.amount)
        guard found != newer.balance.amount else { return nil }
        return BankDiscrepancy(
            what: "the balance", stated: newer.balance.amount, found: found, line: line.line)
    }

    func ends() -> [BankBalance] {
        guard let first, let last else { return [] }
        let (oldest, newest) = isNewestFirst ? (last, first) : (first, last)
        var opening = oldest.balance
        opening.kind = .opening
        opening.amount = opening.amount.subtracting(oldest.line.amount)
        return [opening, newest.balance]
    }
}

/// The rows of a file as its mapping reads them.
private struct BankTable {
    private let mapping: BankMapping
    private let table: MappedTable

    init(_ row: [CSVRecords.Field], _ mapping: BankMapping) throws(BankFault) {
        self.mapping = mapping
        table = try MappedTable(row, wanted: mapping.titles, in: mapping.form)
    }

    func line(_ record: [CSVRecords.Field]) throws(BankFault) -> BankLine {
        let titled = table.titled
        var narration: [String] = []
        for title in mapping.narration {
            narration.append(try titled.field(title, of: record).text)
        }
        let booking = try table.day(mapping.bookingDay, of: record)
        var value: Day?
        if let title = mapping.valueDay, try titled.optional(title, of: record) != nil {
            value = try table.day(title, of: record)
        }
        return BankLine(
            amount: try table.moved(mapping.amounts, of: record), currency: try currency(record),
            bookingDay: booking, valueDay: value,
            reference: try titled.optional(mapping.reference, of: record),
            bankReference: try titled.optional(mapping.bankReference, of: record),
            narration: BankText.collapsed(narration.joined(separator: " ")),
            line: record[0].place.line)
    }

    private func currency(_ record: [CSVRecords.Field]) throws(BankFault) -> String? {
        guard let title = mapping.currencyColumn else { return mapping.currency }
        let field = try table.titled.field(title, of: record)
        guard (try? Currency(code: field.text)) != nil else {
            throw table.titled.fault("currency of ISO 4217", title, field)
        }
        return field.text
    }

    func balance(_ record: [CSVRecords.Field]) throws(BankFault) -> BankBalance? {
        guard let title = mapping.balance, try table.titled.optional(title, of: record) != nil
        else { return nil }
        return BankBalance(
            kind: .closing, code: title, amount: try table.amount(title, of: record),
            currency: try currency(record), day: try table.day(mapping.bookingDay, of: record),
            line: record[0].place.line)
    }
}
