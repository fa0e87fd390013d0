import TestSupport
import Testing

/// A month worked out by hand: a cash basis, a tax point moved in and one moved out, a foreign
/// invoice, a fixed tax and a withheld one, a credit note with its refund, an advance applied.
@Suite("Tax return") struct TaxReturnTests {
    @Test("states what the month owes, and where each figure comes from") func october() throws {
        let office = try Self.office()
        let receipt = try office.receipt(office.order(), exits: 0)
        try Self.expect(
            receipt,
            """
            code   component              invoices    credits   advances  deferral      returned
            CUP    -                      30/3.75     0/0       0/0       0/0           30/3.75
            CUP    VAT                    /3.00       /0        /0        /0            /3.00
            CUP    DEP (0.25 a unit)      /0.75       /0        /0        /0            /0.75
            STD    VAT                    200/20      -50/-5    60/6      -110/-11      100/10
            WHT    -                      200/20      0/0       0/0       -100/-10      100/10
            WHT    VAT                    /20         /0        /0        /-10          /10
            WHT    IRPF (withheld)        /30         /0        /0        /-15          /15
            """)
    }

    @Test("puts half a payment into the month before, and what is undone into none")
    func september()
        throws
    {
        let office = try Self.office()
        let receipt = try office.receipt(
            office.order("harbor-dental", "2026-09", out: nil), exits: 0)
        try Self.expect(
            receipt,
            """
            code   component              invoices    credits   advances  deferral      returned
            STD    VAT                    100/10      0/0       0/0       -50/-5        50/5
            """)
    }

    @Test("ties what was issued to the base by what tax points move") func moves() throws {
        let office = try Self.office()
        let receipt = try office.receipt(office.order(), exits: 0)
        let ties = try CSV(try #require(receipt.file("-certificate.csv")).path).rows
        let issued = ties.filter { $0["Tie"]?.hasPrefix("Issued net") == true }
        #expect(
            issued.map { "\($0["Tie"]?.suffix(5) ?? "") \($0["This side"] ?? "")" } == [
                "(EUR) 100.00", "(USD) 260.00",
            ])
        #expect(ties.allSatisfy { $0["Result"] == "PASS" })
    }

