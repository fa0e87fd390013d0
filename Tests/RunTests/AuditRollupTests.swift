import Foundation
import TestSupport
import Testing

/// The audit trail condensed, and what needs a look; figures are worked out by hand.
@Suite("Audit rollup") struct AuditRollupTests {
    @Test("of a month moves what the trail says, flags each thing for its reason, and ranks them")
    func month() throws {
        let books = try AuditBooks()
        try Self.fill(books)
        let receipt = try books.roll("2025-10")

        let rollup = try receipt.rows(
            "rollup", "Day|Login|Role|Entity|Action|Rows|Unreadable|Currency|Money moved",
            between: "|")
        #expect(rollup == Self.rolled)
        let flags = try AuditBooks.flags(receipt)
        #expect(flags == Self.flagged)
        let looks = try receipt.rows("needs-a-look", "No.|Weight|When|Why", between: "|")
        #expect(looks == Self.ranked)
        let hours = try receipt.rows("heat-map", "Hour|Mon|Tue|Wed|Thu|Fri|Sat|Sun|All days")
        #expect(hours.count == 24)
        #expect(
            hours.filter { !$0.hasSuffix(" 0") } == [
                "09:00-10:00 1 0 1 0 1 0 0 3", "10:00-11:00 1 0 2 0 0 0 0 3",
                "11:00-12:00 0 1 0 0 0 0 0 1", "12:00-13:00 0 0 0 1 1 0 0 2",
                "19:00-20:00 0 0 0 0 1 0 0 1", "20:00-21:00 0 0 0 0 1 0 0 1",
            ])
        #expect(receipt.breaks == Self.flagged.count)
    }

    private static func fill(_ books: AuditBooks) throws {
        try books.office.change(
            """
            INSERT INTO clinic.invoice (clinic_id, id, series, number, kind, patient_id, status,
                    issue_date, tax_point, due_date, recorded_at, voided_at, currency, net, tax, gross)
                SELECT 1, id, 'D', 'D-' || id, 'invoice', 1,
                    CASE WHEN voided IS NULL THEN 'issued' ELSE 'void' END, day::date, day::date,
                    day::date, (day || ' 09:00+02')::timestamptz, voided::timestamptz, currency, gross,
                    0, gross
                FROM (VALUES (1, '2025-09-10', NULL, 'EUR', 119),
                    (2, '2025-10-06', '2025-10-07 11:00+02', 'EUR', 50),
                    (3, '2025-10-08', NULL, 'USD', 20)) AS billed (id, day, voided, currency, gross);
            INSERT INTO clinic.invoice_line (clinic_id, id, invoice_id, position, quantity, list_price,
                    unit_price, net, tax)
                VALUES (1, 1, 3, 1, 1, 25, 20, 20, 0);
            INSERT INTO clinic.payment (clinic_id, id, patient_id, method, tender, cashier_id,
                    received_on, recorded_at, currency, amount, status)
                VALUES (1, 1, 1, 'cash', 'cash', 2, '2025-10-06', '2025-10-06 09:00+02', 'EUR', 119,
                        'captured'),
                    (1, 2, 1, 'cash', 'cash', 2, '2025-10-06', '2025-10-06 09:30+02', 'EUR', 50,
                        'captured');
            INSERT INTO clinic.payment_allocation (clinic_id, id, payment_id, invoice_id, allocated_on,
                    amount, undoes_id)
                VALUES (1, 1, 1, 1, '2025-10-06', 119, NULL), (1, 2, 2, 2, '2025-10-06', 50, NULL),
                    (1, 3, 2, 2, '2025-10-07', -50, 2);
            INSERT INTO clinic.refund (clinic_id, id, payment_id, tender, refunded_on, currency, amount)
                VALUES (1, 1, 1, 'cash', '2025-10-09', 'EUR', 30),
                    (1, 2, 2, 'cash', '2025-10-10', 'EUR', 20);
            INSERT INTO clinic.accounting_period (clinic_id, name, from_date, until_date, state,
                    closed_at)
                VALUES (1, '2025-09', '2025-09-01', '2025-10-01', 'closed', '2025-10-02 18:00+02')
            """)
        try books.note([
            // Of days around the month; they are what mia has done before.
            "('2025-09-30 23:59+02', 'mia', 'manager', 'invoice', '1', 'create', NULL, '{}')",
            "('2025-11-01 00:00+01', 'mia', 'manager', 'invoice', '1', 'create', NULL, '{}')",
            "('2025-10-01 09:00+02', \(edit(1, "119.00", "109.00")))",
            "('2025-10-03 09:00+02', \(edit(1, "109.00", "119.00")))",
            """
            ('2025-10-06 09:00+02', 'mia', 'manager', 'invoice', '2', 'create', NULL,
                '{"net": "50.00", "gross": "50.00"}')
            """,
            """
            ('2025-10-07 11:00+02', 'mia', 'manager', 'invoice', '2', 'void', '{"gross": "50.00"}', NULL)
            """,
            """
            ('2025-10-08 10:00+02', 'rob', 'receptionist', 'invoice', '3', 'create', NULL,
                '{"gross": 20.5}')
            """,
            """
            ('2025-10-08 10:01+02', 'rob', 'receptionist', 'invoice_line', '1', 'price_override',
                '{"unit_price": "25.00"}', '{"unit_price": "20.00"}')
            """,
            """
            ('2025-10-09 12:00+02', 'rob', 'receptionist', 'refund', '1', 'refund', NULL,
                '{"amount": "30.00"}')
            """,
            """
            ('2025-10-10 12:00+02', 'mia', 'manager', 'refund', '2', 'refund', NULL,
                '{"amount": "20.00"}')
            """,
            """
            ('2025-10-10 19:59:59+02', 'mia', 'manager', 'patient', '1', 'export', NULL,
                '{"rows": "1"}')
            """,
            """
            ('2025-10-10 20:00+02', 'mia', 'manager', 'patient', 'all', 'export', NULL,
                '{"rows": "12", "file": "Ilse Muster"}')
            """,
            """
            ('2025-10-13 10:00+02', 'rob', 'receptionist', 'payment', '1', 'edit',
                '{"amount": "abc"}', '{"amount": "119.00"}')
            """,
        ])
    }

    private static func edit(_ invoice: Int, _ old: String, _ new: String) -> String {
        "'mia', 'manager', 'invoice', '\(invoice)', 'edit', '{\"gross\": \"\(old)\"}', "
            + "'{\"gross\": \"\(new)\"}'"
    }

    private static let rolled = [
        "2025-10-01|mia|manager|invoice|edit|1|0|EUR|-10.00",
        "2025-10-03|mia|manager|invoice|edit|1|0|EUR|10.00",
        "2025-10-06|mia|manager|invoice|create|1|0|EUR|50.00",
        "2025-10-07|mia|manager|invoice|void|1|0|EUR|-50.00",
        "2025-10-08|rob|receptionist|invoice|create|1|0|USD|20.50",
        "2025-10-08|rob|receptionist|invoice_line|price_override|1|0|EUR|0.00",
        "2025-10-09|rob|receptionist|refund|refund|1|0|EUR|30.00",
        "2025-10-10|mia|manager|patient|export|2|0|EUR|0.00",
        "2025-10-10|mia|manager|refund|refund|1|0|EUR|20.00",
        "2025-10-13|rob|receptionist|payment|edit|1|1|EUR|0.00",
    ]

    private static let flagged = [
        "edit of a closed period|2025-10-03 09:00|mia|edit|1|1|document D-1 of 2025-09-10, books of "
            + "2025-09 closed on 2025-10-02 in the clinic's own system",
        "void after payment|2025-10-07 11:00|mia|void|2|1|document D-2 was voided after payment, "
            + "which was taken back before; it was 50.00 EUR",
        "same user creates and refunds|2025-10-09 12:00|rob|refund|1|1|"
            + "took the payment and gave back of it 30.00 EUR",
        "same user creates and refunds|2025-10-10 12:00|mia|refund|2|1|"
            + "made out document D-2 and gave back of its payment 20.00 EUR",
        "money that cannot be read|2025-10-13 10:00|rob|edit|1|1|"
            + "before or after holds no plain amount: moved as nothing",
        "export of patient data|2025-10-10 19:59|mia|export||1|data of patients, 1 rows",
        "export of patient data|2025-10-10 20:00|mia|export||1|data of patients, 12 rows",
        "price override|2025-10-08 10:01|rob|price_override|1|1|document D-3, unit price 25.00 → 20.00",
        "after hours|2025-10-10 20:00|mia|export||1|Fri 20:00",
        "first time|2025-10-01 09:00|mia|edit|1|1|has not done this in the 180 days before",
        "first time|2025-10-10 19:59|mia|export||1|has not done this in the 180 days before",
        "first time|2025-10-10 12:00|mia|refund|2|1|has not done this in the 180 days before",
        "first time|2025-10-07 11:00|mia|void|2|1|has not done this in the 180 days before",
        "first time|2025-10-08 10:00|rob|create|3|1|has done nothing in the 180 days before",
        "first time|2025-10-13 10:00|rob|edit|1|1|has done nothing in the 180 days before",
        "first time|2025-10-08 10:01|rob|price_override|1|1|has done nothing in the 180 days before",
        "first time|2025-10-09 12:00|rob|refund|1|1|has done nothing in the 180 days before",
    ]

    private static let ranked: [String] = {
        let new = "first time: has not done this in the 180 days before"
        let stranger = "first time: has done nothing in the 180 days before"
        return [
            "1|200|2025-10-03 09:00|edit of a closed period: document D-1 of 2025-09-10, books of "
                + "2025-09 closed on 2025-10-02 in the clinic's own system",
            "2|103|2025-10-07 11:00|void after payment: document D-2 was voided after payment, which "
                + "was taken back before; it was 50.00 EUR; \(new)",
            "3|63|2025-10-09 12:00|same user creates and refunds: took the payment and gave back of it "
                + "30.00 EUR; \(stranger)",
            "4|63|2025-10-10 12:00|same user creates and refunds: made out document D-2 and gave back "
                + "of its payment 20.00 EUR; \(new)",
            "5|43|2025-10-13 10:00|money that cannot be read: before or after holds no plain amount: "
                + "moved as nothing; \(stranger)",
            "6|35|2025-10-10 20:00|export of patient data: data of patients, 12 rows; "
                + "after hours: Fri 20:00",
            "7|33|2025-10-10 19:59|export of patient data: data of patients, 1 rows; \(new)",
            "8|13|2025-10-08 10:01|price override: document D-3, unit price 25.00 → 20.00; \(stranger)",
            "9|3|2025-10-01 09:00|\(new)", "10|3|2025-10-08 10:00|\(stranger)",
        ]
    }()

    @Test(
        "moves what plain amounts say, and counts what nobody can read",
        arguments: table(
            #"""
            entity    before                              after                               currency  moved    unreadable  why
            invoice   -                                   {"gross": "119.00", "net": "9"}     EUR       119.00   0           created
            invoice   {"gross": "119.00"}                 -                                   EUR       -119.00  0           gone
            invoice   {"gross": 119.5}                    {"gross": 119.25}                   EUR       -0.25    0           numbers of JSON
            invoice   {"gross": "0.1000"}                 {"gross": "0.3"}                    EUR       0.20     0           exact
            invoice   {"amount": "5", "gross": "7"}       {"amount": "9", "gross": "7"}       EUR       0.00     0           gross goes before amount
            deposit   {"amount": "5"}                     {"amount": "9"}                     EUR       4.00     0           amount elsewhere
            invoice   {"gross": "7", "currency": "JPY"}   {"gross": "9", "currency": "JPY"}   JPY       2        0           its own currency
            invoice   {"gross": "7", "currency": "EUR"}   {"gross": "9", "currency": "JPY"}   JPY       0        1           two of them
            invoice   {"gross": "7", "currency": "€"}     {"gross": "9", "currency": "€"}     EUR       2.00     0           no code: the clinic's
            invoice   {"net": "1"}                        {"net": "2"}                        EUR       0.00     0           no money field
            invoice   {"gross": "abc"}                    {"gross": "119.00"}                 EUR       0.00     1           a word
            invoice   {"gross": "NaN"}                    {"gross": "119.00"}                 EUR       0.00     1           a number of PostgreSQL's
            invoice   {"gross": 1e400}                    {"gross": "119.00"}                 EUR       0.00     1           401 digits
            invoice   {"gross": "1,000.00"}               {"gross": "119.00"}                 EUR       0.00     1           a group mark
            invoice   {"gross": "1.00001"}                {"gross": "119.00"}                 EUR       0.00     1           five decimals
            invoice   {"gross": "9999999999999"}          {"gross": "119.00"}                 EUR       0.00     1           thirteen digits
            invoice   {"gross": {"a": 1}}                 {"gross": "119.00"}                 EUR       0.00     1           an object
            invoice   {}                                  {"gross": "119.00"}                 EUR       0.00     1           one side alone
            invoice   {"gross": "1"}                      {"gross": null}                     EUR       0.00     1           the other
            invoice   null                                {"gross": "119.00"}                 EUR       119.00   0           JSON's nothing
            invoice   [1]                                 {"gross": "119.00"}                 EUR       0.00     1           an array
            invoice   "gross"                             "x"                                 EUR       0.00     1           texts
            invoice   true                                -                                   EUR       0.00     1           a truth
            """#))
    func amounts(_ row: [String]) throws {
        let books = try AuditBooks()
        func json(_ text: String) -> String { text == "-" ? "NULL" : "'\(text)'" }
        try books.note([
            "('2025-10-01 09:00+02', 'mia', 'manager', '\(row[0])', '7', 'act', \(json(row[1])), "
                + "\(json(row[2])))",
            "('2025-10-01 09:01+02', 'mia', 'manager', '\(row[0])', 'x', 'act', NULL, '{}')",
        ])
        let isRead = row[5] == "0"
        let receipt = try books.roll("2025-10-01", exits: isRead ? 0 : 2)
        let rollup = try receipt.rows("rollup", "Currency|Money moved|Unreadable")
        let told = "\(row[3]) \(row[4]) \(row[5])"
        #expect(rollup.contains(told), "\(row[6]): \(rollup)")
        #expect(try books.kept().count == (row[3] == "EUR" ? 1 : 2))
        let flags = try AuditBooks.flags(receipt, "Concern|Rows")
        #expect(flags == (isRead ? [] : ["money that cannot be read|1"]), "\(row[6])")
    }

    @Test(
        "goes by the clinic's clocks on days when they are set",
        arguments: table(
            """
            day         at                    hour         open   why
            2025-10-25  2025-10-24T22:30Z     00:00-01:00  no     half past midnight in summer time
            2025-10-25  2025-10-25T05:30Z     07:00-08:00  yes    half past seven
            2025-10-25  2025-10-25T18:30Z     20:00-21:00  no     half past eight in the evening
            2025-10-25  2025-10-25T21:59Z     23:00-24:00  no     its last minute
            2025-10-26  2025-10-25T22:00Z     00:00-01:00  no     the day of 25 hours begins
            2025-10-26  2025-10-26T00:30Z     02:00-03:00  no     the first half past two
            2025-10-26  2025-10-26T01:30Z     02:00-03:00  no     the second
            2025-10-26  2025-10-26T05:30Z     06:00-07:00  no     half past six, an hour later than the day before
            2025-10-26  2025-10-26T18:30Z     19:00-20:00  yes    half past seven in the evening
            2025-10-26  2025-10-26T22:59Z     23:00-24:00  no     its last minute
            2025-10-27  2025-10-26T23:00Z     00:00-01:00  no     the next day
            2025-03-30  2025-03-29T23:00Z     00:00-01:00  no     the day of 23 hours begins
            2025-03-30  2025-03-30T00:59Z     01:00-02:00  no     before the clocks are set
            2025-03-30  2025-03-30T01:00Z     03:00-04:00  no     there is no hour from two to three
            2025-03-30  2025-03-30T05:00Z     07:00-08:00  yes    seven
            2025-03-30  2025-03-30T21:59Z     23:00-24:00  no     its last minute
            """))
    func clocks(_ row: [String]) throws {
        let books = try AuditBooks("{ days: [mon, tue, wed, thu, fri, sat, sun] }")
        try books.note(["('\(row[1])', 'mia', 'manager', 'drawer', '1', 'count', NULL, NULL)"])
        let receipt = try books.roll(row[0], exits: row[3] == "yes" ? 0 : 2)
        let hours = try receipt.rows("heat-map", "Hour|All days").filter { !$0.hasSuffix(" 0") }
        #expect(hours == ["\(row[2]) 1"], "\(row[4])")
        let flags = try AuditBooks.flags(receipt, "Concern")
        #expect(flags == (row[3] == "yes" ? [] : ["after hours"]), "\(row[4])")
    }

    @Test("keeps clinics and roles apart, and is made for who may run reports alone")
    func scope() throws {
        let books = try AuditBooks()
        try books.office.change(
            """
            INSERT INTO clinic.clinic (id, slug, name, legal_entity_id, country, currency, time_zone)
                VALUES (2, 'other', 'other', 1, 'DE', 'EUR', 'UTC');
            INSERT INTO clinic.membership (clinic_id, user_id, role)
                VALUES (1, 1, 'manager'), (1, 2, 'receptionist'), (2, 1, 'manager');
            INSERT INTO clinic.role_permission (role, permission) VALUES ('manager', 'report.run')
            """)
        let count = "'drawer', '1', 'count', NULL, NULL"
        try books.note([
            "('2025-10-01 09:00+02', 'mia', 'manager', \(count))",
            "('2025-10-01 09:01+02', 'mia', 'receptionist', \(count))",
            "('2025-10-01 09:02+02', 'mia', 'receptionist', \(count))",
        ])
        try books.note(["('2025-10-01 09:00+02', 'mia', 'owner', \(count))"], in: 2)
        let receipt = try books.roll("2025-10-01", exits: 0, "--as", "mia")
        let rollup = try receipt.rows("rollup", "Login|Role|Rows")
        #expect(rollup == ["mia manager 1", "mia receptionist 2"])
        #expect(
            try books.office.told("SELECT DISTINCT clinic_id::text FROM worker.audit_rollup") == [
                "1"
            ])

        let refused = try books.office.evclinic(
            [
                "run", "audit", "--clinic", "hand", "--period", "2025-10-01", "--out",
                books.office.out, "--as", "rob",
            ], ["EVCLINIC_ROOT": books.office.folder.path])
        #expect(refused.errors.contains("ACCESS_DENIED"), "\(refused.errors)")
    }

    @Test(
        "flags an edit of a month while its approval stood, and not before or after",
        arguments: table(
            """
            edited               flagged  why
            2025-09-09 12:00+02  no       before it was approved
            2025-09-10 18:00+02  yes      at that moment
            2025-10-04 12:00+02  yes      while it stood
            2025-10-06 12:00+02  no       reopened
            """))
    func approvals(_ row: [String]) throws {
        let books = try AuditBooks()
        try books.office.change(
            """
            INSERT INTO clinic.payment (clinic_id, id, patient_id, method, tender, received_on,
                    recorded_at, currency, amount, status)
                VALUES (1, 1, 1, 'cash', 'cash', '2025-08-10', '2025-08-10 10:00+02', 'EUR', 5,
                        'captured'),
                    (1, 2, 1, 'cash', 'cash', '2025-08-10', '2025-09-11 10:00+02', 'EUR', 5,
                        'captured');
            INSERT INTO worker.run (id, job, kind, clinic_id, period, revision, state, reason,
                    requested_by, from_date, until_date, from_instant, until_instant)
                OVERRIDING SYSTEM VALUE VALUES (900, 'monthly-pack', 'close.pack', 1, '2025-08', 1,
                    'ready', 'r', 'r', '2025-08-01', '2025-09-01', '2025-08-01', '2025-09-01');
            INSERT INTO worker.close (clinic_id, job, period, from_date, until_date, run_id, as_of,
                    approved_by, approved_at, reopened_by, reopened_at, reopen_reason)
                VALUES (1, 'monthly-pack', '2025-08', '2025-08-01', '2025-09-01', 900,
                    '2025-09-10 17:00+02', 'anna', '2025-09-10 18:00+02', 'anna',
                    '2025-10-06 12:00+02', 'forgotten');
            INSERT INTO clinic.accounting_period (clinic_id, name, from_date, until_date, state,
                    closed_at)
                VALUES (1, '2025-08', '2025-08-01', '2025-09-01', 'closed', '2025-09-01 18:00+02')
            """)
        let change = "'edit', '{\"amount\": \"4\"}', '{\"amount\": \"5\"}'"
        try books.note([
            "('\(row[0])', 'mia', 'manager', 'payment', '1', \(change))",
            // Written after the approval, so that it was never part of what was approved.
            "('\(row[0])', 'mia', 'manager', 'payment', '2', \(change))",
        ])
        let isFlagged = row[1] == "yes"
        let day = String(row[0].prefix(10))
        let receipt = try books.roll(day, exits: isFlagged ? 2 : 0)
        let flags = try AuditBooks.flags(receipt, "Concern|Id|Why")
        #expect(
            flags
                == (isFlagged
                    ? [
                        "edit of a closed period|1|payment of 2025-08-10, books of 2025-08 closed on "
                            + "2025-09-10 by anna"
                    ] : []),
            "\(row[2])")
    }
}
