package import Domain

/// The gateways whose own settlement reports are read.
package enum Gateway: String, CaseIterable, Sendable {
    /// CSV of the report “Payout reconciliation” or “Balance”, itemized; amounts in major units.
    case stripe
    /// CSV of the settlement reconciliation; amounts in minor units.
    case razorpay
}

/// One movement of a clinic's balance at its gateway.
package struct SettlementRow: Equatable, Sendable {
    /// Why the balance moved.
    package enum Kind: String, CaseIterable, Sendable {
        case charge
        case refund
        /// A dispute opened or lost, or the money back of one that was won.
        case dispute
        /// The gateway's own fees that belong to no payment.
        case fee
        /// Anything else, under the gateway's own name.
        case adjustment
        /// Money on its way to the bank, or back from it.
        case payout
    }

    package let kind: Kind
    /// The gateway's own word for the kind.
    package let category: String
    /// The gateway's id of the movement.
    package let id: String
    /// The payment, refund or payout that it belongs to; `nil` when the file does not say.
    package let source: String?
    /// The payout that settles it.
    package let payout: String?
    /// The bank's trace of that payout (UTR), where the file has one.
    package let trace: String?
    /// Above zero when the balance grows.
    package let gross: Money
    /// Without its tax; above zero when it is taken.
    package let fee: Money
    package let feeTax: Money
    /// What the balance moves by, as the file says.
    package let net: Money
    package let createdAt: Instant
    package let settledAt: Instant?
    /// From 1.
    package let line: Int
    /// Whether it came off; what did not moves no money.
    package var isCaptured = true

    /// Whether gross less fee less its tax is the net that the file states.
    package var ties: Bool {
        let (less, first) = gross.minor.subtractingReportingOverflow(fee.minor)
        let (made, second) = less.subtractingReportingOverflow(feeTax.minor)
        return !first && !second && made == net.minor
    }
}
