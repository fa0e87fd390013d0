import Domain

/// Cash and cheques ⇄ items of the deposit slips that brought them to the bank.
struct CashSide {
    private var slots = IDTable()
    private var payments: [LinkRow] = []
    /// Where its first item is among `slips`, and of how much; negative while there is none.
    private var places: [Int32] = []
    private var amounts: [Int64] = []
    /// Items of payments that have one already, by the payment's slot.
    private var more: [Int: [Item]] = [:]
    /// By payment: items of what is no cash of this period.
    private var unknown: [Int64: [Item]] = [:]
    /// Payments that stood on a slip of an earlier period.
    private var spent: Set<Int64> = []
    private var sums = IDTable()
    private var slips: [DepositSlip] = []
    private var totals: [Int128] = []

    private static let isNowhere: Int32 = -1
    private static let isAtGateway: Int32 = -2

    /// What a slip has of a payment.
    private struct Item {
        let slip: Int64
        let money: Money

        /// By slip and amount: a slip may name a payment twice.
        static func isBefore(_ left: Item, _ right: Item) -> Bool {
            (left.slip, left.money.minor) < (right.slip, right.money.minor)
        }
    }

    mutating func payment(_ payment: LedgerPayment) {
        guard slots.number(payment.id).isNew else { return }
        payments.append(
            LinkRow(
                BillingItem(.payment, payment.id), payment.amount, on: payment.receivedOn,
                isCaptured: payment.isCaptured))
        places.append(Self.isNowhere)
        amounts.append(0)
    }

    /// A slip of the period.
    mutating func slip(_ slip: DepositSlip) {
        guard sums.number(slip.id).isNew else { return }
        slips.append(slip)
        totals.append(0)
    }

    /// An item of a slip that came before.
    mutating func item(slip: Int64, payment: Int64, amount: Int64) {
        guard let place = sums.find(slip) else { return }
        totals[place] += Int128(amount)
        let item = item(place, amount)
        guard let slot = slots.find(payment) else {
            unknown[payment, default: []].append(item)
            return
        }
        guard places[slot] < 0 else {
            more[slot, default: []].append(item)
            return
        }
        (places[slot], amounts[slot]) = (Int32(place), amount)
    }

    private func item(_ place: Int, _ amount: Int64) -> Item {
        Item(slip: slips[place].id, money: Money(minor: amount, slips[place].amount.currency))
    }

    mutating func depositedBefore(_ payment: Int64) { spent.insert(payment) }

    /// Payments that a slip names and that are no cash of this period.
    var strangers: Set<Int64> { Set(unknown.keys) }

    /// Takes together a gateway's lonely charge and cash that never reached the drawer, and a lonely
    /// card payment whose cash is on a slip.
    ///
    /// The day and the amount must be the same, and neither may have another choice.
    mutating func findTenders(
        charges: inout [LinkRow], payments lonely: inout [LinkRow], _ decisions: Decisions,
        into results: inout BillingResults
    ) {
        let open = payments.indices.filter {
            places[$0] == Self.isNowhere && payments[$0].isCaptured
        }
        let pairing = UniquePairing(
            open.map { payments[$0] }, charges, within: 0...0, isBarred: decisions.bars)
        charges = pairing.rights + pairing.ambiguous.filter { !$0.isLeft }.map(\.row)
        for pair in pairing.pairs {
            guard let slot = slots.find(pair.left.item.id) else { continue }
            places[slot] = Self.isAtGateway
            results.place(.deposit, isLeft: true, .wrongTender, pair.left.amount)
            results.place(.gateway, isLeft: false, .wrongTender, pair.right.amount)
            results.note(
                BillingException(
                    .deposit, .wrongTender, pair.left.item, pair.left.amount,
                    since: pair.left.day, isOpen: false, others: [pair.right.item],
                    evidence: "booked as cash, the gateway has it as a charge"))
        }
        lonely.removeAll { row in
            guard row.item.kind == .payment,
                let items = unknown[row.item.id]?.sorted(by: Item.isBefore),
                let place = items.firstIndex(where: {
                    $0.money == row.amount
                        && !decisions.bars(row.item, BillingItem(.deposit, $0.slip))
                })
            else { return false }
            let item = items[place]
            unknown[row.item.id] = items.enumerated().filter { $0.offset != place }.map(\.element)
            results.place(.gateway, isLeft: true, .wrongTender, row.amount)
            results.place(.deposit, isLeft: false, .wrongTender, item.money)
            results.note(
                BillingException(
                    .gateway, .wrongTender, row.item, row.amount, since: row.day, isOpen: false,
                    others: [BillingItem(.deposit, item.slip)],
                    evidence: "booked through the gateway, its cash is on a deposit slip"))
            return true
        }
    }

