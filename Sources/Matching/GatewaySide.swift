import Domain

/// Payments, refunds and disputes ⇄ the gateway's transactions.
struct GatewaySide {
    var charges = IDLink()
    var refunds = IDLink()
    private var unkeyed: [LinkRow] = []
    private var unkeyedRefunds: [LinkRow] = []
    private var unknownCharges: [LinkRow] = []
    private var unknownRefunds: [LinkRow] = []
    private var opened: [LinkRow] = []
    private var won: [LinkRow] = []
    private var disputes: [LinkRow] = []
    private var adjustments: [LinkRow] = []
    /// Of another period, by reference: what a lonely row may have on the other side.
    private var elsewhere: [String: (lefts: [LinkRow], rights: [LinkRow])] = [:]
    private var lonely = Lonely()

    /// Rows that found nothing by their id.
    private struct Lonely {
        var payments: [LinkRow] = []
        var refunds: [LinkRow] = []
        var charges: [LinkRow] = []
        var returns: [LinkRow] = []

        var all: [LinkRow] { payments + refunds + charges + returns }

        mutating func keep(_ isKept: (LinkRow) -> Bool) {
            payments = payments.filter(isKept)
            refunds = refunds.filter(isKept)
            charges = charges.filter(isKept)
            returns = returns.filter(isKept)
        }
    }

    /// A payment; without a reference it can only be found by amount and day.
    mutating func payment(_ payment: LedgerPayment, key: UnsafeRawBufferPointer) {
        guard key.count > 0 else {
            if payment.isCaptured {
                unkeyed.append(
                    LinkRow(
                        item: BillingItem(.payment, payment.id), amount: payment.amount,
                        day: payment.receivedOn, isCaptured: true, reference: ""))
            }
            return
        }
        charges.left(
            .payment, id: payment.id, payment.amount, payment.receivedOn,
            isCaptured: payment.isCaptured, key: key)
    }

    /// A refund; without a reference it can only be found by amount and day.
    mutating func refund(_ refund: LedgerReturn, key: UnsafeRawBufferPointer) {
        let amount = Money(minor: -refund.amount.minor, refund.amount.currency)
        guard key.count > 0 else {
            unkeyedRefunds.append(
                LinkRow(
                    item: BillingItem(.refund, refund.id), amount: amount, day: refund.day,
                    isCaptured: true, reference: ""))
            return
        }
        refunds.left(.refund, id: refund.id, amount, refund.day, isCaptured: true, key: key)
    }

    /// Which of these payments came through a gateway.
    func payments(among wanted: Set<Int64>) -> Set<Int64> {
        charges.lefts(.payment, among: wanted)
            .union(unkeyed.map(\.item.id).filter { wanted.contains($0) })
    }

    /// A dispute opened, or won, in the period.
    mutating func dispute(_ dispute: LedgerDispute, wasOpened: Bool, wasWon: Bool) {
        let item = BillingItem(.dispute, dispute.id)
        let currency = dispute.amount.currency
        if wasOpened {
            opened.append(
                LinkRow(
                    item: item,
                    amount: Money(minor: -dispute.amount.minor - dispute.fee, currency),
                    day: dispute.openedOn, isCaptured: true, reference: ""))
        }
        if wasWon, let day = dispute.wonOn {
            won.append(
                LinkRow(
                    item: item, amount: dispute.amount, day: day, isCaptured: true, reference: ""))
        }
    }

    mutating func transaction(
        _ row: GatewayTransaction, on day: Day, key: UnsafeRawBufferPointer
    ) {
        switch row.kind {
        case .charge:
            if !charges.right(
                .gatewayTransaction, id: row.id, minor: row.gross, row.currency, day,
                isCaptured: row.isCaptured, key: key), row.isCaptured
            {
                unknownCharges.append(Self.row(row, row.gross, day, key))
            }
        case .refund:
            if !refunds.right(
                .gatewayTransaction, id: row.id, minor: row.gross, row.currency, day,
                isCaptured: row.isCaptured, key: key), row.isCaptured
            {
                unknownRefunds.append(Self.row(row, row.gross, day, key))
            }
        case .dispute where row.isCaptured: disputes.append(Self.row(row, row.net, day, key))
        case .adjustment where row.isCaptured:
            adjustments.append(Self.row(row, row.net, day, key))
        case .dispute, .adjustment, .fee: break
        }
    }

    private static func row(
        _ row: GatewayTransaction, _ minor: Int64, _ day: Day, _ key: UnsafeRawBufferPointer
    ) -> LinkRow {
        LinkRow(
            item: BillingItem(.gatewayTransaction, row.id),
            amount: Money(minor: minor, row.currency),
            day: day, isCaptured: row.isCaptured, reference: String(decoding: key, as: UTF8.self))
    }

