import Access
import Domain

extension Cashier {
    /// Gives back what a credit note took off a paid invoice, and allocates the rest anew.
    func refund(_ amount: Int64, of receipt: Receipt, creditNote: Int64) {
        let amount = min(amount, receipt.amount)
        site.receivables.giveBack(receipt.payment, amount)
        reverse(receipt, amount)
        let tender = tender(of: receipt, amount)
        let id = site.books.refund.nextID()
        site.makeReference("RE")
        let reference = site.label.bytes
        let throughGateway = tender.isThroughGateway
        // Now and then the one who took the money also gives it back: a case for the audit.
        let isByChance = site.dice.chance(perMille: 80)
        let user =
            site.corrections.isOwnRefund(at: site) || isByChance
            ? site.team.frontDesk.first { $0.id == receipt.receptionist } ?? site.team.manager
            : site.team.manager
        site.books.refund.add { row in
            row.int(site.id)
            row.int(id)
            row.int(receipt.payment)
            row.int(creditNote)
            row.text(throughGateway ? receipt.tender.name : tender.rawValue)
            if throughGateway { row.text(reference) } else { row.null() }
            row.int(site.team.manager.id)
            row.day(site.day)
            row.text(site.template.currency.code)
            row.numeric(amount, digits: site.digits)
        }
        site.audit("refund", "refund", id, by: user, after: [("amount", amount)], plus: 300)
        switch tender {
        case .cash: drawer.give(amount)
        case .card, .upi, .wallet:
            if site.planter.take(.refundNotSettled) {
                gateway.moveNothing(-amount)
                site.planter.tell(.refundNotSettled, .refund, id, -amount, at: site)
            } else {
                gateway.move("refund", -amount, reference: reference)
            }
        case .bankTransfer, .cheque: bank.bookRefund(amount, refund: id)
        }
    }

    /// A refund goes the way the money came, if that can bear it today; else by bank transfer.
    private func tender(of receipt: Receipt, _ amount: Int64) -> Tender.Method {
        switch receipt.tender.method {
        case .cash where drawer.covers(amount): .cash
        case .card, .upi, .wallet: gateway.covers(amount) ? receipt.tender.method : .bankTransfer
        default: .bankTransfer
        }
    }

    /// An allocation is undone whole; what stays paid is allocated again.
    private func reverse(_ receipt: Receipt, _ amount: Int64) {
        allocate(
            receipt.payment, to: receipt.invoice, -receipt.amount, undoing: receipt.allocation)
        if receipt.amount > amount {
            allocate(receipt.payment, to: receipt.invoice, receipt.amount - amount)
        }
    }
}
