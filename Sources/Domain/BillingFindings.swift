/// A row of the books, of a gateway or of a bank.
package struct BillingItem: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let kind: ItemKind
    package let id: Int64

    package init(_ kind: ItemKind, _ id: Int64) {
        self.kind = kind
        self.id = id
    }

    /// As people write it: `gateway:77`.
    package var description: String { "\(kind.word):\(id)" }

    package static func < (left: BillingItem, right: BillingItem) -> Bool {
        (left.kind.rawValue, left.id) < (right.kind.rawValue, right.id)
    }

    /// `gateway:77, bank:3`; of many the first eight.
    package static func text(_ items: [BillingItem]) -> String {
        let shown = items.prefix(8).map(\.description).joined(separator: ", ")
        return items.count > 8 ? "\(shown) and \(items.count - 8) more" : shown
    }
}

/// What somebody has to look at, or wait for.
package struct BillingException: Sendable, Equatable {
    package let link: BillingLink
    package let code: BillingCode
    /// The one item that it is told of.
    package let owner: BillingItem
    /// What the ledger shows more than the other side.
    package let amount: Money
    /// The owner's own day.
    package let since: Day
    /// Whether the next period looks for its other side again.
    package let isOpen: Bool
    /// What stands on the other side, or might.
    package let others: [BillingItem]
    /// In words.
    package let evidence: String
    /// What it is most like on the other side, in words, and why; empty for most.
    ///
    /// Nothing is posted by likeness.
    package let suggestion: String

    package init(
        _ link: BillingLink, _ code: BillingCode, _ owner: BillingItem, _ amount: Money,
        since: Day, isOpen: Bool, others: [BillingItem] = [], evidence: String,
        suggestion: String = ""
    ) {
        self.link = link
        self.code = code
        self.owner = owner
        self.amount = amount
        self.since = since
        self.isOpen = isOpen
        self.others = others
        self.evidence = evidence
        self.suggestion = suggestion
    }

    /// By link, code, owner; then by all the rest, since a payment may stand on three slips.
    package static func isBefore(_ left: BillingException, _ right: BillingException) -> Bool {
        if left.link != right.link { return left.link.place < right.link.place }
        if left.code != right.code { return left.code < right.code }
        if left.owner != right.owner { return left.owner < right.owner }
        if left.others != right.others {
            return left.others.lexicographicallyPrecedes(right.others)
        }
        if left.amount.minor != right.amount.minor {
            return left.amount.minor < right.amount.minor
        }
        return left.evidence < right.evidence
    }

    /// The same with what somebody noted beside its owner.
    package func noted(_ text: String) -> BillingException {
        BillingException(
            link, code, owner, amount, since: since, isOpen: isOpen, others: others,
            evidence: "\(evidence); note: \(text)", suggestion: suggestion)
    }
}

/// What the sides of a match come to, each in its own currency.
package struct Exchanged: Sendable, Equatable {
    package let left: Money
    package let right: Money

    package init(left: Money, right: Money) {
        self.left = left
        self.right = right
    }
}

/// Items that were found to belong together by one rule.
///
/// Where `isPairwise`, each left item belongs to the right one at its place; else all of the left
/// to all of the right.
package struct BillingMatch: Sendable, Equatable {
    package let link: BillingLink
    package let rule: BillingRule
    package let code: BillingCode
    package let leftKind: ItemKind
    package let left: [Int64]
    package let rightKind: ItemKind
    package let right: [Int64]
    package let isPairwise: Bool
    /// Left less right; not zero only with a type.
    ///
    /// Of sides in two currencies it is in the right one, the left converted.
    package let difference: Money
    package let differenceType: MatchDifference?
    /// `nil` where both sides have one currency.
    package let exchanged: Exchanged?
    package let evidence: String

    package init(
        _ link: BillingLink, _ rule: BillingRule, _ code: BillingCode, _ leftKind: ItemKind,
        _ left: [Int64], _ rightKind: ItemKind, _ right: [Int64], isPairwise: Bool,
        difference: Money, _ type: MatchDifference? = nil, _ exchanged: Exchanged? = nil,
        evidence: String = ""
    ) {
        self.link = link
        self.rule = rule
        self.code = code
        self.leftKind = leftKind
        self.left = left
        self.rightKind = rightKind
        self.right = right
        self.isPairwise = isPairwise
        self.difference = difference
        differenceType = type
        self.exchanged = exchanged
        self.evidence = evidence
    }

    /// By link, rule, left and right.
    package static func isBefore(_ one: BillingMatch, _ other: BillingMatch) -> Bool {
        if one.link != other.link { return one.link.place < other.link.place }
        if one.rule != other.rule { return one.rule.rawValue < other.rule.rawValue }
        if one.leftKind != other.leftKind { return one.leftKind.rawValue < other.leftKind.rawValue }
        if one.left != other.left { return one.left.lexicographicallyPrecedes(other.left) }
        return one.right.lexicographicallyPrecedes(other.right)
    }
}
