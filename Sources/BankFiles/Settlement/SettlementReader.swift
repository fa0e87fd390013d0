import Domain

/// Takes what a settlement's reader reads; may refuse it.
package typealias SettlementHand = (SettlementRow) throws(BankFault) -> Void

/// Reads a gateway's settlement file.
package enum SettlementReader {
    /// Tells the gateway by a file's titles.
    ///
    /// - Parameter start: the first bytes of the file, its first line at least.
    /// - Returns: `nil` when they are of none.
    package static func gateway(of start: [UInt8]) -> Gateway? {
        guard var records = try? CSVRecords(ByteFeed(start), separator: 44),
            let titles = try? records.next()
        else { return nil }
        return Gateway.allCases.first { gateway in
            switch gateway {
            case .stripe: (try? StripeFile(titles)) != nil
            case .razorpay: (try? RazorpayFile(titles)) != nil
            }
        }
    }

    /// Reads each movement, in the order of the file.
    ///
    /// - Parameters:
    ///   - feed: CSV in UTF-8 or Windows-1252, from its beginning.
    ///   - form: whose file it is, and how it is read.
    ///   - hand: takes each row, and may refuse it.
    /// - Throws: `BankFault` with line, column and the column's title.
    package static func read(
        _ feed: ByteFeed, as form: SettlementForm, to hand: SettlementHand
    ) throws(BankFault) {
        let csv = if case .mapped(let mapping, _) = form { mapping.form } else { CSVForm() }
        var (records, titles) = try csv.open(feed)
        switch form {
        case .report(.stripe):
            let file = try StripeFile(titles)
            while let record = try records.next() { try hand(try file.row(record)) }
        case .report(.razorpay):
            let file = try RazorpayFile(titles)
            while let record = try records.next() { try hand(try file.row(record)) }
        case .mapped(let mapping, _):
            let file = try MappedSettlement(titles, mapping)
            while let record = try records.next() { try hand(try file.row(record)) }
        }
    }
}

/// The columns of Stripe's itemized reports.
///
/// Source: docs.stripe.com, *Payout reconciliation report* and *Reporting categories*: gross less fee
/// is net, fees have their tax within, and categories that we do not know are adjustments. A payout
/// leaves the balance when it is expected at the bank.
private struct StripeFile {
    private let table: TitledTable
    private let payout: String?
    private let paidAt: String?

    init(_ titles: [CSVRecords.Field]) throws(BankFault) {
        let table = try TitledTable(
            titles,
            wanted: [
                "balance_transaction_id", "created_utc", "currency", "gross", "fee", "net",
                "reporting_category", "source_id",
            ])
        func known(_ title: String) -> String? { table.has(title) ? title : nil }
        self.table = table
        payout = known("automatic_payout_id")
        paidAt = known("automatic_payout_effective_at_utc")
    }

    private static let kinds: [String: SettlementRow.Kind] = [
        "charge": .charge, "refund": .refund, "refund_failure": .refund, "dispute": .dispute,
        "dispute_reversal": .dispute, "fee": .fee, "network_cost": .fee, "tax": .fee,
        "payout": .payout, "payout_reversal": .payout,
    ]

    func row(_ record: [CSVRecords.Field]) throws(BankFault) -> SettlementRow {
        let cells = SettlementCells(table: table, record: record)
        let currency = try cells.currency("currency")
        let category = try cells.text("reporting_category")
        let kind = Self.kinds[category] ?? .adjustment
        let id = try cells.text("balance_transaction_id")
        let source = try table.optional("source_id", of: record)
        return SettlementRow(
            kind: kind, category: category, id: id, source: source,
            payout: try table.optional(payout, of: record)
                ?? (kind == .payout ? source ?? id : nil),
            trace: nil, gross: try cells.major("gross", currency),
            fee: try cells.major("fee", currency), feeTax: Money(minor: 0, currency),
            net: try cells.major("net", currency), createdAt: try cells.instant("created_utc"),
            settledAt: try cells.optionalInstant(paidAt), line: record[0].place.line)
    }
}

/// The columns of Razorpay's settlement reconciliation.
///
/// Source: razorpay.com/docs, *Settlements*: amounts are in minor units and without sign, the fee has
/// its tax within, and what the balance moves by is credit less debit.
private struct RazorpayFile {
    private let table: TitledTable

    init(_ titles: [CSVRecords.Field]) throws(BankFault) {
        table = try TitledTable(
            titles,
            wanted: [
                "entity_id", "type", "debit", "credit", "amount", "currency", "fee", "tax",
                "created_at", "settled_at", "settlement_id",
            ])
    }

    private static let kinds: [String: SettlementRow.Kind] = [
        "payment": .charge, "refund": .refund, "dispute": .dispute, "settlement": .payout,
    ]

    func row(_ record: [CSVRecords.Field]) throws(BankFault) -> SettlementRow {
        let cells = SettlementCells(table: table, record: record)
        let currency = try cells.currency("currency")
        let category = try cells.text("type")
        let (debit, credit) = (try cells.minor("debit"), try cells.minor("credit"))
        let amount = try cells.minor("amount")
        let (fee, tax) = (try cells.minor("fee"), try cells.minor("tax"))
        let (kind, id) = (Self.kinds[category] ?? .adjustment, try cells.text("entity_id"))
        // Each is below 10^18, so no difference of two overflows.
        return SettlementRow(
            kind: kind, category: category, id: id,
            source: table.has("payment_id") ? try table.optional("payment_id", of: record) : nil,
            payout: try table.optional("settlement_id", of: record)
                ?? (kind == .payout ? id : nil),
            trace: table.has("settlement_utr")
                ? try table.optional("settlement_utr", of: record) : nil,
            gross: Money(minor: credit > 0 || debit == 0 ? amount : -amount, currency),
            fee: Money(minor: fee - tax, currency), feeTax: Money(minor: tax, currency),
            net: Money(minor: credit - debit, currency), createdAt: try cells.instant("created_at"),
            settledAt: try cells.optionalInstant("settled_at"),
            line: record[0].place.line)
    }
}
