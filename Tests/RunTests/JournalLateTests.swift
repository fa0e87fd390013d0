import Foundation
import TestSupport
import Testing

@Suite("Journal of late money") struct JournalLateTests {
    /// January's and February's journals, and January's made again when what is late is known.
    private struct Made {
        let money: LateMoney
        let january: PrintedReceipt
        let again: PrintedReceipt
        let february: PrintedReceipt

        init() throws {
            money = try LateMoney()
            try money.approve()
            january = try money.desk.make("2025-01")
            try money.books.office.change(LateMoney.late)
            again = try money.desk.make("2025-01")
            february = try money.desk.make("2025-02")
        }
    }

    private static let made = Result { try Made() }

    @Test("leaves the approved month's as it was, to the byte") func approved() throws {
        let made = try Self.made.get()
        #expect(made.january.ties_failed == 0)
        #expect(made.again.outcome == "unchanged")
        #expect(made.again.revision == made.january.revision)
        #expect(made.again.files.map(\.sha256) == made.january.files.map(\.sha256))
        // 140 were counted where 50 and 60 should have been, and 12 where nothing should: 42 over.
        // In the drawer: 140 − 50, 12, less the 60 that went to the bank.
        #expect(
            try JournalDesk.trial(made.january) == [
                "Bank|EUR|60.00", "Books and gateway|EUR|-15.00", "Cash|EUR|42.00",
                "Clearing|EUR|39.00", "Dispute fees|EUR|15.00", "Disputed|EUR|50.00",
                "Gateway fees|EUR|1.00", "On account|EUR|0.00", "Over and short|EUR|-42.00",
                "Receivables|EUR|15.00", "Revenue|EUR|-150.00", "Tax payable|EUR|-15.00",
            ])
    }

    /// One by one, by hand.
    ///
    /// What a counted drawer had already is taken out of what was over.
    @Test(
        "has in the next month what came late, on the day on which it posts",
        arguments: table(
            """
            entry       lines                                                               why
            PAY-000012  2025-02-03: On account -30.00, Over and short 30.00                 counted: it was the 30 over
            ALL-000012  2025-02-03: On account 10.00, Receivables -10.00                    not before its payment
            REF-000003  2025-02-03: On account 2.00, Over and short -2.00                   nor this
            PAY-000013  2025-02-01: Cash 7.00, On account -7.00                             not counted: cash
            PAY-000014  2025-02-05: On account -12.00, Over and short 12.00                 nothing else was booked that day
            PAY-000015  2025-02-04: Books and gateway 25.00, On account -25.00              the gateway had it in January
            REF-000001  2025-02-01: On account 5.00, Over and short -5.00                   counted: 5 less were to be there
            REF-000002  2025-02-01: On account 10.00, Books and gateway -10.00              nobody knows when it came
            DSL-000001  2025-02-01: On account 50.00, Disputed -50.00                       nor this
            """))
    func late(_ row: [String]) throws {
        let made = try Self.made.get()
        #expect(try JournalDesk.entries(made.february)[row[0]] == row[1], "\(row[2])")
        #expect(try JournalDesk.entries(made.january)[row[0]] == nil)
    }

    @Test("has nothing else there, and every control account is its register's") func ties() throws
    {
        let made = try Self.made.get()
        #expect(try JournalDesk.entries(made.february).count == 9)
        #expect(try JournalDesk.failed(made.february) == [])
        #expect(made.february.ties_failed == 0)
        let titles = try made.february.rows("certificate", "Tie|This side", between: "|")
        for (tie, side) in [
            ("Cash: journal", "7.00"), ("Payments on account: journal", "3.00"),
            ("Books and gateway: journal", "15.00"), ("Receivables: journal", "-10.00"),
        ] {
            let found = titles.filter { $0.hasPrefix(tie) }
            #expect(found.count == 1 && found.allSatisfy { $0.hasSuffix("|\(side)") }, "\(found)")
        }
    }

    @Test("comes to what it had been, had nothing been late") func sum() throws {
        let made = try Self.made.get()
        let open = try LateMoney()
        try open.books.office.change(LateMoney.late)
        let journal = try open.desk.make("2025-01")
        #expect(journal.ties_failed == 0)
        let wanted = try LateMoney.sums([journal])
        #expect(try LateMoney.sums([made.january, made.february]) == wanted)
        // 140 counted where 50 + 60 + 30 − 5 − 2 were to be, 12 where 12 were.
        #expect(wanted["Over and short"] == -700)
        #expect(wanted["Cash"] == 4900)
    }

    @Test("goes back once the month is reopened, each entry by an id of its own")
    func reopened() throws {
        let money = try LateMoney()
        try money.approve()
        var journals = [try money.desk.make("2025-01")]
        try money.books.office.change(LateMoney.late)
        journals.append(try money.desk.make("2025-02"))
        try money.books.reopen("2025-01", because: "cash was forgotten")
        journals.append(try money.desk.make("2025-01"))
        journals.append(try money.desk.make("2025-02"))
        #expect(journals.map(\.revision) == [1, 1, 2, 2])
        #expect(journals.allSatisfy { $0.ties_failed == 0 })
        let january = try JournalDesk.entries(journals[2])
        #expect(january["PAY-000012-2"] == "2025-01-20: Cash 30.00, On account -30.00")
        // 140 were counted of 50 + 60 + 30 − 5 − 2.
        #expect(january["CNT-000002-R"] == "2025-01-20: Over and short 30.00, Cash -30.00")
        #expect(january["CNT-000002-2"] == "2025-01-20: Over and short -7.00, Cash 7.00")
        let february = try JournalDesk.entries(journals[3])
        #expect(february["PAY-000012-R"] == "2025-02-03: On account 30.00, Over and short -30.00")
        #expect(february.keys.allSatisfy { $0.hasSuffix("-R") } && february.count == 9)
        let ids = try journals.flatMap { try JournalDesk.entries($0).keys }
        #expect(Set(ids).count == ids.count)
        #expect(try JournalDesk.trial(journals[3]) == [])
        // Made again, files of either month are what they were.
        for journal in [journals[2], journals[3]] {
            for file in journal.files { try FileManager.default.removeItem(atPath: file.path) }
            let remade = try money.desk.make(journal.period)
            #expect(remade.outcome == "republished")
            #expect(remade.files.map(\.sha256) == journal.files.map(\.sha256))
        }
    }
}
