import TestSupport
import Testing

/// The books of the seven walks of the design, and their packs.
///
/// Each walk has its own payer and its own service, both called *Walk 1* to *Walk 7*, so that a row
/// tells whose it is. September is made while nobody knows October; then it is closed, October
/// comes, and both are made.
struct Walks {
    /// The month as it was closed.
    let september: PrintedReceipt
    let october: PrintedReceipt
    /// September made once more, when all of October is known.
    let again: PrintedReceipt
    /// Keeps the files.
    private let office: Office

    /// One set-up for all of them.
    static let made = Result { try Walks() }

    /// Both months as they were first made.
    static func months() throws -> (september: PrintedReceipt, october: PrintedReceipt) {
        let walks = try made.get()
        return (walks.september, walks.october)
    }

    private init() throws {
        office = try Office(.schema)
        try office.change(Self.founding + Self.septemberBooks)
        september = try Self.pack(office, "2026-09")
        try office.change(Self.octoberBooks)
        october = try Self.pack(office, "2026-10")
        again = try Self.pack(office, "2026-09")
    }

    /// What is open is a break, so a pack of these books ends with 2.
    private static func pack(_ office: Office, _ month: String) throws -> PrintedReceipt {
        try office.receipt([
            "run", "monthly-pack", "--clinic", "walks", "--period", month, "--out", office.out,
            "--format", "csv", "--json",
        ])
    }
}

/// Columns by which a row is known, the one that tells whose it is first.
extension Walks {
    static let sold = "Payer|Number|Issued on|Net|Tax|Gross|Status"
    static let earned = "Payer|Service or medicine|Lines|Net|Tax"
    static let noted =
        "Payer|Number|Invoice|Net|Tax|Gross|Invoiced|Credited so far|Verdict|Refunded by|Refunded"
    static let taken = "Day|Method|Payments|Received|Refunded|Net"
    static let held =
        "Payer|Paid for|Opening|Received|Applied|Refunded|Lost to disputes|Closing"
    static let owed = "Payer|Invoices|Not yet due|1–30|31–60|61–90|91–120|121+|Total"
    static let flow =
        "Opening|Invoices|Credit notes|Allocations|Reversals|Write-offs|Prior period|Closing"
        + "|Invoice by invoice"
    static let broken = "Item|Result|Amount|Since|Age|Open"
    static let moved = "Line|Items|Amount"
    static let linked =
        "Link|Result|Ledger: items|Ledger: amount|Other side: items|Other side: amount"
    static let taxed =
        "Tax code|Rate %|Documents|Base|Tax charged|Tax recomputed|Credit notes: base"
        + "|Credit notes: tax"
    static let returned =
        "Tax code|Rate %|Invoices: base|Invoices: tax|Credit notes: base|Credit notes: tax"
        + "|Advances: base|Advances: tax|Return: base|Return: tax"
}

extension PrintedReceipt {
    /// Holds that a sheet is there, and that these are its rows that begin with the key.
    func expect(
        _ sheet: String, _ columns: String, of key: String = "", _ wanted: String...,
        at place: SourceLocation = #_sourceLocation
    ) throws {
        #expect(file("-\(sheet).csv") != nil, "\(period) \(sheet)", sourceLocation: place)
        let found = try rows(sheet, columns).filter { $0.hasPrefix(key) }
        #expect(found == wanted, "\(period) \(sheet)", sourceLocation: place)
    }
}

