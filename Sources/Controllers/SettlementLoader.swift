import BankFiles
import Domain
import Repositories

/// Hands a settlement's rows on, a few thousand at a time, as the engine knows their kinds.
final class SettlementLoader {
    typealias Stage = ([ImportRepository.NewSettlement], _ position: Int) throws -> Void

    private static let batchMax = 4096

    private let gateway: Gateway
    private let stage: Stage
    private var rows: [ImportRepository.NewSettlement] = []
    private var position = 1
    private var failure: (any Error)?

    init(_ gateway: Gateway, _ stage: @escaping Stage) {
        self.gateway = gateway
        self.stage = stage
    }

    /// Reads a file.
    ///
    /// - Returns: its SHA-256.
    /// - Throws: `bankFileInvalid` for a row that cannot be booked, or what staging throws.
    func load<P>(_ settlement: ImportController<P>.Settlement) throws -> String {
        do {
            let sha256 = try settlement.read { row throws(BankFault) in try self.take(row) }
            try flush()
            return sha256
        } catch {
            throw failure ?? error
        }
    }

    private func take(_ row: SettlementRow) throws(BankFault) {
        guard let kind = Self.kind(row) else { return }
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
        rows.append(
            .init(
                reference: row.reference(at: gateway), kind: kind, gross: row.gross, fee: row.fee,
                feeTax: row.feeTax, net: row.net, payout: row.payout, createdAt: row.createdAt,
                settledAt: row.settledAt))
        guard rows.count == Self.batchMax else { return }
        do { try flush() } catch {
            failure = error
            throw BankFault("not booked", line: row.line)
        }
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

    private func flush() throws {
        guard !rows.isEmpty else { return }
        try stage(rows, position)
        position += rows.count
        rows.removeAll(keepingCapacity: true)
    }
}
