import TestSupport
import Testing

/// The seven walks of the design over September and October 2026, worked out by hand: a refund in the
/// next month (A), a credit note a month later (B), a chargeback lost (C), an advance applied later
/// (D), a cash deposit of two days (E), a payout with fees that arrives in the next month, and an
/// invoice recorded late into a closed month (F).
@Suite("Seven walks") struct WalksTests {
    @Test("give September and October the figures of the worked example") func walks() throws {
        let office = try Office(.schema)
        try office.change(Self.books)
        for (month, status) in [("2026-09", Int32(2)), ("2026-10", 2)] {
            let done = try office.billing("walks", month)
            try #require(done.status == status, "\(done.errors)")
            let receipt = try #require(try PrintedReceipt.all(done).first)
            #expect(receipt.ties_failed == 0)
            let wanted = month == "2026-09" ? Self.september : Self.october
            for (sheet, columns, rows) in wanted {
                #expect(try receipt.rows(sheet, columns) == rows, "\(month) \(sheet)")
            }
        }
    }

    private typealias Figures = [(sheet: String, columns: String, rows: [String])]

    private static let reconciliation =
        "Link|Result|Ledger: items|Ledger: amount|Other side: items|Other side: amount"
    private static let exceptions = "Result|Item|Amount|Since|Age|Open"
    private static let receivables =
        "Opening|Invoices|Credit notes|Allocations|Reversals|Write-offs|Prior period|Closing"

    /// Charges 100 + 50 + 30 less a dispute of 50 with its fee of 15 are 115.00; fees of 1.75, 1.00,
    /// 0.70 and 15.00 leave a payout of 111.55, on its way with the deposit of 45.00 at the end.
    private static let september: Figures = [
        (
            "payment-reconciliation", reconciliation,
            [
                "Books and gateway MATCHED_EXACT 4 115.00 4 115.00",
                "Gateway's rows and payouts MATCHED_AGGREGATE 1 111.55 1 111.55",
                "Cash and deposit slips MATCHED_EXACT 2 45.00 2 45.00",
                "Books and bank IN_TRANSIT 2 156.55 0 0.00",
                "Books and bank OUT_OF_SCOPE 0 0.00 1 -500.00",
                "Invoices and allocations MATCHED_EXACT 4 195.00 4 195.00",
                "Invoices and allocations SHORT_PAID 1 119.00 1 0.00",
                "Payments and their use MATCHED_EXACT 2 150.00 2 150.00",
            ]
        ),
        ("exceptions", exceptions, ["SHORT_PAID invoice:2 119.00 2026-09-30 0 yes"]),
        (
            "in-transit", exceptions,
            [
                "IN_TRANSIT deposit:1 45.00 2026-09-30 0 yes",
                "IN_TRANSIT payout:1 111.55 2026-09-30 0 yes",
            ]
        ),
        (
            "gateway-clearing", "Line|Items|Amount",
            [
                "Opening, as the gateway states  0.00", "Charges 3 180.00",
                "Disputes 1 -50.00", "Fees 4 -18.45", "Payouts 1 -111.55",
                "Cut-off at midnight UTC  0.00", "Closing, computed  0.00",
                "Closing, as the gateway states  0.00",
                "Memo: payouts in transit at the end 1 111.55",
            ]
        ),
        (
            "bank-reconciliation", "Line|Amount",
            [
                "Opening balance of the bank 1000.00", "Entries -500.00",
                "Closing balance of the bank 500.00", "In transit: not yet at the bank 156.55",
                "Missing at the bank after the agreed days 0.00",
                "At the bank, not in the books 0.00",
                "Other differences of amount, twofold, ambiguous 0.00", "Books, computed 656.55",
                "Books (NOT TIED: no imported balance of this account) ",
            ]
        ),
        ("receivables", receivables, ["0.00 314.00 0.00 -195.00 0.00 0.00 0.00 119.00"]),
    ]

