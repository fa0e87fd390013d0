import Foundation
import TestSupport
import Testing

/// Two months of a clinic whose job file allows differences: takings of a card machine without a
/// gateway, a transfer that arrived in dollars, one rounded, one less its fee, an invoice that is half
/// a euro short; a dispute whose win the gateway shows a month later; cash that a second slip names.
@Suite("Terms of a job") struct TermsTests {
    private static let terms = """

        terms:
          agreed_days: 10
          tolerances:
            rounding: { EUR: 0.05, USD: 0.01 }
            fee: { EUR: 5 }
            short_pay: { EUR: 1.00 }
            exchange: 1
        """

    /// An office with those books, and the job that we ship with such terms.
    private static func office(_ terms: String) throws -> Office {
        let office = try Office(.schema)
        try office.change(books)
        let job = try String(
            contentsOfFile: "\(TestCluster.checkout)/jobs/billing-reconciliation.yaml",
            encoding: .utf8)
        try office.folder.write(job + terms, to: "jobs/billing-reconciliation.yaml")
        return office
    }

    private static func run(_ office: Office, _ month: String) throws -> PrintedReceipt {
        let done = try office.billing("terms", month, ["EVCLINIC_ROOT": office.folder.path])
        try #require(done.status == 2, "\(done.errors)\(done.output)")
        return try #require(try PrintedReceipt.all(done).first)
    }

