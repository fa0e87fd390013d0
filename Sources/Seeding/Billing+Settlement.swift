import Domain

extension Billing {
    /// Decides how an invoice is paid, and whether some of it will be credited.
    func settle(_ document: Document, _ advance: (payment: Int64, amount: Int64)?) {
        var due = document.gross(pricesIncludeTax: site.template.pricesIncludeTax)
        if let advance {
            cashier.allocate(advance.payment, to: document.id, min(due, advance.amount))
            due -= min(due, advance.amount)
            if due > 0 { _ = cashier.receive(debt(of: document, due), tender()) }
            return
        }
        let isOneTooMany =
            !document.isPlanted && site.day.adding(days: 21) < site.calendar.until
            && planter.take(.creditExceedsInvoice)
        if isOneTooMany || (!document.isPlanted && site.dice.chance(perMille: 28)) {
            return payAndCredit(document, due, twice: isOneTooMany)
        }
        if document.payer == 0 {
            payByPatient(document, due)
        } else if site.dice.chance(perMille: 940) {
            schedule(document, due, after: site.dice.between(8, 28))
        }
    }

    private func payByPatient(_ document: Document, _ due: Int64) {
        let tender = tender()
        if tender.method == .bankTransfer {
            return schedule(document, due, after: site.dice.between(2, 15))
        }
        switch site.dice.below(100) {
        case 0..<3: break
        case 3..<6:
            let part = due * Int64(site.dice.between(40, 80)) / 100
            guard part > 0 else { return }
            _ = cashier.receive(debt(of: document, part), tender)
            schedule(document, due - part, after: site.dice.between(3, 20))
        default:
            // By cash, of which nothing later depends on how much came.
            let more =
                tender.method == .cash && site.planter.take(.overpaid)
                ? Int64(site.planter.dice.between(1, 900)) : 0
            let receipt = cashier.receive(debt(of: document, due + more), tender)
            if tender.method == .card { disputes.consider(receipt) }
        }
    }

    /// An invoice that is credited later was paid at once, or is never paid.
    private func payAndCredit(_ document: Document, _ due: Int64, twice: Bool) {
        var receipt: Cashier.Receipt?
        let tender = tender()
        if document.payer == 0, tender.method != .bankTransfer {
            receipt = cashier.receive(debt(of: document, due), tender)
        }
        let first = site.day.adding(days: site.dice.between(1, twice ? 8 : 35))
        agenda.add(
            .credit(
                Credit(invoice: document, receipt: receipt, kind: twice ? .whole : .wholeOrLine)),
            on: site.calendar.openDay(from: first))
    }

    /// Leaves a payment by transfer to a later business day.
    private func schedule(_ document: Document, _ amount: Int64, after days: Int) {
        guard let transfer = site.template.tenders.first(where: { $0.method == .bankTransfer })
        else { return }
        agenda.add(
            .payment(debt(of: document, amount), transfer),
            on: site.calendar.businessDay(days, after: site.day))
    }

    private func debt(of document: Document, _ amount: Int64) -> Cashier.Debt {
        Cashier.Debt(
            invoice: document.id, patient: document.patient, payer: document.payer, amount: amount)
    }

    private func tender() -> Tender {
        var draw = site.dice.below(1000)
        for tender in site.template.tenders {
            draw -= tender.perMille
            if draw < 0 { return tender }
        }
        return site.template.tenders[0]
    }

    /// Takes an advance for a treatment some days ahead.
    func takeAdvance() {
        let patient = site.dice.pick(site.people.patients)
        let tender = tender()
        let amount = Int64(site.dice.between(4, 30)) * site.template.rent / 1000
        guard tender.method != .bankTransfer, amount > site.unit else { return }
        let rounded = amount / site.unit * site.unit
        let payment = cashier.receiveAdvance(from: patient, rounded, tender)
        let treated = site.day.adding(days: site.dice.between(3, 14))
        agenda.add(
            .advance(payment: payment, patient: patient, amount: rounded),
            on: site.calendar.openDay(from: treated))
    }
}
