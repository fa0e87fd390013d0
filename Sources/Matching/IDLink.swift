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

    /// By id alone: a total order, since a side has one kind or two with ids of their own.
    static func isBefore(_ left: LinkRow, _ right: LinkRow) -> Bool { left.item < right.item }
}

/// Two rows that are one.
struct LinkPair {
    let left: LinkRow
    let right: LinkRow
}

/// Joins two sides by an id, in linear time and in any order of either side.
///
/// The left side comes first and is kept in columns, some 60 bytes a row. A right row that agrees
/// with its left one in everything is a number beside it; only what does not agree is kept whole.
struct IDLink {
    private var keys = ReferenceTable()
    private var kinds: [UInt8] = []
    private var ids: [Int64] = []
    private var amounts: [Int64] = []
    private var days: [Int32] = []
    private var currencies: [UInt8] = []
    private var captured: [Bool] = []
    /// The right row that agrees; 0 while there is none.
    private var partners: [Int64] = []
    private var partnerDays: [Int32] = []
    private var partnerKinds: [UInt8] = []
    /// Keys that have more than one row to a side, or rows that do not agree.
    private var isKnotted: [Bool] = []
    private var moreLefts: [(key: Int32, row: LinkRow)] = []
    private var moreRights: [(key: Int32, row: LinkRow)] = []
    private var known: [Currency] = []

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

    /// Makes room for so many left rows at once, so that nothing is copied as they come.
    mutating func reserve(_ rows: Int) {
        keys.reserve(rows)
        kinds.reserveCapacity(rows)
        ids.reserveCapacity(rows)
        amounts.reserveCapacity(rows)
        days.reserveCapacity(rows)
        currencies.reserveCapacity(rows)
        captured.reserveCapacity(rows)
        partners.reserveCapacity(rows)
        partnerDays.reserveCapacity(rows)
        partnerKinds.reserveCapacity(rows)
        isKnotted.reserveCapacity(rows)
    }

    mutating func left(
        _ kind: ItemKind, id: Int64, _ amount: Money, _ day: Day, isCaptured: Bool,
        key: UnsafeRawBufferPointer
    ) {
        let (index, isNew) = keys.number(key)
        guard isNew else {
            knot(index)
            moreLefts.append(
                (
                    Int32(index),
                    LinkRow(
                        item: BillingItem(kind, id), amount: amount, day: day,
                        isCaptured: isCaptured, reference: keys[index])
                ))
            return
        }
        kinds.append(kind.number)
        ids.append(id)
        amounts.append(amount.minor)
        days.append(day.number)
        currencies.append(number(of: amount.currency))
        captured.append(isCaptured)
        partners.append(0)
        partnerDays.append(0)
        partnerKinds.append(0)
        isKnotted.append(false)
    }

    /// Takes a row of the right side.
    ///
    /// - Returns: whether the left side knows its id; else nothing was kept.
    mutating func right(
        _ kind: ItemKind, id: Int64, minor: Int64, _ currency: Currency, _ day: Day,
        isCaptured: Bool, key: UnsafeRawBufferPointer
    ) -> Bool {
        guard let index = keys.find(key) else { return false }
        if isCaptured, captured[index], !isKnotted[index], partners[index] == 0,
            amounts[index] == minor, known[Int(currencies[index])] == currency
        {
            partners[index] = id
            partnerDays[index] = day.number
            partnerKinds[index] = kind.number
            return true
        }
        knot(index)
        moreRights.append(
            (
                Int32(index),
                LinkRow(
                    item: BillingItem(kind, id), amount: Money(minor: minor, currency), day: day,
                    isCaptured: isCaptured, reference: keys[index])
            ))
        return true
    }

    /// Takes a key's rows out of the columns, because they need a closer look.
    private mutating func knot(_ index: Int) {
        guard !isKnotted[index] else { return }
        isKnotted[index] = true
        guard partners[index] != 0 else { return }
        moreRights.append((Int32(index), partner(of: index)))
        partners[index] = 0
    }

    private mutating func number(of currency: Currency) -> UInt8 {
        if let last = known.first, last == currency { return 0 }
        if let index = known.firstIndex(of: currency) { return UInt8(index) }
        known.append(currency)
        return UInt8(known.count - 1)
    }

    private func row(_ index: Int) -> LinkRow {
        LinkRow(
            item: BillingItem(.numbered(kinds[index]), ids[index]),
            amount: Money(minor: amounts[index], known[Int(currencies[index])]),
            day: Day(number: days[index]), isCaptured: captured[index], reference: keys[index])
    }

