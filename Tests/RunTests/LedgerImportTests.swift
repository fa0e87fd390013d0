import TestSupport
import Testing

@Suite("Ledger imports") struct LedgerImportTests {
    private static func book(
        _ office: Office, _ text: String, _ more: String..., day: String = "2026-10-31"
    ) throws -> Program {
        try office.folder.write(text, to: "ledger.csv")
        return try office.evclinic(
            ["import", "ledger", "ledger.csv", "--clinic", "walks", "--date", day] + more)
    }

    private static func office() throws -> Office {
        let office = try Office(.schema)
        try office.change(Office.founding("walks"))
        return office
    }

    private static let lines = """
        SELECT account || ' ' || currency || ' ' || trim_scale(amount) || ' ' || balance_on
        FROM worker.ledger_line ORDER BY balance_on, account, currency
        """

    @Test("are booked once, counted until they are undone, and audited") func books() throws {
        let office = try Self.office()
        let text = "account,currency,amount\n1010 Bank,EUR,12.50\n1010 Bank,USD,-3\n"
        let booked = try Self.book(office, text)
        try #require(booked.status == 0, "\(booked.errors)")
        #expect(booked.output.contains("2 balances"))
        #expect(
            try office.told(Self.lines) == [
                "1010 Bank EUR 12.5 2026-10-31", "1010 Bank USD -3 2026-10-31",
            ])
        #expect(try Self.book(office, text).output.contains("is booked already"))
        #expect(try Self.book(office, text, day: "2026-11-30").output.contains("2 balances"))
        // Of a day the later file counts, account by account.
        _ = try Self.book(office, "account,currency,amount\n1010 Bank,EUR,13\n")
        #expect(
            try office.told(Self.lines).prefix(2) == [
                "1010 Bank EUR 13 2026-10-31", "1010 Bank USD -3 2026-10-31",
            ])
        let undone = try office.evclinic([
            "import", "undo", "3", "--clinic", "walks", "--reason", "wrong month",
        ])
        #expect(undone.status == 0, "\(undone.errors)")
        #expect(try office.told(Self.lines).first == "1010 Bank EUR 12.5 2026-10-31")
        #expect(
            try office.told(
                "SELECT action || ' ' || entity_id FROM clinic.audit_log ORDER BY id") == [
                    "ledger.import 1", "ledger.import 2", "ledger.import 3",
                    "ledger.import.undo 3",
                ])
        let list = try office.evclinic(["import", "list", "--clinic", "walks"])
        #expect(list.output.contains("csv 2026-11-30"))
    }

    @Test(
        "name line and column of what is wrong, and book nothing",
        arguments: table(
            """
            row                   what
            1010,EUR,1.234        line 3, column 10, amount: “1.234” is no amount of EUR
            1010,EUR,1x           line 3, column 10, amount: “1x” is no amount
            1010,XXX,1            line 3, column 6, currency: “XXX” is no currency of ISO 4217
            ,EUR,1                line 3, column 1, account: “” is no account
            1020,EUR,1            line 3, column 1, account: “1020” is no account that stands once in EUR
            1010,EUR              line 3: 2 fields, there are 3 titles
            """))
    func faults(_ row: [String]) throws {
        let office = try Self.office()
        let done = try Self.book(office, "account,currency,amount\n1020,EUR,1\n\(row[0])\n")
        #expect(done.status == 65)
        #expect(done.errors.contains(row[1]), "\(done.errors)")
        #expect(try office.told(Self.lines) == [])
        #expect(try office.told("SELECT id::text FROM worker.import_file") == [])
    }

    @Test("have a mapping where their columns are called otherwise") func mapping() throws {
        let office = try Self.office()
        let path = "\(TestCluster.checkout)/templates/ledger/semicolons.yaml"
        let done = try Self.book(
            office, "Konto;Währung;Saldo\n1200 Forderungen;EUR;1.234,56\n", "--mapping", path)
        #expect(done.status == 0, "\(done.errors)")
        #expect(try office.told(Self.lines) == ["1200 Forderungen EUR 1234.56 2026-10-31"])
    }

    @Test("are the books of a bank reconciliation") func reconciliation() throws {
        let office = try Self.office()
        try office.change(
            """
            INSERT INTO clinic.bank_account (clinic_id, id, name, number, currency)
                VALUES (1, 1, 'House bank', 'DE1', 'EUR');
            INSERT INTO clinic.bank_statement (clinic_id, id, bank_account_id, sequence, from_date,
                    until_date, opening, closing, source_sha256)
                VALUES (1, 1, 1, 1, '2026-10-01', '2026-11-01', 100, 100, 'a');
            """)
        _ = try Self.book(office, "account,currency,amount\nHouse bank,EUR,100\n")
        let done = try office.billing("walks", "2026-10")
        let rows = try PrintedReceipt(done).rows("bank-reconciliation", "Line|Amount")
        #expect(rows.last == "Books, imported balance 100.00")
    }
}
