import Domain

/// Payouts, and what their transactions come to.
struct PayoutSums {
    private var slots = IDTable()
    private var payouts: [(payout: GatewayPayout, day: Day, isOfPeriod: Bool, sum: Int128)] = []

    /// Takes a payout; its sum is looked at only in the period in which it was made.
    ///
    /// - Returns: whether it was not there before.
    mutating func add(_ payout: GatewayPayout, _ day: Day, isOfPeriod: Bool) -> Bool {
        guard slots.number(payout.key).isNew else { return false }
        payouts.append((payout, day, isOfPeriod, 0))
        return true
    }

    /// Adds a row's net to the payout of that key.
    ///
    /// One in another currency is missing from the sum, and the payout's composition shows it.
    mutating func add(_ net: Money, to payout: Int64) {
        guard payout != 0, let slot = slots.find(payout),
            payouts[slot].payout.amount.currency == net.currency
        else { return }
        payouts[slot].sum += Int128(net.minor)
    }

    /// Nothing is said of payouts whose rows nobody knows.
    func conclude(into results: inout BillingResults) {
        for (payout, day, isOfPeriod, sum) in payouts where isOfPeriod && payout.isItemised {
            let amount = payout.amount
            let total = Money(minor: Int64(clamping: sum), amount.currency)
            let code: BillingCode =
                sum == Int128(amount.minor) ? .matchedAggregate : .payoutComposition
            results.place(.payout, isLeft: true, code, total)
            results.place(.payout, isLeft: false, code, amount)
            guard code == .payoutComposition else { continue }
            results.note(
                BillingException(
                    .payout, code, payout.item,
                    Money(minor: total.minor - amount.minor, amount.currency), since: day,
                    isOpen: false,
                    evidence: "its transactions come to \(total), it is \(amount)"))
        }
    }
}