    /// A ledger row of another period that has a reference somebody looks for.
    mutating func elsewhere(_ row: LinkRow, isLeft: Bool) {
        var both = elsewhere[row.reference] ?? ([], [])
        if isLeft { both.lefts.append(row) } else { both.rights.append(row) }
        elsewhere[row.reference] = both
    }
}

extension GatewaySide {
    /// Pairs by id, and says which references to look up in other periods.
    mutating func pair(
        _ decisions: inout Decisions, into results: inout BillingResults
    ) -> [String] {
        lonely.payments = charges.lonelyLefts() + unkeyed
        lonely.charges = unknownCharges
        var different = Self.settle(
            charges, .gateway, &lonely.payments, &lonely.charges, decisions, &results)
        lonely.refunds = refunds.lonelyLefts() + unkeyedRefunds
        lonely.returns = unknownRefunds
        different += Self.settle(
            refunds, .gateway, &lonely.refunds, &lonely.returns, decisions, &results)
        accept(&decisions, &results)
        let (lefts, rights) = (
            Set((lonely.payments + lonely.refunds).map(\.item)),
            Set((lonely.charges + lonely.returns).map(\.item))
        )
        var gone: Set<BillingItem> = []
        for pair in different
        where lefts.contains(pair.left.item) && rights.contains(pair.right.item) {
            results.differ(pair, .gateway)
            gone.formUnion([pair.left.item, pair.right.item])
        }
        lonely.keep { !gone.contains($0.item) }
        return Set(lonely.all.map(\.reference).filter { !$0.isEmpty }).sorted()
    }

    /// One kind of row by id.
    ///
    /// - Returns: pairs with other amounts, which stand among the lonely rows too: a decision may
    ///   take one of them together with something else.
    static func settle(
        _ link: IDLink, _ name: BillingLink, _ lefts: inout [LinkRow], _ rights: inout [LinkRow],
        _ decisions: Decisions, _ results: inout BillingResults
    ) -> [LinkPair] {
        results.pairs(of: link, name, decisions, lonely: &lefts, &rights)
        var different: [LinkPair] = []
        for knot in link.knots(decisions.bars) {
            lefts += knot.lonelyLefts + knot.different.map(\.left)
            rights += knot.lonelyRights + knot.different.map(\.right)
            different += knot.different
            results.untied(knot, name)
        }
        return different
    }

    /// Whatever the gateway has may be accepted for whatever the books have: a refund that was a
    /// dispute, a payment that was an adjustment.
    private mutating func accept(_ decisions: inout Decisions, _ results: inout BillingResults) {
        guard !decisions.accepted.isEmpty else { return }
        // A dispute that was opened and won has two rows of one id, so the two are not looked at
        // together.
        for isWon in [false, true] {
            var lefts = lonely.payments + lonely.refunds + (isWon ? won : opened)
            var rights = lonely.charges + lonely.returns + disputes + adjustments
            Self.accept(&lefts, &rights, .gateway, &decisions, &results)
            let open = Set((lefts + rights).map(\.item))
            lonely.keep { open.contains($0.item) }
            if isWon {
                won.removeAll { !open.contains($0.item) }
            } else {
                opened.removeAll { !open.contains($0.item) }
            }
            disputes.removeAll { !open.contains($0.item) }
            adjustments.removeAll { !open.contains($0.item) }
        }
    }

    /// Takes together what somebody decided belongs together, among rows that found nothing.
    ///
    /// A difference that has no type is no decision: the rows changed since.
    static func accept(
        _ lefts: inout [LinkRow], _ rights: inout [LinkRow], _ link: BillingLink,
        _ decisions: inout Decisions, _ results: inout BillingResults
    ) {
        for decision in decisions.accepted where !decisions.followed.contains(decision.id) {
            let wanted = Set(decision.leftItems + decision.rightItems)
            let left = lefts.filter { wanted.contains($0.item) }
            let right = rights.filter { wanted.contains($0.item) }
            guard left.count + right.count == wanted.count,
                let currency = left.first?.amount.currency,
                !right.isEmpty, (left + right).allSatisfy({ $0.amount.currency == currency }),
                decision.difference != nil
                    || left.reduce(0, { $0 + Int128($1.amount.minor) })
                        == right.reduce(0, { $0 + Int128($1.amount.minor) })
            else { continue }
            decisions.followed.insert(decision.id)
            lefts.removeAll { wanted.contains($0.item) }
            rights.removeAll { wanted.contains($0.item) }
            results.matchManually(
                left.sorted(by: LinkRow.isBefore), right.sorted(by: LinkRow.isBefore), link,
                decision)
        }
    }