extension Walks {
    /// Prices without tax, with a rate of STD that changes in October.
    ///
    /// A charge costs 2 % and 0.50, and 10 % of that.
    static let founding =
        Office.founding("walks") + """
            UPDATE clinic.clinic SET prices_include_tax = false;
            INSERT INTO clinic.app_user (id, login, name) VALUES (1, 'mia', 'Mia');
            INSERT INTO clinic.practitioner VALUES (1, 1, 'Dr. Eins', 'general');
            INSERT INTO clinic.drawer VALUES (1, 1, 'Desk');
            INSERT INTO clinic.tax_policy (clinic_id, valid_from, rounding_level, rounding_mode)
                VALUES (1, '2020-01-01', 'line', 'half_up');
            INSERT INTO clinic.tax_code (clinic_id, id, code, name, category)
                VALUES (1, 1, 'EXE', 'exempt', 'E'), (1, 2, 'STD', 'standard', 'S'),
                    (1, 3, 'RED', 'reduced', 'S'), (1, 4, 'FIT', 'certificates', 'S');
            INSERT INTO clinic.tax_rate (clinic_id, id, tax_code_id, component, percent, position,
                    valid_from, valid_until)
                VALUES (1, 1, 2, 'VAT', 10, 1, '2020-01-01', '2026-10-01'),
                    (1, 2, 2, 'VAT', 20, 1, '2026-10-01', NULL),
                    (1, 3, 3, 'VAT', 5, 1, '2020-01-01', NULL),
                    (1, 4, 4, 'VAT', 10, 1, '2020-01-01', NULL);
            INSERT INTO clinic.service (clinic_id, id, code, name, list_price, tax_code_id)
                SELECT 1, id, 'S' || id, 'Walk ' || id, 1, code
                FROM (VALUES (1, 1), (2, 2), (3, 1), (4, 3), (5, 1), (6, 1), (7, 4))
                    AS sold (id, code);
            INSERT INTO clinic.payer (clinic_id, id, name, kind)
                SELECT 1, id, name, 'company' FROM clinic.service;
            INSERT INTO clinic.gateway_fee (clinic_id, id, gateway, valid_from, percent, fixed,
                    tax_percent)
                VALUES (1, 1, 'stripe', '2020-01-01', 2, 0.50, 10);
            INSERT INTO clinic.bank_account (clinic_id, id, name, number, currency)
                VALUES (1, 1, 'House bank', 'DE1', 'EUR');
            INSERT INTO worker.bank_rule (clinic_id, pattern, direction, reason, made_by, made_at)
                VALUES (1, 'RENT*', 'out', 'rooms', 'test', '2026-09-01');
            INSERT INTO clinic.accounting_period (clinic_id, name, from_date, until_date, state)
                VALUES (1, '2026-09', '2026-09-01', '2026-10-01', 'open'),
                    (1, '2026-10', '2026-10-01', '2026-11-01', 'open');

            """

    /// Documents of one line each; a credit note's line credits its invoice's.
    private static func documents(_ rows: String) -> String {
        """
        CREATE TEMP TABLE billed AS
            SELECT id, walk, number, day::date, due::date, recorded::date, net, tax, visit, credits
            FROM (VALUES
                \(rows)
            ) AS billed (id, walk, number, day, due, recorded, net, tax, visit, credits);
        INSERT INTO clinic.invoice (clinic_id, id, series, number, kind, patient_id, payer_id,
                status, issue_date, tax_point, due_date, recorded_at, currency, net, tax, gross,
                credited_invoice_id)
            SELECT 1, id, left(number, 1), number,
                CASE WHEN credits IS NULL THEN 'invoice' ELSE 'credit_note' END, 1, walk, 'issued',
                day, day, due, recorded + interval '10 h', 'EUR', net, tax, net + tax, credits
            FROM billed;
        INSERT INTO clinic.invoice_line (clinic_id, id, invoice_id, position, service_id,
                practitioner_id, appointment_id, credited_line_id, quantity, list_price, unit_price,
                tax_code_id, net, tax)
            SELECT 1, billed.id, billed.id, 1, walk, 1, visit, credits, 1, net, net, tax_code_id,
                net, tax
            FROM billed JOIN clinic.service ON service.id = walk;
        INSERT INTO clinic.invoice_line_tax (clinic_id, invoice_id, invoice_line_id, position,
                component, base, tax)
            SELECT 1, id, id, 1, 'VAT', net, tax FROM billed WHERE tax > 0;

        """
    }

