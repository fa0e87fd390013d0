import TestSupport
import Testing

/// Reports made by a query and a description of its sheet, through the program.
@Suite("Templates") struct TemplateTests {
    private static let query = """
        SELECT clinic_id, received_on AS day, currency, count(*) AS payments, sum(amount) AS amount
        FROM clinic.payment
        WHERE payment.clinic_id = :clinic AND received_on >= :from AND received_on < :until
        GROUP BY clinic_id, received_on, currency
        ORDER BY day, currency
        """
    private static let sheet = """
        title: Paid
        sheet: Paid
        currency: currency
        columns:
          - { column: day, title: Day, type: day }
          - { column: payments, title: Payments, type: integer, total: true }
          - { column: amount, title: Amount, type: money, total: true, width: 14 }
        ties:
          rows: days = days
          amount: amount = payments
        """
    private static let ties = """
        SELECT clinic_id, currency, count(DISTINCT received_on) AS rows, sum(amount) AS amount
        FROM clinic.payment
        WHERE payment.clinic_id = :clinic AND received_on >= :from AND received_on < :until
        GROUP BY clinic_id, currency
        """
    private static let job = Office.reports("paid")

    /// A clinic with payments: `('2026-10-01', 'EUR', 10.5)`, by commas.
    private static func books(_ payments: String) -> String {
        Office.founding("paid") + """
            INSERT INTO clinic.payment (clinic_id, id, patient_id, method, tender, received_on,
                    recorded_at, currency, amount, purpose, status)
                SELECT 1, row_number() OVER (), 1, 'cash', 'cash', day::date, day::timestamptz,
                    currency, amount, 'advance', 'captured'
                FROM (VALUES \(payments)) AS paid (day, currency, amount);
            """
    }

    /// A root with a template and its job.
    private struct Desk {
        let office: Office

        init(_ content: TestDatabase.Content = .schema) throws {
            office = try Office(content)
            try write(TemplateTests.query, "query.sql")
            try write(TemplateTests.sheet, "sheet.yaml")
            try write(TemplateTests.ties, "ties.sql")
            try office.folder.write(TemplateTests.job, to: "jobs/paid.yaml")
        }

        func write(_ text: String, _ file: String) throws {
            try office.folder.write(text, to: "templates/paid/\(file)")
        }

        func check(_ more: String...) throws -> Program {
            try office.evclinic(["jobs", "check"] + more, ["EVCLINIC_ROOT": office.folder.path])
        }

        func run(_ clinic: String, _ period: String, _ job: String = "paid") throws -> Program {
            try office.evclinic(
                [
                    "run", job, "--clinic", clinic, "--period", period, "--out", office.out,
                    "--json",
                ], ["EVCLINIC_ROOT": office.folder.path])
        }
    }