    private func partner(of index: Int) -> LinkRow {
        LinkRow(
            item: BillingItem(.numbered(partnerKinds[index]), partners[index]),
            amount: Money(minor: amounts[index], known[Int(currencies[index])]),
            day: Day(number: partnerDays[index]), isCaptured: true, reference: keys[index])
    }
}

extension IDLink {
    /// Pairs that agree, and have kinds and currency in common.
    struct Agreement {
        let left: ItemKind
        let right: ItemKind
        let currency: Currency
        /// Places of the pairs, by the left id.
        var places: [Int32] = []
    }

    /// Every pair that agrees, four bytes each.
    func agreements() -> [Agreement] {
        var found: [Agreement] = []
        var places: [UInt32: Int] = [:]
        var (last, lastKey): (Int, UInt32) = (0, .max)
        for index in ids.indices where partners[index] != 0 {
            let key =
                UInt32(kinds[index]) << 16 | UInt32(partnerKinds[index]) << 8
                | UInt32(currencies[index])
            if key != lastKey {
                last = places[key] ?? found.count
                (places[key], lastKey) = (last, key)
                if last == found.count {
                    found.append(
                        Agreement(
                            left: .numbered(kinds[index]), right: .numbered(partnerKinds[index]),
                            currency: known[Int(currencies[index])]))
                }
            }
            found[last].places.append(Int32(index))
        }
        for index in found.indices { IDOrder.sort(&found[index].places, by: ids) }
        return found
    }

    func leftID(_ place: Int32) -> Int64 { ids[Int(place)] }

    func rightID(_ place: Int32) -> Int64 { partners[Int(place)] }

    func minor(_ place: Int32) -> Int64 { amounts[Int(place)] }

    /// Both rows of a pair that agrees.
    func pair(_ place: Int32) -> LinkPair {
        LinkPair(left: row(Int(place)), right: partner(of: Int(place)))
    }

    /// Left rows that no right row named, and that moved money.
    func lonelyLefts() -> [LinkRow] {
        ids.indices.filter { partners[$0] == 0 && !isKnotted[$0] && captured[$0] }.map(row)
    }

    /// Which of some ids the left side has, of one kind.
    func lefts(_ kind: ItemKind, among wanted: Set<Int64>) -> Set<Int64> {
        guard !wanted.isEmpty else { return [] }
        let firsts = ids.indices.filter { kinds[$0] == kind.number && wanted.contains(ids[$0]) }
        let others = moreLefts.map(\.row.item).filter {
            $0.kind == kind && wanted.contains($0.id)
        }
        return Set(firsts.map { ids[$0] } + others.map(\.id))
    }

    /// What became of every key with more than one row to a side, or rows that differ.
    ///
    /// Both sides are taken by id: first those equal in amount and currency, then all of a key if
    /// their sums are equal, then the others.
    func knots(_ isBarred: (BillingItem, BillingItem) -> Bool) -> [Knot] {
        var lefts: [Int: [LinkRow]] = [:]
        var rights: [Int: [LinkRow]] = [:]
        for index in ids.indices where isKnotted[index] { lefts[index] = [row(index)] }
        for (key, row) in moreLefts { lefts[Int(key), default: []].append(row) }
        for (key, row) in moreRights { rights[Int(key), default: []].append(row) }
        return lefts.map { key, rows in
            Knot(
                rows.sorted(by: LinkRow.isBefore),
                (rights[key] ?? []).sorted(by: LinkRow.isBefore), isBarred)
        }
    }
}

extension IDLink.Knot {
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
        return !isForbidden
            && lefts.reduce(0) { $0 + Int128($1.amount.minor) }
                == rights.reduce(0) { $0 + Int128($1.amount.minor) }
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

extension ItemKind {
    /// Its place in the enum, for columns.
    var number: UInt8 {
        switch self {
        case .payment: 0
        case .refund: 1
        case .dispute: 2
        case .payout: 3
        case .deposit: 4
        case .invoice: 5
        case .gatewayTransaction: 6
        case .bankEntry: 7
        case .importEntry: 8
        case .importSettlement: 9
        case .bankStatement: 10
        }
    }

    static func numbered(_ number: UInt8) -> ItemKind { order[Int(number)] }

    private static let order: [ItemKind] = [
        .payment, .refund, .dispute, .payout, .deposit, .invoice, .gatewayTransaction,
        .bankEntry, .importEntry, .importSettlement, .bankStatement,
    ]
}
