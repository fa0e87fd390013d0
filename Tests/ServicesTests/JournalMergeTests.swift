import Domain
import Services
import Sheets
import TestSupport
import Testing

@Suite("Journal revisions") struct JournalMergeTests {
    /// The books of a journal, as a ledger that imports each revision has them.
    struct Ledger {
        /// Every revision's rows, in the order in which they were posted.
        private(set) var revisions: [[PostedRow]] = []
        private(set) var ids: Set<String> = []
        private(set) var accounts: [String: Int64] = [:]

        /// Posts what differs from what is to stand; says how many entries that took.
        mutating func post(_ wanted: [JournalKey: JournalEntry]) throws -> (Int, again: [String]) {
            var rows = SheetRows(spillingTo: nil)
            for key in wanted.keys.sorted() {
                guard let entry = wanted[key] else { continue }
                try rows.append(JournalLines.wanted(entry))
            }
            var merge = try JournalMerge(
                rows, hasPast: !revisions.isEmpty, spillingTo: nil)
            for row in history { try merge.take(row) }
            let (fresh, standing) = try merge.finish()
            if try Self.rows(fresh).isEmpty, !revisions.isEmpty {
                return (0, try Self.lines(standing))
            }
            try import_(fresh)
            revisions.append(try Self.rows(fresh))
            return (fresh.entries, try Self.lines(fresh))
        }

        private mutating func import_(_ lines: JournalLines) throws {
            var reader = lines.shown.reader
            var fresh: Set<String> = []
            while let row = try reader.next() {
                guard case .text(let id) = row.cells[2], case .text(let account) = row.cells[3]
                else { continue }
                fresh.insert(id)
                for (cell, sign) in [(row.cells[5], 1), (row.cells[6], -1)] {
                    guard case .decimal(let amount) = cell else { continue }
                    accounts[account, default: 0] +=
                        Int64(sign) * Int64(truncatingIfNeeded: amount.unscaled)
                }
            }
            #expect(ids.isDisjoint(with: fresh), "an id is posted once, for good")
            ids.formUnion(fresh)
        }

        private var history: [PostedRow] {
            revisions.enumerated().flatMap { number, rows in
                rows.map { (number, $0) }
            }.sorted { left, right in
                (left.1.key, left.0, left.1.version) < (right.1.key, right.0, right.1.version)
            }.map { number, row in
                PostedRow(
                    row.key, version: row.version, on: row.day, content: row.content,
                    number == revisions.count - 1 ? .latest : .earlier)
            }
        }

        static func rows(_ lines: JournalLines) throws -> [PostedRow] {
            var rows: [PostedRow] = []
            try lines.eachPage(3) { page in
                #expect(Set(page.map(\.key.source)).count == 1)
                #expect(page.count <= 3)
                rows += page
            }
            return rows
        }

        static func lines(_ lines: JournalLines) throws -> [String] {
            var texts: [String] = []
            var reader = lines.shown.reader
            while let row = try reader.next() { texts.append("\(row.cells)") }
            return texts
        }
    }

    static func entry(_ source: JournalSource, _ id: Int64, _ minor: Int64, day: Int32 = 20_000)
        -> JournalEntry
    {
        JournalEntry(
            key: JournalKey(source, id), day: Day(number: day), note: "n\(id)",
            lines: [
                JournalLine(account: "A", amount: Money(minor: minor, .eur), taxCode: nil),
                JournalLine(
                    account: "B\(id % 3)", amount: Money(minor: -minor, .eur), taxCode: "T"),
            ])
    }

    static func books(_ entries: JournalEntry...) -> [JournalKey: JournalEntry] {
        Dictionary(uniqueKeysWithValues: entries.map { ($0.key, $0) })
    }