    /// The refund of 40 leaves the gateway owing −40.00; payout, deposit and transfer are at the bank;
    /// C is open again after the chargeback, and F of 80 posts to the month in which it came.
    private static let october: Figures = [
        (
            "payment-reconciliation", reconciliation,
            [
                "Books and gateway MATCHED_EXACT 1 -40.00 1 -40.00",
                "Books and bank MATCHED_EXACT 3 216.05 3 216.05",
                "Invoices and allocations MATCHED_EXACT 3 149.50 3 149.50",
                "Invoices and allocations SHORT_PAID 2 130.00 2 0.00",
                "Payments and their use MATCHED_EXACT 5 254.50 5 254.50",
            ]
        ),
        (
            "exceptions", exceptions,
            [
                "SHORT_PAID invoice:3 50.00 2026-09-15 46 yes",
                "SHORT_PAID invoice:7 80.00 2026-10-31 0 yes",
                "BACKDATED invoice:7 80.00 2026-09-20 41 ",
            ]
        ),
        (
            "gateway-clearing", "Line|Items|Amount",
            [
                "Opening, as the gateway states  0.00", "Refunds 1 -40.00",
                "Cut-off at midnight UTC  0.00", "Closing, computed  -40.00",
                "Closing, as the gateway states  -40.00",
                "Memo: payouts in transit at the end 0 0.00",
            ]
        ),
        (
            "bank-reconciliation", "Line|Amount",
            [
                "Opening balance of the bank 500.00", "Entries 216.05",
                "Closing balance of the bank 716.05", "In transit: not yet at the bank 0.00",
                "Missing at the bank after the agreed days 0.00",
                "At the bank, not in the books 0.00",
                "Other differences of amount, twofold, ambiguous 0.00", "Books, computed 716.05",
                "Books (NOT TIED: no imported balance of this account) ",
            ]
        ),
        ("receivables", receivables, ["119.00 30.00 -99.50 -149.50 150.00 0.00 80.00 130.00"]),
    ]

