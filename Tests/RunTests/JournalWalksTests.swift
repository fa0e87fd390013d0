import TestSupport
import Testing

/// The seven walks in the journal, by hand, over both months.
@Suite("Seven walks in the journal") struct JournalWalksTests {
    /// Both months as they were first made, and September made again after October came.
    struct Made {
        let september: PrintedReceipt
        let october: PrintedReceipt
        let again: PrintedReceipt
        private let office: Office

        init() throws {
            office = try Office(.schema)
            let desk = JournalDesk(office: office, clinic: "walks")
            try office.change(Walks.founding + JournalDesk.map + Walks.septemberBooks)
            september = try desk.make("2026-09")
            try office.change(Walks.octoberBooks)
            october = try desk.make("2026-10")
            again = try desk.make("2026-09")
        }
    }

    private static let made = Result { try Made() }

    /// Each entry of both months, computed by hand; the number is the walk's.
    private static let wanted = table(
        """
        walk  entry           lines
        1     INV-000001      2026-09-10: Receivables 100.00, Revenue -100.00 EXE
        1     PAY-000001      2026-09-10: Books and gateway 100.00, On account -100.00
        1     ALL-000001      2026-09-10: On account 100.00, Receivables -100.00
        1     GTW-000001      2026-09-10: Clearing 97.25, Books and gateway -100.00, Gateway fees 2.50, Input tax 0.25
        1     CRN-000011      2026-10-05: Revenue 30.00 EXE, Receivables -30.00
        1     ALL-000008      2026-10-05: On account -100.00, Receivables 100.00
        1     ALL-000009      2026-10-05: On account 70.00, Receivables -70.00
        1     REF-000001      2026-10-05: On account 30.00, Books and gateway -30.00
        1     GTW-000007      2026-10-05: Books and gateway 30.00, Clearing -30.00
        2     INV-000002      2026-09-12: Receivables 220.00, Revenue -200.00 STD, Tax payable -20.00 STD
        2     CRN-000012      2026-10-08: Revenue 50.00 STD, Receivables -55.00, Tax payable 5.00 STD
        2     INV-000008      2026-10-08: Receivables 54.00, Revenue -45.00 STD, Tax payable -9.00 STD
        2     PAY-000002      2026-10-09: Bank 165.00, On account -165.00
        2     ALL-000010      2026-10-09: On account 165.00, Receivables -165.00
        3     INV-000003      2026-09-15: Receivables 70.00, Revenue -70.00 EXE
        3     PAY-000003      2026-09-15: Books and gateway 70.00, On account -70.00
        3     ALL-000002      2026-09-15: On account 70.00, Receivables -70.00
        3     GTW-000002      2026-09-15: Clearing 67.91, Books and gateway -70.00, Gateway fees 1.90, Input tax 0.19
        3     DSO-000001      2026-09-28: Disputed 70.00, Books and gateway -85.00, Dispute fees 15.00
        3     GTW-000005      2026-09-28: Books and gateway 85.00, Clearing -85.00
        3     ALL-000011      2026-10-12: On account -70.00, Receivables 70.00
        3     DSL-000001      2026-10-12: On account 70.00, Disputed -70.00
        4     PAY-000004      2026-09-20: Books and gateway 42.00, Advances -42.00
        4     GTW-000003      2026-09-20: Clearing 40.53, Books and gateway -42.00, Gateway fees 1.34, Input tax 0.13
        4     TXA-20260901-3  2026-09-30: Tax on advances 2.00, Tax payable -2.00 RED
        4     INV-000007      2026-10-02: Receivables 42.00, Revenue -40.00 RED, Tax payable -2.00 RED
        4     ALL-000007      2026-10-02: Receivables -42.00, Advances 42.00
        4     TXA-20261001-3  2026-10-31: Tax on advances -2.00, Tax payable 2.00 RED
        5     INV-000004      2026-09-29: Receivables 11.00, Revenue -11.00 EXE
        5     INV-000005      2026-09-30: Receivables 22.00, Revenue -22.00 EXE
        5     PAY-000005      2026-09-29: Cash 11.00, On account -11.00
        5     PAY-000006      2026-09-30: Cash 22.00, On account -22.00
        5     ALL-000003      2026-09-29: On account 11.00, Receivables -11.00
        5     ALL-000004      2026-09-30: On account 22.00, Receivables -22.00
        5     DEP-000001      2026-09-30: Bank 33.00, Cash -33.00
        6     INV-000006      2026-09-28: Receivables 250.00, Revenue -250.00 EXE
        6     PAY-000007      2026-09-28: Books and gateway 190.00, On account -190.00
        6     PAY-000008      2026-09-30: Books and gateway 60.00, On account -60.00
        6     ALL-000005      2026-09-28: On account 190.00, Receivables -190.00
        6     ALL-000006      2026-09-30: On account 60.00, Receivables -60.00
        6     GTW-000004      2026-09-28: Clearing 185.27, Books and gateway -190.00, Gateway fees 4.30, Input tax 0.43
        6     GTW-000006      2026-09-30: Clearing 58.13, Books and gateway -60.00, Gateway fees 1.70, Input tax 0.17
        6     POC-000001      2026-09-22: In transit 205.69, Clearing -205.69
        6     POA-000001      2026-09-24: Bank 205.69, In transit -205.69
        6     POC-000002      2026-09-30: In transit 100.27, Clearing -100.27
        6     POA-000002      2026-10-02: Bank 100.27, In transit -100.27
        6     POC-000003      2026-10-01: In transit 58.13, Clearing -58.13
        6     POA-000003      2026-10-05: Bank 58.13, In transit -58.13
        7     INV-000009      2026-10-15: Receivables 88.00, Revenue -80.00 FIT, Tax payable -8.00 FIT
        """)

    @Test("is in its month, account by account", arguments: wanted)
    func walk(_ row: [String]) throws {
        let made = try Self.made.get()
        let september = try JournalDesk.entries(made.september)[row[1]]
        let october = try JournalDesk.entries(made.october)[row[1]]
        #expect((september == nil) != (october == nil), "an entry is in one month")
        #expect(september ?? october == row[2], "walk \(row[0])")
    }

    @Test("is all there is") func complete() throws {
        let made = try Self.made.get()
        let found = try [made.september, made.october].flatMap {
            try Array(JournalDesk.entries($0).keys)
        }
        #expect(found.sorted() == Self.wanted.map { $0[1] }.sorted())
    }

    @Test("ties to the registers, and a closed month stays what it was") func ties() throws {
        let made = try Self.made.get()
        #expect(made.september.ties_failed == 0)
        #expect(made.october.ties_failed == 0)
        // It is no longer provisional, which is another result that posts nothing.
        #expect(made.again.revision == 2)
        #expect(try JournalDesk.entries(made.again) == [:])
        // Receivables at the end: both months together are the closing of the roll-forward.
        let both = try [made.september, made.october].map {
            try #require(
                JournalDesk.trial($0).first { $0.hasPrefix("Receivables|") })
        }
        #expect(both == ["Receivables|EUR|220.00", "Receivables|EUR|-8.00"])
    }
}