    @Test(
        "with a fault are refused at file, line and column, before or by a server",
        arguments: table(
            """
            file        instead of               stands                    place  says
            query.sql   :clinic                  7                         1:1    it does not name :clinic
            query.sql   :until                   :untill                   3:78   there is no :untill, did you mean :until
            query.sql   :until                   $3                        3:78   a template names its parameters
            query.sql   ORDER BY day, currency   -- none                   4:34   it lacks an ORDER BY
            query.sql   BY day, currency         BY day, lower(currency)   5:20   ORDER BY takes names or numbers
            query.sql   FROM clinic.payment      INTO x FROM y             2:1    a template only reads; into does not
            query.sql   FROM clinic.payment      FROM x FOR UPDATE         2:8    a template only reads; for locks rows
            query.sql   count(*) AS              now() AS                  1:49   so now is not taken
            query.sql   BY day, currency         BY day, currency; DROP x  5:23   a template is one query
            query.sql   SELECT clinic_id         UPDATE clinic.x SELECT    1:1    a template begins with SELECT or WITH
            query.sql   count(*) AS              pg_catalog.set_config('a', 'b', true) AS  1:60  so set_config is not taken
            query.sql   count(*) AS              "set_config"('a', 'b', true) AS  1:49  is not taken
            query.sql   :from AND                'today' AND               3:54   so 'today' is not taken
            query.sql   count(*) AS              pg_sleep_for('1 s') AS    1:49   so pg_sleep_for is not taken
            sheet.yaml  type: money              type: mony                7:44   type takes text, integer
            sheet.yaml  total: true, width       totl: true, width         7:51   unknown key “totl”, did you mean total
            sheet.yaml  type: day                type: day, total: true    5:50   a column of type day has no total
            sheet.yaml  title: Day               title: Amount             2:8    two columns have the title “Amount”
            sheet.yaml  sheet: Paid              sheet: a/b                2:8    a name has none of
            sheet.yaml  sheet: Paid              sheet: Paid0123456789012345678901234  2:8  at most 27 characters
            sheet.yaml  amount: amount           day: amount               10:8   ties takes columns with a total: payments, amount, rows
            sheet.yaml  column: payments         column: day               6:15   column day stands twice
            """))
    func faults(_ row: [String]) throws {
        let desk = try Self.shared.get()
        let text = row[0] == "query.sql" ? Self.query : Self.sheet
        let changed = text.replacing(row[1], with: row[2], maxReplacements: 1)
        try #require(changed != text)
        let folder = try TemporaryFolder()
        for (name, text) in [
            ("query.sql", Self.query), ("sheet.yaml", Self.sheet), ("ties.sql", Self.ties),
        ] {
            try folder.write(name == row[0] ? changed : text, to: "templates/paid/\(name)")
        }
        try folder.write(Self.job, to: "jobs/paid.yaml")
        let done = try desk.office.evclinic(
            ["jobs", "check", "--offline"], ["EVCLINIC_ROOT": folder.path])
        #expect(done.status == 78)
        #expect(
            done.errors.contains("templates/paid/\(row[0]):\(row[3]) ")
                && done.errors.contains(row[4]),
            "\(done.errors)")
        #expect(done.errors.contains("jobs/paid.yaml:2:11 there is no readable template “paid”"))
    }

    private static let shared = Result { try Desk() }

    @Test(
        "that only a server can judge are refused at their place, and nothing is run",
        arguments: table(
            """
            instead of           stands                     place  says
            received_on AS day   recieved_on AS day         1:19   column "recieved_on" does not exist
            sum(amount)          sum(:from - :zone)         1:81   operator does not exist
            sum(amount) AS       sum(amount)::text AS       1:1    column amount is text, the sheet says money
            AS amount            AS amount, 1 AS payments   1:1    two columns are called “payments”
            SELECT clinic_id,    SELECT clinic_id + 0,      1:1    its first column is clinic_id
            AS payments          AS payment                 1:1    it gives no column “payments”, did you mean payment
            """))
    func served(_ row: [String]) throws {
        let desk = try Desk()
        let right = try desk.check()
        #expect(right.output == "1 jobs are valid, 0 are not\n1 templates are valid, 0 are not\n")
        let text = Self.query.replacing(row[0], with: row[1])
        try #require(text != Self.query)
        try desk.write(text, "query.sql")
        let done = try desk.check()
        #expect(done.status == 78)
        #expect(
            done.errors.contains("templates/paid/query.sql:\(row[2]) \(row[3])"), "\(done.errors)")
    }

    @Test("give a sheet a currency, totals that tie, and say when there is nothing")
    func currencies() throws {
        let desk = try Desk()
        try desk.office.change(
            Self.books(
                """
                ('2026-10-01', 'EUR', 10.5), ('2026-10-01', 'EUR', 4.5), ('2026-10-02', 'EUR', 1),
                ('2026-10-02', 'JPY', 700), ('2026-10-31', 'USD', 0.01), ('2026-11-01', 'USD', 9)
                """))
        let done = try desk.run("paid", "2026-10")
        #expect(done.status == 0, "\(done.errors)")
        let receipt = try PrintedReceipt(done)
        #expect(
            try receipt.rows("r1-paid", "Day|Payments|Amount")
                == ["2026-10-01 2 15.00", "2026-10-02 1 1.00"])
        #expect(try receipt.rows("r1-paid-jpy", "Day|Amount") == ["2026-10-02 700"])
        #expect(try receipt.rows("r1-paid-usd", "Day|Amount") == ["2026-10-31 0.01"])
        #expect(
            try receipt.rows("certificate", "Tie|This side|Other side|Result") == [
                "Paid: days = days (EUR) 2 2 PASS",
                "Paid: amount = payments (EUR) 16.00 16.00 PASS",
                "Paid: days = days (JPY) 1 1 PASS", "Paid: amount = payments (JPY) 700 700 PASS",
                "Paid: days = days (USD) 1 1 PASS", "Paid: amount = payments (USD) 0.01 0.01 PASS",
            ])
        #expect(
            receipt.totals.map { "\($0.name) \($0.amount) \($0.currency)" } == [
                "paid: Amount 16.00 EUR", "paid: Amount 700 JPY", "paid: Amount 0.01 USD",
            ])
        let again = try PrintedReceipt(try desk.run("paid", "2026-10"))
        #expect(again.outcome == "unchanged")
        try desk.write(
            Self.query.replacing("WHERE ", with: "WHERE currency <> 'USD' AND "), "query.sql")
        let short = try PrintedReceipt(try desk.run("paid", "2026-10"))
        #expect(
            try short.rows("certificate", "Tie|This side|Other side|Result").suffix(2) == [
                "Paid: days = days (USD) 0 1 FAIL", "Paid: amount = payments (USD) 0.00 0.01 FAIL",
            ], "a currency that the sheet lacks")
        try desk.write(Self.query, "query.sql")
        let empty = try PrintedReceipt(try desk.run("paid", "2026-08"))
        #expect(try empty.rows("r1-paid", "Day") == [])
        #expect(
            try empty.rows("certificate", "Tie|This side|Other side|Result") == [
                "Paid: days = days (EUR) 0 0 PASS", "Paid: amount = payments (EUR) 0.00 0.00 PASS",
            ])
    }

    @Test("of one job have tabs of their own, and none that every workbook has") func tabs() throws
    {
        let desk = try Desk()
        for name in ["paid2", "certificate"] {
            for file in ["query.sql", "ties.sql"] {
                try desk.office.folder.write(
                    file == "query.sql" ? Self.query : Self.ties, to: "templates/\(name)/\(file)")
            }
            try desk.office.folder.write(
                name == "paid2"
                    ? Self.sheet : Self.sheet.replacing("sheet: Paid", with: "sheet: X"),
                to: "templates/\(name)/sheet.yaml")
            try desk.office.folder.write(
                Self.job.replacing("[paid]", with: "[paid, \(name)]"), to: "jobs/paid.yaml")
            let done = try desk.check("--offline")
            #expect(done.status == 78)
            #expect(
                done.errors.contains("jobs/paid.yaml:2:17 “\(name)” has the tab"), "\(done.errors)")
        }
    }

    @Test("may have words in strings, quotes, comments and behind dots that they may not say")
    func words() throws {
        let desk = try Desk()
        let harmless = """
            WHERE (SELECT few.update FROM (SELECT 'delete :x' AS "update") AS few) <> 'now then'
                -- ; DROP TABLE x
                /* INSERT $1 */ AND
            """
        try desk.write(
            Self.query.replacing("WHERE", with: harmless).replacing(":from", with: ":from::date"),
            "query.sql")
        let done = try desk.check()
        #expect(done.status == 0, "\(done.errors)")
    }

    @Test("that break their word at run time end the run: no total order, too many digits, ties")
    func broken() throws {
        let desk = try Desk()
        try desk.office.change(
            Self.books("('2026-10-01', 'EUR', 10.5), ('2026-10-02', 'EUR', 1)"))
        try desk.write(
            Self.query.replacing("ORDER BY day, currency", with: "ORDER BY currency"), "query.sql")
        let loose = try desk.run("paid", "2026-10")
        #expect(loose.status == 65)
        #expect(
            loose.output.contains("REPORT_ROWS_INVALID") && loose.output.contains("rows 1 and 2"),
            "\(loose.output)\(loose.errors)")
        try desk.write(Self.query, "query.sql")
        try desk.write(
            Self.ties.replacing(
                "GROUP BY clinic_id, currency", with: "GROUP BY clinic_id, currency, id"),
            "ties.sql")
        let twice = try desk.run("paid", "2026-10")
        #expect(twice.output.contains("two rows are of EUR"), "\(twice.output)")
        try desk.write(Self.ties, "ties.sql")
        try desk.write(
            Self.query.replacing(
                "sum(amount)", with: "sum(amount) / CASE WHEN sum(amount) > 9 THEN 8 ELSE 1 END"),
            "query.sql")
        let precise = try PrintedReceipt(try desk.run("paid", "2026-10"))
        #expect(
            try precise.rows("not-shown", "Report|Row|Code|Why")
                == ["paid 1 AMOUNT_TOO_PRECISE amount, 2 digits allowed"])
        #expect(try precise.rows("r1-paid", "Day|Amount") == ["2026-10-02 1.00"])
        #expect(
            try precise.rows("certificate", "Tie|Result").first
                == "Paid: rows that cannot be shown = none FAIL")
        try desk.write(
            Self.query.replacing("SELECT clinic_id", with: "SELECT 2::bigint AS clinic_id"),
            "query.sql")
        let foreign = try desk.run("paid", "2026-10")
        #expect(foreign.output.contains("TENANT_MISMATCH"), "I7: \(foreign.output)")
        try desk.write(Self.query, "query.sql")
        try desk.write(Self.ties.replacing("sum(amount)", with: "sum(amount) + 1"), "ties.sql")
        let untied = try desk.run("paid", "2026-10")
        #expect(untied.status == 2)
        let receipt = try PrintedReceipt(untied)
        #expect(receipt.ties_failed == 1)
        #expect(
            try receipt.rows("certificate", "Difference|Result") == ["0 PASS", "-1.00 FAIL"])
    }

    @Test("that we ship, and a new one, are taken by a server, run, and tie on a clean seed")
    func shipped() throws {
        let office = try Office()
        let made = try office.evclinic(
            ["jobs", "new", "report", "paid-by-day"], ["EVCLINIC_ROOT": office.folder.path])
        #expect(made.status == 69 || made.status == 78, "a root has jobs/: \(made.errors)")
        try office.folder.write(Self.job, to: "jobs/none.yaml.off")
        let root = ["EVCLINIC_ROOT": office.folder.path]
        let new = try office.evclinic(["jobs", "new", "report", "paid-by-day"], root)
        #expect(new.status == 0, "\(new.errors)")
        let twice = try office.evclinic(["jobs", "new", "report", "paid-by-day"], root)
        #expect(twice.errors.contains("FILE_CONFLICT"))
        #expect(try office.evclinic(["jobs", "check"], root).status == 0)
        let run = [
            "run", "paid-by-day", "--clinic", "harbor-dental", "--period", "2026-10", "--out",
            office.out, "--json",
        ]
        let done = try office.evclinic(run, root)
        #expect(done.status == 0, "\(done.errors)")
        let ours = ["EVCLINIC_ROOT": TestCluster.checkout]
        let checked = try office.evclinic(["jobs", "check"], ours)
        #expect(checked.status == 0, "\(checked.errors)")
        let all = try office.evclinic(
            [
                "run", "monthly-pack", "--all", "--period", "2026-08..2026-10", "--out", office.out,
                "--json",
            ], ours)
        let receipts = try PrintedReceipt.all(all)
        #expect(receipts.count == 15, "\(all.errors)")
        // The seed plants documents whose tax is not their lines'.
        for receipt in receipts {
            #expect(receipt.files.count { $0.path.hasSuffix(".xlsx") } == 1)
            #expect(receipt.breaks > 5)
            let aging = try receipt.rows("certificate", "Tie|Result").filter {
                $0.hasPrefix("Receivables: aging = closing of the roll-forward")
            }
            #expect(aging.count == 1 && aging[0].hasSuffix("PASS"), "\(aging)")
            let failed = try receipt.rows("certificate", "Tie|Result").filter {
                $0.hasSuffix("FAIL")
            }
            #expect(failed.allSatisfy { $0.contains("tax = the lines' taxes") }, "\(failed)")
        }
    }
}
