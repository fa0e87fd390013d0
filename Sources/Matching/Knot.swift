import Domain

/// What came of a key that is not one row to one row.
struct Knot {
    /// The same in amount and currency.
    var equal: [LinkPair] = []
    var different: [LinkPair] = []
    /// Captured there, or here, and not on the other side.
    var mismatched: [LinkPair] = []
    /// Beyond the first, where the other side has fewer.
    var extraLefts: [LinkPair] = []
    var extraRights: [LinkPair] = []
    var lonelyLefts: [LinkRow] = []
    var lonelyRights: [LinkRow] = []
    /// Different one by one, and the same in sum.
    var summed: (lefts: [LinkRow], rights: [LinkRow]) = ([], [])
    /// Right rows that take back what a pair's right row brought.
    var reversals: [(row: LinkRow, other: BillingItem)] = []
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
                different.append(LinkPair(left: left, right: open.remove(at: place)))
            } else {
                alone.append(left)
            }
        }
        leave(alone, open, lefts.first { !$0.isCaptured }, rights.first { !$0.isCaptured })
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
        let first = equal.first ?? different.first
        for left in lefts {
            if let first {
                extraLefts.append(LinkPair(left: left, right: first.right))
            } else if let failedRight {
                mismatched.append(LinkPair(left: left, right: failedRight))
            } else {
                lonelyLefts.append(left)
            }
        }
        for right in rights {
            if let first {
                // −x after +x is no second x.
                if right.amount.minor.signum() == -first.right.amount.minor.signum() {
                    reversals.append((right, first.right.item))
                } else {
                    extraRights.append(LinkPair(left: first.left, right: right))
                }
            } else if let failedLeft {
                mismatched.append(LinkPair(left: failedLeft, right: right))
            } else {
                lonelyRights.append(right)
            }
        }
    }
}
