import Domain
import Foundation
import TestSupport
import Testing

/// A clinic's year, event by event, and beside it a naive book of the same.
struct ClosingGame {
    private let books: ClosingBooks
    private var dice: Dice
    private var rows = Rows()
    private var number = 0
    private(set) var events = 0
    private var invoices: [Invoice] = []
    private var payments: [Paid] = []
    /// Everything that moves a total, as it was entered.
    private var entries: [Entry] = []
    /// Months up to this one are closed.
    private var closedThrough = 0
    /// What each month was last made and approved with, in cents.
    private var made: [Int: Figures] = [:]
    private var approved: [Int: Figures] = [:]

    /// What a pack says of a month.
    struct Figures: Equatable {
        var revision = 0
        var net = 0
        var tax = 0
        var gross = 0
        var opening = 0
        var closing = 0
        var allocated = 0
    }

    private struct Invoice {
        let id: Int
        let month: Int
        let day: Int
        /// In cents; tax included.
        let gross: Int
        let net: Int
        var credited = 0
        var paid = 0
        var owed: Int { gross - credited - paid }
    }

    private struct Paid {
        let id: Int
        let allocation: Int
        let invoice: Int
        let month: Int
        let amount: Int
        /// Its entry's place.
        let entry: Int
        var isUndone = false
    }

    private enum Kind { case document, allocation }

    private struct Entry {
        let kind: Kind
        let id: Int
        let month: Int
        /// Nobody knows when an allocation was entered.
        let recorded: Int?
        /// The invoice that it must not post before, if it belongs to one.
        let owner: Int?
        /// The entry of the payment that it must not post before, if it takes one back.
        var payment: Int?
        /// When its payment posts: it may be in time for a month opened again, where its invoice is not.
        var paidIn: Int?
        let net: Int
        /// What it adds to receivables.
        let amount: Int
        var postedIn: Int?
    }

    /// Statements that are collected, since one a row would take minutes.
    private struct Rows {
        var documents: [ClosingBooks.Document] = []
        var payments: [ClosingBooks.Payment] = []
        var more: [String] = []
    }

    init(_ dice: Dice) throws {
        books = try ClosingBooks()
        self.dice = dice
    }

    private mutating func roll(_ low: Int, _ high: Int) -> Int {
        Int.random(in: low...high, using: &dice)
    }

    private static func day(_ month: Int, _ day: Int) -> String {
        "2025-" + (month < 10 ? "0" : "") + "\(month)-" + (day < 10 ? "0" : "") + "\(day)"
    }

    private static func name(_ month: Int) -> String { String(day(month, 1).prefix(7)) }

    /// Some 840 events of a month, most of them of that month.
    mutating func play(_ month: Int) throws {
        for _ in 0..<840 {
            let today = roll(1, 28)
            // One in twelve is dated before: most of those months are closed.
            let isLate = month > 1 && roll(1, 12) == 1
            let dated =
                isLate
                ? (roll(max(1, month - 3), month - 1), roll(1, 28)) : (month, today)
            let recorded = (month, today)
            switch roll(1, 10) {
            case 1...5: invoice(dated, recorded)
            case 6...8: pay(dated, recorded)
            case 9: credit(dated, recorded)
            default: refund(dated, recorded)
            }
            events += 1
        }
        try flush()
    }

    private mutating func next() -> Int {
        number += 1
        return number
    }

    private static func stamp(_ place: (Int, Int)) -> String { "\(day(place.0, place.1)) 10:00+01" }

    private mutating func invoice(_ dated: (Int, Int), _ recorded: (Int, Int)) {
        let (id, net) = (next(), roll(1, 400))
        rows.documents.append(
            .init(id: id, day: Self.day(dated.0, dated.1), recorded: Self.stamp(recorded), net: net)
        )
        invoices.append(
            Invoice(id: id, month: dated.0, day: dated.1, gross: net * 110, net: net * 100))
        entries.append(
            Entry(
                kind: .document, id: id, month: dated.0, recorded: recorded.0, owner: nil,
                net: net * 100, amount: net * 110))
    }

    /// An invoice with something owed that is no younger than the day; `nil` if none is found soon.
    private mutating func open(_ dated: (Int, Int)) -> Int? {
        guard !invoices.isEmpty else { return nil }
        for _ in 0..<20 {
            let index = roll(0, invoices.count - 1)
            let one = invoices[index]
            if one.owed > 0, (one.month, one.day) <= dated { return index }
        }
        return nil
    }

    private mutating func pay(_ dated: (Int, Int), _ recorded: (Int, Int)) {
        guard let index = open(dated) else { return invoice(dated, recorded) }
        let id = next()
        let amount =
            roll(1, 3) == 1 ? invoices[index].owed : max(1, invoices[index].owed / 2)
        invoices[index].paid += amount
        rows.payments.append(
            .init(
                id: id, day: Self.day(dated.0, dated.1), recorded: Self.stamp(recorded),
                amount: Self.money(amount), invoice: invoices[index].id))
        payments.append(
            Paid(
                id: id, allocation: id, invoice: index, month: dated.0, amount: amount,
                entry: entries.count))
        entries.append(
            Entry(
                kind: .allocation, id: id, month: dated.0, recorded: recorded.0,
                owner: invoices[index].id, net: 0, amount: -amount))
    }

