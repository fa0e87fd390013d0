package import Domain

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

    let policy: MatchPolicy
    let rates: ExchangeRates

    package init(_ policy: MatchPolicy = MatchPolicy(), _ rates: ExchangeRates = ExchangeRates()) {
        self.policy = policy
        self.rates = rates
    }

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
