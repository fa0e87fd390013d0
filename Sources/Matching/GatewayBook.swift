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

extension GatewayFee {
    /// The fee agreed for a charge and the tax on it, in minor units.
    ///
    /// Half up, once for the percent of the gross and once for the tax; the fee is at most the gross.
    func agreed(for gross: Int64, digits: Int) -> (fee: Int64, tax: Int64) {
        let share = Self.percent(percentMillionths, of: gross)
        let fixed = Self.divide(
            Int128(fixedTenThousandths) * Int128(Fixed.power(digits)), by: 10_000)
        let fee = min(share + fixed, gross)
        return (fee, Self.percent(taxPercentMillionths, of: fee))
    }

    private static func percent(_ millionths: Int64, of amount: Int64) -> Int64 {
        let (product, overflow) = millionths.multipliedReportingOverflow(by: amount)
        guard !overflow, product >= 0, product < .max - 50_000_000 else {
            return divide(Int128(millionths) * Int128(amount), by: 100_000_000)
        }
        return (product + 50_000_000) / 100_000_000
    }

    /// Half up for what is not negative.
    private static func divide(_ dividend: Int128, by divisor: Int128) -> Int64 {
        Int64(clamping: (2 * dividend + divisor) / (2 * divisor))
    }
}