    /// What is left: cash in hand, cash that should have been at the bank, slips that do not add up.
    ///
    /// - Parameters:
    ///   - period: whose slips these are.
    ///   - terms: what was agreed.
    ///   - others: payments of this period that are no cash.
    ///   - results: where it goes.
    func conclude(
        in period: Period, _ terms: BillingTerms, others: Set<Int64>,
        into results: inout BillingResults
    ) {
        var matched: [Currency: [(payment: Int64, slip: Int64)]] = [:]
        for slot in payments.indices {
            let row = payments[slot]
            if places[slot] >= 0 {
                let items = [item(Int(places[slot]), amounts[slot])] + (more[slot] ?? [])
                if let slip = compare(row, items, &results) {
                    matched[row.amount.currency, default: []].append((row.item.id, slip))
                }
            } else if places[slot] == Self.isNowhere, row.isCaptured {
                let isLate = row.day.adding(days: Int(terms.policy.agreedDays)) < period.until
                results.tell(
                    row, .deposit, isLate ? .missingInBank : .inTransit, isLeft: true,
                    isLate ? "taken, on no deposit slip" : "in the drawer")
            }
        }
        for (payment, items) in unknown { bring(payment, items, others, &results) }
        addUp(&results)
        for (currency, pairs) in matched {
            results.keepPairs(
                .deposit, .declaredKey, .payment, .deposit, currency,
                pairs.sorted { $0.payment < $1.payment }, \.payment, \.slip)
        }
    }

    /// A payment of the period and all that slips have of it: the first item that has its amount is
    /// its own, or the first one of all.
    ///
    /// - Returns: the slip, where it agrees.
    private func compare(
        _ row: LinkRow, _ items: [Item], _ results: inout BillingResults
    ) -> Int64? {
        var items = items.sorted(by: Item.isBefore)
        guard row.isCaptured else {
            for item in items {
                tell(item, of: row.item, .statusMismatch, "not captured, on a slip", &results)
            }
            return nil
        }
        let own = items.remove(at: items.firstIndex { $0.money == row.amount } ?? 0)
        for item in items {
            tell(
                item, of: row.item, .duplicateTheirs,
                "once more on a slip, beside that of \(own.slip)", &results)
        }
        guard own.money == row.amount else {
            let right = LinkRow(BillingItem(.deposit, own.slip), own.money, on: row.day)
            results.differ(LinkPair(left: row, right: right), .deposit)
            return nil
        }
        results.place(.deposit, isLeft: true, .matchedExact, row.amount)
        results.place(.deposit, isLeft: false, .matchedExact, own.money)
        return own.slip
    }

    /// Items of a payment that is not given.
    ///
    /// It may be of a period before the first one that was reconciled, but only once, and only if no
    /// slip of an earlier period has it.
    private func bring(
        _ payment: Int64, _ items: [Item], _ others: Set<Int64>, _ results: inout BillingResults
    ) {
        var items = items.sorted(by: Item.isBefore)
        if !others.contains(payment), !spent.contains(payment), !items.isEmpty {
            let first = items.removeFirst()
            results.bring(.deposit, isLeft: true, first.money)
            results.place(.deposit, isLeft: true, .matchedExact, first.money)
            results.place(.deposit, isLeft: false, .matchedExact, first.money)
        }
        let evidence =
            others.contains(payment)
            ? "not cash, and stands on a slip"
            : "once more on a slip, of an earlier period"
        for item in items {
            tell(item, of: BillingItem(.payment, payment), .duplicateTheirs, evidence, &results)
        }
    }

    /// An item that no money of the books stands against.
    private func tell(
        _ item: Item, of payment: BillingItem, _ code: BillingCode, _ evidence: String,
        _ results: inout BillingResults
    ) {
        guard let place = sums.find(item.slip) else { return }
        results.tell(
            LinkRow(payment, item.money, on: slips[place].day), .deposit, code, isLeft: false,
            isOpen: false, others: [BillingItem(.deposit, item.slip)], evidence)
    }

    private func addUp(_ results: inout BillingResults) {
        for (slip, total) in zip(slips, totals) where total != Int128(slip.amount.minor) {
            let items = Money(minor: Int64(clamping: total), slip.amount.currency)
            results.note(
                BillingException(
                    .deposit, .amountDifference, BillingItem(.deposit, slip.id),
                    Money(minor: items.minor - slip.amount.minor, slip.amount.currency),
                    since: slip.day, isOpen: false, evidence: "its items come to \(items)"))
        }
    }
}
