import Domain

/// Issues invoices and credit notes, and sends each on its way.
final class Billing {
    let site: Site
    let desk: FrontDesk
    let registrar: Registrar
    let cashier: Cashier
    let disputes: Disputes
    let pharmacy: Pharmacy
    var numbering: Numbering
    var planter: Planter
    var agenda: Agenda<Event>
    private(set) var truth: [TruthEntry] = []

    /// What an invoice leaves to a later day.
    enum Event {
        case payment(Cashier.Debt, Tender)
        case credit(Credit)
        case advance(payment: Int64, patient: Int64, amount: Int64)
    }

    /// A credit note to come; the second over all of an invoice is one too many.
    struct Credit {
        let invoice: Document
        /// What earlier credit notes took back of it.
        var earlier: [Line] = []
        var receipt: Cashier.Receipt?
        var kind: Kind

        /// How much of the invoice it takes back.
        enum Kind { case wholeOrLine, whole, rest, oneTooMany }
    }

    init(_ site: Site, _ cashier: Cashier, _ disputes: Disputes, _ pharmacy: Pharmacy) {
        (self.site, self.cashier, self.disputes) = (site, cashier, disputes)
        self.pharmacy = pharmacy
        desk = FrontDesk(site: site)
        registrar = Registrar(site: site)
        numbering = Numbering(site.template)
        planter = Planter(site.template, table: site.table)
        agenda = Agenda(site.calendar)
    }

    /// What earlier days left to this one.
    func playEvents() {
        for event in agenda.take(site.day) {
            switch event {
            case .payment(let debt, let tender):
                let receipt = cashier.receive(debt, tender)
                if tender.method == .card { disputes.consider(receipt) }
            case .credit(let credit): issue(credit)
            case .advance(let payment, let patient, let amount):
                invoice(for: patient, .issued, advance: (payment, amount))
            }
        }
    }

    /// Issues an invoice to whoever comes next.
    func invoiceNextPatient(asDraft: Bool) {
        let status: Document.Status =
            asDraft ? .draft : site.dice.chance(perMille: 10) ? .void : .issued
        invoice(for: site.dice.pick(site.people.patients), status)
        desk.seeWithoutInvoice()
    }

    private func invoice(
        for patient: Int64, _ status: Document.Status, advance: (Int64, Int64)? = nil
    ) {
        var document = desk.invoice(for: patient)
        document.status = status
        numbering.number(&document)
        site.table.rule(on: document.rateDay).charge(&document.lines)
        if status == .issued { plant(&document) }
        round(&document)
        backdate(&document)
        registrar.write(document)
        noteIssue(of: document)
        guard status == .issued else { return }
        site.receivables.issue(
            document.id, document.gross(pricesIncludeTax: site.template.pricesIncludeTax),
            due: document.dueDate)
        for line in document.lines where site.catalogue.entries[line.offer].offer.isMedicine {
            pharmacy.dispense(line)
        }
        settle(document, advance)
    }

    /// Dates an invoice into the month that was closed before, when that waits to happen.
    private func backdate(_ document: inout Document) {
        let first = site.calendar.from
        let closing = first.firstOfMonth(adding: 1).adding(days: 9)
        guard document.status == .issued, !document.isPlanted, site.day > closing,
            site.day < first.firstOfMonth(adding: 2),
            first.firstOfMonth(adding: 2) < site.calendar.until, site.planter.take(.backdated)
        else { return }
        document.issueDate = first.adding(days: 20)
        site.planter.tell(
            .backdated, .invoice, document.id,
            document.gross(pricesIncludeTax: site.template.pricesIncludeTax), at: site)
    }

    /// Plants an error that waits, and tells the truth about it.
    func plant(_ document: inout Document) {
        let right = document.lines
        guard let reason = planter.plant(in: &document, &site.dice) else { return }
        if reason == .sumMismatch { return tell(reason, of: document, 0, document.slip) }
        for (index, line) in document.lines.enumerated()
        where line.split != right[index].split
            || line.code != right[index].code
        {
            let recomputed = line.code < 0 ? 0 : right[index].split.total
            guard reason != .noTaxCode || line.code < 0 else { continue }
            tell(reason, of: document, index + 1, line.split.total - recomputed)
        }
    }

    /// Adds to the truth; what concerns a credit note has the other sign.
    func tell(_ reason: PlantedReason, of document: Document, _ line: Int, _ difference: Int64) {
        site.label.begin(numberOf: document)
        truth.append(
            TruthEntry(
                reason: reason, clinic: site.slug, period: Period(monthOf: document.taxPoint).name,
                document: String(decoding: site.label.bytes, as: UTF8.self), line: line,
                amount: Money(
                    minor: document.isCreditNote ? -difference : difference,
                    site.template.currency)))
    }

    /// Rounds the gross where the clinic takes no coins.
    func round(_ document: inout Document) {
        let unit = site.template.cashUnit
        document.rounding = 0
        guard unit > 1 else { return }
        let gross = document.gross(pricesIncludeTax: site.template.pricesIncludeTax)
        document.rounding = Halves.halfUp.quotient(gross, unit) * unit - gross
    }
}
