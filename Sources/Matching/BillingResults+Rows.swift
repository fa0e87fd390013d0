import Domain

/// How what was found about rows is put down: the bucket of each side, the exception, the match.
extension BillingResults {
    /// Pairs of one match are at most so many, so that no stored row grows without bound.
    private static let pairsAMatch = 10_000

    /// Every pair of a link that agrees in everything; those that somebody forbade go back.
    mutating func pairs(
        of link: IDLink, _ name: BillingLink, _ decisions: Decisions,
        lonely lefts: inout [LinkRow], _ rights: inout [LinkRow]
    ) {
        for var found in link.agreements() {
            if decisions.barsAny {
                found.places.removeAll { place in
                    guard
                        decisions.bars(
                            BillingItem(found.left, link.leftID(place)),
                            BillingItem(found.right, link.rightID(place)))
                    else { return false }
                    let pair = link.pair(place)
                    lefts.append(pair.left)
                    rights.append(pair.right)
                    return true
                }
            }
            var sum = BillingSum()
            for place in found.places { sum.add(link.minor(place)) }
            for start in stride(from: 0, to: found.places.count, by: Self.pairsAMatch) {
                let part = found.places[
                    start..<min(start + Self.pairsAMatch, found.places.count)]
                keepPairs(
                    name, .id, found.left, part.map(link.leftID), found.right,
                    part.map(link.rightID), found.currency)
            }
            place(BillingBucket(name, isLeft: true, .matchedExact, found.currency), sum)
            place(BillingBucket(name, isLeft: false, .matchedExact, found.currency), sum)
        }
    }

    /// Keeps pairs as few matches, by the left id; their buckets are the caller's.
    mutating func keepPairs(
        _ link: BillingLink, _ rule: BillingRule, _ leftKind: ItemKind, _ rightKind: ItemKind,
        _ pairs: [(left: Int64, right: Int64, amount: Money)]
    ) {
        let sorted = pairs.sorted { ($0.left, $0.right) < ($1.left, $1.right) }
        for start in stride(from: 0, to: sorted.count, by: Self.pairsAMatch) {
            let part = sorted[start..<min(start + Self.pairsAMatch, sorted.count)]
            guard let currency = part.first?.amount.currency else { continue }
            keepPairs(
                link, rule, leftKind, part.map(\.left), rightKind, part.map(\.right), currency)
        }
    }

    private mutating func keepPairs(
        _ link: BillingLink, _ rule: BillingRule, _ leftKind: ItemKind, _ left: [Int64],
        _ rightKind: ItemKind, _ right: [Int64], _ currency: Currency
    ) {
        keep(
            BillingMatch(
                link: link, rule: rule, code: .matchedExact, leftKind: leftKind, left: left,
                rightKind: rightKind, right: right, isPairwise: true,
                difference: Money(minor: 0, currency), differenceType: nil, evidence: ""))
    }

    /// Two rows of the same amount.
    mutating func match(
        _ pair: LinkPair, _ link: BillingLink, _ rule: BillingRule, evidence: String = ""
    ) {
        place(link, isLeft: true, .matchedExact, pair.left.amount)
        place(link, isLeft: false, .matchedExact, pair.right.amount)
        keep(
            BillingMatch(
                link: link, rule: rule, code: .matchedExact, leftKind: pair.left.item.kind,
                left: [pair.left.item.id], rightKind: pair.right.item.kind,
                right: [pair.right.item.id], isPairwise: true,
                difference: Money(minor: 0, pair.left.amount.currency), differenceType: nil,
                evidence: evidence))
    }

    /// Several rows of one side, of one kind, for one of the other, or for several.
    mutating func aggregate(
        _ lefts: [LinkRow], _ rights: [LinkRow], _ link: BillingLink, _ rule: BillingRule,
        evidence: String
    ) {
        guard let left = lefts.first, let right = rights.first else { return }
        for row in lefts { place(link, isLeft: true, .matchedAggregate, row.amount) }
        for row in rights { place(link, isLeft: false, .matchedAggregate, row.amount) }
        keep(
            BillingMatch(
                link: link, rule: rule, code: .matchedAggregate, leftKind: left.item.kind,
                left: lefts.map(\.item.id), rightKind: right.item.kind,
                right: rights.map(\.item.id), isPairwise: false,
                difference: Money(minor: 0, right.amount.currency), differenceType: nil,
                evidence: evidence))
    }

    /// What somebody decided belongs together; a difference has the type that was given.
    mutating func matchManually(
        _ lefts: [LinkRow], _ rights: [LinkRow], _ link: BillingLink, _ decision: MatchDecision
    ) {
        guard let left = lefts.first, let right = rights.first else { return }
        let difference =
            lefts.reduce(0) { $0 + $1.amount.minor } - rights.reduce(0) { $0 + $1.amount.minor }
        let code: BillingCode = difference == 0 ? .matchedExact : .matchedTolerance
        for row in lefts { place(link, isLeft: true, code, row.amount) }
        for row in rights { place(link, isLeft: false, code, row.amount) }
        keep(
            BillingMatch(
                link: link, rule: .manual, code: code, leftKind: left.item.kind,
                left: lefts.map(\.item.id), rightKind: right.item.kind,
                right: rights.map(\.item.id), isPairwise: false,
                difference: Money(minor: difference, left.amount.currency),
                differenceType: difference == 0 ? nil : decision.difference,
                evidence: "decision \(decision.id), \(decision.reason)"))
    }

