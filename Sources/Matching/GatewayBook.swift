package import Domain

/// One gateway's account in one currency, day by day: what a roll-forward is made of.
package struct GatewayBook: Sendable, Equatable {
    package var charges = BillingSum()
    package var refunds = BillingSum()
    package var disputes = BillingSum()
    package var adjustments = BillingSum()
    /// Of all kinds of row, and rows that are a fee by themselves.
    package var fees = BillingSum()
    package var feeTaxes = BillingSum()
    package var payouts = BillingSum()
    /// Payouts that failed or were reversed: the money is back.
    package var returned = BillingSum()

    package init() {}

    /// What is added to the opening balance.
    package var change: Int128 {
        charges.amount + refunds.amount + disputes.amount + adjustments.amount - fees.amount
            - feeTaxes.amount - payouts.amount + returned.amount
    }

    mutating func add(_ row: GatewayTransaction) {
        switch row.kind {
        case .charge: charges.add(row.gross)
        case .refund: refunds.add(row.gross)
        case .dispute: disputes.add(row.gross)
        case .adjustment: adjustments.add(row.gross)
        case .fee: if row.gross != 0 { adjustments.add(row.gross) }
        }
        if row.fee != 0 { fees.add(row.fee) }
        if row.feeTax != 0 { feeTaxes.add(row.feeTax) }
    }
}

/// Whose account, in which currency.
package struct GatewayAccountKey: Hashable, Sendable, Comparable {
    package let gateway: String
    package let currency: Currency

    package init(_ gateway: String, _ currency: Currency) {
        (self.gateway, self.currency) = (gateway, currency)
    }

    package static func < (left: GatewayAccountKey, right: GatewayAccountKey) -> Bool {
        (left.gateway, left.currency.code) < (right.gateway, right.currency.code)
    }
}
