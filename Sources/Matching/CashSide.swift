import Domain

/// Cash and cheques ⇄ items of the deposit slips that brought them to the bank.
struct CashSide {
    private var slots = IDTable()
    private var payments: [LinkRow] = []
    /// What of a payment was brought to the bank, by item.
    private var isDeposited: [Bool] = []
    private var strangers: [Item] = []
    private var sums = IDTable()
    private var slips: [DepositSlip] = []
    private var totals: [Int128] = []
    private var matched: [(left: Int64, right: Int64, amount: Money)] = []

    /// A payment on a slip.
    private struct Item {
        let slip: Int64
        let payment: Int64
        let amount: Int64
    }

    mutating func payment(_ payment: LedgerPayment) {
        guard payment.isCaptured, slots.number(payment.id).isNew else { return }
        payments.append(
            LinkRow(
                item: BillingItem(.payment, payment.id), amount: payment.amount,
                day: payment.receivedOn, isCaptured: true, reference: ""))
        isDeposited.append(false)
    }

    /// A slip of the period.
    mutating func slip(_ slip: DepositSlip) {
        guard sums.number(slip.id).isNew else { return }
        slips.append(slip)
        totals.append(0)
    }

    /// An item of a slip that came before.
    mutating func item(slip: Int64, payment: Int64, amount: Int64, _ results: inout BillingResults)
    {
        guard let place = sums.find(slip) else { return }
        totals[place] += Int128(amount)
        let money = Money(minor: amount, slips[place].amount.currency)
        results.place(.deposit, isLeft: false, .matchedExact, money)
        guard let slot = slots.find(payment), !isDeposited[slot] else {
            strangers.append(Item(slip: slip, payment: payment, amount: amount))
            return
        }
        isDeposited[slot] = true
        let row = payments[slot]
        guard row.amount == money else {
            results.place(.deposit, isLeft: true, .amountDifference, row.amount)
            results.move(.deposit, isLeft: false, .matchedExact, .amountDifference, money)
            results.note(
                BillingException(
                    .deposit, .amountDifference, row.item,
                    Money(minor: row.amount.minor - amount, money.currency), since: row.day,
                    isOpen: false, others: [BillingItem(.deposit, slip)],
                    evidence: "on the slip with \(money)"))
            return
        }
        results.place(.deposit, isLeft: true, .matchedExact, row.amount)
        matched.append((payment, slip, money))
    }

    /// Payments of earlier periods that a slip names; asked for before the end.
    var unknownPayments: [Int64] { strangers.map(\.payment) }

    /// Takes together a gateway's lonely charge and cash that never reached the drawer, and a lonely
    /// card payment whose cash is on a slip.
    ///
    /// The day and the amount must be the same, and neither may have another choice.
    mutating func findTenders(
        charges: inout [LinkRow], payments lonely: inout [LinkRow], _ decisions: Decisions,
        into results: inout BillingResults
    ) {
        let open = payments.indices.filter { !isDeposited[$0] }
        let pairing = UniquePairing(
            open.map { payments[$0] }, charges, within: 0...0, isBarred: decisions.bars)
        charges = pairing.rights + pairing.ambiguous.filter { !$0.isLeft }.map(\.row)
        for pair in pairing.pairs {
            guard let slot = slots.find(pair.left.item.id) else { continue }
            isDeposited[slot] = true
            results.place(.deposit, isLeft: true, .wrongTender, pair.left.amount)
            results.place(.gateway, isLeft: false, .wrongTender, pair.right.amount)
            results.note(
                BillingException(
                    .deposit, .wrongTender, pair.left.item, pair.left.amount,
                    since: pair.left.day, isOpen: false, others: [pair.right.item],
                    evidence: "booked as cash, the gateway has it as a charge"))
        }
        let slips = Dictionary(strangers.map { ($0.payment, $0) }) { first, _ in first }
        lonely.removeAll { row in
            guard row.item.kind == .payment, let item = slips[row.item.id],
                item.amount == row.amount.minor
            else { return false }
            strangers.removeAll { $0.payment == item.payment && $0.slip == item.slip }
            results.place(.gateway, isLeft: true, .wrongTender, row.amount)
            results.move(.deposit, isLeft: false, .matchedExact, .wrongTender, row.amount)
            results.note(
                BillingException(
                    .gateway, .wrongTender, row.item, row.amount, since: row.day, isOpen: false,
                    others: [BillingItem(.deposit, item.slip)],
                    evidence: "booked through the gateway, its cash is on a deposit slip"))
            return true
        }
    }

    /// What is left: cash in hand, cash that should have been at the bank, slips that do not add up.
    func conclude(
        in period: Period, _ terms: BillingTerms, _ decisions: Decisions,
        into results: inout BillingResults
    ) {
        for slot in payments.indices where !isDeposited[slot] {
            let row = payments[slot]
            let isLate = row.day.adding(days: Int(terms.agreedDays)) < period.until
            results.lone(
                row, .deposit, isLate ? .missingInBank : .inTransit, isLeft: true,
                isLate ? "taken, on no deposit slip" : "in the drawer", decisions)
        }
        // A slip may name a payment of a period before the first one that was reconciled.
        for item in strangers {
            guard let place = sums.find(item.slip) else { continue }
            let money = Money(minor: item.amount, slips[place].amount.currency)
            results.bring(.deposit, isLeft: true, money)
            results.place(.deposit, isLeft: true, .matchedExact, money)
        }
        for (slip, total) in zip(slips, totals) where total != Int128(slip.amount.minor) {
            results.note(
                BillingException(
                    .deposit, .amountDifference, BillingItem(.deposit, slip.id),
                    Money(minor: Int64(clamping: total) - slip.amount.minor, slip.amount.currency),
                    since: slip.day, isOpen: false,
                    evidence:
                        "its items come to \(Money(minor: Int64(clamping: total), slip.amount.currency))"
                ))
        }
        results.keepPairs(
            .deposit, .declaredKey, .payment, .deposit,
            matched.map { ($0.left, $0.right, $0.amount) })
    }
}
