import Foundation
import TestSupport
import Testing

/// A January with a drawer, a gateway and a dispute, and what comes of it when it is approved.
///
/// Desk, 20 January: float 50, a payment of 60 (1), counted 140; 21 January: float 50, not counted; 22
/// January: nothing is booked, counted 12. On the 23rd 60 go to the bank. Of invoice 1 of 110 are paid 60
/// in cash and 40 by card (2); of invoice 2 of 55 are paid 50 by card (3), which are disputed.
struct LateMoney {
    let books: ClosingBooks
    let desk: JournalDesk

    init() throws {
        books = try ClosingBooks()
        desk = JournalDesk(office: books.office, clinic: ClosingBooks.clinic)
        try books.add(
            .init(id: 1, day: "2025-01-10", recorded: "2025-01-10 10:00+01", net: 100),
            .init(id: 2, day: "2025-01-11", recorded: "2025-01-11 10:00+01", net: 50))
        try books.office.change(
            "DELETE FROM clinic.account_map;" + JournalDesk.map + Self.january)
    }

    private static let january = """
        INSERT INTO clinic.account_map (clinic_id, event_kind, debit_account, credit_account)
            VALUES (1, 'refund_cash', 'On account', 'Cash'),
                (1, 'over_short', 'Over and short', 'Cash');
        INSERT INTO clinic.drawer VALUES (1, 1, 'Desk');
        INSERT INTO clinic.drawer_movement (clinic_id, id, drawer_id, kind, amount, moved_on)
            VALUES (1, 1, 1, 'float', 50, '2025-01-20'), (1, 2, 1, 'count', 140, '2025-01-20'),
                (1, 3, 1, 'float', 50, '2025-01-21'), (1, 4, 1, 'count', 12, '2025-01-22');
        \(payments(
            """
            (1, 'cash', 1, NULL, 60, '2025-01-20', '2025-01-20'),
            (2, 'card', NULL, 'CH-2', 40, '2025-01-22', '2025-01-22'),
            (3, 'card', NULL, 'CH-3', 50, '2025-01-11', '2025-01-11')
            """))
        INSERT INTO clinic.payment_allocation (clinic_id, id, payment_id, invoice_id, allocated_on,
                amount)
            VALUES (1, 1, 1, 1, '2025-01-20', 60), (1, 2, 2, 1, '2025-01-22', 40),
                (1, 3, 3, 2, '2025-01-11', 50);
        INSERT INTO clinic.dispute (clinic_id, id, payment_id, amount, fee, opened_on)
            VALUES (1, 1, 3, 50, 15, '2025-01-15');
        INSERT INTO clinic.gateway_transaction (clinic_id, id, gateway, reference, kind, currency,
                gross, fee, fee_tax, net, status, created_at)
            SELECT 1, id, 'stripe', reference, kind, 'EUR', gross, fee, 0, gross - fee, 'captured',
                day::timestamptz + interval '12 h'
            FROM (VALUES (1, 'CH-2', 'charge', 40, 1, '2025-01-22'),
                (2, 'CH-3', 'charge', 50, 0, '2025-01-11'),
                (3, 'DP-3', 'dispute', -50, 15, '2025-01-15'),
                (4, 'CH-15', 'charge', 25, 0, '2025-01-28'),
                (5, 'RE-2', 'refund', -10, 0, '2025-01-29')
            ) AS moved (id, reference, kind, gross, fee, day);
        INSERT INTO clinic.bank_account (clinic_id, id, name, number, currency)
            VALUES (1, 1, 'House bank', 'DE1', 'EUR');
        INSERT INTO clinic.deposit (clinic_id, id, bank_account_id, slip, deposited_on, amount)
            VALUES (1, 1, 1, 'SLIP1', '2025-01-23', 60);
        INSERT INTO clinic.deposit_item (clinic_id, deposit_id, payment_id, amount)
            VALUES (1, 1, 1, 60);

        """

    /// What is dated in January and comes in February: cash of 30 that was in the drawer when it was counted
    /// (12), 10 of it for invoice 1 and 2 given back; 7 of a day without a count, whose time says January
    /// (13); 12 of the day with nothing but a count (14); 25 by card (15); refunds of 5 in cash and of 10 by
    /// card; the loss of the dispute.
    static let late =
        payments(
            """
            (12, 'cash', 1, NULL, 30, '2025-01-20', '2025-02-03'),
            (13, 'cash', 1, NULL, 7, '2025-01-21', '2025-01-21'),
            (14, 'cash', 1, NULL, 12, '2025-01-22', '2025-02-05'),
            (15, 'card', NULL, 'CH-15', 25, '2025-01-28', '2025-02-04')
            """) + """
            INSERT INTO clinic.payment_allocation (clinic_id, id, payment_id, invoice_id,
                    allocated_on, amount)
                VALUES (1, 12, 12, 1, '2025-01-20', 10);
            INSERT INTO clinic.refund (clinic_id, id, payment_id, tender, gateway_reference,
                    refunded_on, currency, amount)
                VALUES (1, 1, 1, 'cash', NULL, '2025-01-20', 'EUR', 5),
                    (1, 2, 2, 'card', 'RE-2', '2025-01-29', 'EUR', 10),
                    (1, 3, 12, 'cash', NULL, '2025-01-20', 'EUR', 2);
            UPDATE clinic.dispute SET lost_on = '2025-01-30';

            """

    private static func payments(_ rows: String) -> String {
        """
        INSERT INTO clinic.payment (clinic_id, id, patient_id, method, tender, drawer_id, gateway,
                gateway_reference, received_on, recorded_at, currency, amount, purpose, status)
            SELECT 1, id, 1, method, method, drawer, CASE method WHEN 'card' THEN 'stripe' END,
                reference, day::date, recorded::timestamptz + interval '10 h', 'EUR', amount,
                'invoice', 'captured'
            FROM (VALUES \(rows)) AS paid (id, method, drawer, reference, amount, day, recorded);

        """
    }

    func approve() throws {
        _ = try books.pack("2025-01")
        _ = try books.approve("2025-01")
    }

    /// What accounts moved by over journals, in cents.
    static func sums(_ journals: [PrintedReceipt]) throws -> [String: Int] {
        var sums: [String: Int] = [:]
        for row in try journals.flatMap({ try JournalDesk.trial($0) }) {
            let cells = row.split(separator: "|")
            sums[String(cells[0]), default: 0] +=
                try #require(Int(cells[2].filter { $0 != "." }))
        }
        return sums.filter { $0.value != 0 }
    }
}