    private mutating func credit(_ dated: (Int, Int), _ recorded: (Int, Int)) {
        guard let index = open(dated), invoices[index].owed >= 110 else {
            return invoice(dated, recorded)
        }
        let (id, net) = (next(), roll(1, invoices[index].owed / 110))
        invoices[index].credited += net * 110
        rows.documents.append(
            .init(
                id: id, day: Self.day(dated.0, dated.1), recorded: Self.stamp(recorded), net: net,
                credits: invoices[index].id))
        entries.append(
            Entry(
                kind: .document, id: id, month: dated.0, recorded: recorded.0,
                owner: invoices[index].id, net: -net * 100, amount: -net * 110))
    }

    /// A payment goes back whole: its allocation is undone, so its invoice is owed again.
    private mutating func refund(_ dated: (Int, Int), _ recorded: (Int, Int)) {
        let candidate = payments.isEmpty ? nil : roll(0, payments.count - 1)
        guard let candidate, !payments[candidate].isUndone, payments[candidate].month <= dated.0
        else { return invoice(dated, recorded) }
        let (id, paid) = (next(), payments[candidate])
        payments[candidate].isUndone = true
        invoices[paid.invoice].paid -= paid.amount
        let day = Self.day(dated.0, 28)
        let amount = Self.money(paid.amount)
        rows.more.append(
            """
            INSERT INTO clinic.payment_allocation (clinic_id, id, payment_id, invoice_id, allocated_on,
                    amount, undoes_id)
                VALUES (1, \(id), \(paid.id), \(invoices[paid.invoice].id), '\(day)', -\(amount),
                    \(paid.allocation));
            INSERT INTO clinic.refund (clinic_id, id, payment_id, tender, refunded_on, currency, amount)
                VALUES (1, \(id), \(paid.id), 'bank_transfer', '\(day)', 'EUR', \(amount));
            """)
        entries.append(
            Entry(
                kind: .allocation, id: id, month: dated.0, recorded: nil,
                owner: invoices[paid.invoice].id, payment: paid.entry, net: 0,
                amount: paid.amount))
    }

    private static func money(_ cents: Int) -> String {
        "\(cents / 100)." + (cents % 100 < 10 ? "0" : "") + "\(cents % 100)"
    }

    private mutating func flush() throws {
        try books.office.change(
            ClosingBooks.documents(rows.documents) + ClosingBooks.payments(rows.payments)
                + rows.more.joined(separator: "\n"))
        rows = Rows()
    }

    /// Where each entry posts, by the rule of the design, if nothing after `closedThrough` is closed.
    private mutating func post() {
        func late(_ entry: Entry) -> Int {
            guard entry.month <= closedThrough else { return entry.month }
            guard let recorded = entry.recorded, recorded > closedThrough else {
                return closedThrough + 1
            }
            return recorded
        }
        var owners: [Int: Int] = [:]
        for index in entries.indices where entries[index].kind == .document {
            if entries[index].postedIn ?? 99 > closedThrough {
                entries[index].postedIn = late(entries[index])
            }
            owners[entries[index].id] = entries[index].postedIn
        }
        for index in entries.indices where entries[index].paidIn ?? 99 > closedThrough {
            if entries[index].recorded != nil { entries[index].paidIn = late(entries[index]) }
        }
        for index in entries.indices where entries[index].postedIn ?? 99 > closedThrough {
            let entry = entries[index]
            let own = entry.kind == .document ? entry.postedIn ?? 0 : lateAllocation(entry)
            let owner = entry.owner.flatMap { owners[$0] } ?? 0
            let payment = entry.payment.flatMap { entries[$0].paidIn } ?? 0
            entries[index].postedIn = max(own, owner, payment)
            if entry.kind == .document { owners[entry.id] = entries[index].postedIn }
        }
    }

    /// An allocation has no time of recording of its own, but its payment has one, and it is never before.
    private func lateAllocation(_ entry: Entry) -> Int {
        entry.month <= closedThrough ? max(closedThrough + 1, entry.paidIn ?? 0) : entry.month
    }

    /// What a month says when it is made now.
    private func figures(_ month: Int) -> Figures {
        var figures = Figures()
        for entry in entries {
            let posted = entry.postedIn ?? 99
            if posted < month { figures.opening += entry.amount }
            if posted <= month { figures.closing += entry.amount }
            guard posted == month else { continue }
            if entry.kind == .document {
                figures.net += entry.net
                figures.tax += entry.amount - entry.net
                figures.gross += entry.amount
            } else {
                figures.allocated -= entry.amount
            }
        }
        return figures
    }