    static let septemberBooks =
        documents(
            """
            (1, 1, 'W-1', '2026-09-10', '2026-09-10', '2026-09-10', 100, 0, NULL::int, NULL::int),
            (2, 2, 'W-2', '2026-09-12', '2026-09-30', '2026-09-12', 200, 20, NULL, NULL),
            (3, 3, 'W-3', '2026-09-15', '2026-09-15', '2026-09-15', 70, 0, NULL, NULL),
            (4, 5, 'W-4', '2026-09-29', '2026-09-29', '2026-09-29', 11, 0, NULL, NULL),
            (5, 5, 'W-5', '2026-09-30', '2026-09-30', '2026-09-30', 22, 0, NULL, NULL),
            (6, 6, 'W-6', '2026-09-28', '2026-09-30', '2026-09-28', 250, 0, NULL, NULL)
            """) + """
            INSERT INTO clinic.appointment (clinic_id, id, patient_id, practitioner_id, booked_for,
                    status, billable, completed_at)
                VALUES (1, 1, 1, 1, '2026-09-20 09:00+02', 'completed', true,
                    '2026-09-20 09:30+02');
            INSERT INTO clinic.drawer_movement (clinic_id, id, drawer_id, kind, amount, moved_on)
                VALUES (1, 1, 1, 'float', 50, '2026-09-29'), (1, 2, 1, 'count', 61, '2026-09-29'),
                    (1, 3, 1, 'float', 50, '2026-09-30'), (1, 4, 1, 'count', 72, '2026-09-30');
            INSERT INTO clinic.payment (clinic_id, id, patient_id, payer_id, method, tender,
                    drawer_id, gateway, gateway_reference, received_on, recorded_at, currency,
                    amount, purpose, status, tax_code_id)
                SELECT 1, id, 1, walk, method, method, CASE method WHEN 'cash' THEN 1 END,
                    CASE method WHEN 'card' THEN 'stripe' END,
                    CASE method WHEN 'card' THEN 'CH-' || id END, day::date, day::timestamptz,
                    'EUR', amount, purpose, 'captured', code
                FROM (VALUES (1, 1, 'card', '2026-09-10', 100, 'invoice', NULL::int),
                    (3, 3, 'card', '2026-09-15', 70, 'invoice', NULL),
                    (4, 4, 'card', '2026-09-20', 42, 'advance', 3),
                    (5, 5, 'cash', '2026-09-29', 11, 'invoice', NULL),
                    (6, 5, 'cash', '2026-09-30', 22, 'invoice', NULL),
                    (7, 6, 'card', '2026-09-28', 190, 'invoice', NULL),
                    (8, 6, 'card', '2026-09-30', 60, 'invoice', NULL)
                ) AS paid (id, walk, method, day, amount, purpose, code);
            INSERT INTO clinic.payment_allocation (clinic_id, id, payment_id, invoice_id,
                    allocated_on, amount)
                VALUES (1, 1, 1, 1, '2026-09-10', 100), (1, 2, 3, 3, '2026-09-15', 70),
                    (1, 3, 5, 4, '2026-09-29', 11), (1, 4, 6, 5, '2026-09-30', 22),
                    (1, 5, 7, 6, '2026-09-28', 190), (1, 6, 8, 6, '2026-09-30', 60);
            INSERT INTO clinic.dispute (clinic_id, id, payment_id, amount, fee, opened_on)
                VALUES (1, 1, 3, 70, 15, '2026-09-28');
            INSERT INTO clinic.payout (clinic_id, id, gateway, reference, currency, amount,
                    created_at, expected_on, arrived_on, trace_id, status)
                VALUES (1, 1, 'stripe', 'PO-1', 'EUR', 205.69, '2026-09-22 10:00+02', '2026-09-24',
                        '2026-09-24', 'TR-000001', 'paid'),
                    (1, 2, 'stripe', 'PO-2', 'EUR', 100.27, '2026-09-30 18:00+02', '2026-10-02',
                        NULL, 'TR-000002', 'in_transit');
            INSERT INTO clinic.gateway_transaction (clinic_id, id, gateway, reference, kind,
                    currency, gross, fee, fee_tax, net, status, payout_id, created_at)
                SELECT 1, id, 'stripe', reference,
                    CASE WHEN gross > 0 THEN 'charge' ELSE 'dispute' END, 'EUR', gross, fee, tax,
                    gross - fee - tax, 'captured', payout, day::timestamptz + interval '12 h'
                FROM (VALUES (1, 'CH-1', '2026-09-10', 100, 2.50, 0.25, 1),
                    (2, 'CH-3', '2026-09-15', 70, 1.90, 0.19, 1),
                    (3, 'CH-4', '2026-09-20', 42, 1.34, 0.13, 1),
                    (4, 'CH-7', '2026-09-28', 190, 4.30, 0.43, 2),
                    (5, 'DP-1', '2026-09-28', -70, 15, 0, 2),
                    (6, 'CH-8', '2026-09-30', 60, 1.70, 0.17, NULL)
                ) AS moved (id, reference, day, gross, fee, tax, payout);
            INSERT INTO clinic.gateway_balance (clinic_id, gateway, balance_on, currency, amount)
                VALUES (1, 'stripe', '2026-08-31', 'EUR', 0),
                    (1, 'stripe', '2026-09-30', 'EUR', 58.13);
            INSERT INTO clinic.deposit (clinic_id, id, bank_account_id, slip, deposited_on, amount)
                VALUES (1, 1, 1, 'SLIP00000001', '2026-09-30', 33);
            INSERT INTO clinic.deposit_item (clinic_id, deposit_id, payment_id, amount)
                VALUES (1, 1, 5, 11), (1, 1, 6, 22);
            INSERT INTO clinic.bank_statement (clinic_id, id, bank_account_id, sequence, from_date,
                    until_date, opening, closing, source_sha256)
                VALUES (1, 1, 1, 1, '2026-09-01', '2026-10-01', 1000, 705.69, 'a');
            INSERT INTO clinic.bank_entry (clinic_id, id, bank_statement_id, booked_on, value_on,
                    amount, reference, narration)
                VALUES (1, 1, 1, '2026-09-01', '2026-09-01', -500, NULL, 'RENT'),
                    (1, 2, 1, '2026-09-24', '2026-09-24', 205.69, 'TR-000001', 'STRIPE');
            INSERT INTO clinic.ledger_balance (clinic_id, account, balance_on, currency, amount)
                VALUES (1, 'House bank', '2026-09-30', 'EUR', 838.96);
            """

