import Access
import Domain

/// The clinic's account with its payment gateway: transactions, and payouts that net them.
final class GatewayAccount {
    private let site: Site
    private let bank: BankAccount
    private let terms: GatewayTerms
    private var balance: Int64 = 0
    private var batch: Batch?
    private var late: [Late] = []
    private var lateSince = Day(number: 0)

    /// Transactions that one payout will settle.
    private struct Batch {
        /// 0 when the payout lies beyond the seed's last day.
        let payout: Int64
        let closesOn: Day
        let settledAt: Instant?
        var net: Int64 = 0
        /// What it would come to without anything planted: what is decided by it stays the same.
        var plainNet: Int64 = 0
    }

    /// A charge that the gateway has only in the next month.
    private struct Late {
        let amount: Int64
        let reference: [UInt8]
    }

    init(_ site: Site, _ bank: BankAccount) {
        (self.site, self.bank, terms) = (site, bank, site.template.gateway)
        writeTerms()
    }

    var name: String { terms.name }
    var disputeFee: Int64 { terms.disputeFee }

    /// Whether so much can be taken out of the next payout.
    func covers(_ amount: Int64) -> Bool { (batch?.plainNet ?? 0) > amount }

    /// Whether the payout can bear that a charge of so much is not in it.
    func canMiss(_ amount: Int64) -> Bool { (batch?.net ?? 0) > 2 * amount }

    private func fee(of amount: Int64) -> Int64 {
        min(
            Halves.halfUp.quotient(amount * terms.feeBasisPoints, 10_000) + terms.feeFixed, amount)
    }

    /// A customer's payment; a failed one costs nothing.
    func charge(_ amount: Int64, reference: [UInt8], failed: Bool, payment: Int64) {
        if !failed {
            forgo(amount)
            chargeLate()
        }
        guard !plant(amount, reference, failed: failed, payment) else { return }
        guard !failed else { return _ = add("charge", amount, fee: 0, reference, failed: true) }
        add("charge", amount, fee: fee(of: amount), reference)
    }

    /// Counts a charge that does not come among what is decided by.
    func forgo(_ amount: Int64) {
        _ = open(plain: amount - fee(of: amount) - tax(on: fee(of: amount)))
    }

    /// What waits to go wrong with a charge; `true` when the charge was dealt with.
    private func plant(
        _ amount: Int64, _ reference: [UInt8], failed: Bool, _ payment: Int64
    ) -> Bool {
        let planter = site.planter
        if failed {
            guard batch != nil, planter.take(.statusMismatch) else { return false }
            add("charge", amount, fee: fee(of: amount), reference)
            planter.tell(.statusMismatch, .payment, payment, -amount, at: site)
            return true
        }
        if isLastOpenDay, covers(amount), planter.take(.cutOff) {
            lateSince = site.day.firstOfMonth()
            late.append(Late(amount: amount, reference: reference))
            planter.tell(.cutOff, .payment, payment, amount, at: site)
        } else if amount > 40, planter.take(.amountDifference) {
            let other = amount + planter.slip(upTo: Int(amount / 4))
            add("charge", other, fee: fee(of: other), reference)
            planter.tell(.amountDifference, .payment, payment, amount - other, at: site)
        } else if planter.take(.feeDifference) {
            let agreed = fee(of: amount)
            let slip = planter.slip(upTo: 90)
            let charged = agreed + (agreed + slip < 0 ? -slip : slip)
            let id = add("charge", amount, fee: charged, reference)
            planter.tell(
                .feeDifference, .gatewayTransaction, id,
                charged - agreed + tax(on: charged) - tax(on: agreed), at: site)
        } else if planter.take(.duplicateTheirs) {
            add("charge", amount, fee: fee(of: amount), reference)
            let id = add("charge", amount, fee: fee(of: amount), reference)
            planter.tell(.duplicateTheirs, .gatewayTransaction, id, -amount, at: site)
        } else if planter.take(.missingInLedger) {
            add("charge", amount, fee: fee(of: amount), reference)
            let other = amount + Int64(planter.dice.between(3, 4000))
            let id = add("charge", other, fee: fee(of: other), planter.reference("CX"))
            planter.tell(.missingInLedger, .gatewayTransaction, id, -other, at: site)
        } else if !canMiss(amount) {
            return false
        } else if planter.take(.missingInGateway) {
            planter.tell(.missingInGateway, .payment, payment, amount, at: site)
        } else if planter.take(.currencyDifference) {
            let foreign = site.template.currency == .usd ? Currency.eur : .usd
            add("charge", amount, fee: 0, reference, currency: foreign)
            planter.tell(.currencyDifference, .payment, payment, amount, at: site)
        } else if planter.dice.chance(perMille: 300), planter.take(.statusMismatch) {
            add("charge", amount, fee: 0, reference, failed: true)
            planter.tell(.statusMismatch, .payment, payment, amount, at: site)
        } else {
            return false
        }
        return true
    }

