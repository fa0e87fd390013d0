import Foundation
import TestSupport
import Testing

@Suite("Journal of typed differences") struct JournalDifferenceTests {
    /// A transfer of 100 that came as 97, an invoice that was paid 1 too little, and one in dollars that was
    /// paid in euros.
    private static let books =
        Office.founding("walks") + JournalDesk.map + """
            INSERT INTO clinic.account_map (clinic_id, event_kind, debit_account, credit_account)
                VALUES (1, 'fee_bank', 'Bank charges', 'Bank'),
                    (1, 'short_pay', 'Short payments', 'Allowance'),
                    (1, 'exchange', 'On account', 'Exchange'),
                    (1, 'write_off', 'Bad debts', 'Receivables');
            INSERT INTO clinic.tax_policy (clinic_id, valid_from, rounding_level, rounding_mode)
                VALUES (1, '2020-01-01', 'line', 'half_up');
            INSERT INTO clinic.tax_code (clinic_id, id, code, name, category)
                VALUES (1, 1, 'EXE', 'exempt', 'E');
            INSERT INTO clinic.invoice (clinic_id, id, series, number, kind, patient_id, status,
                    issue_date, tax_point, due_date, recorded_at, currency, exchange_rate, net, tax,
                    gross)
                SELECT 1, id, 'W', 'W-' || id, 'invoice', 1, 'issued', '2026-10-05', '2026-10-05',
                    '2026-10-05', '2026-10-05 10:00+02', currency, 0.9, gross, 0, gross
                FROM (VALUES (1, 100, 'EUR'), (2, 51, 'EUR'), (3, 20, 'USD')) AS due (id, gross, currency);
            INSERT INTO clinic.invoice_line (clinic_id, id, invoice_id, position, quantity,
                    list_price, unit_price, tax_code_id, net, tax)
                SELECT 1, id, id, 1, 1, net, net, 1, net, 0 FROM clinic.invoice;
            INSERT INTO clinic.payment (clinic_id, id, patient_id, method, tender, received_on,
                    recorded_at, currency, amount, purpose, status)
                SELECT 1, id, 1, 'bank_transfer', 'bank_transfer', '2026-10-06', '2026-10-06',
                    'EUR', amount, 'invoice', 'captured'
                FROM (VALUES (1, 100), (2, 50), (3, 20)) AS paid (id, amount);
            INSERT INTO clinic.payment_allocation (clinic_id, id, payment_id, invoice_id,
                    allocated_on, amount)
                SELECT 1, id, id, id, '2026-10-06', amount FROM clinic.payment;
            INSERT INTO clinic.document_adjustment (clinic_id, id, invoice_id, kind, amount, reason,
                    adjusted_on)
                VALUES (1, 1, 2, 'write_off', 0.25, 'small', '2026-10-20');
            INSERT INTO clinic.bank_account (clinic_id, id, name, number, currency)
                VALUES (1, 1, 'House bank', 'DE1', 'EUR');
            INSERT INTO clinic.bank_statement (clinic_id, id, bank_account_id, sequence, from_date,
                    until_date, opening, closing, source_sha256)
                VALUES (1, 1, 1, 1, '2026-10-01', '2026-11-01', 0, 167, 'a');
            INSERT INTO clinic.bank_entry (clinic_id, id, bank_statement_id, booked_on, value_on,
                    amount, reference, narration)
                SELECT 1, id, 1, '2026-10-08', '2026-10-08', amount,
                    'PAY' || lpad(id::text, 9, '0'), 'TRANSFER'
                FROM (VALUES (1, 97), (2, 50), (3, 20)) AS booked (id, amount);

            """

    private static func decide(
        _ desk: JournalDesk, _ left: String, _ right: String, _ type: String
    ) throws {
        let done = try desk.office.evclinic([
            "match", "accept", left, right, "--clinic", "walks", "--difference", type,
            "--reason", "agreed",
        ])
        try #require(done.status == 0, "\(done.errors)")
    }

