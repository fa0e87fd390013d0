import Foundation
import TestSupport
import Testing

@Suite("Bad books") struct BooksTests {
    /// The ids of a clinic, and of the first line of its October.
    private static let here = """
        CREATE TEMP TABLE here AS
        SELECT clinic.id AS clinic, invoice.id AS invoice, line.id AS line
        FROM clinic.clinic JOIN clinic.invoice ON invoice.clinic_id = clinic.id
        JOIN clinic.invoice_line AS line
            ON line.clinic_id = clinic.id AND line.invoice_id = invoice.id
        WHERE slug = 'harbor-dental' AND status = 'issued' AND kind = 'invoice'
            AND tax_point BETWEEN '2026-10-01' AND '2026-10-31' AND line.tax > 0
        ORDER BY line.id LIMIT 1;
        """
    @Test(
        "fail as a whole, name the place, and publish nothing",
        arguments: table(
            #"""
            change                                                                 code                    claimed  says
            DELETE FROM clinic.tax_policy WHERE {clinic}                           TAX_POLICY_MISSING      yes      no policy
            UPDATE clinic.clinic SET time_zone = 'Mars/Olympus' WHERE {own}        ZONE_UNKNOWN            no       harbor-dental, “Mars/Olympus”$
            UPDATE clinic.clinic SET currency = 'XXX' WHERE {own}                  CURRENCY_UNKNOWN        no       “XXX”$
            UPDATE clinic.clinic SET active = false WHERE {own}                    CLINIC_UNKNOWN          no       “harbor-dental”
            """#))
    func refused(_ row: [String]) throws {
        let office = try Office()
        try Self.spoil(office, row[0])
        let done = try office.evclinic(office.order())
        let refusal = try Refusal(
            row[1], row[1] == "CLINIC_UNKNOWN" ? "64" : "65",
            attempt: row[2] == "yes" ? "failed" : nil, says: row[3])
        try refusal.expect(of: done, in: office)
        #expect(try PrintedFailure(done.output).error.code == row[1])
    }

    @Test(
        "of one document keep back no other: it is listed, and the certificate fails",
        arguments: table(
            #"""
            change                                                               code                    only  says
            UPDATE clinic.invoice_line SET quantity = -1 WHERE {line}            LINE_QUANTITY_NEGATIVE  yes   line \d+, quantity -1$
            UPDATE clinic.invoice_line SET net = 'NaN' WHERE {line}              NUMERIC_NOT_FINITE      yes   line \d+, column \d+$
            UPDATE clinic.invoice_line SET unit_price = 'NaN' WHERE {line}       NUMERIC_NOT_FINITE      yes   line \d+, column \d+$
            UPDATE clinic.invoice_line SET net = 1e14 WHERE {line}               NUMERIC_OUT_OF_RANGE    yes   line \d+, column \d+$
            UPDATE clinic.invoice SET tax = 'NaN' WHERE {invoice}                NUMERIC_NOT_FINITE      yes   line \d+, column \d+$
            UPDATE clinic.invoice_line SET tax = tax + 0.001 WHERE {line}        AMOUNT_TOO_PRECISE      yes   line \d+, column \d+
            UPDATE clinic.invoice SET currency = 'XXX' WHERE {invoice}           CURRENCY_UNKNOWN        yes   “XXX”$
            DELETE FROM clinic.tax_rate WHERE {clinic}                           TAX_RATE_MISSING        no    line \d+, tax code \S+, 2026-\d\d-\d\d$
            UPDATE clinic.tax_rate SET valid_from = '2026-12-01' WHERE {current}  TAX_RATE_MISSING        no    line \d+, tax code \S+, 2026-\d\d-\d\d$
            UPDATE clinic.tax_rate SET percent = -1 WHERE {clinic}               TAX_RATES_INVALID       no    line \d+, tax code \S+, .*-1
            UPDATE clinic.tax_rate SET percent = 'NaN' WHERE {clinic}               TAX_RATES_INVALID       no    line \d+, tax code \S+, .*NUMERIC_NOT_FINITE
            UPDATE clinic.tax_rate SET kind = 'guess' WHERE {clinic}                TAX_RATES_INVALID       no    line \d+, tax code \S+, .*“guess”
            UPDATE clinic.tax_code SET category = 'Q' WHERE {clinic}             TAX_RATES_INVALID       no    line \d+, tax code \S+, category “Q”
            """#))
    func notComputed(_ row: [String]) throws {
        let office = try Office()
        try office.change(
            """
            ALTER TABLE clinic.tax_code DROP CONSTRAINT category_is_of_en_16931;
            ALTER TABLE clinic.tax_rate DROP CONSTRAINT rate_is_a_percent_or_a_fixed_amount
            """)
        try Self.spoil(office, row[0])
        let done = try office.evclinic(office.order() + ["--json"])
        #expect(done.status == 2, "\(done.errors)")
        let receipt = try PrintedReceipt(done)
        #expect(receipt.ties_failed > 0)
        let listed = try CSV(try #require(receipt.file("-tax-not-computed.csv")).path).rows
        #expect(Set(listed.map { $0["Code"] }) == [row[1]])
        #expect(listed.count == 1 || row[2] == "no")
        for document in listed {
            let words = try #require(document["What is wrong"])
            let number = try #require(document["Document"])
            #expect(words.contains("document \(number), line \(document["Line"] ?? "")"))
            #expect(words.firstMatch(of: try Regex(row[3])) != nil, "\(words)")
        }
        let ties = try CSV(try #require(receipt.file("-certificate.csv")).path).rows
        #expect(ties.first?["Result"] == "FAIL")
        #expect(ties.first?["This side"] == "\(listed.count)")
        #expect(ties.first?["Detail"] == "see Not computed")
    }

    @Test(
        "of a note or a payment keep back no other document, under a cash basis either",
        arguments: table(
            """
            change                                                                            listed
            UPDATE clinic.payment_allocation SET amount = 'NaN' WHERE id = (SELECT min(id) FROM clinic.payment_allocation AS one WHERE {rhein} AND allocated_on >= '2026-10-01') AND {rhein}  its payments, column
            UPDATE clinic.payment SET amount = 'NaN', received_on = '2026-10-05' WHERE id = (SELECT min(id) FROM clinic.payment AS one WHERE {rhein} AND tax_code_id IS NOT NULL) AND {rhein}  payment
            UPDATE clinic.invoice SET net = 'NaN' WHERE id = (SELECT max(id) FROM clinic.invoice AS one WHERE {rhein} AND kind = 'credit_note' AND tax_point BETWEEN '2026-10-01' AND '2026-10-31') AND {rhein}  what its invoice was credited
            """))
    func payments(_ row: [String]) throws {
        let office = try Office()
        let rhein = "clinic_id = (SELECT id FROM clinic.clinic WHERE slug = 'rhein-praxis')"
        try office.change(
            "SET session_replication_role = replica; " + row[0].replacing("{rhein}", with: rhein))
        let receipt = try office.receipt(office.order("rhein-praxis"))
        let listed = try CSV(try #require(receipt.file("-tax-not-computed.csv")).path).rows
        #expect(Set(listed.map { $0["Code"] }) == ["NUMERIC_NOT_FINITE"])
        #expect(listed.contains { $0["What is wrong"]?.contains(row[1]) == true })
        #expect(listed.count < 4)
        let lines = try CSV(try #require(receipt.file("-tax-summary.csv")).path).rows
        #expect(lines.count > 4)
    }

    @Test("of one clinic keep back its own report and no other") func all() throws {
        let office = try Office()
        try Self.spoil(
            office,
            "CREATE TABLE public.kept AS SELECT * FROM clinic.tax_policy WHERE {clinic}; DELETE FROM clinic.tax_policy WHERE {clinic}"
        )
        try Self.spoil(
            office, "UPDATE clinic.clinic SET currency = 'XXX' WHERE slug = 'rhein-praxis'")
        let order = [
            "run", "tax-reconciliation", "--all", "--period", "2026-10", "--out", office.out,
        ]
        let done = try office.evclinic(order + ["--json"])

        #expect(done.status == 3, "\(done.errors)")
        let published = Set(office.folder.files().keys.map { $0.split(separator: "/")[1] })
        #expect(published == ["gulf-polyclinic", "nilgiri-clinic", "sakura-iin"])
        #expect(office.folder.files().count == 24)
        #expect(office.folder.files().keys.allSatisfy { !$0.hasSuffix(".tmp") })
        let lines = done.output.split(separator: "\n").map(String.init)
        let failed = try lines.filter { $0.contains(#""error""#) }.map { try PrintedFailure($0) }
        #expect(
            failed.map(\.error.code).sorted() == ["CURRENCY_UNKNOWN", "TAX_POLICY_MISSING"])
        #expect(lines.count == 5)
        #expect(done.errors.contains("evclinic: rhein-praxis: That is not an active ISO 4217"))
        #expect(done.errors.contains("evclinic: harbor-dental 2026-10: The clinic has no tax pol"))
        #expect(
            try office.told(
                """
                SELECT concat_ws(' ', state, count(*)) FROM worker.run GROUP BY state ORDER BY 1
                """) == ["done 3", "failed 1"])
        #expect(
            try office.told(
                """
                SELECT file.name FROM worker.run_file AS file
                JOIN worker.run ON run.id = file.run_id WHERE run.state <> 'done'
                """) == [])

        try office.change(
            """
            INSERT INTO clinic.tax_policy SELECT * FROM public.kept;
            UPDATE clinic.clinic SET currency = 'EUR' WHERE currency = 'XXX';
            """)
        let then = try office.evclinic(order)
        #expect(then.status == 2, "\(then.errors)")
        #expect(office.folder.files().count == 40)
    }

    @Test("of every clinic end the command as the first failure does") func none() throws {
        let office = try Office()
        try office.change("DELETE FROM clinic.tax_policy")
        let done = try office.evclinic([
            "run", "tax-reconciliation", "--all", "--period", "2026-10", "--out", office.out,
        ])
        #expect(done.status == 65)
        #expect(done.errors.matches(of: /TAX_POLICY_MISSING:/).count == 5)
        #expect(office.folder.files().isEmpty)
    }

    /// Runs a change of the table as somebody who may break every rule.
    private static func spoil(_ office: Office, _ change: String) throws {
        let named = [
            "{line}": "(clinic_id, id) = (SELECT clinic, line FROM here)",
            "{invoice}": "(clinic_id, id) = (SELECT clinic, invoice FROM here)",
            "{clinic}": "clinic_id = (SELECT clinic FROM here)",
            "{current}": "valid_until IS NULL AND clinic_id = (SELECT clinic FROM here)",
            "{own}": "id = (SELECT clinic FROM here)",
        ]
        let sql = named.reduce(change) { $0.replacing($1.key, with: $1.value) }
        try office.change("\(here) SET session_replication_role = replica; \(sql)")
    }
}
