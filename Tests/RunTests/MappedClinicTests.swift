import Access
import Foundation
import Persistence
import TestSupport
import Testing

/// A clinic whose books are in other tables, under other names and types, and mapped by views.
@Suite("Mapped clinic") struct MappedClinicTests {
    @Test("gives the figures of its tables, to the byte, and is green in doctor")
    func same() throws {
        let (plain, mapped) = (try Office(), try Self.mapped())
        let (left, right) = (try Self.everything(plain), try Self.everything(mapped))
        #expect(left.count == 5)
        #expect(left.map(\.clinic) == right.map(\.clinic))
        for (mine, theirs) in zip(left, right) {
            #expect(mine.totals == theirs.totals, "\(mine.clinic)")
            #expect((mine.breaks, mine.ties_failed) == (theirs.breaks, theirs.ties_failed))
            #expect(Self.registers(mine).count == 6)
            #expect(Self.registers(mine) == Self.registers(theirs))
            #expect(try Self.digest(mine) == Self.digest(theirs))
        }
        #expect(left.map(\.breaks).reduce(0, +) > 10)
        let doctor = try mapped.evclinic(["doctor"])
        #expect(doctor.status == 0, "\(doctor.output)")
        #expect(doctor.output.contains("40 relations as we read them"))
    }

    @Test("knows users and their roles") func users() throws {
        let mapped = try Self.mapped()
        let login = try #require(
            try mapped.told(
                """
                SELECT person.user_name FROM legacy.person
                JOIN legacy.membership ON membership.user_id = person.id
                JOIN legacy.role_permission USING (role)
                WHERE membership.clinic_id = 1 AND permission = 'report.run' ORDER BY 1
                """
            ).first)
        #expect(try mapped.receipt(mapped.order() + ["--as", login]).outcome == "recorded")
        let denied = try mapped.evclinic(mapped.order() + ["--as", "nobody"])
        #expect(try PrintedFailure(denied.output).error.code == "USER_UNKNOWN")
    }

    @Test("shows each session the rows of its own clinic and no other (I7)") func walls() throws {
        let mapped = try Self.mapped()
        let worker = try mapped.database.primary().connection()
        for (clinic, others) in [("1", "clinic_id <> 1"), ("2", "clinic_id <> 2"), ("", "true")] {
            try worker.script("SET evclinic.clinic = '\(clinic)'")
            for view in ["invoice", "invoice_line", "tax_rate", "membership"] {
                var count: Int64 = -1
                try worker.query("SELECT count(*) FROM clinic.\(view) WHERE \(others)") {
                    count = try $0.int(0)
                }
                #expect(count == 0, "\(view) in the session of clinic \(clinic)")
            }
        }
    }

    @Test(
        "is red in doctor, which says what to do, when its views are wrong",
        arguments: table(
            """
            subject                      finding                               what to do
            clinic.invoice               is a view without security_invoker    ALTER VIEW
            clinic.tax_rate              is a view without security_invoker    ALTER VIEW
            clinic.membership            is a materialized view                ALTER VIEW
            clinic.invoice_line_tax.tax  is double precision, numeric is read  type numeric
            clinic.tax_policy            is missing, which switches off        make it
            clinic.legal_entity.name     is missing                            type text
            """))
    func wrong(_ row: [String]) throws {
        let mapped = try Self.mapped()
        let parts = row[0].split(separator: ".")
        let change = try #require(Self.changes["\(parts[1])"])
        try mapped.change(change)
        let doctor = try mapped.evclinic(["doctor"])
        #expect(doctor.status == 1)
        let lines = doctor.output.split(separator: "\n").map(String.init)
        let red = lines.enumerated().filter { $0.element.hasPrefix("FAIL") }
        #expect(red.count == 1, "\(doctor.output)")
        let (index, line) = try #require(red.first)
        #expect(line.contains("\(row[0]) "))
        #expect(line.contains(row[1]))
        #expect(lines[index + 1].contains("→") && lines[index + 1].contains(row[2]))
    }

    @Test("is believed about security_invoker however it is spelt, and no further")
    func spelling() throws {
        let mapped = try Self.mapped()
        for (value, isRed) in [("on", false), ("1", false), ("yes", false), ("off", true)] {
            try mapped.change("ALTER VIEW clinic.tax_code SET (security_invoker = \(value))")
            #expect(try mapped.evclinic(["doctor"]).status == (isRed ? 1 : 0), "\(value)")
        }
    }

    /// What puts one view wrong.
    private static let changes = [
        "invoice": "ALTER VIEW clinic.invoice RESET (security_invoker)",
        "tax_rate": "ALTER VIEW clinic.tax_rate SET (security_invoker = false)",
        "membership": """
        DROP VIEW clinic.membership;
        CREATE MATERIALIZED VIEW clinic.membership AS SELECT * FROM legacy.membership
        """,
        "invoice_line_tax": """
        DROP VIEW clinic.invoice_line_tax;
        CREATE VIEW clinic.invoice_line_tax WITH (security_invoker) AS
        SELECT clinic_id, invoice_id, invoice_line_id, position, component,
            tax::double precision AS tax FROM legacy.invoice_line_tax
        """,
        "tax_policy": "DROP VIEW clinic.tax_policy",
        "legal_entity": "ALTER VIEW clinic.legal_entity RENAME COLUMN name TO title",
    ]

    /// The seeded clinics behind views.
    private static func mapped() throws -> Office {
        let office = try Office()
        try office.change(Mapping.sql)
        return office
    }

    /// A receipt of every clinic.
    private static func everything(_ office: Office) throws -> [PrintedReceipt] {
        let done = try office.evclinic([
            "run", "tax-reconciliation", "--all", "--period", "2026-10", "--out", office.out,
            "--json",
        ])
        try #require(done.status == 2, "\(done.errors)\(done.output)")
        return try PrintedReceipt.all(done)
    }

    /// Names and hashes of the CSV files.
    private static func registers(_ receipt: PrintedReceipt) -> [String: String] {
        let files = receipt.files.filter { $0.path.hasSuffix(".csv") }
        return Dictionary(
            uniqueKeysWithValues: files.map {
                (URL(filePath: $0.path).lastPathComponent, $0.sha256)
            })
    }

    private static func digest(_ receipt: PrintedReceipt) throws -> String {
        let manifest = try Manifest(try #require(receipt.file(".manifest.json")).path)
        return try #require(manifest.facts["digest"])
    }
}

