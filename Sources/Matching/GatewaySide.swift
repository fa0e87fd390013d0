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
                        BillingItem(.payment, payment.id), payment.amount, on: payment.receivedOn))
            }
            return
        }
        charges.left(
            .payment, id: payment.id, payment.amount, payment.receivedOn,
            isCaptured: payment.isCaptured, key: key)
    }

    /// A refund; without a reference it can only be found by amount and day.
    mutating func refund(_ refund: LedgerReturn, key: UnsafeRawBufferPointer) {
        let amount = refund.amount.negated
        guard key.count > 0 else {
            unkeyedRefunds.append(
                LinkRow(BillingItem(.refund, refund.id), amount, on: refund.day))
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
        if wasOpened { opened.append(LinkRow(item, dispute.taken, on: dispute.openedOn)) }
        if wasWon, let day = dispute.wonOn {
            won.append(LinkRow(item, dispute.amount, on: day))
        }
    }

    mutating func transaction(
        _ row: GatewayTransaction, on day: Day, key: UnsafeRawBufferPointer
    ) {
        // Disputes and adjustments have no id in common with the books.
        let isKnown =
            switch row.kind {
            case .charge:
                charges.right(
                    row.item.kind, id: row.id, minor: row.gross, row.currency, day,
                    isCaptured: row.isCaptured, key: key)
            case .refund:
                refunds.right(
                    row.item.kind, id: row.id, minor: row.gross, row.currency, day,
                    isCaptured: row.isCaptured, key: key)
            case .dispute, .adjustment: false
            case .fee: true
            }
        guard !isKnown, row.isCaptured else { return }
        let found = LinkRow(
            row.item, Money(minor: row.ledgerAmount, row.currency), on: day,
            String(decoding: key, as: UTF8.self))
        switch row.kind {
        case .charge: unknownCharges.append(found)
        case .refund: unknownRefunds.append(found)
        case .dispute: disputes.append(found)
        case .adjustment: adjustments.append(found)
        case .fee: break
        }
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
        (lonely.payments, lonely.refunds) = (unkeyed, unkeyedRefunds)
        (lonely.charges, lonely.returns) = (unknownCharges, unknownRefunds)
        let findings =
            results.settle(charges, .gateway, &lonely.payments, &lonely.charges, decisions)
            + results.settle(refunds, .gateway, &lonely.refunds, &lonely.returns, decisions)
        accept(&decisions, &results)
        let gone = results.conclude(findings, .gateway, among: Set(lonely.all.map(\.item)))
        lonely.keep { !gone.contains($0.item) }
        return Set(lonely.all.map(\.reference).filter { !$0.isEmpty }).sorted()
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
            results.accept(&lefts, &rights, .gateway, &decisions)
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

    /// Finds what the two sides of another period say, wrong tenders, and disputes; the rest is
    /// missing on one side.
    mutating func conclude(
        in period: Period, cash: inout CashSide, _ terms: BillingTerms,
        _ decisions: Decisions, into results: inout BillingResults
    ) {
        look(&lonely.payments, &lonely.charges, in: period, decisions, &results)
        look(&lonely.refunds, &lonely.returns, in: period, decisions, &results)
        let days = terms.policy.windowDays
        Self.findUnkeyed(&lonely.payments, &lonely.charges, days, decisions, &results)
        Self.findUnkeyed(&lonely.refunds, &lonely.returns, days, decisions, &results)
        cash.findTenders(
            charges: &lonely.charges, payments: &lonely.payments, decisions, into: &results)
        let disputed = results.pair(opened, disputes, .gateway, within: days, decisions)
        let returned = results.pair(won, adjustments, .gateway, within: days, decisions)
        var likeness = Likeness()
        likeness.compare(
            lonely.payments, lonely.charges, within: days, isBarred: decisions.bars)
        likeness.compare(lonely.refunds, lonely.returns, within: days, isBarred: decisions.bars)
        func tell(
            _ rows: [LinkRow], _ code: BillingCode, isLeft: Bool = false, _ evidence: String
        ) {
            for row in rows {
                results.tell(
                    row, .gateway, code, isLeft: isLeft, evidence,
                    suggestion: likeness.of(row))
            }
        }
        tell(
            lonely.payments, .missingInGateway, isLeft: true,
            "booked as captured, the gateway does not know it")
        tell(
            lonely.charges, .missingInLedger, "charged by the gateway, no payment has its id")
        tell(
            lonely.refunds, .refundNotSettled, isLeft: true,
            "booked, the gateway has not made it")
        tell(lonely.returns, .refundNotInLedger, "made by the gateway, no refund has its id")
        tell(
            disputed.lefts, .missingInGateway, isLeft: true,
            "a dispute of the books that the gateway does not know")
        tell(
            returned.lefts, .missingInGateway, isLeft: true,
            "an adjustment of the books that the gateway does not know")
        tell(
            disputed.rights, .chargeback, "a dispute of the gateway that the books do not have")
        tell(
            returned.rights, .missingInLedger,
            "an adjustment of the gateway that the books do not have")
    }

    /// Pass 3, of the books' rows without a reference alone: two ids that differ are two things.
    private static func findUnkeyed(
        _ lefts: inout [LinkRow], _ rights: inout [LinkRow], _ days: Int32,
        _ decisions: Decisions, _ results: inout BillingResults
    ) {
        let unkeyed = lefts.filter(\.reference.isEmpty)
        guard !unkeyed.isEmpty, !rights.isEmpty else { return }
        let pairing = results.pair(unkeyed, rights, .gateway, within: days, decisions)
        lefts = lefts.filter { !$0.reference.isEmpty } + pairing.lefts
        rights = pairing.rights
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
