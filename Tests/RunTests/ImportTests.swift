import TestSupport
import Testing

@Suite("Bank imports") struct ImportTests {
    private static let mapping = """
        date_order: YYYY-MM-DD
        currency: USD
        columns:
          booking_date: Date
          amount: Amount
          narration: Text
          balance: Balance
        """

    /// The clinic's only bank account, an office of the test's own, and a mapping in its folder.
    private struct Bank {
        let office: Office
        let account: String

        init() throws {
            office = try Office()
            account = try office.account()
            try office.folder.write(ImportTests.mapping, to: "m.yaml")
        }

        /// Books rows behind each of which stands the balance.
        func book(
            _ rows: [String], as name: String = "a.csv", _ more: String...
        ) throws -> Program {
            let text = (["Date,Amount,Text,Balance"] + rows).joined(separator: "\n")
            try office.folder.write(text, to: name)
            return try office.evclinic(
                [
                    "import", "bank", name, "--mapping", "m.yaml", "--clinic", "harbor-dental",
                    "--account", account,
                ] + more)
        }

        /// What counts of the account, in its order.
        func lines() throws -> [String] {
            try office.told(
                """
                SELECT booked_on || ' ' || trim_scale(amount) || ' ' || narration
                FROM worker.bank_line ORDER BY booked_on, amount, narration, occurrence
                """)
        }

        func trail() throws -> [String] {
            try office.told(
                """
                SELECT action || ' ' || login || ' ' || entity_id FROM clinic.audit_log
                WHERE action LIKE 'bank.%' ORDER BY id
                """)
        }
    }

    private static let october = [
        "2026-10-05,10.00,a,110.00", "2026-10-05,10.00,a,120.00", "2026-10-06,-4.00,b,116.00",
    ]

