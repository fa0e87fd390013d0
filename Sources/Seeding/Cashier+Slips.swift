import Domain

/// What goes wrong where money is taken.
extension Cashier {
    /// A card payment that somebody records once more; the gateway has it once.
    func recordTwice(_ debt: Debt, _ tender: Tender, _ receptionist: Int64) {
        guard site.planter.take(.duplicateOurs) else { return }
        let again = write(
            debt, tender, receptionist, lastReference, failed: false, isTwin: true)
        site.planter.tell(.duplicateOurs, .payment, again, debt.amount, at: site)
    }

    /// A payment booked by card whose money lies in the drawer.
    func takenInCash(_ payment: Int64, _ amount: Int64) -> Bool {
        guard site.isEarlyInMonth, gateway.canMiss(amount), site.planter.dice.chance(perMille: 500),
            site.planter.take(.wrongTender)
        else { return false }
        gateway.forgo(amount)
        drawer.take(amount, payment: payment, isPlanted: true)
        site.planter.tell(.wrongTender, .payment, payment, amount, at: site)
        return true
    }

    /// A payment booked as cash that came by card: it never reaches the drawer.
    func chargedInstead(_ payment: Int64, _ amount: Int64) -> Bool {
        guard site.isEarlyInMonth, amount > 40, gateway.canMiss(0), site.planter.take(.wrongTender)
        else { return false }
        drawer.miss(amount)
        gateway.chargeUnbooked(amount)
        site.planter.tell(.wrongTender, .payment, payment, amount, at: site)
        return true
    }

    /// A transfer, sometimes with another one of the same amount that nothing tells apart.
    func transfer(_ debt: Debt, _ payment: Int64) {
        guard debt.payer == 0, bank.isOpenToday, bank.isQuiet(debt.amount),
            let tender = site.template.tenders.first(where: { $0.method == .bankTransfer }),
            site.planter.take(.ambiguous)
        else { return bank.bookTransfer(debt.amount, payment: payment, payer: debt.payer) }
        let twin = write(debt, tender, site.team.frontDesk[0].id, [], failed: false)
        for one in [payment, twin] {
            site.planter.tell(.ambiguous, .payment, one, debt.amount, at: site)
            bank.bookNameless(debt.amount) { [site] entry in
                site.planter.tell(.ambiguous, .bankEntry, entry, -debt.amount, at: site)
            }
        }
    }
}