    /// Makes and approves every month that is open.
    mutating func close(through month: Int) throws {
        while closedThrough < month {
            post()
            let next = closedThrough + 1
            try make(next)
            let final = try books.approve(Self.name(next))
            #expect(final.ties_failed == 0)
            approved[next] = figures(next)
            made[next]?.revision = final.revision
            closedThrough = next
        }
    }

    /// Makes a month, and holds what it says against the naive book, and its changes against what it said.
    private mutating func make(_ month: Int) throws {
        let pack = try books.pack(Self.name(month))
        let failed = try pack.failedTies()
        #expect(failed == [], "\(Self.name(month))")
        var wanted = figures(month)
        wanted.revision = pack.revision
        let found = try read(pack)
        #expect(found == wanted, "\(Self.name(month)) revision \(pack.revision)")
        if month > 1 { #expect(found.opening == approved[month - 1]?.closing, "\(month)") }
        if let before = made[month], pack.revision > before.revision {
            try expectChanges(pack, from: before, to: found)
        }
        made[month] = found
    }

    private func read(_ pack: PrintedReceipt) throws -> Figures {
        var figures = Figures(revision: pack.revision)
        for row in try pack.rows("sales-register", "Net|Tax|Gross") {
            let cells = row.split(separator: " ").map { Self.cents($0) }
            figures.net += cells[0]
            figures.tax += cells[1]
            figures.gross += cells[2]
        }
        for row in try pack.rows("receivables", "Opening|Closing|Invoice by invoice") {
            let cells = row.split(separator: " ").map { Self.cents($0) }
            figures.opening += cells[0]
            figures.closing += cells[1]
            #expect(cells[1] == cells[2])
        }
        figures.allocated = figures.opening + figures.gross - figures.closing
        return figures
    }

    private static func cents(_ text: some StringProtocol) -> Int {
        Fixed(text).flatMap { $0.minor(digits: 2) }.map(Int.init) ?? .max
    }

    /// The list adds up to the difference of the totals, document by document and by kind.
    private func expectChanges(
        _ pack: PrintedReceipt, from before: Figures, to after: Figures
    ) throws {
        var sums: [String: [Int]] = [:]
        for row in try pack.rows("changes", "Counts in|Net|Tax|Amount", between: "|") {
            let cells = row.split(separator: "|")
            let figures = cells[1...].map { Self.cents($0) }
            sums[String(cells[0])] = zip(sums[String(cells[0])] ?? [0, 0, 0], figures).map {
                $0 + $1
            }
        }
        let sales = [
            after.net - before.net, after.tax - before.tax, after.gross - before.gross,
        ]
        #expect(sums["Sales"] ?? [0, 0, 0] == sales, "\(pack.period)")
        #expect(sums["Tax return"] ?? [0, 0, 0] == sales, "\(pack.period)")
        #expect(
            sums["Allocations"]?[2] ?? 0 == after.allocated - before.allocated, "\(pack.period)")
        // What the opening moved, less what was allocated, is what the closing moved.
        #expect(
            after.closing - before.closing == after.opening - before.opening + sales[2]
                - (sums["Allocations"]?[2] ?? 0))
    }

    /// Takes back the approval of a month or two before, and closes them all anew.
    mutating func reopen(before month: Int) throws {
        let first = month - roll(1, 2)
        try books.reopen(Self.name(first), because: "the game wants it")
        closedThrough = first - 1
        try close(through: month)
    }

    /// A closed month that is made again stays as it was approved.
    mutating func rerun(before month: Int) throws {
        let closed = roll(1, month)
        let again = try books.pack(Self.name(closed))
        #expect(["unchanged", "standing"].contains(again.outcome))
        #expect(again.revision == made[closed]?.revision)
    }

    /// Every month's journal balances and ties, and together they leave open what is owed, and at the bank
    /// what was paid and not given back.
    func expectJournals() throws {
        var moved: [Substring: Int] = [:]
        for month in 1...12 {
            let journal = try books.journal(Self.name(month))
            let failed = try journal.failedTies()
            #expect(failed == [], "\(Self.name(month))")
            for row in try journal.rows("trial-balance", "Account|Moved", between: "|") {
                let cells = row.split(separator: "|")
                moved[cells[0], default: 0] += Self.cents(cells[1])
            }
            let file = try #require(journal.file(".journal"))
            guard HledgerFile.isThere else { continue }
            let checked = try Program.run(
                "/usr/bin/env", ["hledger", "-f", file.path, "check", "--strict"])
            #expect(checked.status == 0, "\(checked.errors)")
        }
        let kept = payments.filter { !$0.isUndone }.reduce(0) { $0 + $1.amount }
        #expect(moved["Receivables"] == invoices.reduce(0) { $0 + $1.owed })
        #expect(moved["Bank"] == kept && moved["On account"] == 0)
    }

    /// At the end every document has posted once, and nothing else is owed.
    func expectWhole() throws {
        let net = made.values.reduce(0) { $0 + $1.net }
        #expect(net == entries.reduce(0) { $0 + $1.net })
        #expect(made[12]?.closing == invoices.reduce(0) { $0 + $1.owed })
    }
}
