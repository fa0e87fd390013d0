import Domain

/// What is the same for every link that is joined by an id.
extension BillingResults {
    /// Pairs of one match are at most so many, so that no stored row grows without bound.
    private static let pairsAMatch = 10_000

    /// Puts down all that ids say of a link.
    ///
    /// - Parameters:
    ///   - link: with all of its rows.
    ///   - name: which one it is.
    ///   - lefts: gets rows of the left side that found nothing.
    ///   - rights: gets rows of the right side.
    ///   - decisions: what must never be matched.
    /// - Returns: pairs with other amounts, which stand among those rows too: a decision may take one
    ///   of them together with something else.
    mutating func settle(
        _ link: IDLink, _ name: BillingLink, _ lefts: inout [LinkRow], _ rights: inout [LinkRow],
        _ decisions: Decisions
    ) -> [LinkPair] {
        lefts += link.lonelyLefts()
        agree(link, name, decisions, &lefts, &rights)
        var different: [LinkPair] = []
        for knot in link.knots(decisions.bars) {
            lefts += knot.lonelyLefts + knot.different.map(\.left)
            rights += knot.lonelyRights + knot.different.map(\.right)
            different += knot.different
            untie(knot, name)
        }
        return different
    }

    /// Every pair of a link that agrees in everything; those that somebody forbade go back.
    private mutating func agree(
        _ link: IDLink, _ name: BillingLink, _ decisions: Decisions, _ lefts: inout [LinkRow],
        _ rights: inout [LinkRow]
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
            place(BillingBucket(name, isLeft: true, .matchedExact, found.currency), sum)
            place(BillingBucket(name, isLeft: false, .matchedExact, found.currency), sum)
            keepPairs(
                name, .id, found.left, found.right, found.currency, found.places, link.leftID,
                link.rightID)
        }
    }

    /// Keeps pairs as few matches, in the order they have; their buckets are the caller's.
    mutating func keepPairs<Pair>(
        _ link: BillingLink, _ rule: BillingRule, _ leftKind: ItemKind, _ rightKind: ItemKind,
        _ currency: Currency, _ pairs: [Pair], _ left: (Pair) -> Int64, _ right: (Pair) -> Int64
    ) {
        for start in stride(from: 0, to: pairs.count, by: Self.pairsAMatch) {
            let part = pairs[start..<min(start + Self.pairsAMatch, pairs.count)]
            keep(
                BillingMatch(
                    link, rule, .matchedExact, leftKind, part.map(left), rightKind,
                    part.map(right), isPairwise: true, difference: Money(minor: 0, currency)))
        }
    }

    /// What became of a key's rows that are not one to one, but for those with other amounts.
    private mutating func untie(_ knot: Knot, _ link: BillingLink) {
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
            tell(
                row, link, .missingInLedger, isLeft: false, others: [other],
                "takes back what came with the id \(row.reference)")
        }
    }

    /// Pairs by id with another amount, of which no decision took either.
    ///
    /// - Returns: both sides' items.
    mutating func differ(
        _ pairs: [LinkPair], _ link: BillingLink, among open: Set<BillingItem>
    ) -> Set<BillingItem> {
        var gone: Set<BillingItem> = []
        for pair in pairs where open.contains(pair.left.item) && open.contains(pair.right.item) {
            differ(pair, link)
            gone.formUnion([pair.left.item, pair.right.item])
        }
        return gone
    }

    /// Takes together what somebody decided belongs together, among rows that found nothing.
    ///
    /// A difference that has no type is no decision: the rows changed since.
    mutating func accept(
        _ lefts: inout [LinkRow], _ rights: inout [LinkRow], _ link: BillingLink,
        _ decisions: inout Decisions
    ) {
        for decision in decisions.accepted where !decisions.followed.contains(decision.id) {
            let wanted = Set(decision.leftItems + decision.rightItems)
            let left = lefts.filter { wanted.contains($0.item) }
            let right = rights.filter { wanted.contains($0.item) }
            guard left.count + right.count == wanted.count,
                let currency = left.first?.amount.currency, !right.isEmpty,
                (left + right).allSatisfy({ $0.amount.currency == currency }),
                decision.difference != nil || left.sum == right.sum
            else { continue }
            decisions.followed.insert(decision.id)
            lefts.removeAll { wanted.contains($0.item) }
            rights.removeAll { wanted.contains($0.item) }
            matchManually(
                left.sorted(by: LinkRow.isBefore), right.sorted(by: LinkRow.isBefore), link,
                decision)
        }
    }

    /// Pairs what only amount and day tell of (pass 3); what is left stays with the pairing.
    mutating func pair(
        _ lefts: [LinkRow], _ rights: [LinkRow], _ link: BillingLink, within days: Int32,
        _ decisions: Decisions
    ) -> UniquePairing {
        let pairing = UniquePairing(
            lefts, rights, within: -days...days, isBarred: decisions.bars)
        for pair in pairing.pairs { match(pair, link, .amountAndDay) }
        for found in pairing.ambiguous { ambiguous(found, link) }
        return pairing
    }
}
