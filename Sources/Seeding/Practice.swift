import Access
import Domain

/// One clinic's months, played day by day.
final class Practice {
    private let site: Site
    private let bank: BankAccount
    private let drawer: CashDesk
    private let gateway: GatewayAccount
    private let disputes: Disputes
    private let pharmacy: Pharmacy
    private let billing: Billing
    private let options: SeedOptions
    /// Lines of this clinic in the table before its first day.
    private let linesBefore: Int
    private let linesAMonth: Int

    init(_ site: Site, _ options: SeedOptions, lines: Int) {
        (self.site, self.options) = (site, options)
        bank = BankAccount(site)
        drawer = CashDesk(site, bank)
        gateway = GatewayAccount(site, bank)
        let cashier = Cashier(site, drawer, gateway, bank)
        disputes = Disputes(site, cashier, gateway)
        linesAMonth = max(1, lines / options.months)
        pharmacy = Pharmacy(site, monthlyLines: linesAMonth)
        billing = Billing(site, cashier, disputes, pharmacy)
        linesBefore = site.books.invoiceLine.rows
    }

    var truth: [TruthEntry] { billing.truth }
    var breaks: [BillingTruth] { site.planter.truth }

    /// Plays all months; `send` is called where every table ends with a whole row.
    func play(_ send: () throws -> Void) rethrows {
        for month in 0..<options.months {
            site.day = site.calendar.from.firstOfMonth(adding: month)
            try play(month: month, first: site.day, send)
        }
    }

    private func play(month: Int, first: Day, _ send: () throws -> Void) rethrows {
        writePeriod(first)
        bank.openMonth()
        let until = first.firstOfMonth(adding: 1)
        let openDays = site.calendar.openDays(ofMonth: first)
        var played = 0
        while site.day < until {
            // Of ten in the morning, the day is the same at UTC.
            site.second = 10 * 3600
            bank.bookDay()
            gateway.payOut()
            if site.calendar.isOpen(site.day) {
                played += 1
                let target = linesAMonth * month + linesAMonth * played / openDays
                try playOpenDay(
                    until: target,
                    draftsAllowed: month == options.months - 1
                        && played > openDays - 4, send)
            } else {
                playEvents()
            }
            bank.bookSums()
            gateway.writeBalance()
            site.corrections.noteNight(at: site)
            if site.day.adding(days: 1) == until { break }
            site.day = site.day.adding(days: 1)
        }
        site.corrections.noteExports(at: site)
        pharmacy.countShelves()
        drawer.replenish()
        bank.closeMonth()
        site.receivables.close(site, site.planter)
    }

    /// Now and then lets an error wait: about seven a month, more where more lines hide them.
    private func expectError() {
        guard options.planted, site.dice.below(max(7, linesAMonth / 3)) < max(8, linesAMonth / 600)
        else { return }
        billing.planter.expect(1, &site.dice)
    }

    private func playEvents() {
        billing.playEvents()
        disputes.playDay()
    }

    private func playOpenDay(
        until target: Int, draftsAllowed: Bool, _ send: () throws -> Void
    ) rethrows {
        drawer.openDay()
        let begun = site.books.invoiceLine.rows - linesBefore
        site.second = 9 * 3600
        // Credit notes come in the middle of the day, when there is money to refund them from.
        var documents = 0
        var isMorning = true
        while site.books.invoiceLine.rows - linesBefore < target {
            let done = site.books.invoiceLine.rows - linesBefore - begun
            // From nine to half past six, evenly, and by the minute of chance.
            site.second =
                9 * 3600 + 34_000 * max(0, done) / max(1, target - begun) + site.dice.below(240)
            let isDraft = draftsAllowed && (documents == 1 || site.dice.chance(perMille: 20))
            if isMorning, 2 * done >= target - begun {
                playEvents()
                isMorning = false
            }
            expectError()
            site.planter.expect(linesAMonth: linesAMonth)
            billing.invoiceNextPatient(asDraft: isDraft)
            if site.dice.chance(perMille: 8) { billing.takeAdvance() }
            documents += 1
            if documents % 128 == 0 { try send() }
        }
        if isMorning { playEvents() }
        site.second = 19 * 3600
        drawer.closeDay()
        try send()
    }

    /// The first of three or more months is closed on the tenth of the next one.
    private func writePeriod(_ first: Day) {
        let isClosed = options.months >= 3 && first == site.calendar.from
        let closing = first.firstOfMonth(adding: 1).adding(days: 9)
        site.books.accountingPeriod.add { row in
            row.int(site.id)
            row.text(Period(monthOf: first).name)
            row.day(first)
            row.day(first.firstOfMonth(adding: 1))
            row.text(isClosed ? "closed" : "open")
            if isClosed { row.instant(site.instant(closing, hour: 18)) } else { row.null() }
        }
    }
}
