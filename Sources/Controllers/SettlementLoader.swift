import BankFiles
import Domain
import Repositories

/// Hands a settlement's rows on, as the engine knows their kinds.
struct SettlementLoader {
    let form: SettlementForm
    let batch: StagingBatch<ImportRepository.NewSettlement>

    /// Reads a file.
    ///
    /// - Returns: its SHA-256.
    /// - Throws: `bankFileInvalid` for a row that cannot be booked, or what staging throws.
    func load<P>(_ settlement: ImportController<P>.Settlement) throws -> String {
        try batch.fill {
            try settlement.read { row throws(BankFault) in try take(row) }
        }
    }

    private func take(_ row: SettlementRow) throws(BankFault) {
        guard row.ties else {
            throw BankFault(
                "\(row.gross.plain) less \(row.fee.plain) less \(row.feeTax.plain) is not "
                    + "\(row.net.plain), which no reason makes right", line: row.line)
        }
        let max = BankAccounts.minorMax(row.net.currency)
        for amount in [row.gross, row.fee, row.feeTax, row.net]
        where amount.minor.magnitude >= max {
            throw BankFault(
                "\(amount.plain) is no amount of \(row.net.currency.code)", line: row.line)
        }
        try batch.add(
            .init(
                reference: form.reference(of: row), kind: Self.kind(row), gross: row.gross,
                fee: row.fee, feeTax: row.feeTax, net: row.net, payout: row.payout,
                trace: row.trace, createdAt: row.createdAt, settledAt: row.settledAt,
                isCaptured: row.isCaptured), line: row.line)
    }

    /// None for payouts; money that comes back of a dispute is an adjustment, as in the books.
    private static func kind(_ row: SettlementRow) -> GatewayTransaction.Kind? {
        switch row.kind {
        case .charge: .charge
        case .refund: .refund
        case .dispute: row.net.minor > 0 ? .adjustment : .dispute
        case .adjustment: .adjustment
        case .fee: .fee
        case .payout: nil
        }
    }
}
