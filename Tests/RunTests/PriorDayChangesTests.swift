import Foundation
import TestSupport
import Testing

/// Edits of days before, by what the audit trail has of them; figures are worked out by hand.
@Suite("Prior-day changes") struct PriorDayChangesTests {
    private static let columns =
        "Changed at|Day|Kind|Number or reference|What|By|From → to|Reason|Sales|Collections"

    @Test("say who edited what from what to what, and sum to what the days before moved by")
    func edits() throws {
        let books = try PriorDayBooks()
        try Self.fill(books)
        let receipt = try books.report()

        let rows = try receipt.rows("r1-prior-day-changes", Self.columns, between: "|")
        #expect(rows == Self.told)
        // −10 + 10 − 5 − 10 + 0 + 10 − 80 + 200 + 10 + 0 + 5 + 0 + 0 + 0, and 20 − 60 + 25 − 3.
        #expect(
            receipt.totals.map { "\($0.name) \($0.amount) \($0.currency)" } == [
                "prior-day-changes: Sales 130.00 EUR",
                "prior-day-changes: Collections -18.00 EUR",
                "prior-day-changes: Sales 1.00 USD", "prior-day-changes: Collections 0.00 USD",
            ])
        let dollars = try receipt.rows(
            "r1-prior-day-changes-usd", "Number or reference|From → to|Sales", between: "|")
        #expect(dollars == ["D-17|gross 5.00 → 6.00|1.00"])
        #expect(receipt.ties_failed == 0)
    }

    private static func fill(_ books: PriorDayBooks) throws {
        let plain = "'2026-10-01', '2026-10-01 10:00+02', NULL, 'EUR'"
        try books.bill(
            "(1, 'invoice', \(plain), 100.00, 19.00)", "(2, 'invoice', \(plain), 55, 0)",
            "(3, 'credit_note', \(plain), 30, 0)",
            "(4, 'invoice', '2026-10-01', '2026-10-01 10:00+02', '2026-10-02 10:00+02', 'EUR', 41, 0)",
            "(5, 'invoice', '2026-10-01', '2026-10-01 10:00+02', '2026-10-05 12:00+02', 'EUR', 80, 0)",
            "(6, 'invoice', '2026-10-03', '2026-10-05 08:00+02', NULL, 'EUR', 220, 0)",
            "(7, 'invoice', \(plain), 15, 0)", "(8, 'invoice', \(plain), 1, 0)",
            "(13, 'invoice', '2026-08-20', '2026-08-20 10:00+02', NULL, 'EUR', 95, 0)",
            "(14, 'invoice', '2026-08-21', '2026-10-05 15:00+02', NULL, 'EUR', 8, 0)",
            "(15, 'invoice', '2026-10-05', '2026-10-05 08:00+02', NULL, 'EUR', 9, 0)",
            "(16, 'draft', \(plain), 9, 0)",
            "(17, 'invoice', '2026-10-01', '2026-10-01 10:00+02', NULL, 'USD', 6, 0)")
        try books.take(
            "(1, '2026-10-02', '2026-10-02 10:00+02', 100, 'captured')",
            "(2, '2026-10-02', '2026-10-02 10:00+02', 60, 'voided')",
            "(3, '2026-10-02', '2026-10-02 10:00+02', 25, 'captured')")
        try books.office.change(
            """
            INSERT INTO clinic.refund (clinic_id, id, payment_id, tender, approved_by, refunded_on,
                    currency, amount)
                VALUES (1, 1, 1, 'cash', 1, '2026-10-02', 'EUR', 18);
            INSERT INTO clinic.accounting_period (clinic_id, name, from_date, until_date, state,
                    closed_at)
                VALUES (1, '2026-08', '2026-08-01', '2026-09-01', 'closed', '2026-09-10 18:00+02')
            """)
        try books.note(
            "('2026-10-01 10:00+02', 'invoice', '1', 'create', NULL, '{\"gross\": \"129.00\"}')",
            """
            ('2026-10-05 09:00+02', 'invoice', '1', 'edit',
                '{"net": "108.40", "tax": "20.60", "gross": "129.00"}',
                '{"net": "100.00", "tax": "19.00", "gross": "119.00", "reason": "typed wrong"}')
            """,
            Self.edit("09:10", "invoice", 2, "gross", "50.00", "60.00"),
            Self.edit("09:20", "invoice", 2, "gross", "60.00", "55.00"),
            "('2026-10-05 09:30+02', 'invoice', '3', 'edit', '{\"gross\": 20.00}', '{\"gross\": 30}')",
            Self.edit("09:40", "invoice", 4, "gross", "40.00", "41.00"),
            Self.edit("09:50", "invoice", 5, "gross", "70.00", "80.00"),
            "('2026-10-05 12:00+02', 'invoice', '5', 'void', '{\"gross\": \"80.00\"}', NULL)",
            Self.edit("10:00", "invoice", 6, "gross", "200.00", "210.00"),
            Self.edit("10:00", "invoice", 6, "gross", "210.00", "220.00", on: "2026-10-06"),
            Self.edit("10:00", "invoice", 7, "gross", "10.00", "12.00", on: "2026-10-04"),
            Self.edit("10:00", "invoice", 7, "gross", "12.00", "15.00", on: "2026-10-07"),
            "('2026-10-05 10:10+02', 'invoice', '8', 'edit', '{\"due\": 1}', '{\"due\": 2}')",
            Self.edit("14:00", "invoice", 13, "gross", "90.00", "95.00"),
            Self.edit("15:10", "invoice", 14, "gross", "7.00", "8.00"),
            Self.edit("16:00", "invoice", 15, "gross", "8.00", "9.00"),
            Self.edit("16:00", "invoice", 16, "gross", "8.00", "9.00"),
            Self.edit("16:00", "invoice", 17, "gross", "5.00", "6.00"),
            Self.edit("11:00", "payment", 1, "amount", "80.00", "100.00"),
            Self.edit("11:10", "payment", 2, "status", "captured", "voided"),
            """
            ('2026-10-05 11:20+02', 'payment', '3', 'edit', '{"amount": "25.00", "status": "failed"}',
                '{"amount": "25.00", "status": "captured"}')
            """,
            "('2026-10-02 11:00+02', 'refund', '1', 'refund', NULL, '{\"amount\": \"15.00\"}')",
            Self.edit("11:30", "refund", 1, "amount", "15.00", "18.00"),
            // Of another entity with a number that an invoice has.
            Self.edit("11:40", "invoice_line", 1, "gross", "1.00", "2.00"))
    }

    /// An edit of one field, as `note` takes it.
    static func edit(
        _ time: String, _ entity: String, _ id: Int, _ field: String, _ old: String, _ new: String,
        on day: String = "2026-10-05"
    ) -> String {
        "('\(day) \(time)+02', '\(entity)', '\(id)', 'edit', '{\"\(field)\": \"\(old)\"}', "
            + "'{\"\(field)\": \"\(new)\"}')"
    }

    /// In the order of times.
    private static let told = [
        "2026-10-05T06:00:00.000Z|2026-10-03|Invoice|D-6|added||||200.00|",
        "2026-10-05T07:00:00.000Z|2026-10-01|Invoice|D-1|changed|mia"
            + "|net 108.40 → 100.00, tax 20.60 → 19.00, gross 129.00 → 119.00|typed wrong|-10.00|",
        "2026-10-05T07:10:00.000Z|2026-10-01|Invoice|D-2|changed|mia|gross 50.00 → 60.00||10.00|",
        "2026-10-05T07:20:00.000Z|2026-10-01|Invoice|D-2|changed|mia|gross 60.00 → 55.00||-5.00|",
        "2026-10-05T07:30:00.000Z|2026-10-01|Credit note|D-3|changed|mia|gross 20.00 → 30||-10.00|",
        "2026-10-05T07:40:00.000Z|2026-10-01|Invoice|D-4|changed|mia|gross 40.00 → 41.00||0.00|",
        "2026-10-05T07:50:00.000Z|2026-10-01|Invoice|D-5|changed|mia|gross 70.00 → 80.00||10.00|",
        "2026-10-05T08:00:00.000Z|2026-10-03|Invoice|D-6|changed|mia|gross 200.00 → 210.00||10.00|",
        "2026-10-05T08:10:00.000Z|2026-10-01|Invoice|D-8|changed|mia|no amount||0.00|",
        "2026-10-05T09:00:00.000Z|2026-10-02|Payment|1|changed|mia|amount 80.00 → 100.00|||20.00",
        "2026-10-05T09:10:00.000Z|2026-10-02|Payment|2|removed|mia|status captured → voided|||-60.00",
        "2026-10-05T09:20:00.000Z|2026-10-02|Payment|3|changed|mia|status failed → captured|||25.00",
        "2026-10-05T09:30:00.000Z|2026-10-02|Refund|1|changed|mia|amount 15.00 → 18.00|||-3.00",
        "2026-10-05T10:00:00.000Z|2026-10-01|Invoice|D-5|removed|mia||twice|-80.00|",
        "2026-10-05T12:00:00.000Z|2026-08-20|Invoice|D-13|changed|mia|gross 90.00 → 95.00"
            + "|books of 2026-08 were closed|5.00|",
        "2026-10-05T13:00:00.000Z|2026-08-21|Invoice|D-14|added|||"
            + "books closed, posts on 2026-10-05|0.00|",
        "2026-10-05T13:10:00.000Z|2026-08-21|Invoice|D-14|changed|mia|gross 7.00 → 8.00"
            + "|books closed, posts on 2026-10-05|0.00|",
    ]

    @Test(
        "that nobody can read are told, move nothing, and fail a tie; the others go on",
        arguments: table(
            """
            before                  after                        told                                       why
            {"gross": "abc"}        {"gross": "119.00"}          gross unreadable → 119.00                  a text
            {"gross": "129.00"}     {"gross": "Ilse Muster"}     gross 129.00 → unreadable                  never what stands there
            {"gross": "NaN"}        {"gross": "119.00"}          gross unreadable → 119.00                  a number of PostgreSQL's
            {"gross": "Infinity"}   {"gross": "119.00"}          gross unreadable → 119.00                  another one
            {"gross": 1e400}        {"gross": "119.00"}          gross unreadable → 119.00                  401 digits
            {"gross": "1e2"}        {"gross": "119.00"}          gross unreadable → 119.00                  no plain number
            {"gross": "129.00001"}  {"gross": "119.00"}          gross unreadable → 119.00                  five decimals
            {"gross": {"a": 1}}     {"gross": "119.00"}          gross unreadable → 119.00                  an object
            {"net": "110.00"}       {"net": "100.00"}            net 110.00 → 100.00                        a part alone
            {}                      {"gross": "119.00"}          gross none → 119.00                        one side alone
            {"gross": "129.00"}     {"gross": null}              gross 129.00 → none                        the other
            [1]                     {"gross": "119.00"}          gross none → 119.00                        an array
            "x"                     "y"                          no amount                                  texts
            {"status": "issued"}    {"status": "gone"}           status issued → unreadable                 no status
            """))
    func unreadable(_ row: [String]) throws {
        let books = try PriorDayBooks()
        try books.bill(
            "(1, 'invoice', '2026-10-01', '2026-10-01 10:00+02', NULL, 'EUR', 100, 19)",
            "(2, 'invoice', '2026-10-01', '2026-10-01 10:00+02', NULL, 'EUR', 60, 0)")
        try books.note(
            "('2026-10-05 09:00+02', 'invoice', '1', 'edit', '\(row[0])', '\(row[1])')",
            Self.edit("10:00", "invoice", 2, "gross", "50.00", "60.00"))
        let isRead = row[2] == "no amount"
        let receipt = try books.report(exits: isRead ? 0 : 2)

        let rows = try PriorDayBooks.told(receipt)
        #expect(
            rows == [
                "D-1|changed|\(row[2])||0.00||\(isRead ? 0 : 1)",
                "D-2|changed|gross 50.00 → 60.00||10.00||0",
            ], "\(row[3])")
        let failed = try receipt.failedTies()
        #expect(failed.contains(Self.unexplained(1)) != isRead, "\(failed)")
    }

    /// The certificate's line of so many changes that nobody explains.
    private static func unexplained(_ count: Int) -> String {
        "FAIL Prior-day changes: changes that the audit trail does not explain = none (EUR) \(count) 0"
    }

    @Test(
        "past the trail are told without a time, and fail a tie that counts them",
        arguments: table(
            #"""
            trail                                                                      told                                                         else fails   why
            invoice 1 10-01 create - 129.00                                            D-1 gross 129.00 → 119.00 after 2026-10-01                 none         no edit says why it is 119 now
            invoice 1 10-05 edit 129.00 109.00                                         D-1 gross 109.00 → 119.00 after 2026-10-05                 sales        it ends with less
            invoice 1 10-05 edit 129.00 124.00 + invoice 1 10-05 edit 123.00 119.00    D-1 gross 124.00 → 123.00 before 2026-10-05                  sales        the second does not begin where the first ends
            invoice 1 10-01 create - 130.00 + invoice 1 10-05 edit 129.00 119.00       D-1 gross 130.00 → 129.00 before 2026-10-05                  none         changed before the edit
            invoice 1 10-05 edit 129.00 119.00 + invoice 1 10-06 edit 118.00 119.00    none                                                         sales        changed between this day and the next
            payment 1 10-02 create - captured                                          1 status captured → voided after 2026-10-02                  none         voided without a row
            payment 1 10-02 create - 50.00                                             1 amount 50.00 → 40.00 after 2026-10-02                    none         an amount
            invoice 1 08-01 create - 129.00                                            none                                                         none         longer than 31 days ago
            invoice 9 10-05 edit 129.00 119.00                                         none                                                         changes      there is no such invoice
            invoice x 10-05 edit 129.00 119.00                                         none                                                         changes      nor can there be one
            """#))
    func past(_ row: [String]) throws {
        let books = try PriorDayBooks()
        try books.bill("(1, 'invoice', '2026-08-01', '2026-08-01 10:00+02', NULL, 'EUR', 100, 19)")
        try books.take("(1, '2026-10-02', '2026-10-02 10:00+02', 40, 'voided')")
        for (place, text) in row[0].split(separator: "+").enumerated() {
            let words = text.split(separator: " ").map(String.init)
            let isMoney = words[5].first?.isNumber == true
            let field = isMoney ? (words[0] == "invoice" ? "gross" : "amount") : "status"
            func json(_ word: String) -> String {
                word == "-" ? "NULL" : "'{\"\(field)\": \"\(word)\"}'"
            }
            try books.note(
                "('2026-\(words[2]) 1\(place):00+02', '\(words[0])', '\(words[1])', '\(words[3])', "
                    + "\(json(words[4])), \(json(words[5])))")
        }
        let fails = row[1] != "none" || row[2] != "none"
        let receipt = try books.report(exits: fails ? 2 : 0)

        let untraced = try receipt.rows(
            "r1-prior-day-changes",
            "What|Changed at|Number or reference|From → to|Reason|Sales|Collections", between: "|"
        ).filter { $0.hasPrefix("untraced") }
        #expect(untraced.count == (row[1] == "none" ? 0 : 1), "\(row[3]): \(untraced)")
        let failed = try receipt.failedTies()
        if let told = untraced.first {
            let cells = told.split(separator: "|", omittingEmptySubsequences: false)
            #expect(
                "\(cells[2]) \(cells[3]) \(cells[4])".replacing(", past the audit trail", with: "")
                    .hasPrefix(row[1]), "\(told)")
            #expect(cells[1].isEmpty && cells[5].isEmpty && cells[6].isEmpty, "\(told)")
        }
        #expect(failed.contains(Self.unexplained(1)) == (row[1] != "none"), "\(failed)")
        #expect(
            failed.contains { $0.hasPrefix("FAIL Prior-day changes: \(row[2]) =") }
                == (row[2] != "none"), "\(failed)")
    }

    @Test("of the seeded world are shown and explained, those after a close too")
    func seeded() throws {
        let office = try Office()
        func changes(_ period: String, _ clinics: String...) throws -> [String] {
            let done = try office.evclinic(
                [
                    "run", "daily-registers", "--period", period, "--out", office.out, "--format",
                    "csv", "--json",
                ] + clinics)
            try #require(done.status == 0, "\(done.errors)")
            return try PrintedReceipt.all(done).flatMap { receipt in
                #expect(receipt.ties_failed == 0)
                return try receipt.rows(
                    "r1-prior-day-changes", "What|Reason|Untraced", between: "|")
            }.filter { $0.hasPrefix("changed|") }
        }
        let closed = try changes("2026-09", "--all")
        #expect(
            closed == Array(repeating: "changed|books of 2026-08 were closed|0", count: 5),
            "one a clinic, and the others are of days of their own month")
        // Harbor's edits by their days, the most on one day first.
        let days = try office.told(
            """
            SELECT (recorded_at AT TIME ZONE 'America/New_York')::date || ' ' || count(*)
            FROM clinic.audit_log
            WHERE clinic_id = 1 AND action = 'edit' AND entity IN ('invoice', 'payment') GROUP BY
                (recorded_at AT TIME ZONE 'America/New_York')::date ORDER BY count(*) DESC, 1
            """)
        let parts = try #require(days.first).split(separator: " ").map(String.init)
        let told = try changes(parts[0], "--clinic", "harbor-dental")
        #expect(told.count == Int(parts[1]), "\(days)")
    }

    @Test("finer than their currency's digits stand on the sheet of what is not shown")
    func tooFine() throws {
        let books = try PriorDayBooks()
        try books.bill("(1, 'invoice', '2026-10-01', '2026-10-01 10:00+02', NULL, 'EUR', 119, 0)")
        try books.note(Self.edit("09:00", "invoice", 1, "gross", "129.005", "119.00"))
        let receipt = try books.report(exits: 2)
        #expect(try PriorDayBooks.told(receipt) == [])
        #expect(
            try receipt.failedTies().contains {
                $0.hasPrefix("FAIL Prior-day changes: rows that cannot be shown = none")
            })
    }

    @Test("that were voided and given back are told in their days, however late that is asked")
    func givenBack() throws {
        let books = try PriorDayBooks()
        try books.bill("(1, 'invoice', '2026-10-01', '2026-10-01 10:00+02', NULL, 'EUR', 119, 0)")
        try books.note(
            Self.edit("09:00", "invoice", 1, "status", "issued", "void"),
            Self.edit("09:00", "invoice", 1, "status", "void", "issued", on: "2026-10-06"))
        let rows = try ["2026-10-05", "2026-10-06", "2026-10-07"].map {
            try PriorDayBooks.told(try books.report($0))
        }
        #expect(
            rows == [
                ["D-1|removed|status issued → void||-119.00||0"],
                ["D-1|changed|status void → issued||119.00||0"], [],
            ])
    }
}
