package import Domain

/// Which columns of a general ledger's CSV mean what, and how its amounts are written.
package struct LedgerMapping: Equatable, Sendable {
    package var form = CSVForm()
    /// Titles of columns.
    package var account = "account"
    package var currency = "currency"
    package var amount = "amount"

    package init() {}
}

/// What an account of the general ledger has, debit positive.
package struct LedgerBalance: Equatable, Sendable {
    package let account: String
    package let amount: Money
}

/// Reads balances of a general ledger from its CSV.
package enum LedgerReader {
    /// Balances that a file may have; a chart of accounts is far smaller.
    package static let balancesMax = 100_000

    /// Reads a file: a balance a row, each account once in a currency.
    ///
    /// - Parameters:
    ///   - feed: UTF-8, with or without a byte-order mark, or Windows-1252.
    ///   - mapping: which column means what.
    /// - Returns: the balances in their order, at least one.
    /// - Throws: `BankFault` with line, column and the column's title.
    package static func read(
        _ feed: ByteFeed, by mapping: LedgerMapping
    ) throws(BankFault) -> [LedgerBalance] {
        var (records, titles) = try mapping.form.open(feed)
        let table = try MappedTable(
            titles, wanted: [mapping.account, mapping.currency, mapping.amount], in: mapping.form)
        var (balances, seen): ([LedgerBalance], Set<String>) = ([], [])
        while let record = try records.next() {
            let balance = try balance(record, table, mapping)
            let key = "\(balance.amount.currency.code) \(balance.account)"
            guard seen.insert(key).inserted else {
                throw table.titled.fault(
                    "account that stands once in \(balance.amount.currency.code)",
                    mapping.account, try table.titled.field(mapping.account, of: record))
            }
            balances.append(balance)
            guard balances.count <= balancesMax else {
                throw BankFault("over \(balancesMax) balances", line: record[0].place.line)
            }
        }
        guard !balances.isEmpty else { throw BankFault("there is no balance", line: 0) }
        return balances
    }

    private static func balance(
        _ record: [CSVRecords.Field], _ table: MappedTable, _ mapping: LedgerMapping
    ) throws(BankFault) -> LedgerBalance {
        let account = try table.titled.field(mapping.account, of: record)
        guard !account.text.isEmpty else {
            throw table.titled.fault("account", mapping.account, account)
        }
        let code = try table.titled.field(mapping.currency, of: record)
        guard let currency = try? Currency(code: code.text) else {
            throw table.titled.fault("currency of ISO 4217", mapping.currency, code)
        }
        let amount = try table.amount(mapping.amount, of: record)
        let highest = UInt64(Fixed.power(15 + min(currency.exponent, 3)))
        guard let minor = amount.minor(digits: currency.exponent), minor.magnitude < highest else {
            throw table.titled.fault(
                "amount of \(currency.code)", mapping.amount,
                try table.titled.field(mapping.amount, of: record))
        }
        return LedgerBalance(account: account.text, amount: Money(minor: minor, currency))
    }
}