    /// Finds what the two sides of another period say, wrong tenders, and disputes; the rest is
    /// missing on one side.
    mutating func conclude(
        in period: Period, cash: inout CashSide, _ terms: BillingTerms,
        _ decisions: Decisions, into results: inout BillingResults
    ) {
        look(&lonely.payments, &lonely.charges, in: period, decisions, &results)
        look(&lonely.refunds, &lonely.returns, in: period, decisions, &results)
        let window = -terms.windowDays...terms.windowDays
        Self.findUnkeyed(&lonely.payments, &lonely.charges, window, decisions, &results)
        Self.findUnkeyed(&lonely.refunds, &lonely.returns, window, decisions, &results)
        cash.findTenders(
            charges: &lonely.charges, payments: &lonely.payments, decisions, into: &results)
        for row in lonely.payments {
            results.lone(
                row, .gateway, .missingInGateway, isLeft: true,
                "booked as captured, the gateway does not know it")
        }
        for row in lonely.charges {
            results.lone(
                row, .gateway, .missingInLedger, isLeft: false,
                "charged by the gateway, no payment has its id")
        }
        for row in lonely.refunds {
            results.lone(
                row, .gateway, .refundNotSettled, isLeft: true,
                "booked, the gateway has not made it")
        }
        for row in lonely.returns {
            results.lone(
                row, .gateway, .refundNotInLedger, isLeft: false,
                "made by the gateway, no refund has its id")
        }
        pair(opened, disputes, window, .chargeback, "a dispute", decisions, &results)
        pair(won, adjustments, window, .missingInLedger, "an adjustment", decisions, &results)
    }

    /// Pass 3, of the books' rows without a reference alone: two ids that differ are two things.
    private static func findUnkeyed(
        _ lefts: inout [LinkRow], _ rights: inout [LinkRow], _ window: ClosedRange<Int32>,
        _ decisions: Decisions, _ results: inout BillingResults
    ) {
        let unkeyed = lefts.filter(\.reference.isEmpty)
        guard !unkeyed.isEmpty, !rights.isEmpty else { return }
        let pairing = UniquePairing(unkeyed, rights, within: window, isBarred: decisions.bars)
        for pair in pairing.pairs { results.match(pair, .gateway, .amountAndDay) }
        for found in pairing.ambiguous { results.ambiguous(found, .gateway) }
        lefts = lefts.filter { !$0.reference.isEmpty } + pairing.lefts
        rights = pairing.rights
    }

    /// Disputes have no id in common: amount, fee and day decide.
    private func pair(
        _ lefts: [LinkRow], _ rights: [LinkRow], _ window: ClosedRange<Int32>,
        _ code: BillingCode, _ what: String, _ decisions: Decisions,
        _ results: inout BillingResults
    ) {
        let pairing = UniquePairing(lefts, rights, within: window, isBarred: decisions.bars)
        for pair in pairing.pairs { results.match(pair, .gateway, .amountAndDay) }
        for found in pairing.ambiguous { results.ambiguous(found, .gateway) }
        for row in pairing.lefts {
            results.lone(
                row, .gateway, .missingInGateway, isLeft: true,
                "\(what) of the books that the gateway does not know")
        }
        for row in pairing.rights {
            results.lone(
                row, .gateway, code, isLeft: false,
                "\(what) of the gateway that the books do not have")
        }
    }

    /// Rows whose other side lies in another period.
    ///
    /// One that comes later is a cut-off and stays open. One that came earlier is taken, if nothing
    /// of its own period has it, nor a row before this one; else the row is one too many.
    private func look(
        _ lefts: inout [LinkRow], _ rights: inout [LinkRow], in period: Period,
        _ decisions: Decisions, _ results: inout BillingResults
    ) {
        var used: Set<BillingItem> = []
        func sort(_ rows: [LinkRow], isLeft: Bool) -> [LinkRow] {
            rows.sorted(by: LinkRow.isBefore).filter { row in
                guard !row.reference.isEmpty, let both = elsewhere[row.reference] else {
                    return true
                }
                let ours = isLeft ? both.lefts : both.rights
                let theirs = (isLeft ? both.rights : both.lefts).filter {
                    $0.isCaptured && $0.amount == row.amount && !decisions.bars(row.item, $0.item)
                }.sorted(by: LinkRow.isBefore)
                let free = theirs.first { !used.contains($0.item) }
                guard let other = free ?? theirs.first else { return true }
                let pair =
                    isLeft ? LinkPair(left: row, right: other) : LinkPair(left: other, right: row)
                if free == nil {
                    results.double(pair, .gateway, isLeft: isLeft)
                } else if other.day >= period.until {
                    results.cutOff(row, other, isLeft: isLeft)
                } else if ours.contains(where: { $0.isCaptured && $0.day < row.day }) {
                    results.double(pair, .gateway, isLeft: isLeft)
                } else {
                    results.bring(.gateway, isLeft: !isLeft, other.amount)
                    results.match(pair, .gateway, .id, evidence: "cut-off, of an earlier period")
                }
                used.insert(other.item)
                return false
            }
        }
        lefts = sort(lefts, isLeft: true)
        rights = sort(rights, isLeft: false)
    }
}
