package import Domain

/// Takes both sides of every link of a clinic's period, and puts each item into one bucket.
///
/// Give it, in this order: payouts, payments, refunds, disputes, the gateway's transactions; then
/// `pairGateway` says what to look up in other periods; then slips and their items, bank lines;
/// `unknownBankReferences` says what to look up; `finish` gives the results. Within each kind the
/// order of rows does not matter. No clock, no connection, no floating point.
package struct Reconciliation {
    private let period: Period
    let terms: BillingTerms
    private var decisions: Decisions
    private var days: LocalDays
    private var gateway = GatewaySide()
    private var cash = CashSide()
    /// Payments by other tenders that moved no money.
    private var failed: Set<Int64> = []
    private var bank = BankSide()
    private var payouts = PayoutSums()
    private var accounts: GatewayAccounts
    private var results: BillingResults

    /// What was found, and what the gateways' accounts show.
    package struct Output: Sendable {
        package let results: BillingResults
        package let books: [GatewayAccountKey: GatewayBook]
        /// Decisions to accept that found nothing to take together.
        package let unfollowed: [Int64]
    }

    /// Begins with nothing.
    ///
    /// - Parameters:
    ///   - period: whose items are looked at.
    ///   - terms: what was agreed and decided.
    ///   - zone: the clinic's local day of an instant.
    package init(_ period: Period, _ terms: BillingTerms, zone: @escaping (Instant) -> Day) {
        self.period = period
        self.terms = terms
        decisions = Decisions(terms.decisions)
        days = LocalDays(zone)
        accounts = GatewayAccounts(terms)
        results = BillingResults(terms.policy, terms.rates)
    }

    // MARK: What the books have

    /// Makes room for so many payments through gateways; more or fewer may come.
    package mutating func expectGateway(_ payments: Int64) {
        gateway.charges.reserve(Int(clamping: min(payments, 1 << 27)))
    }

    /// A payment; the reference is the gateway's id of it, empty where it has none.
    package mutating func payment(_ payment: LedgerPayment, reference: UnsafeRawBufferPointer) {
        if payment.receivedOn < period.from, payment.isCaptured {
            results.bring(payment.link, isLeft: true, payment.amount)
        }
        if !payment.isCaptured, !payment.method.isDeposited { failed.insert(payment.id) }
        if payment.method.isDeposited {
            cash.payment(payment)
        } else if payment.link == .bank {
            guard payment.isCaptured else { return }
            guard payment.terminal.isEmpty else { return bank.expectTakings(payment) }
            bank.notePayer(payment.payer, of: payment.id)
            bank.expect(
                .payment, id: payment.id, payment.amount, payment.receivedOn,
                key: Self.reference("PAY", payment.id))
        } else {
            gateway.payment(payment, key: reference)
        }
    }

    /// What a transfer names a payment or refund by: a prefix, and the id in nine digits or more.
    package static func reference(_ prefix: String, _ id: Int64) -> String {
        let digits = String(id)
        return prefix + String(repeating: "0", count: max(0, 9 - digits.utf8.count)) + digits
    }

    /// A refund through the gateway, under the gateway's id of it.
    package mutating func refund(_ refund: LedgerReturn, reference: UnsafeRawBufferPointer) {
        bring(refund, .gateway)
        gateway.refund(refund, key: reference)
    }

    /// A refund by transfer.
    package mutating func transfer(_ refund: LedgerReturn) {
        bring(refund, .bank)
        bank.expect(
            .refund, id: refund.id, refund.amount.negated, refund.day,
            key: Self.reference("REF", refund.id))
    }

    private mutating func bring(_ refund: LedgerReturn, _ link: BillingLink) {
        if refund.day < period.from { results.bring(link, isLeft: true, refund.amount.negated) }
    }

    /// A dispute; looked for at the gateway where it was opened, or won, within the period.
    ///
    /// - Parameters:
    ///   - dispute: opened before the period's end.
    ///   - isCarried: whether its opening was left open before the period.
    ///   - isWinCarried: whether its win was.
    package mutating func dispute(
        _ dispute: LedgerDispute, isCarried: Bool, isWinCarried: Bool = false
    ) {
        if isCarried { results.bring(.gateway, isLeft: true, dispute.taken) }
        if isWinCarried { results.bring(.gateway, isLeft: true, dispute.amount) }
        gateway.dispute(
            dispute, wasOpened: isCarried || dispute.openedOn >= period.from,
            wasWon: isWinCarried
                || dispute.wonOn.map { $0 >= period.from && $0 < period.until } ?? false)
    }

    // MARK: What the gateway has

    /// The number of a gateway by its name.
    package mutating func gateway(named name: String) -> Int { accounts.number(of: name) }

    /// A payout created in the period, open since before it, or come back within it; the trace is the
    /// id that the bank has.
    package mutating func payout(_ payout: GatewayPayout, trace: String) {
        let day = days.day(of: payout.createdAt)
        let isOfPeriod = day >= period.from
        guard payouts.add(payout, day, isOfPeriod: isOfPeriod) else { return }
        // One that comes back after the period is on its way in it.
        let returnedOn = payout.returnedAt.map { days.day(of: $0) }.flatMap {
            $0 < period.until ? $0 : nil
        }
        accounts.add(
            payout, isOut: isOfPeriod, isBack: returnedOn.map { $0 >= period.from } ?? false)
        if !isOfPeriod { results.bring(.bank, isLeft: true, payout.amount) }
        guard returnedOn != nil else {
            return bank.expect(
                payout.item.kind, id: payout.id, payout.amount, day, key: trace)
        }
        results.tell(
            LinkRow(payout.item, payout.amount, on: day), .bank, .payoutFailed, isLeft: true,
            isOpen: false, "the gateway could not pay it out; the money is in clearing again")
    }

    /// A row of the gateway's account that was created in the period, or is open since before it.
    package mutating func transaction(
        _ row: GatewayTransaction, reference: UnsafeRawBufferPointer
    ) {
        let day = days.day(of: row.createdAt)
        gateway.transaction(row, on: day, key: reference)
        guard row.isCaptured else { return }
        guard day >= period.from else {
            if row.kind != .fee {
                results.bring(
                    .gateway, isLeft: false, Money(minor: row.ledgerAmount, row.currency))
            }
            return
        }
        payouts.add(Money(minor: row.net, row.currency), to: row.payout)
        accounts.add(row)
        if let difference = accounts.feeDifference(of: row, on: day) { results.note(difference) }
    }

    /// What a payout of the period has besides: rows created before it, and rows of files that the
    /// clinic's own tables have too, but in no payout.
    package mutating func besidePayout(_ payout: Int64, net: Money) {
        payouts.add(net, to: payout)
    }

    // MARK: Other periods

    /// Pairs the books with the gateway, and says which ids to look up in other periods.
    package mutating func pairGateway() -> [String] {
        gateway.pair(&decisions, into: &results)
    }

    /// A row of another period with an id that was asked for.
    package mutating func elsewhere(
        _ item: BillingItem, _ amount: Money, _ day: Day, isCaptured: Bool, reference: String,
        isLedger: Bool
    ) {
        gateway.elsewhere(
            LinkRow(item, amount, on: day, reference, isCaptured: isCaptured), isLeft: isLedger)
    }

    /// The local day of an instant.
    package mutating func day(of instant: Instant) -> Day { days.day(of: instant) }

    // MARK: Cash and bank

    /// A deposit slip of the period, or open since before it.
    package mutating func deposit(_ slip: DepositSlip, name: String) {
        if slip.day >= period.from {
            cash.slip(slip)
        } else {
            results.bring(.bank, isLeft: true, slip.amount)
        }
        bank.expect(.deposit, id: slip.id, slip.amount, slip.day, key: name)
    }

    /// A payment on a slip that came before.
    package mutating func depositItem(slip: Int64, payment: Int64, amount: Int64) {
        cash.item(slip: slip, payment: payment, amount: amount)
    }

    /// Payments on slips of the period that are none of its cash, nor open since before.
    package var cashOfOtherPeriods: [Int64] { cash.strangers.sorted() }

    /// A payment that stood on a slip before the period already.
    package mutating func depositedBefore(payment: Int64) { cash.depositedBefore(payment) }

    /// A line of the bank.
    package mutating func line(
        _ line: BookedLine, reference: UnsafeRawBufferPointer, narration: () -> String
    ) {
        if line.bookedOn < period.from { results.bring(.bank, isLeft: false, line.amount) }
        bank.line(line, reference: reference, narration: narration)
    }

    /// References of bank lines that nothing given so far has.
    package var unknownBankReferences: [String] { bank.unknownReferences }

    /// A payout, deposit, payment or refund of an earlier period that has such a reference, or a bank
    /// line of an earlier period, which may have had it.
    package mutating func earlier(
        _ item: BillingItem, _ amount: Money, _ day: Day, reference: String
    ) {
        bank.elsewhere(LinkRow(item, amount, on: day, reference))
    }

    /// Keeps a match whose items are in their buckets.
    mutating func keep(_ match: BillingMatch) { results.keep(match) }

    /// Keeps an exception.
    mutating func note(_ exception: BillingException) { results.note(exception) }

    /// Puts both sides of one item into the same bucket.
    mutating func place(_ link: BillingLink, _ code: BillingCode, _ left: Money, _ right: Money) {
        results.place(link, isLeft: true, code, left)
        results.place(link, isLeft: false, code, right)
    }

    /// Puts every item into its bucket.
    package mutating func finish() -> Output {
        gateway.conclude(
            in: period, cash: &cash, terms, decisions, into: &results)
        let strangers = cash.strangers
        cash.conclude(
            in: period, terms,
            others: gateway.payments(among: strangers).union(bank.payments(among: strangers))
                .union(failed), into: &results)
        bank.conclude(in: period, terms, &decisions, into: &results)
        payouts.conclude(into: &results)
        results.settle(decisions)
        let followed = decisions.followed
        return Output(
            results: results, books: accounts.books,
            unfollowed: terms.decisions.filter {
                $0.kind == .accept && !followed.contains($0.id)
            }.map(\.id))
    }
}