    @Test("type what they allow, leave what they do not, and tie in both currencies")
    func terms() throws {
        let office = try Self.office(Self.terms)
        let september = try Self.run(office, "2026-09")
        #expect(september.ties_failed == 0)
        #expect(
            try september.rows("differences", "Type|Ledger|Other side|Currency|Difference|Rule")
                == [
                    "exchange payment:3 bank:2 USD 0.50 6 tolerance",
                    "rounding payment:4 bank:3 EUR 0.05 6 tolerance",
                    "fee payment:5 bank:4 EUR 3.00 6 tolerance",
                    "short_pay invoice:1  EUR 0.50 6 tolerance",
                ])
        #expect(
            try september.rows("exceptions", "Result|Item|Amount|Since|Open") == [
                "MISSING_IN_GATEWAY dispute:1 30.00 2026-09-29 yes"
            ])
        #expect(
            try september.rows(
                "payment-reconciliation", "Link|Result|Currency|Ledger: amount|Other side: amount"
            ).filter { $0.hasPrefix("Books and bank") } == [
                "Books and bank MATCHED_EXACT EUR 119.50 119.50",
                "Books and bank MATCHED_AGGREGATE EUR 100.00 100.00",
                "Books and bank MATCHED_TOLERANCE EUR 230.00 126.95",
                "Books and bank MATCHED_TOLERANCE USD 0.00 109.50",
            ])
        #expect(
            try september.rows("bank-reconciliation", "Account|Line|Items|Amount").filter { line in
                ["Closing", "Typed", "computed"].contains { line.contains($0) }
            } == [
                "Dollars Closing balance of the bank  109.50",
                "Dollars Typed differences, to be booked 1 0.50",
                "Dollars Books, computed  110.00",
                "House bank Closing balance of the bank  346.45",
                "House bank Typed differences, to be booked 2 3.05",
                "House bank Books, computed  349.50",
            ])
        #expect(
            try office.told(
                "SELECT rule || ' ' || left_ids::text || ' ' || right_ids::text || ' ' || evidence "
                    + "FROM worker.match WHERE result = 'MATCHED_AGGREGATE' AND link = 'ledger-bank'"
            )
                == ["4 declared key {1,2} {1} 2 payments at T9 on 2026-09-10"])
        let october = try Self.run(office, "2026-10")
        #expect(october.ties_failed == 0)
        #expect(
            try october.rows("exceptions", "Result|Item|Amount|Other side") == [
                "DUPLICATE_THEIRS payment:6 -20.00 deposit:2"
            ])
        #expect(
            try october.rows(
                "payment-reconciliation", "Link|Result|Ledger: amount|Other side: amount"
            ).first == "Books and gateway MATCHED_EXACT 30.00 30.00")
        let chain = try office.evclinic(["explain", "payment", "2", "--clinic", "terms"])
        #expect(chain.output.contains("bank:1"), "\(chain.output)\(chain.errors)")
    }

    @Test("without them, what they allowed is a break, with what it is most like") func without()
        throws
    {
        let office = try Self.office("")
        try office.change("UPDATE clinic.bank_entry SET reference = 'PAY000000050' WHERE id = 3")
        try office.change(
            "UPDATE clinic.bank_entry SET amount = 50, booked_on = '2026-09-28' WHERE id = 3")
        try office.change("UPDATE clinic.bank_statement SET closing = 346.50 WHERE id = 1")
        let receipt = try Self.run(office, "2026-09")
        #expect(receipt.ties_failed == 0)
        #expect(
            try receipt.rows("exceptions", "Result|Item|Currency|Amount|Perhaps") == [
                "MISSING_IN_GATEWAY dispute:1 EUR 30.00 ",
                "MISSING_IN_LEDGER bank:3 EUR -50.00 payment:4: the same amount, 12 days apart",
                "MISSING_IN_BANK payment:4 EUR 50.00 bank:3: the same amount, 12 days apart",
                "AMOUNT_DIFFERENCE payment:5 EUR 3.00 ",
                "CURRENCY_DIFFERENCE payment:3 EUR 100.00 ",
                "SHORT_PAID invoice:1 EUR 0.50 ",
            ])
        #expect(
            try office.told(
                "SELECT suggestion FROM worker.break_item WHERE owner_kind = 'bank_entry'")
                == ["payment:4: the same amount, 12 days apart"])
        let chain = try office.evclinic(["explain", "bank", "3", "--clinic", "terms"])
        let words = chain.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(
            words.replacing("│ ", with: "").contains(
                "perhaps payment:4: the same amount, 12 days apart"), "\(chain.output)")
    }

    private static let books =
        Office.founding("terms") + """
            INSERT INTO clinic.exchange_rate (base, quote, rate_on, rate)
                VALUES ('EUR', 'USD', '2026-09-14', 1.1), ('EUR', 'USD', '2026-09-16', 2);
            INSERT INTO clinic.invoice (clinic_id, id, series, number, kind, patient_id, status,
                    issue_date, tax_point, due_date, recorded_at, currency, net, tax, gross)
                VALUES (1, 1, 'T', 'T-1', 'invoice', 1, 'issued', '2026-09-10', '2026-09-10',
                    '2026-09-30', '2026-09-10 10:00+02', 'EUR', 100, 0, 100);
            INSERT INTO clinic.payment (clinic_id, id, patient_id, method, tender, terminal, gateway,
                    gateway_reference, received_on, recorded_at, currency, amount, purpose, status)
                SELECT 1, id, 1, method, method, terminal, gateway, reference, day::date,
                    day::timestamptz, 'EUR', amount, purpose, 'captured'
                FROM (VALUES
                    (1, 'card', 'T9', NULL, NULL, '2026-09-10', 60, 'advance'),
                    (2, 'card', 'T9', NULL, NULL, '2026-09-10', 40, 'advance'),
                    (3, 'bank_transfer', NULL, NULL, NULL, '2026-09-15', 100, 'advance'),
                    (4, 'bank_transfer', NULL, NULL, NULL, '2026-09-16', 50, 'advance'),
                    (5, 'bank_transfer', NULL, NULL, NULL, '2026-09-16', 80, 'advance'),
                    (6, 'cash', NULL, NULL, NULL, '2026-09-20', 20, 'advance'),
                    (7, 'card', 'T1', 'stripe', 'CH-7', '2026-09-01', 30, 'advance'),
                    (8, 'bank_transfer', NULL, NULL, NULL, '2026-09-20', 99.50, 'invoice')
                ) AS paid (id, method, terminal, gateway, reference, day, amount, purpose);
            INSERT INTO clinic.payment_allocation (clinic_id, id, payment_id, invoice_id, allocated_on,
                    amount)
                VALUES (1, 1, 8, 1, '2026-09-20', 99.50);
            INSERT INTO clinic.dispute (clinic_id, id, payment_id, amount, fee, opened_on, won_on)
                VALUES (1, 1, 7, 30, 15, '2026-09-05', '2026-09-29');
            INSERT INTO clinic.gateway_transaction (clinic_id, id, gateway, reference, kind, currency,
                    gross, fee, fee_tax, net, status, payout_id, created_at)
                VALUES
                    (1, 1, 'stripe', 'CH-7', 'charge', 'EUR', 30, 1, 0, 29, 'captured', NULL,
                        '2026-09-01 12:00+02'),
                    (1, 2, 'stripe', 'DP-1', 'dispute', 'EUR', -30, 15, 0, -45, 'captured', NULL,
                        '2026-09-06 12:00+02'),
                    (1, 3, 'stripe', 'AD-1', 'adjustment', 'EUR', 30, 0, 0, 30, 'captured', NULL,
                        '2026-10-02 12:00+02');
            INSERT INTO clinic.bank_account (clinic_id, id, name, number, currency)
                VALUES (1, 1, 'House bank', 'DE1', 'EUR'), (1, 2, 'Dollars', 'DE2', 'USD');
            INSERT INTO clinic.deposit (clinic_id, id, bank_account_id, slip, deposited_on, amount)
                VALUES (1, 1, 1, 'SLIP00000001', '2026-09-21', 20),
                    (1, 2, 1, 'SLIP00000002', '2026-10-01', 20);
            INSERT INTO clinic.deposit_item (clinic_id, deposit_id, payment_id, amount)
                VALUES (1, 1, 6, 20), (1, 2, 6, 20);
            INSERT INTO clinic.bank_statement (clinic_id, id, bank_account_id, sequence, from_date,
                    until_date, opening, closing, source_sha256)
                VALUES (1, 1, 1, 1, '2026-09-01', '2026-10-01', 0, 346.45, 'a'),
                    (1, 2, 2, 1, '2026-09-01', '2026-10-01', 0, 109.50, 'b'),
                    (1, 3, 1, 2, '2026-10-01', '2026-11-01', 346.45, 366.45, 'c');
            INSERT INTO clinic.bank_entry (clinic_id, id, bank_statement_id, booked_on, value_on,
                    amount, reference, narration)
                VALUES (1, 1, 1, '2026-09-12', '2026-09-12', 100, NULL, 'CARD TAKINGS T9'),
                    (1, 2, 2, '2026-09-16', '2026-09-16', 109.50, 'PAY000000003', 'TRANSFER'),
                    (1, 3, 1, '2026-09-17', '2026-09-17', 49.95, 'PAY000000004', 'TRANSFER'),
                    (1, 4, 1, '2026-09-17', '2026-09-17', 77, 'PAY000000005', 'TRANSFER'),
                    (1, 5, 1, '2026-09-22', '2026-09-22', 20, 'SLIP00000001', 'CASH'),
                    (1, 6, 1, '2026-09-21', '2026-09-21', 99.50, 'PAY000000008', 'TRANSFER'),
                    (1, 7, 3, '2026-10-02', '2026-10-02', 20, 'SLIP00000002', 'CASH');
            """
}
