package import Domain

/// A row of the books, of a gateway or of a bank.
package struct BillingItem: Hashable, Sendable, Comparable {
    package let kind: ItemKind
    package let id: Int64

    package init(_ kind: ItemKind, _ id: Int64) {
        self.kind = kind
        self.id = id
    }

    package static func < (left: BillingItem, right: BillingItem) -> Bool {
        (left.kind.rawValue, left.id) < (right.kind.rawValue, right.id)
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

    package init(
        _ link: BillingLink, _ code: BillingCode, _ owner: BillingItem, _ amount: Money,
        since: Day, isOpen: Bool, others: [BillingItem] = [], evidence: String
    ) {
        self.link = link
        self.code = code
        self.owner = owner
        self.amount = amount
        self.since = since
        self.isOpen = isOpen
        self.others = others
        self.evidence = evidence
    }

    /// By link, code, owner; then by all the rest, since a payment may stand on three slips.
    static func isBefore(_ left: BillingException, _ right: BillingException) -> Bool {
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
    func noted(_ text: String) -> BillingException {
        BillingException(
            link, code, owner, amount, since: since, isOpen: isOpen, others: others,
            evidence: "\(evidence); note: \(text)")
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
    package let difference: Money
    package let differenceType: MatchDifference?
    package let evidence: String

    /// By link, rule, left and right.
    static func isBefore(_ one: BillingMatch, _ other: BillingMatch) -> Bool {
        if one.link != other.link { return one.link.place < other.link.place }
        if one.rule != other.rule { return one.rule.rawValue < other.rule.rawValue }
        if one.leftKind != other.leftKind { return one.leftKind.rawValue < other.leftKind.rawValue }
        if one.left != other.left { return one.left.lexicographicallyPrecedes(other.left) }
        return one.right.lexicographicallyPrecedes(other.right)
    }
}

extension BillingLink {
    /// Where it stands along the chain.
    package var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// A row that could not be read, and why; the others are reconciled.
package struct BillingRefusal: Hashable, Sendable {
    package let item: BillingItem
    package let error: AppError

    package init(_ item: BillingItem, _ error: AppError) {
        self.item = item
        self.error = error
    }

    /// By kind and id.
    package static func precedes(_ left: BillingRefusal, _ right: BillingRefusal) -> Bool {
        left.item < right.item
    }
}

/// Which side of a link, and under which code, in which currency.
package struct BillingBucket: Hashable, Sendable {
    package let link: BillingLink
    /// The side nearer to the books.
    package let isLeft: Bool
    package let code: BillingCode
    package let currency: Currency

    package init(_ link: BillingLink, isLeft: Bool, _ code: BillingCode, _ currency: Currency) {
        self.link = link
        self.isLeft = isLeft
        self.code = code
        self.currency = currency
    }
}

/// How many items, and how much.
package struct BillingSum: Sendable, Equatable {
    package var count: Int64 = 0
    /// In minor units.
    package var amount: Int128 = 0

    package init(count: Int64 = 0, amount: Int128 = 0) {
        self.count = count
        self.amount = amount
    }

    package mutating func add(_ amount: Int64) {
        count += 1
        self.amount += Int128(amount)
    }

    package mutating func add(_ other: BillingSum) {
        count += other.count
        amount += other.amount
    }
}

/// Everything that a reconciliation has found; each item of either side of a link is in one bucket.
package struct BillingResults: Sendable {
    package private(set) var buckets: [BillingBucket: BillingSum] = [:]
    package private(set) var exceptions: [BillingException] = []
    package private(set) var matches: [BillingMatch] = []
    /// Items of earlier periods that came along, since they were open or found their other side
    /// now; under `matchedExact`, whatever became of them.
    package private(set) var brought: [BillingBucket: BillingSum] = [:]

    package init() {}

    mutating func bring(_ link: BillingLink, isLeft: Bool, _ amount: Money) {
        brought[
            BillingBucket(link, isLeft: isLeft, .matchedExact, amount.currency), default: .init()
        ].add(amount.minor)
    }

    mutating func place(
        _ link: BillingLink, isLeft: Bool, _ code: BillingCode, _ amount: Money
    ) {
        buckets[
            BillingBucket(link, isLeft: isLeft, code, amount.currency), default: .init()
        ].add(amount.minor)
    }

    mutating func place(_ bucket: BillingBucket, _ sum: BillingSum) {
        if sum.count != 0 { buckets[bucket, default: .init()].add(sum) }
    }

    mutating func note(_ exception: BillingException) { exceptions.append(exception) }

    mutating func keep(_ match: BillingMatch) { matches.append(match) }

    /// Puts beside exceptions what somebody noted, and everything into its total order, whatever
    /// order the input had.
    mutating func settle(_ decisions: Decisions) {
        for index in exceptions.indices {
            guard let note = decisions.note(on: exceptions[index].owner) else { continue }
            exceptions[index] = exceptions[index].noted(note)
        }
        exceptions.sort(by: BillingException.isBefore)
        matches.sort(by: BillingMatch.isBefore)
    }
}