    /// Whether the clinic opens once more this month, and a month follows.
    private var isLastOpenDay: Bool {
        let next = site.day.firstOfMonth(adding: 1)
        return next < site.calendar.until
            && site.calendar.openDay(from: site.day.adding(days: 1)) >= next
    }

    /// A charge of which the books say something else, or nothing.
    func chargeUnbooked(_ amount: Int64) {
        _ = add("charge", amount, fee: fee(of: amount), site.planter.reference("CX"))
    }

    /// Money that goes back, or comes back: a refund, a dispute, an adjustment.
    ///
    /// - Returns: the row's id.
    @discardableResult
    func move(_ kind: String, _ amount: Int64, fee: Int64 = 0, reference: [UInt8]) -> Int64 {
        _ = open(plain: amount - fee)
        return add(kind, amount, fee: fee, reference)
    }

    /// A refund that the books have and the gateway has not.
    func moveNothing(_ amount: Int64) { _ = open(plain: amount) }

    /// Money that goes back without a word in the books.
    func moveUnbooked(_ kind: String, _ amount: Int64, fee: Int64 = 0) -> Int64 {
        add(kind, amount, fee: fee, site.planter.reference("RX"))
    }

    private func tax(on fee: Int64) -> Int64 { Price.percent(terms.feeTax, of: fee) }

    @discardableResult
    private func add(
        _ kind: String, _ gross: Int64, fee: Int64, _ reference: [UInt8], failed: Bool = false,
        currency: Currency? = nil
    ) -> Int64 {
        let tax = kind == "charge" ? tax(on: fee) : 0
        let net = failed ? 0 : gross - fee - tax
        let isPaidOut = !failed && currency == nil
        let batch = isPaidOut ? open(plain: 0) : nil
        if isPaidOut {
            self.batch?.net += net
            balance += net
        }
        let digits = (currency ?? site.template.currency).exponent
        let id = site.books.gatewayTransaction.nextID()
        site.books.gatewayTransaction.add { row in
            row.int(site.id)
            row.int(id)
            row.text(terms.name)
            row.text(reference)
            row.text(kind)
            row.text((currency ?? site.template.currency).code)
            row.numeric(gross, digits: digits)
            row.numeric(fee, digits: digits)
            row.numeric(tax, digits: digits)
            row.numeric(net, digits: digits)
            row.text(failed ? "failed" : "captured")
            row.reference(batch?.payout ?? 0)
            row.instant(site.now(plus: 2))
            if let settled = batch?.settledAt { row.instant(settled) } else { row.null() }
        }
        return id
    }

    /// The batch that takes what comes now, a new one where none is open.
    private func open(plain: Int64) -> Batch {
        let opened = open()
        batch?.plainNet += plain
        return opened
    }

