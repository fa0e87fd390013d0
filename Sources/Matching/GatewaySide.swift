import Domain

/// Payments, refunds and disputes ⇄ the gateway's transactions.
struct GatewaySide {
    var charges = IDLink()
    var refunds = IDLink()
    private var unkeyed: [LinkRow] = []
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

    mutating func refund(_ refund: LedgerReturn, key: UnsafeRawBufferPointer) {
        refunds.left(
            .refund, id: refund.id,
            Money(minor: -refund.amount.minor, refund.amount.currency), refund.day,
            isCaptured: true, key: key)
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
                row.item.kind, id: row.id, minor: row.gross, row.currency, day,
                isCaptured: row.isCaptured, key: key), row.isCaptured
            {
                unknownCharges.append(Self.row(row, row.gross, day, key))
            }
        case .refund:
            if !refunds.right(
                row.item.kind, id: row.id, minor: row.gross, row.currency, day,
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
            item: row.item,
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
        var payments = charges.lonelyLefts() + unkeyed
        var charged = unknownCharges
        settle(charges, &payments, &charged, &decisions, &results)
        var refunded = refunds.lonelyLefts()
        var returns = unknownRefunds
        settle(refunds, &refunded, &returns, &decisions, &results)
        Self.accept(&payments, &charged, .gateway, &decisions, &results)
        Self.accept(&refunded, &returns, .gateway, &decisions, &results)
        lonely = Lonely(
            payments: payments, refunds: refunded, charges: charged, returns: returns)
        let rows = payments + refunded + charged + returns
        return Set(rows.map(\.reference).filter { !$0.isEmpty }).sorted()
    }

    /// One kind of row by id.
    private func settle(
        _ link: IDLink, _ lefts: inout [LinkRow], _ rights: inout [LinkRow],
        _ decisions: inout Decisions, _ results: inout BillingResults
    ) {
        results.pairs(of: link, .gateway, decisions, lonely: &lefts, &rights)
        for knot in link.knots() {
            lefts += knot.lonelyLefts
            rights += knot.lonelyRights
            for pair in knot.equal { results.match(pair, .gateway, .id) }
            for pair in knot.different {
                results.differ(pair, .gateway, decisions: &decisions)
            }
            for pair in knot.mismatched { results.mismatch(pair) }
            for pair in knot.extraLefts { results.double(pair, .gateway, isLeft: true) }
            for pair in knot.extraRights { results.double(pair, .gateway, isLeft: false) }
        }
    }

    /// Takes together what somebody decided belongs together, among rows that found nothing.
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
                !right.isEmpty, (left + right).allSatisfy({ $0.amount.currency == currency })
            else { continue }
            decisions.followed.insert(decision.id)
            lefts.removeAll { wanted.contains($0.item) }
            rights.removeAll { wanted.contains($0.item) }
            results.matchManually(left, right, link, decision)
        }
    }

    /// Finds what the two sides of another period say, wrong tenders, and disputes; the rest is
    /// missing on one side.
    mutating func conclude(
        in period: Period, cash: inout CashSide, _ terms: BillingTerms,
        _ decisions: Decisions, into results: inout BillingResults
    ) {
        look(&lonely.payments, &lonely.charges, in: period, &results)
        look(&lonely.refunds, &lonely.returns, in: period, &results)
        cash.findTenders(
            charges: &lonely.charges, payments: &lonely.payments, decisions, into: &results)
        for row in lonely.payments {
            results.lone(
                row, .gateway, .missingInGateway, isLeft: true,
                "booked as captured, the gateway does not know it", decisions)
        }
        for row in lonely.charges {
            results.lone(
                row, .gateway, .missingInLedger, isLeft: false,
                "charged by the gateway, no payment has its id", decisions)
        }
        for row in lonely.refunds {
            results.lone(
                row, .gateway, .refundNotSettled, isLeft: true,
                "booked, the gateway has not made it", decisions)
        }
        for row in lonely.returns {
            results.lone(
                row, .gateway, .refundNotInLedger, isLeft: false,
                "made by the gateway, no refund has its id", decisions)
        }
        let window = -terms.windowDays...terms.windowDays
        pair(opened, disputes, window, .chargeback, "a dispute", decisions, &results)
        pair(won, adjustments, window, .missingInLedger, "an adjustment", decisions, &results)
    }

    /// Disputes have no id in common: amount, fee and day decide.
    private func pair(
        _ lefts: [LinkRow], _ rights: [LinkRow], _ window: ClosedRange<Int32>,
        _ code: BillingCode, _ what: String, _ decisions: Decisions,
        _ results: inout BillingResults
    ) {
        let pairing = UniquePairing(lefts, rights, within: window, isBarred: decisions.bars)
        for pair in pairing.pairs { results.match(pair, .gateway, .amountAndDay) }
        for found in pairing.ambiguous { results.ambiguous(found, .gateway, decisions) }
        for row in pairing.lefts {
            results.lone(
                row, .gateway, .missingInGateway, isLeft: true,
                "\(what) of the books that the gateway does not know", decisions)
        }
        for row in pairing.rights {
            results.lone(
                row, .gateway, code, isLeft: false,
                "\(what) of the gateway that the books do not have", decisions)
        }
    }

    /// Rows whose other side lies in another period.
    ///
    /// One that comes later is a cut-off and stays open. One that came earlier is taken, if nothing
    /// of its own period has it; else the row is one too many.
    private func look(
        _ lefts: inout [LinkRow], _ rights: inout [LinkRow], in period: Period,
        _ results: inout BillingResults
    ) {
        func sort(_ rows: [LinkRow], isLeft: Bool) -> [LinkRow] {
            rows.sorted(by: LinkRow.isBefore).filter { row in
                guard !row.reference.isEmpty, let both = elsewhere[row.reference] else {
                    return true
                }
                let ours = isLeft ? both.lefts : both.rights
                let theirs = (isLeft ? both.rights : both.lefts).sorted(by: LinkRow.isBefore)
                guard let other = theirs.first(where: { $0.isCaptured && $0.amount == row.amount })
                else { return true }
                let pair =
                    isLeft ? LinkPair(left: row, right: other) : LinkPair(left: other, right: row)
                if other.day >= period.until {
                    results.cutOff(row, other, isLeft: isLeft)
                } else if ours.contains(where: { $0.isCaptured && $0.day < row.day }) {
                    results.double(pair, .gateway, isLeft: isLeft)
                } else {
                    results.bring(.gateway, isLeft: !isLeft, other.amount)
                    results.match(pair, .gateway, .id, evidence: "cut-off, of an earlier period")
                }
                return false
            }
        }
        lefts = sort(lefts, isLeft: true)
        rights = sort(rights, isLeft: false)
    }
}
