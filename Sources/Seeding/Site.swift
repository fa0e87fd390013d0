import Access
import Domain

/// A clinic while its days are played: what stays the same, and what time it is.
final class Site {
    let id: Int64
    let slug: String
    let template: Template
    let table: TaxTable
    let catalogue: Catalogue
    let people: People
    let team: Staff.Team
    let calendar: Calendar
    let books: Books
    /// What is planted between invoice and bank line.
    let planter: BillingPlanter
    let receivables = ReceivableBook()
    /// What the audit log has of figures that were corrected.
    let corrections: Corrections
    /// Currency digits, and minor units in a unit.
    let digits: Int
    let unit: Int64

    var dice: Dice
    var label = Label()
    var day: Day { didSet { midnight = Int64(day.number) * 86_400 - offset(day) } }
    /// Seconds of the local day.
    var second = 0
    private var midnight: Int64 = 0

    init(
        id: Int64, slug: String, template: Template, table: TaxTable, catalogue: Catalogue,
        people: People, team: Staff.Team, calendar: Calendar, books: Books, dice: Dice,
        planter: BillingPlanter, corrections: Corrections
    ) {
        (self.id, self.slug, self.template, self.table) = (id, slug, template, table)
        (self.catalogue, self.people, self.team) = (catalogue, people, team)
        (self.calendar, self.books, self.dice) = (calendar, books, dice)
        (self.planter, self.corrections) = (planter, corrections)
        digits = template.currency.exponent
        unit = Price.unit(digits: digits)
        day = calendar.from
        midnight = Int64(day.number) * 86_400 - offset(day)
    }

    private func offset(_ day: Day) -> Int64 { Int64(template.zone.offset(on: day)) }

    /// Now, or so many seconds later.
    func now(plus seconds: Int = 0) -> Instant {
        Instant(seconds: midnight + Int64(second + seconds))
    }

    /// A full hour of a day of the clinic.
    func instant(_ day: Day, hour: Int64) -> Instant {
        Instant(seconds: Int64(day.number) * 86_400 - offset(day) + hour * 3600)
    }

    /// Whether enough of the month is left for money to be late within it.
    var isEarlyInMonth: Bool { day.adding(days: 9) < day.firstOfMonth(adding: 1) }

    /// A made-up reference, left in `label`.
    func makeReference(_ prefix: String) {
        label.begin(prefix)
        label.append(code: dice.next(), length: 12)
    }

    /// Notes who did what to which row, with the money before and after.
    ///
    /// - Parameters:
    ///   - action: `create`, `edit` …
    ///   - entity: a table of the books.
    ///   - entityID: the row's; 0 is all of them.
    ///   - user: who did it.
    ///   - before: figures by their names, in minor units; empty is none.
    ///   - after: the same.
    ///   - digits: of the figures; `nil` is the currency's.
    ///   - seconds: from now.
    ///   - request: which request it was; `nil` throws the site's dice.
    func audit(
        _ action: String, _ entity: String, _ entityID: Int64, by user: User,
        before: [(String, Int64)] = [], after: [(String, Int64)] = [], digits: Int? = nil,
        plus seconds: Int = 0, request: UInt64? = nil
    ) {
        let request = request ?? dice.next()
        books.auditLog.add { row in
            row.int(id)
            row.int(books.auditLog.nextID())
            row.int(user.id)
            row.text(user.login)
            row.text(user.role)
            row.instant(now(plus: seconds))
            row.text(entity)
            label.begin(entityID == 0 ? "all" : "")
            if entityID != 0 { label.append(entityID) }
            row.text(label.bytes)
            row.text(action)
            for figures in [before, after] {
                if figures.isEmpty {
                    row.null()
                } else {
                    writeObject(figures, digits: digits ?? self.digits)
                    row.json(label.bytes)
                }
            }
            label.begin("req-")
            label.append(hex: request)
            row.text(label.bytes)
        }
    }

    private func writeObject(_ figures: [(String, Int64)], digits: Int) {
        let unit = Price.unit(digits: digits)
        label.begin("{\"")
        for (index, figure) in figures.enumerated() {
            if index > 0 { label.append(", \"") }
            label.append(figure.0)
            label.append("\": \"")
            label.append(money: figure.1, digits: digits, unit: unit)
            label.append("\"")
        }
        label.append("}")
    }
}
