import Foundation
import TestSupport
import Testing

@Suite("Journal, again") struct JournalRevisionTests {
    private static let books =
        Office.founding("walks") + JournalDesk.map + """
            INSERT INTO clinic.tax_policy (clinic_id, valid_from, rounding_level, rounding_mode)
                VALUES (1, '2020-01-01', 'line', 'half_up');
            INSERT INTO clinic.tax_code (clinic_id, id, code, name, category)
                VALUES (1, 1, 'EXE', 'exempt', 'E');
            INSERT INTO clinic.invoice (clinic_id, id, series, number, kind, patient_id, status,
                    issue_date, tax_point, due_date, recorded_at, currency, net, tax, gross)
                SELECT 1, id, 'W', 'W-' || id, 'invoice', 1, 'issued', '2026-10-05', '2026-10-05',
                    '2026-10-05', '2026-10-05 10:00+02', 'EUR', 10 * id, 0, 10 * id
                FROM generate_series(1, 3) AS id;
            INSERT INTO clinic.invoice_line (clinic_id, id, invoice_id, position, quantity,
                    list_price, unit_price, tax_code_id, net, tax)
                SELECT 1, id, id, 1, 1, net, net, 1, net, 0 FROM clinic.invoice;

            """

    /// A desk of three invoices, and a fourth that is told of when it is wanted.
    private static func desk() throws -> JournalDesk {
        let desk = JournalDesk(office: try Office(.schema), clinic: "walks")
        try desk.office.change(books)
        return desk
    }

    private static let change = """
        UPDATE clinic.invoice SET net = 15, gross = 15 WHERE id = 1;
        UPDATE clinic.invoice_line SET net = 15 WHERE id = 1;
        UPDATE clinic.invoice SET status = 'void', voided_at = '2026-10-06' WHERE id = 2;
        """