    /// The same id and another amount or currency.
    mutating func differ(_ pair: LinkPair, _ link: BillingLink) {
        let isSame = pair.left.amount.currency == pair.right.amount.currency
        let code: BillingCode = isSame ? .amountDifference : .currencyDifference
        place(link, isLeft: true, code, pair.left.amount)
        place(link, isLeft: false, code, pair.right.amount)
        note(
            BillingException(
                link, code, pair.left.item,
                isSame
                    ? Money(
                        minor: pair.left.amount.minor - pair.right.amount.minor,
                        pair.left.amount.currency) : pair.left.amount,
                since: pair.left.day, isOpen: false, others: [pair.right.item],
                evidence: "the ledger has \(pair.left.amount), the other side "
                    + "\(pair.right.amount)"))
    }

    /// Captured on one side only.
    mutating func mismatch(_ pair: LinkPair) {
        let isLeft = pair.left.isCaptured
        let amount = isLeft ? pair.left.amount : pair.right.amount
        place(.gateway, isLeft: isLeft, .statusMismatch, amount)
        note(
            BillingException(
                .gateway, .statusMismatch, pair.left.item,
                Money(minor: isLeft ? amount.minor : -amount.minor, amount.currency),
                since: pair.left.day, isOpen: false, others: [pair.right.item],
                evidence: isLeft
                    ? "captured here, not there" : "not captured here, captured there"))
    }

    /// A row beyond the first.
    mutating func double(_ pair: LinkPair, _ link: BillingLink, isLeft: Bool) {
        let (row, other) = isLeft ? (pair.left, pair.right) : (pair.right, pair.left)
        let code: BillingCode = isLeft ? .duplicateOurs : .duplicateTheirs
        place(link, isLeft: isLeft, code, row.amount)
        note(
            BillingException(
                link, code, row.item,
                Money(minor: isLeft ? row.amount.minor : -row.amount.minor, row.amount.currency),
                since: row.day, isOpen: false, others: [other.item],
                evidence: "one more with the id \(row.reference)"))
    }

    /// The same item on the other side, in a later period.
    mutating func cutOff(_ row: LinkRow, _ other: LinkRow, isLeft: Bool) {
        place(.gateway, isLeft: isLeft, .cutOff, row.amount)
        note(
            BillingException(
                .gateway, .cutOff, row.item,
                Money(minor: isLeft ? row.amount.minor : -row.amount.minor, row.amount.currency),
                since: row.day, isOpen: true, others: [other.item],
                evidence: "on the other side on \(other.day)"))
    }

    /// A row that found nothing, or only what it takes back.
    mutating func lone(
        _ row: LinkRow, _ link: BillingLink, _ code: BillingCode, isLeft: Bool,
        others: [BillingItem] = [], _ evidence: String
    ) {
        place(link, isLeft: isLeft, code, row.amount)
        note(
            BillingException(
                link, code, row.item,
                Money(minor: isLeft ? row.amount.minor : -row.amount.minor, row.amount.currency),
                since: row.day, isOpen: true, others: others, evidence: evidence))
    }

    /// A row with two or more candidates that are equally good.
    mutating func ambiguous(
        _ found: (row: LinkRow, isLeft: Bool, others: [BillingItem]), _ link: BillingLink
    ) {
        let (row, isLeft, others) = found
        place(link, isLeft: isLeft, .ambiguous, row.amount)
        note(
            BillingException(
                link, .ambiguous, row.item,
                Money(minor: isLeft ? row.amount.minor : -row.amount.minor, row.amount.currency),
                since: row.day, isOpen: true, others: others,
                evidence: "candidates that are equally good"))
    }

    /// What became of a key's rows that are not one to one, but for those with other amounts.
    mutating func untied(_ knot: IDLink.Knot, _ link: BillingLink) {
        for pair in knot.equal { match(pair, link, .id) }
        if !knot.summed.lefts.isEmpty {
            aggregate(
                knot.summed.lefts, knot.summed.rights, link, .declaredKey,
                evidence: "all that has the id \(knot.summed.lefts[0].reference)")
        }
        for pair in knot.mismatched { mismatch(pair) }
        for pair in knot.extraLefts { double(pair, link, isLeft: true) }
        for pair in knot.extraRights { double(pair, link, isLeft: false) }
        for (row, other) in knot.reversals {
            lone(
                row, link, .missingInLedger, isLeft: false, others: [other],
                "takes back what came with the id \(row.reference)")
        }
    }
}