    private static let books =
        Office.founding("walks") + """
            INSERT INTO clinic.accounting_period (clinic_id, name, from_date, until_date, state, closed_at)
                VALUES (1, '2026-09', '2026-09-01', '2026-10-01', 'closed', '2026-10-10 18:00+02'),
                    (1, '2026-10', '2026-10-01', '2026-11-01', 'open', NULL);
            INSERT INTO clinic.gateway_fee (clinic_id, id, gateway, valid_from, percent, fixed, tax_percent)
                VALUES (1, 1, 'stripe', '2020-01-01', 1.5, 0.25, 0);
            INSERT INTO clinic.invoice (clinic_id, id, series, number, kind, patient_id, status, issue_date,
                    tax_point, due_date, recorded_at, currency, net, tax, gross, credited_invoice_id)
                SELECT 1, id, 'W', 'W-' || id, kind, 1, 'issued', day::date, day::date, due::date,
                    recorded::timestamptz, 'EUR', gross, 0, gross, credited
                FROM (VALUES
                    (1, 'invoice', '2026-09-10', '2026-09-10', '2026-09-10 10:00+02', 100, NULL),
                    (2, 'invoice', '2026-09-12', '2026-09-30', '2026-09-12 10:00+02', 119, NULL),
                    (3, 'invoice', '2026-09-15', '2026-09-15', '2026-09-15 10:00+02', 50, NULL),
                    (4, 'invoice', '2026-10-02', '2026-10-02', '2026-10-02 10:00+02', 30, NULL),
                    (5, 'invoice', '2026-09-29', '2026-09-29', '2026-09-29 10:00+02', 20, NULL),
                    (6, 'invoice', '2026-09-30', '2026-09-30', '2026-09-30 10:00+02', 25, NULL),
                    (7, 'invoice', '2026-09-20', '2026-10-31', '2026-10-15 10:00+02', 80, NULL),
                    (8, 'credit_note', '2026-10-05', '2026-10-05', '2026-10-05 10:00+02', 40, 1),
                    (9, 'credit_note', '2026-10-08', '2026-10-08', '2026-10-08 10:00+02', 59.50, 2)
                ) AS document (id, kind, day, due, recorded, gross, credited);
            INSERT INTO clinic.payment (clinic_id, id, patient_id, method, tender, gateway,
                    gateway_reference, received_on, recorded_at, currency, amount, purpose, status)
                SELECT 1, id, 1, method, method, gateway, reference, day::date, day::timestamptz, 'EUR',
                    amount, purpose, 'captured'
                FROM (VALUES
                    (1, 'card', 'stripe', 'CH-1', '2026-09-10', 100, 'invoice'),
                    (2, 'bank_transfer', NULL, NULL, '2026-10-09', 59.50, 'invoice'),
                    (3, 'card', 'stripe', 'CH-3', '2026-09-15', 50, 'invoice'),
                    (4, 'card', 'stripe', 'CH-4', '2026-09-20', 30, 'advance'),
                    (5, 'cash', NULL, NULL, '2026-09-29', 20, 'invoice'),
                    (6, 'cash', NULL, NULL, '2026-09-30', 25, 'invoice')
                ) AS paid (id, method, gateway, reference, day, amount, purpose);
            INSERT INTO clinic.payment_allocation (clinic_id, id, payment_id, invoice_id, allocated_on,
                    amount, undoes_id)
                VALUES (1, 1, 1, 1, '2026-09-10', 100, NULL), (1, 2, 3, 3, '2026-09-15', 50, NULL),
                    (1, 3, 5, 5, '2026-09-29', 20, NULL), (1, 4, 6, 6, '2026-09-30', 25, NULL),
                    (1, 5, 1, 1, '2026-10-05', -100, 1), (1, 6, 1, 1, '2026-10-05', 60, NULL),
                    (1, 7, 4, 4, '2026-10-02', 30, NULL), (1, 8, 2, 2, '2026-10-09', 59.50, NULL),
                    (1, 9, 3, 3, '2026-10-12', -50, 2);
            INSERT INTO clinic.refund (clinic_id, id, payment_id, credit_note_id, tender,
                    gateway_reference, refunded_on, currency, amount)
                VALUES (1, 1, 1, 8, 'card', 'RE-1', '2026-10-05', 'EUR', 40);
            INSERT INTO clinic.dispute (clinic_id, id, payment_id, amount, fee, opened_on, lost_on)
                VALUES (1, 1, 3, 50, 15, '2026-09-28', '2026-10-12');
            INSERT INTO clinic.payout (clinic_id, id, gateway, reference, currency, amount, created_at,
                    expected_on, arrived_on, trace_id, status)
                VALUES (1, 1, 'stripe', 'PO-1', 'EUR', 111.55, '2026-09-30 10:00+02', '2026-10-02',
                    '2026-10-02', 'TR-000001', 'paid');
            INSERT INTO clinic.gateway_transaction (clinic_id, id, gateway, reference, kind, currency,
                    gross, fee, fee_tax, net, status, payout_id, created_at)
                VALUES
                    (1, 1, 'stripe', 'CH-1', 'charge', 'EUR', 100, 1.75, 0, 98.25, 'captured', 1,
                        '2026-09-10 12:00+02'),
                    (1, 2, 'stripe', 'CH-3', 'charge', 'EUR', 50, 1.00, 0, 49.00, 'captured', 1,
                        '2026-09-15 12:00+02'),
                    (1, 3, 'stripe', 'CH-4', 'charge', 'EUR', 30, 0.70, 0, 29.30, 'captured', 1,
                        '2026-09-20 12:00+02'),
                    (1, 4, 'stripe', 'DP-1', 'dispute', 'EUR', -50, 15, 0, -65, 'captured', 1,
                        '2026-09-28 12:00+02'),
                    (1, 5, 'stripe', 'RE-1', 'refund', 'EUR', -40, 0, 0, -40, 'captured', NULL,
                        '2026-10-05 12:00+02');
            INSERT INTO clinic.gateway_balance (clinic_id, gateway, balance_on, currency, amount)
                VALUES (1, 'stripe', '2026-08-31', 'EUR', 0), (1, 'stripe', '2026-09-30', 'EUR', 0),
                    (1, 'stripe', '2026-10-31', 'EUR', -40);
            INSERT INTO clinic.bank_account (clinic_id, id, name, number, currency)
                VALUES (1, 1, 'House bank', 'DE1', 'EUR');
            INSERT INTO clinic.deposit (clinic_id, id, bank_account_id, slip, deposited_on, amount)
                VALUES (1, 1, 1, 'SLIP00000001', '2026-09-30', 45);
            INSERT INTO clinic.deposit_item (clinic_id, deposit_id, payment_id, amount)
                VALUES (1, 1, 5, 20), (1, 1, 6, 25);
            INSERT INTO clinic.bank_statement (clinic_id, id, bank_account_id, sequence, from_date,
                    until_date, opening, closing, source_sha256)
                VALUES (1, 1, 1, 1, '2026-09-01', '2026-10-01', 1000, 500, 'a'),
                    (1, 2, 1, 2, '2026-10-01', '2026-11-01', 500, 716.05, 'b');
            INSERT INTO clinic.bank_entry (clinic_id, id, bank_statement_id, booked_on, value_on, amount,
                    reference, narration)
                VALUES (1, 1, 1, '2026-09-01', '2026-09-01', -500, NULL, 'RENT'),
                    (1, 2, 2, '2026-10-01', '2026-10-01', 45, 'SLIP00000001', 'CASH'),
                    (1, 3, 2, '2026-10-02', '2026-10-02', 111.55, 'TR-000001', 'STRIPE'),
                    (1, 4, 2, '2026-10-09', '2026-10-09', 59.50, 'PAY000000002', 'TRANSFER');
            INSERT INTO worker.bank_rule (clinic_id, pattern, direction, reason, made_by, made_at)
                VALUES (1, 'RENT*', 'out', 'rooms', 'test', '2026-09-01');
            """
}
