import Domain

/// Pass 3: rows of equal amount and currency within so many days, where neither has another choice.
struct UniquePairing {
    private(set) var pairs: [LinkPair] = []
    /// Rows with two or more equally good candidates, and those candidates.
    private(set) var ambiguous: [(row: LinkRow, isLeft: Bool, others: [BillingItem])] = []
    private(set) var lefts: [LinkRow] = []
    private(set) var rights: [LinkRow] = []

    /// Pairs what is unique on both sides.
    ///
    /// - Parameters:
    ///   - lefts: the ledger's rows.
    ///   - rights: the other side's rows.
    ///   - window: the right row's day less the left one's.
    ///   - isBarred: whether somebody decided that two rows do not belong together.
    init(
        _ lefts: [LinkRow], _ rights: [LinkRow], within window: ClosedRange<Int32>,
        isBarred: (BillingItem, BillingItem) -> Bool
    ) {
        let lefts = lefts.sorted(by: Self.isBefore)
        let rights = rights.sorted(by: Self.isBefore)
        var (left, right) = (0, 0)
        while left < lefts.count || right < rights.count {
            let key: Key
            if right >= rights.count {
                key = Key(lefts[left])
            } else if left >= lefts.count {
                key = Key(rights[right])
            } else {
                key = min(Key(lefts[left]), Key(rights[right]))
            }
            let (leftStart, rightStart) = (left, right)
            while left < lefts.count, Key(lefts[left]) == key { left += 1 }
            while right < rights.count, Key(rights[right]) == key { right += 1 }
            pair(lefts[leftStart..<left], rights[rightStart..<right], window, isBarred)
        }
    }

    /// Rows of one amount and currency, by day.
    private mutating func pair(
        _ lefts: ArraySlice<LinkRow>, _ rights: ArraySlice<LinkRow>,
        _ window: ClosedRange<Int32>, _ isBarred: (BillingItem, BillingItem) -> Bool
    ) {
        func candidates(_ row: LinkRow, _ others: ArraySlice<LinkRow>, _ isLeft: Bool) -> [LinkRow]
        {
            let range =
                isLeft
                ? row.day.number + window.lowerBound...row.day.number + window.upperBound
                : row.day.number - window.upperBound...row.day.number - window.lowerBound
            var found: [LinkRow] = []
            var index = others.firstPlace { $0.day.number >= range.lowerBound }
            // Three are enough to know that there are too many, and to show some of them.
            while index < others.endIndex, others[index].day.number <= range.upperBound,
                found.count < 8
            {
                let other = others[index]
                if isLeft ? !isBarred(row.item, other.item) : !isBarred(other.item, row.item) {
                    found.append(other)
                }
                index += 1
            }
            return found
        }
        for left in lefts {
            let found = candidates(left, rights, true)
            guard let first = found.first else {
                self.lefts.append(left)
                continue
            }
            if found.count == 1, candidates(first, lefts, false).count == 1 {
                pairs.append(LinkPair(left: left, right: first))
            } else {
                ambiguous.append((left, true, found.map(\.item)))
            }
        }
        for right in rights {
            let found = candidates(right, lefts, false)
            guard let first = found.first else {
                self.rights.append(right)
                continue
            }
            if found.count > 1 || candidates(first, rights, true).count > 1 {
                ambiguous.append((right, false, found.map(\.item)))
            }
        }
    }

    /// Currency and amount, by which rows are grouped.
    private struct Key: Comparable {
        let currency: Currency
        let minor: Int64

        init(_ row: LinkRow) { (currency, minor) = (row.amount.currency, row.amount.minor) }

        static func < (left: Key, right: Key) -> Bool {
            if left.minor != right.minor { return left.minor < right.minor }
            return left.currency != right.currency && left.currency.code < right.currency.code
        }
    }

    /// By amount, currency, day, id.
    private static func isBefore(_ left: LinkRow, _ right: LinkRow) -> Bool {
        let (one, other) = (Key(left), Key(right))
        if one != other { return one < other }
        if left.day != right.day { return left.day < right.day }
        return left.item < right.item
    }
}

extension ArraySlice {
    /// The first place where a condition holds that holds for everything after it too.
    func firstPlace(where holds: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
