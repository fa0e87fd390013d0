import Access
import Domain

/// Card payments that a bank takes back, and the few of them that are won.
final class Disputes {
    private let site: Site
    private let cashier: Cashier
    private let gateway: GatewayAccount
    private var agenda: Agenda<Step>
    private var payments = 0
    private var total: Int64 = 0
    private var next: Int

    /// What happens to a dispute on a day.
    private enum Step {
        case opens(Cashier.Receipt, won: Bool)
        case won(dispute: Int64, amount: Int64)
        case lost(Cashier.Receipt)
    }

    init(_ site: Site, _ cashier: Cashier, _ gateway: GatewayAccount) {
        (self.site, self.cashier, self.gateway) = (site, cashier, gateway)
        agenda = Agenda(site.calendar)
        next = site.dice.between(5, 25)
    }

    /// Looks at a card payment: one in a thousand or so will be disputed, an early one always.
    ///
    /// It is a small one, which the next payout can bear.
    func consider(_ receipt: Cashier.Receipt) {
        payments += 1
        total += receipt.amount
        guard payments >= next, receipt.amount * Int64(payments) < total else { return }
        next = payments + (payments < 60 ? site.dice.between(30, 60) : site.dice.between(600, 1800))
        let day = site.calendar.businessDay(site.dice.between(6, 25), after: site.day)
        agenda.add(.opens(receipt, won: site.dice.chance(perMille: 400)), on: day)
    }

    /// What the gateway reports today.
    func playDay() {
        let odd = Int64(site.planter.dice.between(200, 900))
        if gateway.canMiss(2 * (odd + gateway.disputeFee)), site.planter.take(.chargeback) {
            let row = gateway.moveUnbooked("dispute", -odd, fee: gateway.disputeFee)
            site.planter.tell(
                .chargeback, .gatewayTransaction, row, odd + gateway.disputeFee, at: site)
        }
        if gateway.canMiss(odd), site.planter.take(.refundNotInLedger) {
            let row = gateway.moveUnbooked("refund", -odd)
            site.planter.tell(.refundNotInLedger, .gatewayTransaction, row, odd, at: site)
        }
        for step in agenda.take(site.day) {
            switch step {
            case .opens(let receipt, let won): open(receipt, won: won)
            case .won(let dispute, let amount):
                site.makeReference("DW")
                let row = gateway.move("adjustment", amount, reference: site.label.bytes)
                site.planter.tell(.dispute, [dispute], .gatewayTransaction, [row], at: site)
            case .lost(let receipt):
                site.receivables.giveBack(receipt.payment, receipt.amount)
                cashier.allocate(
                    receipt.payment, to: receipt.invoice, -receipt.amount,
                    undoing: receipt.allocation)
            }
        }
    }

    private func open(_ receipt: Cashier.Receipt, won: Bool) {
        guard gateway.covers(receipt.amount + gateway.disputeFee) else {
            let tomorrow = site.calendar.businessDay(1, after: site.day)
            return agenda.add(.opens(receipt, won: won), on: tomorrow)
        }
        let decision = site.calendar.businessDay(site.dice.between(5, 15), after: site.day)
        let isDecided = decision < site.calendar.until
        let id = site.books.dispute.nextID()
        agenda.add(
            won ? .won(dispute: id, amount: receipt.amount) : .lost(receipt), on: decision)
        site.makeReference("DP")
        let row = gateway.move(
            "dispute", -receipt.amount, fee: gateway.disputeFee, reference: site.label.bytes)
        site.planter.tell(.dispute, [id], .gatewayTransaction, [row], at: site)
        site.books.dispute.add { row in
            row.int(site.id)
            row.int(id)
            row.int(receipt.payment)
            row.numeric(receipt.amount, digits: site.digits)
            row.numeric(gateway.disputeFee, digits: site.digits)
            row.day(site.day)
            row.day(isDecided && won ? decision : nil)
            row.day(isDecided && !won ? decision : nil)
        }
    }
}
