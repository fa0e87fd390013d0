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
    /// - Returns: what ids say of rows that do not simply agree. Their rows stand among those others
    ///   too: a decision may take one of them together with something else.
    mutating func settle(
        _ link: IDLink, _ name: BillingLink, _ lefts: inout [LinkRow], _ rights: inout [LinkRow],
        _ decisions: Decisions
    ) -> [Finding] {
        lefts += link.lonelyLefts()
        agree(link, name, decisions, &lefts, &rights)
        var findings: [Finding] = []
        for knot in link.knots(decisions.bars) {
            lefts += knot.lonelyLefts + knot.findings.flatMap(\.rows.lefts)
            rights += knot.lonelyRights + knot.findings.flatMap(\.rows.rights)
            findings += knot.findings
            untie(knot, name)
        }
        return findings
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

    /// What became of a key's rows that belong together without being one to one.
    private mutating func untie(_ knot: Knot, _ link: BillingLink) {
        for pair in knot.equal { match(pair, link, .id) }
        guard let first = knot.summed.lefts.first else { return }
        aggregate(
            knot.summed.lefts, knot.summed.rights, link, .declaredKey,
            evidence: "all that has the id \(first.reference)")
    }

    /// Puts down what ids say, where no decision took any of its rows.
    ///
    /// - Parameters:
    ///   - findings: in any order.
    ///   - link: that they are of.
    ///   - open: items that no decision took.
    /// - Returns: the items of all rows that were put down.
    mutating func conclude(
        _ findings: [Finding], _ link: BillingLink, among open: Set<BillingItem>
    ) -> Set<BillingItem> {
        var gone: Set<BillingItem> = []
        for finding in findings {
            let items = (finding.rows.lefts + finding.rows.rights).map(\.item)
            guard items.allSatisfy(open.contains) else { continue }
            gone.formUnion(items)
            let (pair, row) = (finding.pair, finding.pair.right)
            switch finding.kind {
            case .different: differ(pair, link)
            case .mismatched: mismatch(pair)
            case .extraLeft: double(pair, link, isLeft: true)
            case .extraRight: double(pair, link, isLeft: false)
            case .reversal:
                tell(
                    row, link, .missingInLedger, isLeft: false, others: [pair.left.item],
                    "takes back what came with the id \(row.reference)")
            }
        }
        return gone
    }

    /// Takes together what somebody decided belongs together, among rows that found nothing.
    ///
    /// A difference that has no type is no decision: the rows changed since. Two currencies are an
    /// exchange, by stored rates.
    mutating func accept(
        _ lefts: inout [LinkRow], _ rights: inout [LinkRow], _ link: BillingLink,
        _ decisions: inout Decisions
    ) {
        for decision in decisions.accepted where !decisions.followed.contains(decision.id) {
            let wanted = Set(decision.leftItems + decision.rightItems)
            let left = lefts.filter { wanted.contains($0.item) }
            let right = rights.filter { wanted.contains($0.item) }
            guard left.count + right.count == wanted.count,
                let ours = left.currency, let theirs = right.currency,
                ours == theirs
                    ? decision.difference != nil || left.sum == right.sum
                    : decision.difference == .exchange && difference(left, right) != nil
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
