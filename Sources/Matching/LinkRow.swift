import Domain

/// A row of one side, as long as it has found nothing.
struct LinkRow {
    let item: BillingItem
    let amount: Money
    let day: Day
    /// Whether money moved.
    let isCaptured: Bool
    /// The id that both sides should have; empty where it has none.
    let reference: String

    init(
        _ item: BillingItem, _ amount: Money, on day: Day, _ reference: String = "",
        isCaptured: Bool = true
    ) {
        self.item = item
        self.amount = amount
        self.day = day
        self.isCaptured = isCaptured
        self.reference = reference
    }

    /// By id alone: a total order, since a side has one kind or two with ids of their own.
    static func isBefore(_ left: LinkRow, _ right: LinkRow) -> Bool { left.item < right.item }

    /// What the ledger shows more, if this row stands on one side alone.
    func surplus(isLeft: Bool) -> Money { isLeft ? amount : amount.negated }
}

extension Collection<LinkRow> {
    /// In minor units, of one currency.
    var sum: Int128 { reduce(0) { $0 + Int128($1.amount.minor) } }

    /// The one that all have; `nil` where there are none, or several.
    var currency: Currency? {
        guard let one = first?.amount.currency else { return nil }
        return allSatisfy { $0.amount.currency == one } ? one : nil
    }
}

/// Two rows that are one.
struct LinkPair {
    let left: LinkRow
    let right: LinkRow
}
