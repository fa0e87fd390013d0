import Access
import Domain

/// The clinic's bank account: entries by day, a statement a month.
final class BankAccount {
    let site: Site
    private let account: Int64
    private var balance: Int64
    private var opening: Int64 = 0
    private var statement: Int64 = 0
    private var sequence: Int32 = 0
    private var received: Int64 = 0
    private var coming: Agenda<Entry>
    /// What insurers pay today in one sum.
    var sums: [Sum] = []
    /// When an amount was last booked without anything that says what it is.
    var quiet: [Int64: Day] = [:]
    /// When a payer last paid several in one sum.
    var summed: [Int64: Day] = [:]

    /// Transfers of one payer that come in one sum.
    struct Sum {
        let payer: Int64
        var payments: [Int64]
        var amounts: [Int64]
    }

    /// A booking that is on its way.
    struct Entry {
        let amount: Int64
        let reference: [UInt8]
        let narration: String
        /// Told the entry's id when it is booked.
        var wasBooked: ((Int64) -> Void)?
    }

    init(_ site: Site) {
        self.site = site
        balance = site.template.rent * 12
        coming = Agenda(site.calendar)
        account = site.books.bankAccount.nextID()
        site.label.begin("ACCT")
        site.label.append(7_000_000 + account * 7919, width: 10)
        site.books.bankAccount.add { [account] row in
            row.int(site.id)
            row.int(account)
            row.text(site.template.bank)
            row.text(site.label.bytes)
            row.text(site.template.currency.code)
        }
        writeOpeningBalance()
    }

    var id: Int64 { account }

    func expect(_ entry: Entry, on day: Day) { coming.add(entry, on: day) }

    /// Books what arrives today, and what a clinic pays on this day of the month.
    func bookDay() {
        for entry in coming.take(site.day) {
            let id = book(entry.amount, entry.reference, entry.narration)
            entry.wasBooked?(id)
        }
        let first = site.day.firstOfMonth()
        if site.day == businessDay(1, of: first) {
            book(-site.template.rent, [], "RENT PRACTICE ROOMS")
        } else if site.day == businessDay(17, of: first) {
            book(-max(site.unit, received * 45 / 100), [], "SALARIES TEAM")
        } else if site.day == businessDay(12, of: first) {
            book(-max(site.unit, received * 12 / 100), [], "PHARMA WHOLESALE SUPPLIES")
        }
    }

    private func businessDay(_ count: Int, of first: Day) -> Day {
        site.calendar.businessDay(count, after: first.adding(days: -1))
    }

    @discardableResult
    private func book(_ amount: Int64, _ reference: [UInt8], _ narration: String) -> Int64 {
        let id = site.books.bankEntry.nextID()
        balance += amount
        received += max(0, amount)
        site.label.begin("B")
        site.label.append(id, width: 11)
        site.books.bankEntry.add { row in
            row.int(site.id)
            row.int(id)
            row.int(statement)
            row.day(site.day)
            row.day(site.day)
            row.numeric(amount, digits: site.digits)
            if reference.isEmpty { row.null() } else { row.text(reference) }
            row.text(narration)
            row.text(site.label.bytes)
        }
        return id
    }

    /// A refund by transfer.
    func bookRefund(_ amount: Int64, refund: Int64) {
        bookOrExpect(
            .init(
                amount: -amount, reference: Label.transfer("REF", refund),
                narration: "TRANSFER REFUND"))
    }

    /// Cash for the drawer.
    func withdraw(_ amount: Int64) {
        bookOrExpect(.init(amount: -amount, reference: [], narration: "CASH WITHDRAWAL FLOAT"))
    }

    /// Books today, or on the next business day when the bank is shut.
    func bookOrExpect(_ entry: Entry) {
        if site.calendar.bankShut.contains(site.day.weekday) {
            expect(entry, on: site.calendar.businessDay(1, after: site.day))
        } else {
            let id = book(entry.amount, entry.reference, entry.narration)
            entry.wasBooked?(id)
        }
    }

    /// Whether the bank books today.
    var isOpenToday: Bool { !site.calendar.bankShut.contains(site.day.weekday) }

    func openMonth() {
        statement = site.books.bankStatement.nextID()
        (opening, received) = (balance, 0)
        sequence += 1
        if sequence > 1, site.planter.take(.statementGap) {
            sequence += 1
            site.planter.tell(.statementGap, .bankStatement, statement, 0, at: site)
        }
    }

    func closeMonth() {
        let first = site.day.firstOfMonth()
        site.label.begin()
        for _ in 0..<4 { site.label.append(hex: site.dice.next()) }
        site.books.bankStatement.add { row in
            row.int(site.id)
            row.int(statement)
            row.int(account)
            row.int4(sequence)
            row.day(first)
            row.day(first.firstOfMonth(adding: 1))
            row.numeric(opening, digits: site.digits)
            row.numeric(balance, digits: site.digits)
            row.text(site.label.bytes)
        }
    }

    private func writeOpeningBalance() {
        for (name, amount) in [("1010 Bank", balance), ("3000 Equity", -balance)] {
            site.books.openingBalance.add { row in
                row.int(site.id)
                row.text(name)
                row.day(site.calendar.from)
                row.text(site.template.currency.code)
                row.numeric(amount, digits: site.digits)
            }
        }
    }
}