    /// Payment 7 is an advance of 110, of which 44 went to H-8; payment 2 was undone already.
    @Test(
        "takes a refund off the note's invoice, then off the last allocations, and never twice",
        arguments: table(
            """
            change                                                                                  code  returned  why
            pay 10 110 '2026-10-16' / allocate 20 10 1 '2026-10-16' 55 / allocate 21 10 5 '2026-10-16' 55 / refund 10 10 6 '2026-10-31' 30  WHT  150/15   of H-1, which its note names, not of H-5
            pay 10 110 '2026-10-16' / allocate 20 10 8 '2026-10-16' 44 / allocate 21 10 5 '2026-10-17' 66 / refund 10 10 NULL '2026-10-31' 110  STD  100/10   all of it given back
            pay 10 110 '2026-10-16' / allocate 20 10 8 '2026-10-16' 44 / allocate 21 10 5 '2026-10-17' 66 / refund 10 10 NULL '2026-10-31' 66   STD  140/14   the last allocation goes first
            pay 10 110 '2026-10-16' / allocate 20 10 8 '2026-10-16' 44 / refund 10 10 NULL '2026-10-31' 88 / allocate 21 10 5 '2026-11-05' 66   STD  120/12   what comes after the month changes nothing
            refund 10 7 NULL '2026-10-31' 110                                                       STD   0/0     an advance of 110 is never deducted for more
            pay 10 44 '2026-10-16' / allocate 20 10 8 '2026-10-16' 44 / fail 10                     STD   140/14   what failed counts until it is undone
            pay 10 44 '2026-10-16' / allocate 20 10 8 '2026-10-16' 44 / fail 10 / allocate 21 10 8 '2026-10-30' -44  STD  100/10  and then no more
            """))
    func refunds(_ row: [String]) throws {
        let office = try Self.office()
        for change in row[0].split(separator: " / ") {
            try office.change(Self.statement(change.split(separator: " ").map(String.init)))
        }
        let receipt = try office.receipt(office.order(), exits: 0)
        let rows = try CSV(try #require(receipt.file("-tax-return.csv")).path).rows
        let found = try #require(rows.first { $0["Tax code"] == row[1] })
        let figures = ["base", "tax"].map { Self.plain(found["Return: \($0)"] ?? "?") }
        #expect(figures.joined(separator: "/") == row[2], "\(row[3])")
    }

    /// What a word of the table above does.
    private static func statement(_ words: [String]) -> String {
        switch words[0] {
        case "pay":
            filled(
                """
                INSERT INTO clinic.payment (clinic_id, id, method, tender, received_on,
                    recorded_at, currency, amount, status)
                VALUES ({c}, 90000 + \(words[1]), 'cash', 'cash', \(words[3]), \(words[3]), 'USD',
                    \(words[2]), 'captured')
                """)
        case "allocate":
            filled(
                """
                INSERT INTO clinic.payment_allocation (clinic_id, id, payment_id, invoice_id,
                    allocated_on, amount)
                VALUES ({c}, 90000 + \(words[1]), 90000 + \(words[2]), 90000 + \(words[3]),
                    \(words[4]), \(words[5]))
                """)
        case "fail":
            filled(
                """
                UPDATE clinic.payment SET status = 'failed'
                WHERE clinic_id = {c} AND id = 90000 + \(words[1])
                """)
        default:
            filled(
                """
                INSERT INTO clinic.refund (clinic_id, id, payment_id, credit_note_id, tender,
                    refunded_on, currency, amount)
                VALUES ({c}, 90000 + \(words[1]), 90000 + \(words[2]), 90000 + \(words[3]), 'cash',
                    \(words[4]), 'USD', \(words[5]))
                """)
        }
    }

    @Test("names a document whose gross is not the sum of its parts") func gross() throws {
        let office = try Self.office()
        try office.change("UPDATE clinic.invoice SET gross = gross + 0.01 WHERE number = 'H-4'")
        let receipt = try office.receipt(office.order())
        let ties = try CSV(try #require(receipt.file("-certificate.csv")).path).rows
        let failed = ties.filter { $0["Result"] == "FAIL" }
        #expect(
            failed.map { $0["Tie"] } == [
                "Documents whose gross is not net + tax + rounding = none (USD), first H-4"
            ])
    }

    @Test("follows a payment given back without its allocation being undone") func refunded() throws
    {
        let office = try Self.office()
        try office.change(
            Self.filled(
                """
                INSERT INTO clinic.refund VALUES ({c}, 90005, 90005, NULL, 'cash', NULL, NULL,
                    '2026-10-31', 'USD', 110)
                """))
        let receipt = try office.receipt(office.order(), exits: 0)
        let rows = try CSV(try #require(receipt.file("-tax-return.csv")).path).rows
        let row = try #require(rows.first { $0["Tax code"] == "WHT" })
        #expect(row["Return: base"] == "0.00" && row["Return: tax"] == "0.00")
    }

    /// Compares the return with a table of base/tax, where blank stands for no figure.
    private static func expect(
        _ receipt: PrintedReceipt, _ wanted: String, _ place: SourceLocation = #_sourceLocation
    ) throws {
        let rows = try CSV(try #require(receipt.file("-tax-return.csv")).path).rows
        let sources = ["Invoices", "Credit notes", "Advances", "Cash basis", "Return"]
        let found = rows.map { row in
            let figures = sources.map { source in
                ["base", "tax"].map { figure in plain(row["\(source): \(figure)"] ?? "?") }
                    .joined(separator: "/")
            }
            let component = row["Component"] ?? ""
            return ([row["Tax code"] ?? "", component.isEmpty ? "-" : component] + figures)
        }
        let table = table(wanted).map { row in
            row.prefix(2)
                + row.dropFirst(2).map {
                    $0.split(separator: "/", omittingEmptySubsequences: false).map {
                        plain(String($0))
                    }
                    .joined(separator: "/")
                }
        }
        #expect(found == table.map(Array.init), sourceLocation: place)
    }

    /// `3.00` as `3`, to compare figures whatever their zeros.
    private static func plain(_ text: String) -> String {
        guard text.contains(".") else { return text }
        var text = text
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    private static func filled(_ sql: String) -> String {
        sql.replacing(
            "{c}", with: "(SELECT id FROM clinic.clinic WHERE slug = 'harbor-dental')")
    }

    /// The seeded dentist with these books instead of the seed's.
    private static func office() throws -> Office {
        let office = try Office()
        try office.change("SET session_replication_role = replica; " + filled(books))
        return office
    }

    private static let books = """
        DELETE FROM clinic.refund WHERE clinic_id = {c};
        DELETE FROM clinic.payment_allocation WHERE clinic_id = {c};
        DELETE FROM clinic.payment WHERE clinic_id = {c};
        DELETE FROM clinic.invoice_line_tax WHERE clinic_id = {c};
        DELETE FROM clinic.invoice_line WHERE clinic_id = {c};
        DELETE FROM clinic.invoice WHERE clinic_id = {c};
        DELETE FROM clinic.tax_rate WHERE clinic_id = {c};
        DELETE FROM clinic.tax_code WHERE clinic_id = {c};
        UPDATE clinic.tax_policy SET basis = 'cash', rounding_level = 'line' WHERE clinic_id = {c};
        INSERT INTO clinic.tax_code (clinic_id, id, code, name, category)
        SELECT {c}, 90000 + id, code, code, 'S'
        FROM (VALUES (1, 'STD'), (2, 'CUP'), (3, 'WHT')) AS made (id, code);
        INSERT INTO clinic.tax_rate (clinic_id, id, tax_code_id, component, kind, percent, per_unit,
            position, withheld, valid_from)
        SELECT {c}, 90000 + id, 90000 + code, component, kind, percent, per_unit, id, withheld,
            '2020-01-01'
        FROM (VALUES (1, 1, 'VAT', 'percent', 10, 0, false), (2, 2, 'VAT', 'percent', 10, 0, false),
            (3, 2, 'DEP', 'per_unit', 0, 0.25, false), (4, 3, 'VAT', 'percent', 10, 0, false),
            (5, 3, 'IRPF', 'percent', 15, 0, true))
            AS made (id, code, component, kind, percent, per_unit, withheld);
        INSERT INTO clinic.invoice (clinic_id, id, series, number, kind, patient_id, status,
            issue_date, tax_point, due_date, recorded_at, currency, exchange_rate, net, tax, gross,
            credited_invoice_id)
        SELECT {c}, 90000 + id, 'H', 'H-' || id,
            CASE WHEN credited IS NULL THEN 'invoice' ELSE 'credit_note' END, 1, 'issued',
            issued::date, due::date, issued::date, issued::timestamptz, currency, rate, net, tax,
            net + tax, 90000 + credited
        FROM (VALUES (1, '2026-09-20', '2026-09-20', 'USD', 1, 100, 10, NULL::int),
            (2, '2026-10-30', '2026-11-02', 'USD', 1, 70, 7, NULL),
            (3, '2026-09-28', '2026-10-02', 'EUR', 1.2, 100, 10, NULL),
            (4, '2026-10-10', '2026-10-10', 'USD', 1, 30, 3.75, NULL),
            (5, '2026-10-12', '2026-10-12', 'USD', 1, 200, 20, NULL),
            (6, '2026-10-20', '2026-10-20', 'USD', 1, 50, 5, 1),
            (8, '2026-10-25', '2026-10-25', 'USD', 1, 80, 8, NULL))
            AS made (id, issued, due, currency, rate, net, tax, credited);
        INSERT INTO clinic.invoice_line (clinic_id, id, invoice_id, position, credited_line_id,
            quantity, list_price, unit_price, tax_code_id, net, tax)
        SELECT clinic_id, id, id, 1, CASE id WHEN 90006 THEN 90001 END,
            CASE id WHEN 90004 THEN 3 ELSE 1 END, net, net,
            CASE id WHEN 90004 THEN 90002 WHEN 90005 THEN 90003 ELSE 90001 END, net, tax
        FROM clinic.invoice WHERE clinic_id = {c};
        INSERT INTO clinic.invoice_line_tax (clinic_id, invoice_id, invoice_line_id, position,
            component, base, tax)
        SELECT line.clinic_id, invoice_id, line.id, 1, 'VAT', net, net / 10
        FROM clinic.invoice_line AS line WHERE line.clinic_id = {c}
        UNION ALL SELECT {c}, 90004, 90004, 2, 'DEP', 30, 0.75
        UNION ALL SELECT {c}, 90005, 90005, 2, 'IRPF', 200, 30;
        INSERT INTO clinic.payment (clinic_id, id, method, tender, received_on, recorded_at,
            currency, amount, purpose, status, tax_code_id)
        SELECT {c}, 90000 + id, 'cash', 'cash', paid::date, paid::timestamptz, 'USD', amount,
            purpose, status, code
        FROM (VALUES (1, '2026-09-25', 55.0, 'invoice', 'captured', NULL::bigint),
            (2, '2026-10-05', 55, 'invoice', 'captured', NULL),
            (4, '2026-10-10', 33.75, 'invoice', 'captured', NULL),
            (5, '2026-10-12', 110, 'invoice', 'captured', NULL),
            (6, '2026-10-13', 110, 'invoice', 'voided', NULL),
            (7, '2026-10-15', 110, 'advance', 'captured', 90001))
            AS made (id, paid, amount, purpose, status, code);
        INSERT INTO clinic.payment_allocation (clinic_id, id, payment_id, invoice_id, allocated_on,
            amount, undoes_id)
        SELECT {c}, 90000 + id, 90000 + payment, 90000 + invoice, day::date, amount, 90000 + undoes
        FROM (VALUES (1, 1, 1, '2026-09-25', 55.0, NULL::int), (2, 2, 1, '2026-10-05', 55, NULL),
            (3, 4, 4, '2026-10-10', 33.75, NULL), (4, 5, 5, '2026-10-12', 110, NULL),
            (5, 2, 1, '2026-10-20', -55, 2), (6, 7, 8, '2026-10-25', 44, NULL),
            (7, 6, 5, '2026-10-13', 110, NULL))
            AS made (id, payment, invoice, day, amount, undoes);
        INSERT INTO clinic.refund (clinic_id, id, payment_id, credit_note_id, tender, refunded_on,
            currency, amount)
        VALUES ({c}, 90001, 90002, 90006, 'cash', '2026-10-20', 'USD', 55)
        """
}
