import Access
import Domain

/// The clinic's account with its payment gateway: transactions, and payouts that net them.
final class GatewayAccount {
    private let site: Site
    private let bank: BankAccount
    private let terms: GatewayTerms
    private var balance: Int64 = 0
    private var batch: Batch?

    /// Transactions that one payout will settle.
    private struct Batch {
        /// 0 when the payout lies beyond the seed's last day.
        let payout: Int64
        let closesOn: Day
        let settledAt: Instant?
        var net: Int64 = 0
    }

    init(_ site: Site, _ bank: BankAccount) {
        (self.site, self.bank, terms) = (site, bank, site.template.gateway)
    }

    var name: String { terms.name }
    var disputeFee: Int64 { terms.disputeFee }

    /// Whether so much can be taken out of the next payout.
    func covers(_ amount: Int64) -> Bool { (batch?.net ?? 0) > amount }

    /// A customer's payment; a failed one costs nothing.
    func charge(_ amount: Int64, reference: [UInt8], failed: Bool) {
        guard !failed else { return add("charge", amount, fee: 0, reference, failed: true) }
        let fee =
            Halves.halfUp.quotient(amount * terms.feeBasisPoints, 10_000) + terms.feeFixed
        add("charge", amount, fee: min(fee, amount - 1), reference)
    }

    /// Money that goes back, or comes back: a refund, a dispute, an adjustment.
    func move(_ kind: String, _ amount: Int64, fee: Int64 = 0, reference: [UInt8]) {
        add(kind, amount, fee: fee, reference)
    }

    private func add(
        _ kind: String, _ gross: Int64, fee: Int64, _ reference: [UInt8], failed: Bool = false
    ) {
        let tax = kind == "charge" ? Price.percent(terms.feeTax, of: fee) : 0
        let net = failed ? 0 : gross - fee - tax
        let batch = failed ? nil : open()
        self.batch?.net += net
        balance += net
        site.books.gatewayTransaction.add { row in
            row.int(site.id)
            row.int(site.books.gatewayTransaction.nextID())
            row.text(terms.name)
            row.text(reference)
            row.text(kind)
            row.text(site.template.currency.code)
            row.numeric(gross, digits: site.digits)
            row.numeric(fee, digits: site.digits)
            row.numeric(tax, digits: site.digits)
            row.numeric(net, digits: site.digits)
            row.text(failed ? "failed" : "captured")
            row.reference(batch?.payout ?? 0)
            row.instant(site.now(plus: 2))
            if let settled = batch?.settledAt { row.instant(settled) } else { row.null() }
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
        balance -= due.net
        let arrival = site.calendar.businessDay(site.dice.between(1, 3), after: site.day)
        let hasArrived = arrival < site.calendar.until
        site.makeReference("TR")
        let trace = site.label.bytes
        bank.expect(
            .init(
                amount: due.net, reference: trace,
                narration:
                    "\(terms.name.uppercased()) PAYOUT \(String(decoding: trace, as: UTF8.self))"),
            on: arrival)
        site.makeReference("PO")
        site.books.payout.add { row in
            row.int(site.id)
            row.int(due.payout)
            row.text(terms.name)
            row.text(site.label.bytes)
            row.text(site.template.currency.code)
            row.numeric(due.net, digits: site.digits)
            row.instant(Self.cutOff(of: site.day))
            row.day(site.calendar.businessDay(2, after: site.day))
            row.day(hasArrived ? arrival : nil)
            row.text(trace)
            row.text(hasArrived ? "paid" : "in_transit")
        }
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
