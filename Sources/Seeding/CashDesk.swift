import Access
import Domain

/// The cash drawer, and what is carried from it to the bank.
final class CashDesk {
    private let site: Site
    private let bank: BankAccount
    private let drawer: Int64
    private let float: Int64
    private var taken: Int64 = 0
    private var paidOut: Int64 = 0
    /// By how much the drawer holds more than what was rightly booked.
    private var over: Int64 = 0
    private var toReplenish: Int64 = 0
    private var cash: [Item] = []
    private var cheques: [Item] = []
    private var openDays = 0

    /// A payment that waits to be carried to the bank.
    private struct Item {
        let payment: Int64
        let amount: Int64
    }

    init(_ site: Site, _ bank: BankAccount) {
        (self.site, self.bank) = (site, bank)
        float = site.template.rent / 16 / (5 * site.unit) * (5 * site.unit)
        drawer = site.books.drawer.nextID()
        site.books.drawer.add { [drawer] row in
            row.int(site.id)
            row.int(drawer)
            row.text("Front desk")
        }
    }

    var id: Int64 { drawer }

    func take(_ amount: Int64, payment: Int64, isPlanted: Bool = false) {
        if isPlanted { over += amount } else { taken += amount }
        cash.append(Item(payment: payment, amount: amount))
    }

    /// Cash that was booked and never came: what is decided by the drawer stays as it would be.
    func miss(_ amount: Int64) {
        taken += amount
        over -= amount
    }

    func takeCheque(_ amount: Int64, payment: Int64) {
        cheques.append(Item(payment: payment, amount: amount))
    }

    /// Whether the drawer holds so much more than it began with.
    func covers(_ amount: Int64) -> Bool { taken + float / 2 > paidOut + amount }

    /// Gives cash back to a patient.
    func give(_ amount: Int64) { paidOut += amount }

    func openDay() {
        (taken, paidOut, over) = (0, 0, 0)
        move("float", float)
    }

    /// Counts the drawer, and every other day brings what it took to the bank.
    func closeDay() {
        if site.dice.chance(perMille: 60) {
            let petty = Int64(site.dice.between(3, 40)) * site.unit
            if covers(petty) {
                move("pay_out", petty)
                paidOut += petty
            }
        }
        move("count", float + taken + over - paidOut)
        toReplenish += paidOut
        openDays += 1
        if openDays % 2 == 0 {
            deposit(&cash, "CASH")
            deposit(&cheques, "CHEQUE")
        }
    }

    /// Cash from the bank for what was given out of the float.
    func replenish() {
        if toReplenish > 0 { bank.withdraw(toReplenish) }
        toReplenish = 0
    }

    private func move(_ kind: String, _ amount: Int64) {
        let user = site.team.frontDesk[0].id
        site.books.drawerMovement.add { row in
            row.int(site.id)
            row.int(site.books.drawerMovement.nextID())
            row.int(drawer)
            row.text(kind)
            row.numeric(amount, digits: site.digits)
            row.day(site.day)
            row.int(user)
        }
    }

    private func deposit(_ items: inout [Item], _ kind: String) {
        guard !items.isEmpty else { return }
        let id = site.books.deposit.nextID()
        let amount = items.reduce(0) { $0 + $1.amount }
        site.label.begin("SLIP")
        site.label.append(id, width: 8)
        let slip = site.label.bytes
        site.books.deposit.add { row in
            row.int(site.id)
            row.int(id)
            row.int(bank.id)
            row.text(slip)
            row.day(site.day)
            row.numeric(amount, digits: site.digits)
        }
        for item in items {
            site.books.depositItem.add { row in
                row.int(site.id)
                row.int(id)
                row.int(item.payment)
                row.numeric(item.amount, digits: site.digits)
            }
        }
        items.removeAll(keepingCapacity: true)
        guard let booked = booked(amount, of: id) else { return }
        bank.expect(
            .init(
                amount: booked, reference: slip,
                narration: "\(kind) DEPOSIT \(String(decoding: slip, as: UTF8.self))"),
            on: site.calendar.businessDay(1, after: site.day))
    }

    /// What the bank books of a deposit; `nil` when it never comes.
    private func booked(_ amount: Int64, of deposit: Int64) -> Int64? {
        let planter = site.planter
        guard site.isEarlyInMonth, amount > 900 else { return amount }
        if planter.dice.chance(perMille: 500), planter.take(.missingInBank) {
            planter.tell(.missingInBank, .deposit, deposit, amount, at: site)
            return nil
        }
        if planter.dice.chance(perMille: 200), planter.take(.amountDifference) {
            let slip = planter.slip(upTo: 800)
            planter.tell(.amountDifference, .deposit, deposit, slip, at: site)
            return amount - slip
        }
        return amount
    }
}
