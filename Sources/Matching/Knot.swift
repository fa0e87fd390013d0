import Domain

/// What came of a key that is not one row to one row.
struct Knot {
    /// The same in amount and currency.
    var equal: [LinkPair] = []
    /// Different one by one, and the same in sum.
    var summed: (lefts: [LinkRow], rights: [LinkRow]) = ([], [])
    var findings: [Finding] = []
    var lonelyLefts: [LinkRow] = []
    var lonelyRights: [LinkRow] = []
}

/// What an id says of a pair, as long as no decision takes its rows elsewhere.
struct Finding {
    enum Kind {
        /// The same id, another amount or currency.
        case different
        /// Captured on one side only; told of that row.
        case mismatched
        /// The left row is one beyond those that the other side has.
        case extraLeft
        case extraRight
        /// The right row takes back what another of its side brought, which is the pair's left.
        case reversal
    }

    let kind: Kind
    let pair: LinkPair

    /// The rows that it puts into buckets.
    var rows: (lefts: [LinkRow], rights: [LinkRow]) {
        switch kind {
        case .different: ([pair.left], [pair.right])
        case .mismatched where pair.left.isCaptured, .extraLeft: ([pair.left], [])
        case .mismatched, .extraRight, .reversal: ([], [pair.right])
        }
    }
}

extension Knot {
    init(
        _ lefts: [LinkRow], _ rights: [LinkRow], _ isBarred: (BillingItem, BillingItem) -> Bool
    ) {
        var open = rights.filter(\.isCaptured)
        var rest: [LinkRow] = []
        for left in lefts where left.isCaptured {
            if let place = open.firstIndex(where: {
                $0.amount == left.amount && !isBarred(left.item, $0.item)
            }) {
                equal.append(LinkPair(left: left, right: open.remove(at: place)))
            } else {
                rest.append(left)
            }
        }
        if equal.isEmpty, Self.areAlike(rest, open, isBarred) {
            summed = (rest, open)
            return
        }
        var alone: [LinkRow] = []
        for left in rest {
            if let place = open.firstIndex(where: { !isBarred(left.item, $0.item) }) {
                find(.different, left, open.remove(at: place))
            } else {
                alone.append(left)
            }
        }
        leave(alone, open, lefts.first { !$0.isCaptured }, rights.first { !$0.isCaptured })
    }

    private mutating func find(_ kind: Finding.Kind, _ left: LinkRow, _ right: LinkRow) {
        findings.append(Finding(kind: kind, pair: LinkPair(left: left, right: right)))
    }

    /// Whether one row is the sum of several that have its id.
    private static func areAlike(
        _ lefts: [LinkRow], _ rights: [LinkRow], _ isBarred: (BillingItem, BillingItem) -> Bool
    ) -> Bool {
        guard let left = lefts.first, let right = rights.first,
            min(lefts.count, rights.count) == 1, lefts.count != rights.count,
            lefts.allSatisfy({ $0.item.kind == left.item.kind }),
            rights.allSatisfy({ $0.item.kind == right.item.kind }),
            (lefts + rights).allSatisfy({ $0.amount.currency == left.amount.currency })
        else { return false }
        let isForbidden = lefts.contains { one in
            rights.contains { isBarred(one.item, $0.item) }
        }
        return !isForbidden && lefts.sum == rights.sum
    }

    /// Rows beyond the first pair, or of a key that has none.
    private mutating func leave(
        _ lefts: [LinkRow], _ rights: [LinkRow], _ failedLeft: LinkRow?, _ failedRight: LinkRow?
    ) {
        let first = equal.first ?? findings.first?.pair
        for left in lefts {
            if let first {
                find(.extraLeft, left, first.right)
            } else if let failedRight {
                find(.mismatched, left, failedRight)
            } else {
                lonelyLefts.append(left)
            }
        }
        for right in rights {
            if let first {
                // −x after +x is no second x.
                if right.amount.minor.signum() == -first.right.amount.minor.signum() {
                    find(.reversal, first.right, right)
                } else {
                    find(.extraRight, first.left, right)
                }
            } else if let failedLeft {
                find(.mismatched, failedLeft, right)
            } else {
                lonelyRights.append(right)
            }
        }
    }
}
