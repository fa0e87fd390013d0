import TestSupport
import Testing

/// Invoices in euros, yen and dinars of a clinic that keeps its books in dollars, worked out by hand.
@Suite("Exchange") struct ExchangeTests {
    private static let columns =
        "Part|Document|Allocated on|Received on|Currency|Amount|Rate at invoice|Rate at payment"
        + "|Rate of|Value at invoice|Value at payment|Gain or loss"

    /// E-1 was paid on a Sunday, at Friday's 1.10.
    ///
    /// E-3 is 100.01 × 1.085 = 108.51085, booked at 108.51: 33.33 release 36.16305, so 36.16. A yen
    /// is 1 ÷ 150 or 1 ÷ 160 dollars, since only dollars in yen are stored. Dinars are stored both
    /// ways, and 1 ÷ 0.30 is not taken: 10.005 × 3.2 = 32.016 and × 3.25 = 32.51625.
    ///
    /// Open are 66.68 of E-3, carried at 108.51 − 36.16 = 72.35, and 40 − 10 credited of E-7, at
    /// 30 × 1.2 = 36.00; 96.68 × 1.12 = 108.2816. Of J-2 5001 yen: 10001 × 0.0067 = 67.0067, less
    /// 33.50; 5001 ÷ 160 = 31.25625.
    private static let september = [
        "realised|E-1|2026-09-07|2026-09-06|EUR|100.00|1.0800|1.1000|2026-09-04|108.00|110.00|2.00",
        "realised|E-2|2026-09-15|2026-09-15|EUR|200.00|1.0800|1.0500|2026-09-15|216.00|210.00|-6.00",
        "realised|E-3|2026-09-20|2026-09-20|EUR|33.33|1.0850|1.0500|2026-09-15|36.16|35.00|-1.16",
        "realised|J-1|2026-09-12|2026-09-12|JPY|30000|0.0066|0.006666667"
            + "|2026-09-10, as 1 ÷ 150.0000|198.00|200.00|2.00",
        "realised|J-2|2026-09-30|2026-09-30|JPY|5000|0.0067|0.00625"
            + "|2026-09-30, as 1 ÷ 160.0000|33.50|31.25|-2.25",
        "realised|K-1|2026-09-21|2026-09-21|KWD|10.005|3.2000|3.2500|2026-09-20|32.02|32.52|0.50",
        "realised|E-6|2026-09-16|2026-09-15|EUR|50.00|1.1000|1.0500|2026-09-15|55.00|52.50|-2.50",
        "realised, total|||||||||||-7.41",
        "open at the end|2 invoices|||EUR|96.68||1.1200|2026-09-30|108.35|108.28|-0.07",
        "open at the end|1 invoice|||JPY|5001||0.00625|2026-09-30, as 1 ÷ 160.0000|33.51|31.26|-2.25",
        "open at the end, total|||||||||||-2.32",
    ]

    /// The other two thirds of E-3, whose three parts are 108.51 as it was booked.
    ///
    /// 66.67 × 1.085 = 72.33695, so 72.34 − 36.16 = 36.18, then 108.51 − 72.34 = 36.17; each by itself
    /// they would be 36.16, 36.17 and 36.17. 33.34 × 1.0951 = 36.510634. E-6's payment went back: so
    /// does what it had. Open are 50 of E-6, at 55.00 again, and 25 of E-7 after a write-off of 5, at
    /// 30.00.
    private static let october = [
        "realised|E-3|2026-10-10|2026-10-10|EUR|33.34|1.0850|1.0951|2026-10-10|36.18|36.51|0.33",
        "realised|E-3|2026-10-12|2026-10-12|EUR|33.34|1.0850|1.0951|2026-10-10|36.17|36.51|0.34",
        "realised|E-6|2026-10-05|2026-09-15|EUR|-50.00|1.1000|1.0500|2026-09-15|-55.00|-52.50|2.50",
        "realised, total|||||||||||3.17",
        "open at the end|2 invoices|||EUR|75.00||1.0800|2026-10-31|85.00|81.00|-4.00",
        "open at the end|1 invoice|||JPY|5001||0.00625|2026-09-30, as 1 ÷ 160.0000|33.51|31.26|-2.25",
        "open at the end, total|||||||||||-6.25",
    ]