    @Test("are booked whole, audited, and the same file twice changes nothing") func twice() throws
    {
        let bank = try Bank()
        let first = try bank.book(Self.october)
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.output.contains("Booked “a.csv” as import 1: 1 statement, 3 entries."))
        let lines = ["2026-10-05 10 a", "2026-10-05 10 a", "2026-10-06 -4 b"]
        #expect(try bank.lines() == lines)
        let again = try bank.book(Self.october, as: "b.csv")
        #expect(again.status == 0)
        #expect(again.output.contains("is booked already, as import 1"))
        #expect(try bank.lines() == lines)
        #expect(try bank.trail().count == 1)
        #expect(try bank.trail()[0].hasPrefix("bank.import operator:"))
        #expect(try bank.office.told("SELECT 'left' FROM worker.staging").isEmpty)
    }

    @Test("that overlap neither lose nor double money, whichever of them is taken back")
    func overlap() throws {
        let bank = try Bank()
        let both = [
            "2026-10-05 10 a", "2026-10-05 10 a", "2026-10-06 -4 b", "2026-10-07 1 c",
        ]
        #expect(try bank.book(Self.october).status == 0)
        let later = try bank.book(
            [Self.october[2], "2026-10-07,1.00,c,117.00"], as: "b.csv", "--accept", "overlaps")
        #expect(later.status == 0, "\(later.errors)")
        #expect(try bank.lines() == both)
        func undo(_ id: Int) throws -> Program {
            try bank.office.evclinic([
                "import", "undo", "\(id)", "--clinic", "harbor-dental", "--reason", "a test",
            ])
        }
        #expect(try undo(1).status == 0)
        #expect(try bank.lines() == ["2026-10-06 -4 b", "2026-10-07 1 c"])
        let unknown = try undo(1)
        #expect(unknown.status == 64)
        #expect(unknown.errors.contains("IMPORT_UNKNOWN"))
        #expect(try bank.book(Self.october, as: "c.csv").status == 0)
        #expect(try bank.lines() == both)
        #expect(try undo(2).status == 0)
        #expect(try bank.lines() == Array(both.prefix(3)))
        #expect(
            try bank.trail().map { $0.prefix { $0 != " " } }
                == [
                    "bank.import", "bank.import", "bank.import.undo", "bank.import",
                    "bank.import.undo",
                ])
        let list = try bank.office.evclinic(["import", "list", "--clinic", "harbor-dental"])
        #expect(list.output.split(separator: "\n").count == 4)
        #expect(list.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test("with a gap, or that do not add up, are booked only for a reason") func findings() throws
    {
        let bank = try Bank()
        #expect(try bank.book(Self.october).status == 0)
        let gap = ["2026-10-07,1.00,c,118.00"]
        let refused = try bank.book(gap, as: "b.csv")
        #expect(refused.status == 2)
        #expect(refused.errors.contains("STATEMENT_GAP  statement 1, line 2"))
        #expect(
            refused.errors.contains("it opens with 117.00, the last one booked closed with 116.00"))
        #expect(try bank.lines().count == 3)
        let untied = try bank.book(["2026-10-07,1,c,117", "2026-10-08,1,c,119"], as: "c.csv")
        #expect(untied.status == 2)
        #expect(untied.errors.contains("BALANCE_UNTIED"))
        let accepted = try bank.book(gap, as: "b.csv", "--accept", "the bank lost a page")
        #expect(accepted.status == 0, "\(accepted.errors)")
        #expect(accepted.output.contains("Accepted in spite of:\nSTATEMENT_GAP"))
        #expect(
            try bank.office.told("SELECT accepted_because FROM worker.import_file WHERE id = 2")
                == ["the bank lost a page"])
        #expect(
            try bank.office.told(
                "SELECT after ->> 'because' FROM clinic.audit_log WHERE entity_id = '2' AND action = 'bank.import'"
            ) == ["the bank lost a page"])
    }

    @Test("continue the last statement that was not taken back") func continuity() throws {
        let bank = try Bank()
        #expect(try bank.book(Self.october).status == 0)
        let next = ["2026-10-07,1.00,c,117.00"]
        #expect(try bank.book(next, as: "b.csv").status == 0)
        let undone = try bank.office.evclinic([
            "import", "undo", "2", "--clinic", "harbor-dental", "--reason", "a test",
        ])
        #expect(undone.status == 0)
        let other = try bank.book(["2026-10-07,2.00,c,118.00"], as: "c.csv")
        #expect(other.status == 0, "\(other.errors)")
        let lower = try bank.book(["2026-10-08,1.00,d,117.00"], as: "d.csv")
        #expect(
            lower.errors.contains("it opens with 116.00, the last one booked closed with 118.00"))
        let late = try bank.book(["2026-10-07,5.00,e,122.00"], as: "e.csv")
        #expect(late.errors.contains("closed with 118.00"), "\(late.errors)")
    }

    @Test("of another account or currency, cut off, or by who may not: nothing is booked")
    func refusals() throws {
        let bank = try Bank()
        let cut = try bank.book(["2026-10-05,10.00,\"a"])
        #expect(cut.status == 65)
        #expect(cut.errors.contains("BANK_FILE_INVALID"))
        let precise = try bank.book(["2026-10-05,10.001,a,110.001"], as: "b.csv", "--accept", "x")
        #expect(precise.status == 65)
        #expect(precise.errors.contains("BANK_FILE_INVALID"), "\(precise.errors)")
        let statement = """
            :20:STARTUMS
            :25:9999999999
            :28C:1/1
            :60F:C261004USD100,00
            :61:2610051005C10,00NTRFNONREF
            :86:a
            :62F:C261005USD110,00
            -
            """
        try bank.office.folder.write(statement, to: "s.sta")
        let foreign = try bank.office.evclinic([
            "import", "bank", "s.sta", "--clinic", "harbor-dental",
        ])
        #expect(foreign.status == 65)
        #expect(foreign.errors.contains("BANK_STATEMENT_FOREIGN"), "\(foreign.errors)")
        #expect(foreign.errors.contains(bank.account))
        let named = try bank.office.evclinic([
            "import", "bank", "s.sta", "--clinic", "harbor-dental", "--account", bank.account,
        ])
        #expect(named.status == 65)
        #expect(named.errors.contains("is of account “9999999999”"), "\(named.errors)")
        let own = statement.replacing("9999999999", with: bank.account)
        try bank.office.folder.write(own.replacing("USD", with: "EUR"), to: "e.sta")
        let euros = try bank.office.evclinic([
            "import", "bank", "e.sta", "--clinic", "harbor-dental",
        ])
        #expect(euros.status == 65)
        #expect(euros.errors.contains("in “EUR”, the account in USD"), "\(euros.errors)")
        let denied = try bank.book(Self.october, as: "d.csv", "--as", "rita.harbor-dental")
        #expect(denied.errors.contains("ACCESS_DENIED"), "\(denied.errors)")
        #expect(try bank.office.told("SELECT 'booked' FROM worker.import_file").isEmpty)
        #expect(try bank.trail().isEmpty)
        try bank.office.folder.write(own, to: "o.sta")
        let right = try bank.office.evclinic([
            "import", "bank", "o.sta", "--clinic", "harbor-dental", "--json",
        ])
        #expect(right.status == 0, "\(right.errors)")
        #expect(right.output.contains("\"state\":\"booked\""))
        #expect(right.output.contains("\"file\":\"o.sta\",\"format\":\"mt940\""))
    }

    @Test("of ten thousand entries are booked in one transaction") func many() throws {
        let bank = try Bank()
        let rows = (1...10_000).map {
            "2026-10-05,0.01,n\($0),\($0 / 100).\($0 % 100 < 10 ? "0" : "")\($0 % 100)"
        }
        let booked = try bank.book(rows)
        #expect(booked.status == 0, "\(booked.errors)")
        #expect(
            try bank.office.told(
                "SELECT count(*) || ' ' || sum(amount) || ' ' || max(place) FROM worker.bank_line")
                == ["10000 100.0000 10000"])
        // What another clinic's session sees.
        #expect(
            try bank.office.told("SELECT DISTINCT clinic_id::text FROM worker.import_entry")
                == ["1"])
    }
}
