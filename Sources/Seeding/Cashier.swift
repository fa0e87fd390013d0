import Access
import Domain

/// Takes payments, allocates them, and gives money back.
final class Cashier {
    let site: Site
    let drawer: CashDesk
    let gateway: GatewayAccount
    let bank: BankAccount
    /// Of the payment recorded last.
    private(set) var lastReference: [UInt8] = []
    /// Received for an invoice last.
    private var latest: (payment: Int64, amount: Int64)?

    /// The id of the tax code under which advances are taxed, or 0.
    private var advanceTaxCode: Int64 {
        site.table.codes.firstIndex { $0.code == site.template.advanceTaxCode }
            .map { site.catalogue.codeIDs[$0] } ?? 0
    }

    /// A payment and its allocation to an invoice.
    struct Receipt {
        let payment: Int64
        let allocation: Int64
        let invoice: Int64
        let tender: Tender
        /// What the payment still settles of the invoice.
        let amount: Int64
        let receptionist: Int64
    }

    /// Whose debt is paid.
    struct Debt {
        let invoice: Int64
        let patient: Int64
        let payer: Int64
        let amount: Int64
    }

    init(_ site: Site, _ drawer: CashDesk, _ gateway: GatewayAccount, _ bank: BankAccount) {
        (self.site, self.drawer, self.gateway, self.bank) = (site, drawer, gateway, bank)
    }

    /// A payment for an invoice, received and allocated today.
    func receive(_ debt: Debt, _ tender: Tender) -> Receipt {
        let receptionist = site.dice.pick(site.team.frontDesk).id
        if tender.method == .card, site.dice.chance(perMille: 12) {
            _ = record(debt, tender, receptionist, failed: true)
        }
        let planted = site.planter.truth.count
        let payment = record(debt, tender, receptionist, failed: false)
        // One thing at a time goes wrong with a payment.
        if tender.method == .card, site.planter.truth.count == planted {
            recordTwice(debt, tender, receptionist)
        }
        // A transfer is neither credited nor disputed later: nothing follows from it.
        let isForgotten = tender.method == .bankTransfer && site.planter.take(.unallocated)
        let allocation = isForgotten ? 0 : allocate(payment, to: debt.invoice, debt.amount)
        latest = (payment, debt.amount)
        return Receipt(
            payment: payment, allocation: allocation, invoice: debt.invoice, tender: tender,
            amount: debt.amount, receptionist: receptionist)
    }

    /// A payment before its invoice; it is allocated when that is issued.
    func receiveAdvance(from patient: Int64, _ amount: Int64, _ tender: Tender) -> Int64 {
        let debt = Debt(invoice: 0, patient: patient, payer: 0, amount: amount)
        return record(debt, tender, site.team.frontDesk[0].id, failed: false)
    }

    /// Writes an allocation of today, or the undoing of one.
    @discardableResult
    func allocate(
        _ payment: Int64, to invoice: Int64, _ amount: Int64, undoing undone: Int64 = 0
    ) -> Int64 {
        let id = site.books.paymentAllocation.nextID()
        site.receivables.allocate(payment, to: invoice, amount)
        write(id, of: payment, to: invoice, amount, undoing: undone)
        return id
    }

    /// Books the latest payment on an invoice that is voided today, and takes that back, once a month.
    func misbook(on invoice: Int64) {
        guard let latest, let id = site.corrections.misbooking(at: site) else { return }
        write(id, of: latest.payment, to: invoice, latest.amount)
        write(id + 1, of: latest.payment, to: invoice, -latest.amount, undoing: id)
    }

    private func write(
        _ id: Int64, of payment: Int64, to invoice: Int64, _ amount: Int64,
        undoing undone: Int64 = 0
    ) {
        site.books.paymentAllocation.add { row in
            row.int(site.id)
            row.int(id)
            row.int(payment)
            row.int(invoice)
            row.day(site.day)
            row.numeric(amount, digits: site.digits)
            row.reference(undone)
        }
    }

    private func record(
        _ debt: Debt, _ tender: Tender, _ receptionist: Int64, failed: Bool
    ) -> Int64 {
        let throughGateway = tender.method.isThroughGateway
        site.makeReference(throughGateway ? "CH" : "RF")
        let reference = site.label.bytes
        lastReference = reference
        let id = write(debt, tender, receptionist, reference, failed: failed)
        hand(id, debt, tender.method, reference, failed: failed)
        return id
    }

    /// Writes a payment down.
    func write(
        _ debt: Debt, _ tender: Tender, _ receptionist: Int64, _ reference: [UInt8], failed: Bool,
        isTwin: Bool = false
    ) -> Int64 {
        let id = site.books.payment.nextID()
        let method = tender.method
        let throughGateway = method.isThroughGateway
        if !failed, !isTwin, debt.invoice != 0 {
            site.receivables.receive(id, debt.amount, on: site.day)
        }
        site.books.payment.add { row in
            row.int(site.id)
            row.int(id)
            row.int(debt.patient)
            row.reference(debt.payer)
            row.text(method.rawValue)
            row.text(tender.name)
            row.reference(method == .cash || method == .cheque ? drawer.id : 0)
            row.text(optional: method == .card ? "T1" : nil)
            row.int(receptionist)
            row.text(optional: throughGateway ? gateway.name : nil)
            if throughGateway { row.text(reference) } else { row.null() }
            row.day(site.day)
            row.instant(site.now(plus: 120))
            row.text(site.template.currency.code)
            row.numeric(debt.amount, digits: site.digits)
            row.text(debt.invoice == 0 ? "advance" : "invoice")
            row.text(failed ? "failed" : "captured")
            row.reference(debt.invoice == 0 ? advanceTaxCode : 0)
        }
        if method == .cash, !failed { site.corrections.note(id, debt.amount, at: site) }
        return id
    }

    /// Where the money goes.
    private func hand(
        _ payment: Int64, _ debt: Debt, _ method: Tender.Method, _ reference: [UInt8],
        failed: Bool
    ) {
        let amount = debt.amount
        switch method {
        case .card where !failed && takenInCash(payment, amount): break
        case .card, .upi, .wallet:
            gateway.charge(amount, reference: reference, failed: failed, payment: payment)
        case .cash where chargedInstead(payment, amount): break
        case .cash: drawer.take(amount, payment: payment)
        case .cheque: drawer.takeCheque(amount, payment: payment)
        case .bankTransfer: transfer(debt, payment)
        }
    }
}
