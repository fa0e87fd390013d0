import Domain
import Foundation
import TestSupport
import Testing

/// The shipped templates on one month of a clinic, with figures worked out by hand.
///
/// A person who pays for somebody, a number that a draft has, an invoice that was paid and voided on one
/// day, cash in two currencies, two counts of a drawer, a visit without a time of completion, numbers
/// that were recorded after the books of their days were closed, invoices of three lines in three
/// currencies of which a part was paid, charged back, credited and written off.
@Suite("Registers") struct RegistersTests {
    private static let names = [
        "sales-register", "sales-by-rate", "number-gaps", "credit-notes", "void-invoices",
        "adjustments", "collections", "day-sheet", "receivables-aging", "patient-advances",
        "revenue", "unbilled-visits", "medicine-stock", "prior-day-changes",
    ]

    @Test(
        "say what the books of a month say",
        arguments: [
            (
                "sales-register", "Number|Kind|Posted on|Payer|Net|Tax|Gross|Status",
                [
                    "A-003 Invoice 2026-10-05 P-WCN1-TWVA-JTG7 50.00 0.00 50.00 issued",
                    "A-004 Invoice 2026-10-06 P-8X0K-X26Y-V1D3 0.00 0.00 0.00 void",
                    "C-001 Credit note 2026-10-10 Kasse -20.00 -3.80 -23.80 issued",
                    "L-001 Invoice 2026-10-12 P-8X0K-X26Y-V1D3 0.00 0.00 0.00 void",
                ]
            ),
            (
                "sales-by-rate", "Number|Rates as of|Tax code|Category|Rate %|Base|Tax",
                [
                    "A-003 2026-10-05 EXE E  50.00 0.00",
                    "C-001 2026-09-28 STD S 19.00 -20.00 -3.80",
                ]
            ), ("number-gaps", "Series|After|Before|Missing|Elsewhere", ["A A-001 A-003 1 1"]),
            (
                "credit-notes",
                "Number|Invoice|Gross|Invoiced|Credited so far|Refunded by|Refunded|Approved by",
                ["C-001 A-001 23.80 119.00 23.80 cash 23.80 mia"]
            ),
            (
                "void-invoices", "Number|Voided by|Reason|Minutes|Gross|Paid by then|Verdict",
                ["A-004 mia twice 60 30.00 30.00 paid before"]
            ),
            (
                "adjustments", "Made on|Invoice|Discount|Charge|Written off|Percent",
                ["2026-10-05 A-003 5.00   10", "2026-10-20 A-001   6.25 "]
            ),
            (
                "collections",
                "Day|Method|Cashier|Payments|Received|Refunded|Net|Fees|Deposited",
                [
                    "2026-10-02 cash mia 1 80.00 0.00 80.00 0.00 75.00",
                    "2026-10-06 cash  1 30.00 0.00 30.00 0.00 0.00",
                    "2026-10-10 cash  0 0.00 23.80 -23.80 0.00 0.00",
                ]
            ),
            (
                "day-sheet", "Day|Float|Cash received|Cash refunded|Expected|Counted|Verdict",
                [
                    "2026-10-02 100.00 80.00 0.00 180.00 180.00 agrees",
                    "2026-10-06 100.00 30.00 0.00 130.00 130.00 agrees",
                    "2026-10-10 100.00 0.00 23.80 76.20 70.00 short",
                ]
            ), ("day-sheet-usd", "Day|Cash received|Verdict", ["2026-10-06 20.00 not counted"]),
            (
                "receivables-aging", "Payer|Invoices|Not yet due|1–30|31–60|Total|Advances (memo)",
                [
                    "Kasse 1 0.00 8.95 0.00 8.95 -23.80",
                    "P-WCN1-TWVA-JTG7 1 0.00 50.00 0.00 50.00 0.00",
                    "P-8X0K-X26Y-V1D3 0 0.00 0.00 0.00 0.00 30.00",
                ]
            ),
            ("receivables-aging-usd", "Invoices|Total|Advances (memo)", ["0 0.00 20.00"]),
            (
                "patient-advances", "Payer|Opening|Received|Applied|Refunded|Closing",
                [
                    "Kasse 0.00 80.00 80.00 23.80 -23.80",
                    "P-8X0K-X26Y-V1D3 0.00 30.00 0.00 0.00 30.00",
                ]
            ),
            (
                "revenue",
                "Service or medicine|Payer|Lines|Before discounts|Discounts|Net|Tax"
                    + "|Collected|Outstanding",
                [
                    "Consultation patients 1 55.00 5.00 50.00 0.00 0.00 50.00",
                    "other Kasse 1 -20.00 0.00 -20.00 -3.80 0.00 0.00",
                ]
            ),
            (
                "revenue-chf", "Service or medicine|Net|Collected|Outstanding",
                [
                    "Consultation 33.33 16.67 16.67", "Salve 33.33 16.66 16.66",
                    "other 33.34 16.67 16.67",
                ]
            ),
            (
                "revenue-jpy", "Service or medicine|Net|Collected|Outstanding",
                ["Consultation 100 33 67", "Salve 100 33 67", "other 101 34 67"]
            ),
            (
                "revenue-kwd", "Service or medicine|Lines|Net|Collected|Outstanding",
                [
                    "Consultation 1 1.001 0.333 0.333", "Salve 1 1.001 0.334 0.333",
                    "other 2 0.000 0.333 0.333",
                ]
            ),
            (
                "unbilled-visits", "Completed on|Visit|Age|Reason",
                [
                    "2026-10-03 1 28 on no document",
                    "2026-10-07 3 24 only on a draft, void or later document",
                ]
            ),
            (
                "medicine-stock", "Batch|Opening|In|Dispensed|Returned|Destroyed|Adjusted|Closing",
                ["B1 10.000 0.000 -3.000 1.000 -1.000 0.000 7.000"]
            ),
            (
                "prior-day-changes",
                "Changed at|Day|Kind|Number or reference|What|By|Reason|Sales|Collections",
                [
                    "2026-10-03T07:00:00.000Z 2026-09-20 Invoice B-001 added mia  7.00 ",
                    "2026-10-11T22:30:00.000Z 2026-08-15 Invoice L-001 added  "
                        + "books closed, posts on 2026-10-12 0.00 ",
                ]
            ),
        ])
    func month(_ sheet: String, _ columns: String, _ rows: [String]) throws {
        let receipt = try Self.made.get()
        #expect(try receipt.rows("r1-\(sheet)", columns) == rows)
    }