    @Test("gives September and October the figures of the worked example") func worked() throws {
        let office = try Office(.schema)
        try office.change(Self.books)
        for (month, wanted) in [("2026-09", Self.september), ("2026-10", Self.october)] {
            let receipt = try Self.reconcile(office, month)
            #expect(receipt.ties_failed == 0)
            #expect(try receipt.rows("exchange", Self.columns, between: "|") == wanted, "\(month)")
            let told = receipt.totals.filter { $0.name.hasPrefix("exchange") }.map(\.amount)
            #expect(told == (month == "2026-09" ? ["-7.41", "-2.32"] : ["3.17", "-6.25"]))
        }
    }

    @Test("lists what has no rate, counts it in no sum, and a tie fails") func missing() throws {
        let office = try Office(.schema)
        try office.change(
            Self.books
                + """
                DELETE FROM clinic.exchange_rate WHERE base = 'KWD' OR quote = 'KWD';
                DELETE FROM clinic.exchange_rate WHERE quote = 'JPY' AND rate_on = '2026-09-30';
                UPDATE clinic.exchange_rate SET rate_on = '2026-08-29'
                    WHERE quote = 'JPY' AND rate_on = '2026-09-10';
                UPDATE clinic.invoice SET exchange_rate = 0 WHERE id = 2;
                """)
        let receipt = try Self.reconcile(office, "2026-09")
        // A row that is not read, and no rate for yen at the end; no dinars are open.
        #expect(receipt.ties_failed == 2)
        let rows = try receipt.rows(
            "exchange",
            "Document|Rate at invoice|Rate of|Value at invoice|Value at payment|Gain or loss",
            between: "|")
        #expect(rows.contains("E-2||2026-09-15||210.00|"))
        #expect(rows.contains("J-1|0.0066|2026-08-29, as 1 ÷ 150.0000|198.00|200.00|2.00"))
        #expect(rows.contains("J-2|0.0067|no rate of the last 31 days is stored|33.50||"))
        #expect(rows.contains("K-1|3.2000|no rate of the last 31 days is stored|32.02||"))
        // 2.00 − 1.16 + 2.00 − 2.50.
        #expect(rows.contains("|||||0.34"))
        #expect(rows.contains("1 invoice||no rate of the last 31 days is stored|33.51||"))
        #expect(
            try receipt.rows("not-read", "Item|Error|What is wrong", between: "|")
                == [
                    "payment:8|EXCHANGE_RATE_MISSING|payment 8, 2026-09-30, JPY",
                    "payment:9|EXCHANGE_RATE_MISSING|payment 9, 2026-09-21, KWD",
                    "invoice:2|EXCHANGE_RATE_MISSING|document E-2, EUR",
                ].sorted())
    }

    @Test("adds up as the database does, whatever is allocated and taken back") func random() throws
    {
        let office = try Office(.schema)
        var dice = Dice()
        var invoices: [String] = []
        var parts: [String] = []
        for invoice in 100..<220 {
            let currency = ["EUR", "JPY", "KWD"][invoice % 3]
            let unit = ["EUR": 100, "JPY": 1, "KWD": 1000][currency] ?? 1
            func amount(_ minor: Int) -> String { "\(minor)::numeric / \(unit)" }
            var made: [(id: Int, minor: Int, day: Int)] = []
            var (gross, day) = (0, 0)
            for place in 0..<Int.random(in: 1...7, using: &dice) {
                let id = invoice * 10 + place
                day += Int.random(in: 0...12, using: &dice)
                if let undone = made.randomElement(using: &dice),
                    Int.random(in: 0..<3, using: &dice) == 0
                {
                    parts.append(
                        "(\(id), \(undone.id), \(invoice), \(day), -\(amount(undone.minor)), \(undone.id))"
                    )
                    gross -= undone.minor
                    made.removeAll { $0.id == undone.id }
                } else {
                    let minor = Int.random(in: 1...40_000, using: &dice)
                    parts.append("(\(id), \(id), \(invoice), \(day), \(amount(minor)), NULL)")
                    made.append((id, minor, day))
                    gross += minor
                }
            }
            gross += Int.random(in: 0...1, using: &dice) * Int.random(in: 0...500, using: &dice)
            let rate = Int.random(in: 1...4_000_000_000, using: &dice)
            invoices.append("(\(invoice), '\(currency)', \(rate), \(amount(gross)))")
        }
        try office.change(Self.clinic)
        try office.change(
            """
            INSERT INTO clinic.exchange_rate (base, quote, rate_on, rate)
                SELECT base, quote, day::date, 0.001 + random() * 3
                FROM (VALUES ('EUR', 'USD'), ('USD', 'JPY'), ('KWD', 'USD'), ('USD', 'KWD'))
                    AS pair (base, quote),
                    generate_series(timestamp '2026-08-01', '2026-10-31', '3 days') AS day;
            CREATE TEMP TABLE part AS SELECT * FROM (VALUES \(parts.joined(separator: ", ")))
                AS made (id, payment, invoice, day, amount, undoes);
            INSERT INTO clinic.invoice (clinic_id, id, series, number, kind, patient_id, status,
                    issue_date, tax_point, due_date, recorded_at, currency, exchange_rate, net, tax,
                    gross)
                SELECT 1, id, 'R', 'R-' || id, 'invoice', 1, 'issued', '2026-08-01', '2026-08-01',
                    '2026-12-01', '2026-08-01', currency, rate / 1000000000.0, gross, 0, gross
                FROM (VALUES \(invoices.joined(separator: ", "))) AS made (id, currency, rate, gross);
            INSERT INTO clinic.payment (clinic_id, id, patient_id, method, tender, received_on,
                    recorded_at, currency, amount, purpose, status)
                SELECT 1, part.id, 1, 'bank_transfer', 'bank_transfer',
                    date '2026-08-05' + part.day, '2026-08-05', invoice.currency, part.amount,
                    'invoice', 'captured'
                FROM part JOIN clinic.invoice ON invoice.id = part.invoice
                WHERE part.undoes IS NULL;
            INSERT INTO clinic.payment_allocation (clinic_id, id, payment_id, invoice_id,
                    allocated_on, amount, undoes_id)
                SELECT 1, id, payment, invoice, date '2026-08-05' + day, amount, undoes FROM part
            """)
        for month in ["2026-08", "2026-09", "2026-10"] {
            let receipt = try Self.reconcile(office, month)
            #expect(receipt.ties_failed == 0, "\(month), \(dice)")
            let rows = try receipt.rows("exchange", "Part")
            let told = try office.told(
                """
                SELECT count(*)::text FROM clinic.payment_allocation
                WHERE to_char(allocated_on, 'YYYY-MM') = '\(month)'
                """)
            #expect(told == ["\(rows.count { $0 == "realised" })"], "\(month), \(dice)")
        }
    }

    private static func reconcile(_ office: Office, _ month: String) throws -> PrintedReceipt {
        let done = try office.billing("walks", month)
        return try #require(try PrintedReceipt.all(done).first, "\(done.errors)\(done.output)")
    }

    private static let clinic = Office.founding(
        "walks", country: "US", currency: "USD", zone: "America/New_York")

    private static let books =
        clinic + """
            INSERT INTO clinic.exchange_rate (base, quote, rate_on, rate) VALUES
                ('EUR', 'USD', '2026-09-04', 1.10), ('EUR', 'USD', '2026-09-15', 1.05),
                ('EUR', 'USD', '2026-09-30', 1.12), ('EUR', 'USD', '2026-10-10', 1.0951),
                ('EUR', 'USD', '2026-10-31', 1.08), ('USD', 'JPY', '2026-09-10', 150),
                ('USD', 'JPY', '2026-09-30', 160), ('KWD', 'USD', '2026-09-20', 3.25),
                ('USD', 'KWD', '2026-09-21', 0.30), ('EUR', 'JPY', '2026-09-15', 170);
            INSERT INTO clinic.invoice (clinic_id, id, series, number, kind, patient_id, status,
                    issue_date, tax_point, due_date, recorded_at, currency, exchange_rate, net, tax,
                    gross, credited_invoice_id)
                SELECT 1, id, 'W', number, CASE WHEN credited IS NULL THEN 'invoice'
                        ELSE 'credit_note' END, 1, 'issued', '2026-08-20', '2026-08-20', '2026-12-01',
                    '2026-08-20 12:00Z', currency, rate, gross, 0, gross, credited
                FROM (VALUES (1, 'E-1', 'EUR', 1.08, 100, NULL::int),
                    (2, 'E-2', 'EUR', 1.08, 200, NULL), (3, 'E-3', 'EUR', 1.085, 100.01, NULL),
                    (4, 'J-1', 'JPY', 0.0066, 30000, NULL), (5, 'J-2', 'JPY', 0.0067, 10001, NULL),
                    (6, 'K-1', 'KWD', 3.2, 10.005, NULL), (7, 'E-6', 'EUR', 1.10, 50, NULL),
                    (8, 'E-7', 'EUR', 1.20, 40, NULL), (9, 'E-8', 'EUR', 1.15, 10, 8),
                    (10, 'U-1', 'USD', 1, 10, NULL))
                    AS made (id, number, currency, rate, gross, credited);
            INSERT INTO clinic.document_adjustment (clinic_id, id, invoice_id, kind, amount, reason,
                    adjusted_on)
                VALUES (1, 1, 8, 'write_off', 5, 'goodwill', '2026-10-20');
            INSERT INTO clinic.payment (clinic_id, id, patient_id, method, tender, received_on,
                    recorded_at, currency, amount, purpose, status)
                SELECT 1, id, 1, 'bank_transfer', 'bank_transfer', day::date, day::timestamptz,
                    currency, amount, 'invoice', 'captured'
                FROM (VALUES (1, '2026-09-06', 'EUR', 100), (2, '2026-09-15', 'EUR', 200),
                    (3, '2026-09-20', 'EUR', 33.33), (4, '2026-10-10', 'EUR', 33.34),
                    (5, '2026-10-12', 'EUR', 33.34), (7, '2026-09-12', 'JPY', 30000),
                    (8, '2026-09-30', 'JPY', 5000), (9, '2026-09-21', 'KWD', 10.005),
                    (10, '2026-09-15', 'EUR', 50), (11, '2026-09-15', 'USD', 10))
                    AS made (id, day, currency, amount);
            INSERT INTO clinic.payment_allocation (clinic_id, id, payment_id, invoice_id,
                    allocated_on, amount, undoes_id)
                VALUES (1, 1, 1, 1, '2026-09-07', 100, NULL), (1, 2, 2, 2, '2026-09-15', 200, NULL),
                    (1, 3, 3, 3, '2026-09-20', 33.33, NULL), (1, 4, 4, 3, '2026-10-10', 33.34, NULL),
                    (1, 5, 5, 3, '2026-10-12', 33.34, NULL), (1, 7, 7, 4, '2026-09-12', 30000, NULL),
                    (1, 8, 8, 5, '2026-09-30', 5000, NULL), (1, 9, 9, 6, '2026-09-21', 10.005, NULL),
                    (1, 10, 10, 7, '2026-09-16', 50, NULL), (1, 11, 11, 10, '2026-09-15', 10, NULL),
                    (1, 12, 10, 7, '2026-10-05', -50, 10);

            """
}