    private func writeTerms() {
        site.books.gatewayFee.add { row in
            row.int(site.id)
            row.int(site.books.gatewayFee.nextID())
            row.text(terms.name)
            row.day(.on(2015, 1, 1))
            row.null()
            row.numeric(terms.feeBasisPoints, digits: 2)
            row.numeric(terms.feeFixed, digits: site.digits)
            row.numeric(terms.feeTax, digits: 0)
        }
    }

    private func open() -> Batch {
        if let batch { return batch }
        let closing = site.calendar.businessDay(terms.everyDays, after: site.day)
        let isSeen = closing < site.calendar.until
        let opened = Batch(
            payout: isSeen ? site.books.payout.nextID() : 0, closesOn: closing,
            settledAt: isSeen ? Self.cutOff(of: closing) : nil)
        batch = opened
        return opened
    }

    private static func cutOff(of day: Day) -> Instant {
        Instant(seconds: Int64(day.number) * 86_400)
    }

    /// At the beginning of a day: pays out what is due.
    func payOut() {
        guard let due = batch, due.closesOn <= site.day else { return }
        batch = nil
        let arrival = site.calendar.businessDay(site.dice.between(1, 3), after: site.day)
        let hasArrived = arrival < site.calendar.until
        site.makeReference("TR")
        let trace = site.label.bytes
        let fate = fate(of: due)
        balance -= fate.hasFailed ? 0 : fate.amount
        if let booked = fate.booked {
            bank.expect(
                .init(
                    amount: booked, reference: trace,
                    narration:
                        "\(terms.name.uppercased()) PAYOUT \(String(decoding: trace, as: UTF8.self))"
                ), on: arrival)
        }
        site.makeReference("PO")
        site.books.payout.add { row in
            row.int(site.id)
            row.int(due.payout)
            row.text(terms.name)
            row.text(site.label.bytes)
            row.text(site.template.currency.code)
            row.numeric(fate.amount, digits: site.digits)
            row.instant(Self.cutOff(of: site.day))
            row.day(site.calendar.businessDay(2, after: site.day))
            row.day(hasArrived && !fate.hasFailed ? arrival : nil)
            row.text(trace)
            row.text(fate.hasFailed ? "failed" : hasArrived ? "paid" : "in_transit")
        }
    }

    /// With the first charge of a month: what the gateway did not have in the month before.
    private func chargeLate() {
        guard !late.isEmpty, site.day.firstOfMonth() > lateSince else { return }
        for charge in late {
            add("charge", charge.amount, fee: fee(of: charge.amount), charge.reference)
        }
        late = []
    }

    /// What a payout says, and what of it the bank books.
    private func fate(of due: Batch) -> (amount: Int64, booked: Int64?, hasFailed: Bool) {
        let planter = site.planter
        // On the first, the day at UTC may be the month before.
        guard site.isEarlyInMonth, site.day > site.day.firstOfMonth().adding(days: 1), due.net > 900
        else { return (due.net, due.net, false) }
        if planter.take(.payoutComposition) {
            let slip = planter.slip(upTo: 800)
            planter.tell(.payoutComposition, .payout, due.payout, slip, at: site)
            return (due.net - slip, due.net - slip, false)
        }
        if planter.take(.payoutFailed) {
            planter.tell(.payoutFailed, .payout, due.payout, due.net, at: site)
            return (due.net, nil, true)
        }
        if planter.take(.missingInBank) {
            planter.tell(.missingInBank, .payout, due.payout, due.net, at: site)
            return (due.net, nil, false)
        }
        if planter.take(.amountDifference) {
            let slip = planter.slip(upTo: 800)
            planter.tell(.amountDifference, .payout, due.payout, slip, at: site)
            return (due.net, due.net - slip, false)
        }
        return (due.net, due.net, false)
    }

    /// At the end of a day: what the gateway owes.
    func writeBalance() {
        site.books.gatewayBalance.add { row in
            row.int(site.id)
            row.text(terms.name)
            row.day(site.day)
            row.text(site.template.currency.code)
            row.numeric(balance, digits: site.digits)
        }
    }
}