    @Test("holds those of the period's reconciliation, and no suggestion") func typed() throws {
        let desk = JournalDesk(office: try Office(.schema), clinic: "walks")
        try desk.office.change(Self.books)
        let before = try desk.make("2026-10")
        #expect(try JournalDesk.lines(before, "DF") == [])
        #expect(try JournalDesk.failed(before) == [])
        try Self.decide(desk, "payment:1", "bank:1", "fee")
        _ = try desk.office.billing("walks", "2026-10")
        let after = try desk.make("2026-10")
        #expect(after.revision == 2)
        #expect(
            try JournalDesk.lines(after, "") == [
                "2026-10-08|DFP-000001|Bank charges|3.00||", "2026-10-08|DFP-000001|Bank||3.00|",
            ])
        #expect(try JournalDesk.failed(after) == [])
    }

    @Test("leaves each currency by itself where a payment settles another's invoice")
    func currencies() throws {
        let desk = JournalDesk(office: try Office(.schema), clinic: "walks")
        try desk.office.change(Self.books)
        let made = try desk.make("2026-10")
        #expect(
            try made.rows("journal", "Entry|Account|Currency|Debit|Credit", between: "|")
                .filter { $0.hasPrefix("ALL-000003") } == [
                    "ALL-000003|Receivables|USD||20.00", "ALL-000003|On account|EUR|20.00|",
                    "ALL-000003|Exchange|EUR||20.00", "ALL-000003|Exchange|USD|20.00|",
                ])
        #expect(
            try JournalDesk.trial(made) == [
                "Bad debts|EUR|0.25", "Bank|EUR|170.00", "Exchange|EUR|-20.00",
                "On account|EUR|0.00", "Receivables|EUR|0.75", "Revenue|EUR|-151.00",
                "Exchange|USD|20.00", "Receivables|USD|0.00", "Revenue|USD|-20.00",
            ])
        #expect(made.file("-xero.csv") != nil)
        #expect(try made.rows("xero-usd", "*Narration|*Amount").count == 4)
        #expect(try HledgerFile.sums(#require(made.file(".journal")).path).count == 9)
    }

    /// Cash of 33 that the bank has as 32, and a payout of 50 that came as 49.
    private static let onTheirWay =
        Office.founding("walks") + JournalDesk.map + """
            INSERT INTO clinic.account_map (clinic_id, event_kind, debit_account, credit_account)
                VALUES (1, 'fee_bank', 'Bank charges', 'Bank');
            INSERT INTO clinic.tax_policy (clinic_id, valid_from, rounding_level, rounding_mode)
                VALUES (1, '2020-01-01', 'line', 'half_up');
            INSERT INTO clinic.payment (clinic_id, id, patient_id, method, tender, received_on,
                    recorded_at, currency, amount, purpose, status)
                VALUES (1, 1, 1, 'cash', 'cash', '2026-10-06', '2026-10-06', 'EUR', 33, 'invoice',
                    'captured');
            INSERT INTO clinic.payout (clinic_id, id, gateway, reference, currency, amount,
                    created_at, expected_on, arrived_on, trace_id, status)
                VALUES (1, 2, 'stripe', 'PO-2', 'EUR', 50, '2026-10-07 12:00+02', '2026-10-08',
                    '2026-10-09', 'TR-2', 'paid');
            INSERT INTO clinic.gateway_transaction (clinic_id, id, gateway, reference, kind, currency,
                    gross, fee, fee_tax, net, status, payout_id, created_at)
                VALUES (1, 2, 'stripe', 'CH-2', 'charge', 'EUR', 50, 0, 0, 50, 'captured', 2,
                    '2026-10-06 12:00+02');
            INSERT INTO clinic.bank_account (clinic_id, id, name, number, currency)
                VALUES (1, 1, 'House bank', 'DE1', 'EUR');
            INSERT INTO clinic.deposit (clinic_id, id, bank_account_id, slip, deposited_on, amount)
                VALUES (1, 1, 1, 'SLIP1', '2026-10-07', 33);
            INSERT INTO clinic.deposit_item (clinic_id, deposit_id, payment_id, amount)
                VALUES (1, 1, 1, 33);
            INSERT INTO clinic.bank_statement (clinic_id, id, bank_account_id, sequence, from_date,
                    until_date, opening, closing, source_sha256)
                VALUES (1, 1, 1, 1, '2026-10-01', '2026-11-01', 0, 81, 'a');
            INSERT INTO clinic.bank_entry (clinic_id, id, bank_statement_id, booked_on, value_on,
                    amount, reference, narration)
                VALUES (1, 1, 1, '2026-10-08', '2026-10-08', 32, 'SLIP1', 'CASH'),
                    (1, 4, 1, '2026-10-09', '2026-10-09', 49, 'TR-2', 'STRIPE');

            """

    /// The matches with a type that reconciliations recorded.
    private static func typed(_ desk: JournalDesk) throws -> [String] {
        try desk.office.told(
            """
            SELECT concat_ws(' ', link, left_kind, left_ids[1], difference_type,
                trim_scale(difference))
            FROM worker.match WHERE difference_type IS NOT NULL
            """)
    }

    @Test(
        "holds what a bank kept of a deposit or a payout",
        arguments: table(
            """
            left       right      typed                        lines
            deposit:1  bank:1     ledger-bank deposit 1 fee 1  2026-10-08|DFS-000001|Bank charges|1.00||, 2026-10-08|DFS-000001|Bank||1.00|
            payout:2   bank:4     ledger-bank payout 2 fee 1   2026-10-09|DFO-000002|Bank charges|1.00||, 2026-10-09|DFO-000002|Bank||1.00|
            """))
    func links(_ row: [String]) throws {
        let desk = JournalDesk(office: try Office(.schema), clinic: "walks")
        try desk.office.change(Self.onTheirWay)
        try Self.decide(desk, row[0], row[1], "fee")
        _ = try desk.office.billing("walks", "2026-10")
        #expect(try Self.typed(desk) == [row[2]])
        let journal = try desk.make("2026-10")
        #expect(try JournalDesk.lines(journal, "DF").joined(separator: ", ") == row[3])
        #expect(try JournalDesk.failed(journal) == [])
        #expect(try journal.rows("not-posted", "Entry") == [])
    }

    /// Cash of 33 was taken in, 32 stand on its slip and went to the bank: cash itself has what is left.
    @Test("has nothing of cash that its slip has less of, and holds no row back") func slip() throws
    {
        let desk = JournalDesk(office: try Office(.schema), clinic: "walks")
        try desk.office.change(
            Self.onTheirWay + """
                UPDATE clinic.deposit SET amount = 32;
                UPDATE clinic.deposit_item SET amount = 32;
                UPDATE clinic.bank_entry SET amount = 50 WHERE id = 4;
                UPDATE clinic.bank_statement SET closing = 82;

                """)
        let job = try String(
            contentsOfFile: "\(TestCluster.checkout)/jobs/billing-reconciliation.yaml",
            encoding: .utf8)
        try desk.office.folder.write(
            job + "\nterms: { tolerances: { rounding: { EUR: 1 } } }\n",
            to: "jobs/billing-reconciliation.yaml")
        _ = try desk.office.billing(
            "walks", "2026-10", ["EVCLINIC_ROOT": desk.office.folder.path])
        #expect(try Self.typed(desk) == ["cash-deposit payment 1 rounding 1"])
        let journal = try desk.make("2026-10")
        #expect(try JournalDesk.lines(journal, "DF") == [])
        #expect(try journal.rows("not-posted", "Entry") == [])
        #expect(try JournalDesk.failed(journal) == [])
        #expect(try JournalDesk.trial(journal).contains("Cash|EUR|1.00"))
    }
}
