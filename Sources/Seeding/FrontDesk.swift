import Access
import Domain

/// Sees patients and writes the lines of their invoices.
struct FrontDesk {
    let site: Site

    /// An invoice of today with its lines, not yet charged and not yet numbered.
    func invoice(for patient: Int64) -> Document {
        var document = Document(
            issueDate: site.day, taxPoint: site.day, rateDay: site.day, dueDate: site.day)
        document.id = site.books.invoice.nextID()
        document.patient = patient
        if site.dice.chance(perMille: 200) {
            document.payer = site.dice.pick(site.people.payers)
            document.dueDate = site.day.adding(days: 30)
        }
        if site.dice.chance(perMille: 30) {
            let treated = site.day.adding(days: -site.dice.between(1, 4))
            document.taxPoint = max(site.calendar.from, treated)
            document.rateDay = document.taxPoint
        }
        let practitioner = site.dice.pick(site.people.practitioners)
        var appointment: Int64 = 0
        for _ in 0..<site.dice.between(1, 5) {
            var line = line(on: document.rateDay)
            if !site.catalogue.entries[line.offer].offer.isMedicine {
                line.practitioner = practitioner
                if appointment == 0 {
                    appointment = see(document.patient, practitioner, "completed", isBillable: true)
                }
                line.appointment = appointment
            }
            document.lines.append(line)
        }
        return document
    }

    private func line(on day: Day) -> Line {
        let offer = site.dice.below(site.catalogue.entries.count)
        let entry = site.catalogue.entries[offer]
        let sold = entry.offer.quantities
        var line = Line(
            id: site.books.invoiceLine.nextID(), offer: offer,
            quantity: Int64(site.dice.between(sold.lowerBound, sold.upperBound)) * 1000,
            base: entry.offer.base * 1000, listPrice: entry.price, unitPrice: entry.price,
            code: entry.code, codeID: site.catalogue.codeIDs[entry.code],
            stack: site.table.stack(entry.code, on: day))
        if site.dice.chance(perMille: 100) {
            let step = Price.of(minor: 1, digits: site.digits)
            let price = entry.price * Int64(site.dice.between(72, 96)) / 100
            line.unitPrice = max(step, price / step * step)
        }
        let full = Price.amount(
            line.unitPrice, quantity: line.quantity, base: line.base, digits: site.digits)
        if site.dice.chance(perMille: 180) {
            line.percent = Int64(site.dice.between(5, 15))
            line.discount = Price.percent(line.percent, of: full)
        }
        line.amount = full - line.discount
        return line
    }

    /// Appointments of a patient that no invoice follows.
    func seeWithoutInvoice() {
        guard site.dice.chance(perMille: 90) else { return }
        let patient = site.dice.pick(site.people.patients)
        let practitioner = site.dice.pick(site.people.practitioners)
        switch site.dice.below(6) {
        case 0, 1: see(patient, practitioner, "cancelled", isBillable: true)
        case 2: see(patient, practitioner, "no_show", isBillable: true)
        case 3: see(patient, practitioner, "completed", isBillable: true)
        default: see(patient, practitioner, "completed", isBillable: false)
        }
    }

    @discardableResult
    func see(
        _ patient: Int64, _ practitioner: Int64, _ status: String, isBillable: Bool
    ) -> Int64 {
        let id = site.books.appointment.nextID()
        // Booked for the quarter of an hour that lies half an hour back.
        let booked = -1800 - site.second % 900
        site.books.appointment.add { row in
            row.int(site.id)
            row.int(id)
            row.int(patient)
            row.int(practitioner)
            row.instant(site.now(plus: booked))
            row.text(status)
            row.bool(isBillable)
            if status == "completed" { row.instant(site.now(plus: -300)) } else { row.null() }
        }
        return id
    }
}