/// The clinic's own tables, and the views that make of them what we read.
private enum Mapping {
    static let sql = [tables, otherNames, views, rights].joined(separator: ";\n")

    /// What is only read goes elsewhere, with its rights and its row-level security; we write into
    /// `audit_log`, so that stays.
    private static let tables = """
        CREATE SCHEMA legacy;
        DO $$
        DECLARE relation text;
        BEGIN
            FOREACH relation IN ARRAY ARRAY['clinic', 'legal_entity', 'app_user', 'membership',
                'role_permission', 'tax_code', 'tax_rate', 'tax_policy', 'invoice', 'invoice_line',
                'invoice_line_tax']
            LOOP
                EXECUTE format('ALTER TABLE clinic.%I SET SCHEMA legacy', relation);
            END LOOP;
        END $$
        """

    private static let otherNames = """
        ALTER TABLE legacy.clinic RENAME TO practice;
        ALTER TABLE legacy.practice RENAME COLUMN slug TO code;
        ALTER TABLE legacy.practice ALTER COLUMN active DROP DEFAULT;
        ALTER TABLE legacy.practice ALTER COLUMN active TYPE char(1)
            USING CASE WHEN active THEN 'Y' ELSE 'N' END;
        ALTER TABLE legacy.practice ALTER COLUMN currency TYPE varchar(3);
        ALTER TABLE legacy.practice ALTER COLUMN legal_entity_id TYPE integer;
        ALTER TABLE legacy.app_user RENAME TO person;
        ALTER TABLE legacy.person RENAME COLUMN login TO user_name;
        ALTER TABLE legacy.tax_rate RENAME COLUMN percent TO ratio;
        ALTER TABLE legacy.tax_rate ALTER COLUMN ratio TYPE numeric(12,8) USING ratio / 100;
        ALTER TABLE legacy.tax_rate ALTER COLUMN valid_from TYPE timestamp;
        ALTER TABLE legacy.tax_rate ALTER COLUMN position TYPE integer;
        ALTER TABLE legacy.invoice RENAME TO bill;
        ALTER TABLE legacy.bill RENAME COLUMN clinic_id TO practice;
        ALTER TABLE legacy.bill RENAME COLUMN number TO bill_no;
        ALTER TABLE legacy.bill RENAME COLUMN tax_point TO supplied_on;
        ALTER TABLE legacy.bill DROP CONSTRAINT invoice_is_in_a_known_state,
            DROP CONSTRAINT only_a_void_invoice_was_voided;
        ALTER TABLE legacy.bill ALTER COLUMN status TYPE smallint
            USING CASE status WHEN 'draft' THEN 0 WHEN 'issued' THEN 1 ELSE 9 END;
        ALTER TABLE legacy.bill ALTER COLUMN net TYPE bigint USING net * 10000;
        ALTER TABLE legacy.bill ALTER COLUMN currency TYPE text;
        ALTER TABLE legacy.invoice_line RENAME COLUMN position TO line_no;
        ALTER TABLE legacy.invoice_line ALTER COLUMN line_no TYPE smallint;
        ALTER TABLE legacy.invoice_line ALTER COLUMN quantity TYPE text
        """

