import Domain

/// How what was found about rows is put down: the bucket of each side, the exception, the match.
extension BillingResults {
    /// Puts rows into a bucket of their side.
    private mutating func place(
        _ link: BillingLink, isLeft: Bool, _ code: BillingCode, _ rows: [LinkRow]
    ) {
        for row in rows { place(link, isLeft: isLeft, code, row.amount) }
    }

    /// Rows of one kind to a side that belong together.
    private mutating func join(
        _ lefts: [LinkRow], _ rights: [LinkRow], _ link: BillingLink, _ rule: BillingRule,
        _ code: BillingCode, isPairwise: Bool = false, _ difference: Money,
        _ type: MatchDifference? = nil, _ exchanged: Exchanged? = nil, evidence: String
    ) {
        guard let left = lefts.first, let right = rights.first else { return }
        place(link, isLeft: true, code, lefts)
        place(link, isLeft: false, code, rights)
        keep(
            BillingMatch(
                link, rule, code, left.item.kind, lefts.map(\.item.id), right.item.kind,
                rights.map(\.item.id), isPairwise: isPairwise, difference: difference, type,
                exchanged, evidence: evidence))
    }

    /// Two rows of the same amount.
    mutating func match(
        _ pair: LinkPair, _ link: BillingLink, _ rule: BillingRule, evidence: String = ""
    ) {
        join(
            [pair.left], [pair.right], link, rule, .matchedExact, isPairwise: true,
            Money(minor: 0, pair.left.amount.currency), evidence: evidence)
    }

    /// Several rows of one side, of one kind, for one of the other, or for several.
    mutating func aggregate(
        _ lefts: [LinkRow], _ rights: [LinkRow], _ link: BillingLink, _ rule: BillingRule,
        evidence: String
    ) {
        guard let currency = rights.first?.amount.currency else { return }
        join(
            lefts, rights, link, rule, .matchedAggregate, Money(minor: 0, currency),
            evidence: evidence)
    }

    /// What somebody decided belongs together; a difference has the type that was given.
    mutating func matchManually(
        _ lefts: [LinkRow], _ rights: [LinkRow], _ link: BillingLink, _ decision: MatchDecision
    ) {
        guard let difference = difference(lefts, rights) else { return }
        let isExchange = lefts[0].amount.currency != rights[0].amount.currency
        let isEven = difference.minor == 0 && !isExchange
        join(
            lefts, rights, link, .manual, isEven ? .matchedExact : .matchedTolerance, difference,
            isEven ? nil : decision.difference,
            isExchange
                ? Exchanged(left: Self.total(lefts), right: Self.total(rights)) : nil,
            evidence: "decision \(decision.id), \(decision.reason)")
    }

    /// Left less right of rows that have one currency to a side, the left converted at the rates of
    /// its own days where they are two; `nil` where no such rate is stored.
    func difference(_ lefts: [LinkRow], _ rights: [LinkRow]) -> Money? {
        guard let currency = rights.first?.amount.currency else { return nil }
        var sum = -rights.sum
        for row in lefts {
            guard let amount = rates.convert(row.amount, to: currency, on: row.day) else {
                return nil
            }
            sum += Int128(amount.minor)
        }
        return Money(minor: Int64(clamping: sum), currency)
    }

    /// That the left side is converted by.
    private func rate(of pair: LinkPair) -> DatedRate? {
        rates.rate(
            of: pair.left.amount.currency, in: pair.right.amount.currency, on: pair.left.day)
    }

    private static func total(_ rows: [LinkRow]) -> Money {
        Money(minor: Int64(clamping: rows.sum), rows[0].amount.currency)
    }

    /// Pass 6: the same id, and a difference that the job's file allows without asking.
    ///
    /// - Returns: whether it does.
    private mutating func tolerate(_ pair: LinkPair, _ link: BillingLink) -> Bool {
        let (left, right) = (pair.left.amount, pair.right.amount)
        guard let difference = difference([pair.left], [pair.right]) else { return false }
        guard left.currency == right.currency else {
            let converted = Money(minor: right.minor + difference.minor, right.currency)
            guard link == .bank, policy.allowsExchange(converted, right) else { return false }
            join(
                [pair.left], [pair.right], link, .tolerance, .matchedTolerance, isPairwise: true,
                difference, .exchange, Exchanged(left: left, right: right),
                evidence: "\(left) is \(converted) at the rate of "
                    + "\(rate(of: pair)?.stored.day ?? pair.left.day)")
            return true
        }
        guard let type = policy.type(of: difference, isAtBank: link == .bank) else { return false }
        join(
            [pair.left], [pair.right], link, .tolerance, .matchedTolerance, isPairwise: true,
            difference, type, evidence: "the ledger has \(left), the other side \(right)")
        return true
    }

    /// The same id and another amount or currency.
    mutating func differ(_ pair: LinkPair, _ link: BillingLink) {
        guard !tolerate(pair, link) else { return }
        let (left, right) = (pair.left.amount, pair.right.amount)
        let isSame = left.currency == right.currency
        let code: BillingCode = isSame ? .amountDifference : .currencyDifference
        place(link, isLeft: true, code, left)
        place(link, isLeft: false, code, right)
        note(
            BillingException(
                link, code, pair.left.item,
                isSame ? Money(minor: left.minor - right.minor, left.currency) : left,
                since: pair.left.day, isOpen: false, others: [pair.right.item],
                evidence: "the ledger has \(left), the other side \(right)"))
    }

    /// Captured on one side only; it is told of the ledger's row.
    mutating func mismatch(_ pair: LinkPair) {
        let isLeft = pair.left.isCaptured
        let row = isLeft ? pair.left : pair.right
        place(.gateway, isLeft: isLeft, .statusMismatch, row.amount)
        note(
            BillingException(
                .gateway, .statusMismatch, pair.left.item, row.surplus(isLeft: isLeft),
                since: pair.left.day, isOpen: false, others: [pair.right.item],
                evidence: isLeft
                    ? "captured here, not there" : "not captured here, captured there"))
    }

    /// A row beyond the first.
    mutating func double(_ pair: LinkPair, _ link: BillingLink, isLeft: Bool) {
        let (row, other) = isLeft ? (pair.left, pair.right) : (pair.right, pair.left)
        tell(
            row, link, isLeft ? .duplicateOurs : .duplicateTheirs, isLeft: isLeft, isOpen: false,
            others: [other.item], "one more with the id \(row.reference)")
    }

    /// The same item on the other side, in a later period.
    mutating func cutOff(_ row: LinkRow, _ other: LinkRow, isLeft: Bool) {
        tell(
            row, .gateway, .cutOff, isLeft: isLeft, others: [other.item],
            "on the other side on \(other.day)")
    }

    /// A row with two or more candidates that are equally good.
    mutating func ambiguous(
        _ found: (row: LinkRow, isLeft: Bool, others: [BillingItem]), _ link: BillingLink
    ) {
        tell(
            found.row, link, .ambiguous, isLeft: found.isLeft, others: found.others,
            "candidates that are equally good")
    }

    /// A row that stands on one side alone: in its bucket, and among the exceptions.
    mutating func tell(
        _ row: LinkRow, _ link: BillingLink, _ code: BillingCode, isLeft: Bool,
        isOpen: Bool = true, others: [BillingItem] = [], _ evidence: String,
        suggestion: String = ""
    ) {
        place(link, isLeft: isLeft, code, row.amount)
        note(
            BillingException(
                link, code, row.item, row.surplus(isLeft: isLeft), since: row.day,
                isOpen: isOpen, others: others, evidence: evidence, suggestion: suggestion))
    }
}