    static let octoberBooks =
        """
        UPDATE clinic.accounting_period SET state = 'closed', closed_at = '2026-10-10 18:00+02'
            WHERE name = '2026-09';

        """
        + documents(
            """
            (7, 4, 'W-7', '2026-10-02', '2026-10-02', '2026-10-02', 40, 2, 2, NULL::int),
            (8, 2, 'W-8', '2026-10-08', '2026-11-07', '2026-10-08', 45, 9, NULL, NULL),
            (9, 7, 'W-9', '2026-09-20', '2026-10-20', '2026-10-15', 80, 8, 1, NULL),
            (11, 1, 'C-1', '2026-10-05', '2026-10-05', '2026-10-05', 30, 0, NULL, 1),
            (12, 2, 'C-2', '2026-10-08', '2026-10-08', '2026-10-08', 50, 5, NULL, 2)
            """) + """
            INSERT INTO clinic.appointment (clinic_id, id, patient_id, practitioner_id, booked_for,
                    status, billable, completed_at)
                VALUES (1, 2, 1, 1, '2026-10-02 09:00+02', 'completed', true,
                    '2026-10-02 09:30+02');
            INSERT INTO clinic.payment (clinic_id, id, patient_id, payer_id, method, tender,
                    received_on, recorded_at, currency, amount, purpose, status)
                VALUES (1, 2, 1, 2, 'bank_transfer', 'bank_transfer', '2026-10-09', '2026-10-09',
                    'EUR', 165, 'invoice', 'captured');
            INSERT INTO clinic.payment_allocation (clinic_id, id, payment_id, invoice_id,
                    allocated_on, amount, undoes_id)
                VALUES (1, 7, 4, 7, '2026-10-02', 42, NULL), (1, 8, 1, 1, '2026-10-05', -100, 1),
                    (1, 9, 1, 1, '2026-10-05', 70, NULL), (1, 10, 2, 2, '2026-10-09', 165, NULL),
                    (1, 11, 3, 3, '2026-10-12', -70, 2);
            INSERT INTO clinic.refund (clinic_id, id, payment_id, credit_note_id, tender,
                    gateway_reference, approved_by, refunded_on, currency, amount)
                VALUES (1, 1, 1, 11, 'card', 'RE-1', 1, '2026-10-05', 'EUR', 30);
            UPDATE clinic.dispute SET lost_on = '2026-10-12' WHERE id = 1;
            UPDATE clinic.payout SET arrived_on = '2026-10-02', status = 'paid' WHERE id = 2;
            INSERT INTO clinic.payout (clinic_id, id, gateway, reference, currency, amount,
                    created_at, expected_on, arrived_on, trace_id, status)
                VALUES (1, 3, 'stripe', 'PO-3', 'EUR', 58.13, '2026-10-01 18:00+02', '2026-10-05',
                    '2026-10-05', 'TR-000003', 'paid');
            UPDATE clinic.gateway_transaction SET payout_id = 3 WHERE id = 6;
            INSERT INTO clinic.gateway_transaction (clinic_id, id, gateway, reference, kind,
                    currency, gross, fee, fee_tax, net, status, created_at)
                VALUES (1, 7, 'stripe', 'RE-1', 'refund', 'EUR', -30, 0, 0, -30, 'captured',
                    '2026-10-05 12:00+02');
            INSERT INTO clinic.gateway_balance (clinic_id, gateway, balance_on, currency, amount)
                VALUES (1, 'stripe', '2026-10-31', 'EUR', -30);
            INSERT INTO clinic.bank_statement (clinic_id, id, bank_account_id, sequence, from_date,
                    until_date, opening, closing, source_sha256)
                VALUES (1, 2, 1, 2, '2026-10-01', '2026-11-01', 705.69, 1062.09, 'b');
            INSERT INTO clinic.bank_entry (clinic_id, id, bank_statement_id, booked_on, value_on,
                    amount, reference, narration)
                VALUES (1, 3, 2, '2026-10-01', '2026-10-01', 33, 'SLIP00000001', 'CASH'),
                    (1, 4, 2, '2026-10-02', '2026-10-02', 100.27, 'TR-000002', 'STRIPE'),
                    (1, 5, 2, '2026-10-05', '2026-10-05', 58.13, 'TR-000003', 'STRIPE'),
                    (1, 6, 2, '2026-10-09', '2026-10-09', 165, 'PAY000000002', 'TRANSFER');
            INSERT INTO clinic.ledger_balance (clinic_id, account, balance_on, currency, amount)
                VALUES (1, 'House bank', '2026-10-31', 'EUR', 1062.09);
            """
}
