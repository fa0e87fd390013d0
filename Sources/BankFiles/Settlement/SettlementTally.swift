package import Domain

/// A settlement file, added up by payout and held against what it says of itself.
///
/// Keeps a few figures a payout and no row.
package struct SettlementTally: Sendable {
    /// One payout, or what no payout has settled yet, in one currency.
    package struct Payout: Equatable, Sendable {
        /// Which payout, in which currency.
        package struct Key: Hashable, Sendable {
            /// `nil` for what no payout has settled yet.
            package let id: String?
            package let currency: Currency
        }

        package let key: Key
        package fileprivate(set) var trace: String?
        package fileprivate(set) var rows = 0
        package fileprivate(set) var gross: Int64 = 0
        package fileprivate(set) var fees: Int64 = 0
        package fileprivate(set) var feeTax: Int64 = 0
        package fileprivate(set) var net: Int64 = 0
        /// What the payout's own rows say went to the bank: of the first, of all, and how many.
        fileprivate var first: Int64 = 0
        fileprivate var sum: Int64 = 0
        fileprivate var paidRows = 0
        fileprivate var paidLine = 0

        /// Whether money that went to the bank came back.
        package var hasFailed: Bool { paidRows > 1 && sum == 0 }
        /// What went to the bank, below zero for what was taken from it, and before it came back; `nil`
        /// when the file has no row for it.
        package var paid: Int64? { paidRows == 0 ? nil : hasFailed ? first : sum }
    }

    /// In order of first appearance.
    package private(set) var payouts: [Payout] = []
    package private(set) var rows = 0
    /// Of the rows, those that did not come off; they are in no sum.
    package private(set) var failed = 0
    private var places: [Payout.Key: Int] = [:]
    private var untied: [BankFinding] = []
    /// Findings about rows beyond the first thousand, which are counted only.
    package private(set) var leftOff = 0
    private static let findingsMax = 1000

    package init() {}

    /// Takes a row.
    ///
    /// - Throws: `BankFault` when a sum reaches 2^63 minor units.
    package mutating func take(_ row: SettlementRow) throws(BankFault) {
        rows += 1
        if !row.ties, untied.count >= Self.findingsMax { leftOff += 1 }
        if !row.ties, untied.count < Self.findingsMax {
            untied.append(
                BankFinding(
                    code: .rowUntied,
                    sentence: "\(row.gross.plain) less \(row.fee.plain) less \(row.feeTax.plain) "
                        + "is not \(row.net.plain)", line: row.line))
        }
        guard row.isCaptured else {
            failed += 1
            return
        }
        let key = Payout.Key(id: row.payout, currency: row.net.currency)
        let place = places[key] ?? payouts.count
        if place == payouts.count {
            payouts.append(Payout(key: key))
            places[key] = place
        }
        payouts[place].trace = payouts[place].trace ?? row.trace
        if row.kind == .payout {
            if payouts[place].paidRows == 0 { payouts[place].first = -row.net.minor }
            payouts[place].paidRows += 1
            payouts[place].sum = try Self.sum(payouts[place].sum, -row.net.minor, row)
            payouts[place].paidLine = row.line
            return
        }
        payouts[place].rows += 1
        payouts[place].gross = try Self.sum(payouts[place].gross, row.gross.minor, row)
        payouts[place].fees = try Self.sum(payouts[place].fees, row.fee.minor, row)
        payouts[place].feeTax = try Self.sum(payouts[place].feeTax, row.feeTax.minor, row)
        payouts[place].net = try Self.sum(payouts[place].net, row.net.minor, row)
    }

    private static func sum(
        _ left: Int64, _ right: Int64, _ row: SettlementRow
    ) throws(BankFault) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        guard !overflow else {
            throw BankFault("sums reach 2^63 minor units", line: row.line)
        }
        return sum
    }

    /// What does not hold, rows first, then payouts in their order.
    package var findings: [BankFinding] {
        untied
            + payouts.compactMap { payout in
                guard let paid = payout.paid, payout.rows > 0, paid != payout.net else {
                    return nil
                }
                let digits = payout.key.currency.exponent
                let (items, bank) = (
                    Money.plain(minor: payout.net, digits: digits),
                    Money.plain(minor: paid, digits: digits)
                )
                return BankFinding(
                    code: .payoutComposition,
                    sentence: "payout \(AppError.quoted(payout.key.id ?? "")) is \(bank), its rows "
                        + "make \(items)", line: payout.paidLine)
            }
    }
}
