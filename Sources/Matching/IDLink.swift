import Domain

/// Joins two sides by an id, in linear time and in any order of either side.
///
/// The left side comes first and is kept in columns, some 60 bytes a row. A right row that agrees
/// with its left one in everything is a number beside it; only what does not agree is kept whole.
struct IDLink {
    private var keys = ReferenceTable()
    private var kinds: [ItemKind] = []
    private var ids: [Int64] = []
    private var amounts: [Int64] = []
    private var days: [Int32] = []
    private var currencies: [UInt8] = []
    private var captured: [Bool] = []
    /// The right row that agrees; 0 while there is none.
    private var partners: [Int64] = []
    private var partnerDays: [Int32] = []
    private var partnerKinds: [ItemKind] = []
    /// Keys that have more than one row to a side, or rows that do not agree.
    private var isKnotted: [Bool] = []
    private var moreLefts: [(key: Int32, row: LinkRow)] = []
    private var moreRights: [(key: Int32, row: LinkRow)] = []
    private var known: [Currency] = []

    /// Makes room for so many left rows at once, so that nothing is copied as they come.
    ///
    /// - Parameter rows: before the first one came.
    mutating func reserve(_ rows: Int) {
        keys.reserve(rows)
        kinds = .wide(rows)
        ids = .wide(rows)
        amounts = .wide(rows)
        days = .wide(rows)
        currencies = .wide(rows)
        captured = .wide(rows)
        partners = .wide(rows)
        partnerDays = .wide(rows)
        partnerKinds = .wide(rows)
        isKnotted = .wide(rows)
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
                        BillingItem(kind, id), amount, on: day, keys[index], isCaptured: isCaptured)
                ))
            return
        }
        kinds.append(kind)
        ids.append(id)
        amounts.append(amount.minor)
        days.append(day.number)
        currencies.append(number(of: amount.currency))
        captured.append(isCaptured)
        partners.append(0)
        partnerDays.append(0)
        partnerKinds.append(kind)
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
            partnerKinds[index] = kind
            return true
        }
        knot(index)
        moreRights.append(
            (
                Int32(index),
                LinkRow(
                    BillingItem(kind, id), Money(minor: minor, currency), on: day, keys[index],
                    isCaptured: isCaptured)
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
            BillingItem(kinds[index], ids[index]),
            Money(minor: amounts[index], known[Int(currencies[index])]),
            on: Day(number: days[index]), keys[index], isCaptured: captured[index])
    }

    private func partner(of index: Int) -> LinkRow {
        LinkRow(
            BillingItem(partnerKinds[index], partners[index]),
            Money(minor: amounts[index], known[Int(currencies[index])]),
            on: Day(number: partnerDays[index]), keys[index])
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

        func isOf(_ left: ItemKind, _ right: ItemKind, _ currency: Currency) -> Bool {
            self.left == left && self.right == right && self.currency == currency
        }
    }

    /// Every pair that agrees, four bytes each.
    func agreements() -> [Agreement] {
        // A handful: the kinds of either side, and the currencies.
        var found: [Agreement] = []
        var last = 0
        for index in ids.indices where partners[index] != 0 {
            let (left, right) = (kinds[index], partnerKinds[index])
            let currency = known[Int(currencies[index])]
            if last >= found.count || !found[last].isOf(left, right, currency) {
                last = found.firstIndex { $0.isOf(left, right, currency) } ?? found.count
                if last == found.count {
                    found.append(Agreement(left: left, right: right, currency: currency))
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
        let firsts = ids.indices.filter { kinds[$0] == kind && wanted.contains(ids[$0]) }
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
