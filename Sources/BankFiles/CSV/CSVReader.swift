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
        var records = try CSVRecords(feed, separator: mapping.separator)
        for _ in 0..<mapping.skip { _ = try records.next() }
        guard let titles = try records.next() else {
            throw BankFault("the row of titles is missing", line: 0)
        }
        let table = try MappedTable(titles, mapping)
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
private struct MappedTable {
    private let mapping: BankMapping
    private let values: MappedValues
    private let table: TitledTable

    init(_ row: [CSVRecords.Field], _ mapping: BankMapping) throws(BankFault) {
        self.mapping = mapping
        values = MappedValues(mapping: mapping)
        table = try TitledTable(row, wanted: mapping.titles)
    }

    private func amount(
        _ title: String, of record: [CSVRecords.Field]
    ) throws(BankFault) -> Fixed {
        let field = try table.field(title, of: record)
        guard let value = values.amount(field.text) else {
            throw table.fault("amount", title, field)
        }
        return value
    }

    private func day(
        _ title: String, of record: [CSVRecords.Field]
    ) throws(BankFault) -> Day {
        let field = try table.field(title, of: record)
        guard let day = values.day(field.text) else {
            throw table.fault("day of the form \(mapping.dateOrder.rawValue)", title, field)
        }
        return day
    }

    func line(_ record: [CSVRecords.Field]) throws(BankFault) -> BankLine {
        var narration: [String] = []
        for title in mapping.narration { narration.append(try table.field(title, of: record).text) }
        let booking = try day(mapping.bookingDay, of: record)
        var value: Day?
        if let title = mapping.valueDay, try table.optional(title, of: record) != nil {
            value = try day(title, of: record)
        }
        return BankLine(
            amount: try moved(record), currency: try currency(record), bookingDay: booking,
            valueDay: value, reference: try table.optional(mapping.reference, of: record),
            bankReference: try table.optional(mapping.bankReference, of: record),
            narration: BankText.collapsed(narration.joined(separator: " ")),
            line: record[0].place.line)
    }

    private func currency(_ record: [CSVRecords.Field]) throws(BankFault) -> String? {
        guard let title = mapping.currencyColumn else { return mapping.currency }
        let field = try table.field(title, of: record)
        guard (try? Currency(code: field.text)) != nil else {
            throw table.fault("currency of ISO 4217", title, field)
        }
        return field.text
    }

    private func moved(_ record: [CSVRecords.Field]) throws(BankFault) -> Fixed {
        switch mapping.amounts {
        case .signed(let title): return try amount(title, of: record)
        case .twoColumns(let credit, let debit):
            let (isCredit, isDebit) = (
                try table.optional(credit, of: record) != nil,
                try table.optional(debit, of: record) != nil
            )
            guard isCredit != isDebit else {
                throw BankFault(
                    isCredit ? "both are filled" : "neither is filled", line: record[0].place.line,
                    tag: "\(credit), \(debit)")
            }
            return isCredit
                ? try amount(credit, of: record) : try amount(debit, of: record).negated
        case .marked(let title, let mark, let credit, let debit):
            let field = try table.field(mark, of: record)
            let value = try amount(title, of: record)
            if credit.contains(field.text) { return value }
            guard debit.contains(field.text) else {
                throw table.fault("mark of credit or debit", mark, field)
            }
            return value.negated
        }
    }

    func balance(_ record: [CSVRecords.Field]) throws(BankFault) -> BankBalance? {
        guard let title = mapping.balance, try table.optional(title, of: record) != nil else {
            return nil
        }
        return BankBalance(
            kind: .closing, code: title, amount: try amount(title, of: record),
            currency: try currency(record), day: try day(mapping.bookingDay, of: record),
            line: record[0].place.line)
    }
}

extension BankMapping {
    /// All titles that it names.
    fileprivate var titles: [String] {
        let amountTitles =
            switch amounts {
            case .signed(let title): [title]
            case .twoColumns(let credit, let debit): [credit, debit]
            case .marked(let title, let mark, _, _): [title, mark]
            }
        let others = [valueDay, reference, bankReference, currencyColumn, balance]
        return [bookingDay] + amountTitles + narration + others.compactMap { $0 }
    }
}
