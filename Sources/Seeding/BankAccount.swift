import Access
import Domain

/// The clinic's bank account: entries by day, a statement a month.
final class BankAccount {
    private let site: Site
    private let account: Int64
    private var balance: Int64
    private var opening: Int64 = 0
    private var statement: Int64 = 0
    private var sequence: Int32 = 0
    private var received: Int64 = 0
    private var coming: Agenda<Entry>

    /// A booking that is on its way.
    struct Entry {
        let amount: Int64
        let reference: [UInt8]
        let narration: String
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
            book(entry.amount, entry.reference, entry.narration)
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

    private func book(_ amount: Int64, _ reference: [UInt8], _ narration: String) {
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
    }

    /// An insurer's or a patient's transfer, which names the payment it was booked as.
    func bookTransfer(_ amount: Int64, payment: Int64) {
        site.label.begin("PAY")
        site.label.append(payment, width: 9)
        bookOrExpect(
            .init(
                amount: amount, reference: site.label.bytes, narration: "TRANSFER INVOICE PAYMENT"))
    }

    /// A refund by transfer.
    func bookRefund(_ amount: Int64, refund: Int64) {
        site.label.begin("REF")
        site.label.append(refund, width: 9)
        bookOrExpect(
            .init(amount: -amount, reference: site.label.bytes, narration: "TRANSFER REFUND"))
    }

    /// Cash for the drawer.
    func withdraw(_ amount: Int64) {
        bookOrExpect(.init(amount: -amount, reference: [], narration: "CASH WITHDRAWAL FLOAT"))
    }

    /// Books today, or on the next business day when the bank is shut.
    private func bookOrExpect(_ entry: Entry) {
        if site.calendar.bankShut.contains(site.day.weekday) {
            expect(entry, on: site.calendar.businessDay(1, after: site.day))
        } else {
            book(entry.amount, entry.reference, entry.narration)
        }
    }

    func openMonth() {
        statement = site.books.bankStatement.nextID()
        (opening, received) = (balance, 0)
        sequence += 1
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