    @Test("hold what is new, and take back what changed or is gone, each by an id of its own")
    func steps() throws {
        var ledger = Ledger()
        #expect(
            try ledger.post(Self.books(Self.entry(.invoice, 1, 5), Self.entry(.payment, 1, 5)))
                .0 == 2)
        #expect(
            try ledger.post(Self.books(Self.entry(.invoice, 1, 6), Self.entry(.payment, 1, 5)))
                .0 == 2)
        #expect(ledger.ids.contains("INV-000001-R") && ledger.ids.contains("INV-000001-2"))
        #expect(try ledger.post(Self.books(Self.entry(.payment, 1, 5))).0 == 1)
        #expect(ledger.ids.contains("INV-000001-2-R"))
        #expect(
            try ledger.post(Self.books(Self.entry(.invoice, 1, 6), Self.entry(.payment, 1, 5)))
                .0 == 1)
        #expect(ledger.ids.contains("INV-000001-3"))
        #expect(ledger.accounts == ["A": 11, "B1": -11])
    }

    /// What a merge posts, as `id amount`, and what the latest revision posted.
    private static func merged(
        _ wanted: JournalEntry?, hasPast: Bool, _ past: PostedRow...
    ) throws -> (fresh: [String], standing: [String]) {
        var rows = SheetRows(spillingTo: nil)
        if let wanted { try rows.append(JournalLines.wanted(wanted)) }
        var merge = try JournalMerge(rows, hasPast: hasPast, spillingTo: nil)
        for row in past { try merge.take(row) }
        let (fresh, standing) = try merge.finish()
        return (try ids(fresh), try ids(standing))
    }

    private static func ids(_ lines: JournalLines) throws -> [String] {
        var ids: [String] = []
        var reader = lines.shown.reader
        while let row = try reader.next() {
            if case .text(let id) = row.cells[2], ids.last != id { ids.append(id) }
        }
        return ids
    }

    @Test("go on counting where another period posted a key, and take back only their own")
    func elsewhere() throws {
        let entry = Self.entry(.payment, 1, 5)
        let other = PostedRow(entry.key, version: 2, on: entry.day, content: "", .elsewhere)
        #expect(try Self.merged(entry, hasPast: false, other).fresh == ["PAY-000001-3"])
        #expect(try Self.merged(nil, hasPast: false, other).fresh == [])
        let own = PostedRow(entry.key, version: 1, on: entry.day, content: entry.content, .latest)
        let gone = try Self.merged(nil, hasPast: true, other, own)
        #expect(gone.fresh == ["PAY-000001-R"])
        // Another period has posted it since; what this one posted keeps its id.
        let same = try Self.merged(entry, hasPast: true, other, own)
        #expect(same.fresh == [] && same.standing == ["PAY-000001"])
        let changed = try Self.merged(Self.entry(.payment, 1, 6), hasPast: true, other, own)
        #expect(changed.fresh == ["PAY-000001-R", "PAY-000001-3"])
    }

    @Test("know another day for another entry") func day() throws {
        var ledger = Ledger()
        _ = try ledger.post(Self.books(Self.entry(.invoice, 1, 5)))
        #expect(try ledger.post(Self.books(Self.entry(.invoice, 1, 5, day: 20_001))).0 == 2)
    }

    @Test("sum to what is to stand in the books, whatever changes in whatever order")
    func property() throws {
        var dice = Dice()
        let name = dice.description
        let sources: [JournalSource] = [.payment, .invoice, .allocation, .writeOff]
        for _ in 0..<60 {
            var ledger = Ledger()
            var wanted: [JournalKey: JournalEntry] = [:]
            for _ in 0..<Int.random(in: 1...9, using: &dice) {
                var last: [String] = []
                for _ in 0..<Int.random(in: 0...12, using: &dice) {
                    guard let source = sources.randomElement(using: &dice) else { continue }
                    let key = JournalKey(source, .random(in: 1...9, using: &dice))
                    wanted[key] =
                        Bool.random(using: &dice)
                        ? nil
                        : Self.entry(
                            source, key.id, .random(in: 1...4, using: &dice),
                            day: .random(in: 20_000...20_001, using: &dice))
                }
                last = try ledger.post(wanted).again
                var sums: [String: Int64] = [:]
                for entry in wanted.values {
                    for line in entry.lines { sums[line.account, default: 0] += line.amount.minor }
                }
                let found = ledger.accounts.filter { $0.value != 0 }
                #expect(found == sums.filter { $0.value != 0 }, "\(name)")
                // Asked again, nothing is posted, and the latest files are made as they were.
                let again = try ledger.post(wanted)
                #expect(again.0 == 0, "\(name)")
                if !last.isEmpty { #expect(again.again == last, "\(name)") }
            }
        }
    }
}