    @Test("holds what changed, taken back and posted anew, and nothing else") func delta() throws {
        let desk = try Self.desk()
        let first = try desk.make("2026-10")
        #expect(try JournalDesk.lines(first, "").count == 6)
        try desk.office.change(Self.change)
        let second = try desk.make("2026-10")
        #expect(second.revision == 2)
        #expect(
            try JournalDesk.lines(second, "") == [
                "2026-10-05|INV-000001-R|Receivables||10.00|",
                "2026-10-05|INV-000001-R|Revenue|10.00||EXE",
                "2026-10-05|INV-000001-2|Receivables|15.00||",
                "2026-10-05|INV-000001-2|Revenue||15.00|EXE",
                "2026-10-05|INV-000002-R|Receivables||20.00|",
                "2026-10-05|INV-000002-R|Revenue|20.00||EXE",
            ])
        // The trial balance is of all revisions together.
        #expect(try JournalDesk.trial(second) == ["Receivables|EUR|45.00", "Revenue|EUR|-45.00"])
        let files = try [first, second].map { try #require($0.file(".journal")).path }
        let both = try files.map { try String(contentsOfFile: $0, encoding: .utf8) }
        let together = "\(desk.office.folder.path)/both.journal"
        try both.joined().write(toFile: together, atomically: true, encoding: .utf8)
        #expect(
            try HledgerFile.sums(together) == ["Receivables|EUR|45.00", "Revenue|EUR|-45.00"])
    }

    @Test("is unchanged while the books are, whatever it posted the last time")
    func unchanged() throws {
        let desk = try Self.desk()
        for revision in 1...2 {
            let made = try desk.make("2026-10")
            #expect(made.revision == revision)
            let again = try desk.make("2026-10")
            #expect(again.outcome == "unchanged")
            #expect(again.revision == revision)
            let rows = "SELECT count(*)::text FROM worker.journal_entry"
            let kept = try desk.office.told(rows)
            for suffix in [".journal", "-journal.csv", "-xero.csv", "-quickbooks.csv", ".xlsx"] {
                try FileManager.default.removeItem(atPath: #require(made.file(suffix)).path)
            }
            let restored = try desk.make("2026-10")
            #expect(restored.outcome == "republished")
            #expect(restored.revision == revision)
            #expect(try desk.office.told(rows) == kept)
            for file in made.files { #expect(sha256(file.path) == file.sha256, "\(file.path)") }
            try desk.office.change(Self.change)
        }
    }

    @Test("posts nothing twice when only what stands beside it changed") func beside() throws {
        let desk = try Self.desk()
        _ = try desk.make("2026-10")
        try desk.office.change(
            """
            INSERT INTO clinic.ledger_balance (clinic_id, account, balance_on, currency, amount)
            VALUES (1, 'Receivables', '2026-09-30', 'EUR', 5),
                (1, 'Receivables', '2026-10-31', 'EUR', 65)
            """)
        let second = try desk.make("2026-10")
        #expect(second.revision == 2)
        #expect(try JournalDesk.lines(second, "") == [])
        #expect(
            try second.rows(
                "trial-balance", "Account|Moved|Ledger before|Ledger after|Difference|Ledger"
            )
            .first == "Receivables 60.00 5.00 65.00 0.00 TIED")
        #expect(try desk.make("2026-10").outcome == "unchanged")
        try desk.office.change("UPDATE clinic.ledger_balance SET amount = 66 WHERE amount = 65")
        let third = try desk.make("2026-10", exits: 2)
        #expect(
            try JournalDesk.failed(third) == [
                "FAIL Ledger, Receivables: before and journal = after (EUR) 65.00 66.00"
            ])
    }

    @Test("is refused without a rule for what happened, and says what to add")
    func refused() throws {
        let desk = try Self.desk()
        try desk.office.change("DELETE FROM clinic.account_map WHERE event_kind = 'invoice'")
        let done = try desk.office.evclinic([
            "run", "journal", "--clinic", "walks", "--period", "2026-10", "--out", desk.office.out,
            "--json",
        ])
        #expect(done.status == 65)
        let failure = try PrintedFailure(done.output.split(separator: "\n").last ?? "")
        #expect(failure.error.code == "ACCOUNT_MAP_INVALID")
        #expect(failure.error.message.contains("no rule for invoice (3 of 60.00 EUR)"))
        #expect(failure.error.remedy.contains("clinic.account_map"))
        #expect(desk.office.folder.files().keys.filter { $0.contains(".journal") } == [])
        try desk.office.change("UPDATE clinic.account_map SET debit_account = 'a  b'")
        let bad = try desk.office.evclinic([
            "run", "journal", "--clinic", "walks", "--period", "2026-10", "--out", desk.office.out,
        ])
        #expect(bad.status == 65)
        #expect(bad.errors.contains("is no name"))
    }

    @Test("lists a row that cannot be read, and no entry of it") func unreadable() throws {
        let desk = try Self.desk()
        try desk.office.change("UPDATE clinic.invoice_line SET net = 9.999 WHERE id = 1")
        let made = try desk.make("2026-10", exits: 2)
        #expect(
            try made.rows("not-posted", "Entry|Code") == ["INV-000001 AMOUNT_TOO_PRECISE"])
        #expect(try JournalDesk.lines(made, "INV-000001") == [])
        #expect(
            try JournalDesk.failed(made).contains(
                "FAIL Rows that no entry could be made of = none 1 0"))
    }

    @Test("holds of a formula's text no formula, and each format's own columns")
    func formats() throws {
        let desk = try Self.desk()
        try desk.office.change(
            """
            UPDATE clinic.invoice SET number = '=HYPERLINK(1); x' WHERE id = 1;
            UPDATE clinic.account_map SET debit_account = '1200 Receivables',
                credit_account = '4000 Revenue' WHERE event_kind = 'invoice'
            """)
        let made = try desk.make("2026-10")
        let text = try String(
            contentsOfFile: #require(made.file(".journal")).path, encoding: .utf8)
        #expect(text.contains("commodity 1000.00 EUR\naccount 1200 Receivables\n"))
        #expect(
            text.contains(
                """
                2026-10-05 (INV-000001) =HYPERLINK(1), x  ; journal:Sales
                    1200 Receivables  10.00 EUR
                    4000 Revenue  -10.00 EUR  ; tax:EXE

                """))
        #expect(
            try made.rows(
                "xero", "*Narration|*Date|Description|*AccountCode|*TaxRate|*Amount", between: "|"
            )
            .prefix(2) == [
                "INV-000001 =HYPERLINK(1); x|05/10/2026|1200 Receivables|1200|Tax Exempt|10.00",
                "INV-000001 =HYPERLINK(1); x|05/10/2026|4000 Revenue|4000|Tax Exempt|-10.00",
            ])
        #expect(
            try made.rows(
                "quickbooks", "Journal No.|Journal Date|Account Name|Debits|Credits|Description",
                between: "|"
            ).prefix(2) == [
                "INV-000001|10/05/2026|Receivables|10.00||'=HYPERLINK(1); x",
                "INV-000001|10/05/2026|Revenue||10.00|'=HYPERLINK(1); x",
            ])
    }

    @Test("in a format of ledgers is refused of other jobs") func otherJobs() throws {
        let desk = try Self.desk()
        let done = try desk.office.evclinic([
            "run", "tax-reconciliation", "--clinic", "walks", "--period", "2026-10", "--out",
            desk.office.out, "--format", "hledger",
        ])
        #expect(done.status == 64)
        #expect(done.errors.contains("hledger holds a journal, tax.reconcile makes none"))
    }
}