    @Test("tie in each currency, and name no person") func ties() throws {
        let receipt = try Self.made.get()
        #expect(receipt.ties_failed == 0)
        for file in receipt.files where file.path.hasSuffix(".csv") {
            #expect(try !String(contentsOfFile: file.path, encoding: .utf8).contains("Muster"))
        }
    }

    /// The query rounds each line's share itself, so it must know what the program knows.
    @Test("spread money by the digits that each currency has") func digits() throws {
        let query = try String(
            contentsOfFile: "\(TestCluster.checkout)/templates/revenue/query.sql", encoding: .utf8)
        var digits: [String: Int] = [:]
        for list in query.matches(of: /IN \(([^)]*)\) THEN (\d)/) {
            for code in list.1.matches(of: /[A-Z]{3}/) { digits[String(code.0)] = Int(list.2) }
        }
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        let pairs = letters.flatMap { first in letters.map { "\(first)\($0)" } }
        let known = pairs.flatMap { pair in
            letters.compactMap { try? Currency(code: "\(pair)\($0)") }
        }
        let others = known.filter { $0.exponent != 2 }.map { ($0.code, $0.exponent) }
        #expect(digits == Dictionary(uniqueKeysWithValues: others))
    }

    private static let office = Result { try Office(.schema) }

    /// One run for all of them.
    private static let made = Result {
        let office = try Self.office.get()
        try office.change(books)
        try FileManager.default.createDirectory(
            atPath: "\(office.folder.path)/templates", withIntermediateDirectories: true)
        for name in names {
            try FileManager.default.copyItem(
                atPath: "\(TestCluster.checkout)/templates/\(name)",
                toPath: "\(office.folder.path)/templates/\(name)")
        }
        try office.folder.write(
            Office.reports(names.joined(separator: ", ")), to: "jobs/all.yaml")
        let done = try office.evclinic(
            [
                "run", "all", "--clinic", "hand", "--period", "2026-10", "--out", office.out,
                "--json",
            ],
            ["EVCLINIC_ROOT": office.folder.path])
        return try #require(try PrintedReceipt.all(done).first, "\(done.errors)\(done.output)")
    }

    private static let books =
        Office.founding("hand") + """
            INSERT INTO clinic.app_user (id, login, name) VALUES (1, 'mia', 'Mia');
            INSERT INTO clinic.practitioner VALUES (1, 1, 'Dr. Eins', 'general');
            UPDATE worker.pseudonym_key
                SET key = '\\x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
            INSERT INTO clinic.payer (clinic_id, id, name, kind)
                VALUES (1, 1, 'Ilse Muster', 'person'), (1, 2, 'Kasse', 'insurer');
            INSERT INTO clinic.service (clinic_id, id, code, name, list_price)
                VALUES (1, 1, 'C', 'Consultation', 55);
            INSERT INTO clinic.medicine (clinic_id, id, code, name, list_price)
                VALUES (1, 1, 'M', 'Salve', 10);
            INSERT INTO clinic.invoice (clinic_id, id, series, number, kind, patient_id, payer_id, status,
                    issue_date, tax_point, due_date, recorded_at, voided_at, voided_by, void_reason,
                    currency, net, tax, gross, credited_invoice_id)
                SELECT 1, id, series, number, kind, 1, payer, status, day::date, day::date, due::date,
                    (day || ' 10:00+02')::timestamptz, voided::timestamptz,
                    CASE WHEN voided IS NOT NULL THEN 1 END, CASE WHEN voided IS NOT NULL THEN 'twice' END,
                    'EUR', net, tax, net + tax, credits
                FROM (VALUES
                    (1, 'A', 'A-001', 'invoice', 2, 'issued', '2026-09-28', '2026-10-12', NULL, 100, 19,
                        NULL),
                    (2, 'A', 'A-002', 'invoice', NULL, 'draft', '2026-10-04', '2026-10-20', NULL, 40, 0,
                        NULL),
                    (3, 'A', 'A-003', 'invoice', 1, 'issued', '2026-10-05', '2026-10-20', NULL, 50, 0,
                        NULL),
                    (4, 'A', 'A-004', 'invoice', NULL, 'void', '2026-10-06', '2026-10-20',
                        '2026-10-06 11:00+02', 30, 0, NULL),
                    (5, 'C', 'C-001', 'credit_note', 2, 'issued', '2026-10-10', '2026-10-10', NULL, 20,
                        3.8, 1)
                ) AS billed (id, series, number, kind, payer, status, day, due, voided, net, tax, credits);
            INSERT INTO clinic.appointment (clinic_id, id, patient_id, practitioner_id, booked_for, status,
                    billable, completed_at)
                VALUES (1, 1, 1, 1, '2026-10-03 09:00+02', 'completed', true, '2026-10-03 09:30+02'),
                    (1, 2, 1, 1, '2026-10-04 09:00+02', 'completed', true, '2026-10-04 09:30+02'),
                    (1, 3, 1, 1, '2026-10-07 09:00+02', 'completed', true, NULL),
                    (1, 4, 1, 1, '2026-10-08 09:00+02', 'completed', false, '2026-10-08 09:30+02');
            INSERT INTO clinic.invoice_line (clinic_id, id, invoice_id, position, service_id,
                    practitioner_id, appointment_id, quantity, list_price, unit_price, net, tax)
                VALUES (1, 1, 1, 1, 1, 1, NULL, 1, 100, 100, 100, 19),
                    (1, 2, 2, 1, 1, 1, 3, 1, 40, 40, 40, 0), (1, 3, 3, 1, 1, 1, 2, 1, 55, 55, 50, 0),
                    (1, 4, 4, 1, 1, 1, NULL, 1, 30, 30, 30, 0),
                    (1, 5, 5, 1, NULL, NULL, NULL, 1, 20, 20, 20, 3.8);
            INSERT INTO clinic.document_adjustment (clinic_id, id, invoice_id, invoice_line_id, kind,
                    amount, percent, reason, approved_by, adjusted_on)
                VALUES (1, 1, 3, 3, 'discount', 5, 10, 'prompt', 1, '2026-10-05'),
                    (1, 2, 1, NULL, 'write_off', 6.25, NULL, 'small', 1, '2026-10-20'),
                    (1, 3, 4, 4, 'discount', 3, NULL, 'of a void one', 1, '2026-10-06');
            INSERT INTO clinic.drawer VALUES (1, 1, 'Desk');
            INSERT INTO clinic.payment (clinic_id, id, patient_id, payer_id, method, tender, drawer_id,
                    terminal, cashier_id, received_on, recorded_at, currency, amount, status)
                VALUES (1, 1, 1, 2, 'cash', 'cash', 1, NULL, 1, '2026-10-02', '2026-10-02', 'EUR', 80,
                        'captured'),
                    (1, 2, 1, NULL, 'cash', 'cash', 1, '', NULL, '2026-10-06', '2026-10-06', 'EUR', 30,
                        'captured'),
                    (1, 3, 1, NULL, 'cash', 'cash', 1, NULL, NULL, '2026-10-06', '2026-10-06', 'USD', 20,
                        'captured');
            INSERT INTO clinic.payment_allocation (clinic_id, id, payment_id, invoice_id, allocated_on,
                    amount, undoes_id)
                VALUES (1, 1, 1, 1, '2026-10-02', 80, NULL), (1, 2, 2, 4, '2026-10-06', 30, NULL),
                    (1, 3, 2, 4, '2026-10-06', -30, 2);
            INSERT INTO clinic.refund (clinic_id, id, payment_id, credit_note_id, tender, approved_by,
                    refunded_on, currency, amount)
                VALUES (1, 1, 1, 5, 'cash', 1, '2026-10-10', 'EUR', 23.8);
            INSERT INTO clinic.drawer_movement (clinic_id, id, drawer_id, kind, amount, moved_on)
                VALUES (1, 1, 1, 'float', 100, '2026-10-02'), (1, 2, 1, 'count', 180, '2026-10-02'),
                    (1, 3, 1, 'float', 100, '2026-10-06'), (1, 4, 1, 'count', 90, '2026-10-06'),
                    (1, 5, 1, 'count', 130, '2026-10-06'), (1, 6, 1, 'float', 100, '2026-10-10'),
                    (1, 7, 1, 'count', 70, '2026-10-10');
            INSERT INTO clinic.stock_movement (clinic_id, id, medicine_id, batch, expires_on, kind,
                    quantity, moved_on)
                VALUES (1, 1, 1, 'B0', '2027-01-01', 'in', 5, '2026-08-01'),
                    (1, 2, 1, 'B0', '2027-01-01', 'dispensed', 5, '2026-08-02'),
                    (1, 3, 1, 'B1', '2027-01-01', 'in', 10, '2026-09-01'),
                    (1, 4, 1, 'B1', '2027-01-01', 'dispensed', 3, '2026-10-05'),
                    (1, 5, 1, 'B1', '2027-01-01', 'returned', 1, '2026-10-06'),
                    (1, 6, 1, 'B1', '2027-01-01', 'destroyed', 1, '2026-10-07');
            INSERT INTO clinic.tax_code (clinic_id, id, code, name, category)
                VALUES (1, 1, 'EXE', 'exempt', 'E'), (1, 2, 'STD', 'standard', 'S');
            INSERT INTO clinic.tax_rate (clinic_id, id, tax_code_id, component, percent, position,
                    valid_from, valid_until)
                VALUES (1, 1, 2, 'State', 15, 1, '2020-01-01', NULL),
                    (1, 2, 2, 'Town', 4, 2, '2020-01-01', '2026-10-01'),
                    (1, 3, 2, 'Town', 5, 2, '2026-10-01', NULL);
            UPDATE clinic.invoice_line SET tax_code_id = CASE WHEN tax = 0 THEN 1 ELSE 2 END;
            INSERT INTO clinic.accounting_period (clinic_id, name, from_date, until_date, state,
                    closed_at)
                VALUES (1, '2026-08', '2026-08-01', '2026-09-01', 'closed', '2026-09-10 18:00+02'),
                    (1, '2026-10', '2026-10-01', '2026-11-01', 'closed', '2026-11-04 18:00+01');
            INSERT INTO clinic.invoice (clinic_id, id, series, number, kind, patient_id, status,
                    issue_date, tax_point, due_date, recorded_at, voided_at, currency, net, tax,
                    gross)
                SELECT 1, id, 'L', number, 'invoice', 1, 'void', day::date, day::date, day::date,
                    recorded::timestamptz, '2026-11-06 10:00+01', 'EUR', 7, 0, 7
                FROM (VALUES (6, 'L-001', '2026-08-15', '2026-10-12 00:30+02'),
                    (7, 'L-002', '2026-10-20', '2026-11-05 10:00+01')
                ) AS late (id, number, day, recorded);
            INSERT INTO clinic.invoice_line (clinic_id, id, invoice_id, position, service_id,
                    practitioner_id, appointment_id, quantity, list_price, unit_price, net, tax)
                VALUES (1, 6, 6, 1, 1, 1, NULL, 1, 7, 7, 7, 0), (1, 7, 7, 1, 1, 1, 1, 1, 7, 7, 7, 0);
            INSERT INTO clinic.invoice (clinic_id, id, series, number, kind, patient_id, status,
                    issue_date, tax_point, due_date, recorded_at, voided_at, currency, net, tax,
                    gross)
                VALUES (1, 8, 'B', 'B-001', 'invoice', 1, 'void', '2026-09-20', '2026-09-20',
                    '2026-09-20', '2026-10-03 09:00+02', '2026-11-06 10:00+01', 'EUR', 7, 0, 7);
            INSERT INTO clinic.audit_log (clinic_id, user_id, login, role, recorded_at, entity,
                    entity_id, action)
                VALUES (1, 1, 'mia', 'manager', '2026-10-03 09:00+02', 'invoice', '8', 'create');
            INSERT INTO clinic.deposit (clinic_id, id, bank_account_id, slip, deposited_on, amount)
                VALUES (1, 1, 1, 'S-1', '2026-10-31', 75), (1, 2, 1, 'S-2', '2026-11-01', 5);
            INSERT INTO clinic.deposit_item (clinic_id, deposit_id, payment_id, amount)
                VALUES (1, 1, 1, 75), (1, 2, 1, 5);
            INSERT INTO clinic.invoice (clinic_id, id, series, number, kind, patient_id, status,
                    issue_date, tax_point, due_date, recorded_at, currency, net, tax, gross,
                    credited_invoice_id)
                SELECT 1, id, series, series || '-001', kind, 1, 'issued', day::date, day::date,
                    day::date, (day || ' 10:00+02')::timestamptz, currency, net, 0, net, credits
                FROM (VALUES (9, 'F', 'invoice', '2026-10-12', 'CHF', 100, NULL),
                    (10, 'J', 'invoice', '2026-10-12', 'JPY', 301, NULL),
                    (11, 'K', 'invoice', '2026-10-12', 'KWD', 3.003, NULL),
                    (12, 'KC', 'credit_note', '2026-10-20', 'KWD', 1.001, 11)
                ) AS abroad (id, series, kind, day, currency, net, credits);
            INSERT INTO clinic.invoice_line (clinic_id, id, invoice_id, position, service_id,
                    medicine_id, quantity, list_price, unit_price, net, tax)
                SELECT 1, id, invoice, position, service, medicine, 1, net, net, net, 0
                FROM (VALUES (11, 9, 3, NULL, NULL, 33.34), (12, 9, 1, 1, NULL, 33.33),
                    (13, 9, 2, NULL, 1, 33.33), (14, 10, 1, 1, NULL, 100),
                    (15, 10, 2, NULL, 1, 100), (16, 10, 3, NULL, NULL, 101),
                    (17, 11, 1, 1, NULL, 1.001), (18, 11, 2, NULL, 1, 1.001),
                    (19, 11, 3, NULL, NULL, 1.001), (20, 12, 1, NULL, NULL, 1.001)
                ) AS sold (id, invoice, position, service, medicine, net);
            INSERT INTO clinic.payment (clinic_id, id, patient_id, method, tender, received_on,
                    recorded_at, currency, amount, status)
                SELECT 1, id, 1, 'bank_transfer', 'bank_transfer', day::date, day::date, currency,
                    amount, 'captured'
                FROM (VALUES (4, '2026-10-13', 'CHF', 50), (5, '2026-10-14', 'CHF', 10),
                    (6, '2026-11-02', 'CHF', 10), (7, '2026-10-13', 'JPY', 100),
                    (8, '2026-10-13', 'KWD', 1)
                ) AS paid (id, day, currency, amount);
            INSERT INTO clinic.dispute (clinic_id, id, payment_id, amount, fee, opened_on, lost_on)
                VALUES (1, 1, 5, 10, 0, '2026-10-16', '2026-10-20');
            INSERT INTO clinic.payment_allocation (clinic_id, id, payment_id, invoice_id, allocated_on,
                    amount, undoes_id)
                VALUES (1, 4, 4, 9, '2026-10-13', 50, NULL), (1, 5, 5, 9, '2026-10-14', 10, NULL),
                    (1, 6, 5, 9, '2026-10-20', -10, 5), (1, 7, 6, 9, '2026-11-02', 10, NULL),
                    (1, 8, 7, 10, '2026-10-13', 100, NULL), (1, 9, 8, 11, '2026-10-13', 1, NULL);
            INSERT INTO clinic.document_adjustment (clinic_id, id, invoice_id, kind, amount, reason,
                    adjusted_on)
                VALUES (1, 4, 11, 'write_off', 0.003, 'small', '2026-10-31'),
                    (1, 5, 11, 'write_off', 0.5, 'rest', '2026-11-01');
            """
}