    private static let views = """
        CREATE VIEW clinic.clinic WITH (security_invoker) AS
            SELECT id, code AS slug, name, legal_entity_id::bigint, currency::char(3), time_zone,
                active = 'Y' AS active, fiscal_year_start_month, clinic_group_id, prices_include_tax
            FROM legacy.practice;
        CREATE VIEW clinic.legal_entity WITH (security_invoker) AS
            SELECT id, name FROM legacy.legal_entity;
        CREATE VIEW clinic.app_user WITH (security_invoker) AS
            SELECT id, user_name AS login, active FROM legacy.person;
        CREATE VIEW clinic.membership WITH (security_invoker) AS
            SELECT clinic_id, user_id, role FROM legacy.membership;
        CREATE VIEW clinic.role_permission WITH (security_invoker) AS
            SELECT role, permission FROM legacy.role_permission;
        CREATE VIEW clinic.tax_code WITH (security_invoker) AS
            SELECT clinic_id, id, code, category FROM legacy.tax_code;
        CREATE VIEW clinic.tax_rate WITH (security_invoker) AS
            SELECT clinic_id, id, tax_code_id, component, kind, (ratio * 100)::numeric(9,6) AS percent,
                per_unit, position::smallint, compound, withheld, valid_from::date, valid_until
            FROM legacy.tax_rate;
        CREATE VIEW clinic.tax_policy WITH (security_invoker) AS
            SELECT clinic_id, valid_from, rounding_level, rounding_mode, basis FROM legacy.tax_policy;
        CREATE VIEW clinic.invoice WITH (security_invoker) AS
            SELECT practice AS clinic_id, id, bill_no AS number, kind,
                CASE status WHEN 0 THEN 'draft' WHEN 1 THEN 'issued' ELSE 'void' END AS status,
                issue_date, supplied_on AS tax_point, due_date, recorded_at, currency::char(3),
                exchange_rate, (net / 10000.0)::numeric(19,4) AS net, tax, rounding, gross, credited_invoice_id,
                series, patient_id, payer_id, voided_at, voided_by, void_reason
            FROM legacy.bill;
        CREATE VIEW clinic.invoice_line WITH (security_invoker) AS
            SELECT clinic_id, id, invoice_id, line_no::integer AS position, tax_code_id, net, tax,
                quantity::numeric(12,3), base_quantity, list_price, unit_price, credited_line_id,
                service_id, medicine_id, practitioner_id, appointment_id
            FROM legacy.invoice_line;
        CREATE VIEW clinic.invoice_line_tax WITH (security_invoker) AS
            SELECT clinic_id, invoice_id, invoice_line_id, position, component, tax
            FROM legacy.invoice_line_tax
        """

    private static let rights = """
        GRANT USAGE ON SCHEMA legacy TO evclinic_worker, evclinic_reporter;
        GRANT SELECT ON ALL TABLES IN SCHEMA clinic TO evclinic_worker, evclinic_reporter;
        ALTER DEFAULT PRIVILEGES IN SCHEMA clinic
            GRANT SELECT ON TABLES TO evclinic_worker, evclinic_reporter
        """
}
