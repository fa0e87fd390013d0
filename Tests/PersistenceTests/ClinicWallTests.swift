import Access
import Domain
import Persistence
import TestSupport
import Testing

@Suite("Clinic wall", .serialized) struct ClinicWallTests {
    /// Every table of both schemas that is kept apart by clinic.
    private static let walled = """
        SELECT c.oid::regclass::text FROM pg_class c
        WHERE c.relnamespace IN ('clinic'::regnamespace, 'worker'::regnamespace)
            AND c.relkind = 'r' AND c.relrowsecurity
        ORDER BY 1
        """

    private static func tables(_ database: TestDatabase, _ sql: String) throws -> [String] {
        var found: [String] = []
        try database.superuser().query(sql) { found.append(try $0.text(0)) }
        return found
    }

    @Test("stands around every table that has a clinic's id, for its owner too")
    func everywhere() throws {
        let database = try TestDatabase()
        let open = try Self.tables(
            database,
            """
            SELECT c.oid::regclass::text FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'clinic_id'
            WHERE c.relnamespace = 'clinic'::regnamespace AND c.relkind = 'r'
                AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
            """)
        #expect(open == [])
        #expect(try Self.tables(database, Self.walled).count > 30)
    }

    @Test(
        "shows a session its own clinic and no other (I7)",
        arguments: ["reporter", "worker", "owner"])
    func reading(_ role: String) throws {
        let database = try TestDatabase(.seeded)
        let connection = try database.connection(role)
        let admin = try database.superuser()
        var shown = 0
        for table in try Self.tables(database, Self.walled) {
            let count = "SELECT count(*) FROM \(table)"
            #expect(try connection.number(count) == 0, "\(table) without a clinic")
            let clinics = "SELECT count(DISTINCT clinic_id) FROM \(table)"
            guard try admin.number(clinics) > 1 else { continue }
            for clinic in 1...2 {
                try connection.script("SET evclinic.clinic = '\(clinic)'")
                let others = "\(count) WHERE clinic_id <> \(clinic)"
                #expect(try connection.number(others) == 0, "\(table)")
                let own = try admin.number("\(count) WHERE clinic_id = \(clinic)")
                #expect(try connection.number(count) == own, "\(table)")
                shown += Int(own)
            }
            try connection.script("RESET evclinic.clinic")
        }
        #expect(shown > 1000)
    }

    @Test("goes with its transaction")
    func settingEnds() throws {
        let database = try TestDatabase(.seeded)
        let primary = database.primary()
        let count = { (clinic: ClinicID?) in
            try primary.transaction(of: clinic) { transaction in
                try transaction.first(Probe.payers) { try $0.int(0) }
            }
        }
        let seen = try count(ClinicID(rawValue: 1)) ?? 0
        #expect(seen > 0)
        #expect(try count(nil) == 0)
    }

    @Test("lets neither worker nor reporter change the clinic's books")
    func writing() throws {
        let database = try TestDatabase()
        let every = """
            SELECT c.oid::regclass::text FROM pg_class c
            WHERE c.relnamespace = 'clinic'::regnamespace AND c.relkind = 'r' ORDER BY 1
            """
        let worker = try database.connection("worker")
        let reporter = try database.connection("reporter")
        for table in try Self.tables(database, every) {
            let column = try database.superuser().text(
                """
                SELECT attname::text FROM pg_attribute
                WHERE attrelid = $1::regclass AND attnum = 1
                """, .text(table))
            let changes = [
                "UPDATE \(table) SET \(column) = NULL", "DELETE FROM \(table)", "TRUNCATE \(table)",
            ]
            let insert = "INSERT INTO \(table) DEFAULT VALUES"
            for sql in changes + (table == "clinic.audit_log" ? [] : [insert]) {
                #expect(failure { try worker.script(sql) }?.code == .databaseDenied, "\(sql)")
            }
            for sql in changes + [insert] {
                #expect(failure { try reporter.script(sql) }?.code == .databaseDenied, "\(sql)")
            }
        }
    }

    @Test("lets the reporter write nothing of ours, and make nothing")
    func reporterWrites() throws {
        let database = try TestDatabase()
        let reporter = try database.connection("reporter")
        let ours = """
            SELECT c.oid::regclass::text FROM pg_class c
            WHERE c.relnamespace = 'worker'::regnamespace AND c.relkind = 'r' ORDER BY 1
            """
        for table in try Self.tables(database, ours) {
            for sql in ["DELETE FROM \(table)", "INSERT INTO \(table) DEFAULT VALUES"] {
                #expect(failure { try reporter.script(sql) }?.code == .databaseDenied, "\(sql)")
            }
        }
        for sql in [
            "SELECT nextval('worker.fencing_token')", "CREATE TABLE clinic.x ()",
            "CREATE TABLE worker.x ()", "CREATE SCHEMA x",
        ] { #expect(failure { try reporter.script(sql) }?.code == .databaseDenied, "\(sql)") }
    }

    @Test("lets the worker write results of its session's clinic only")
    func results() throws {
        let database = try TestDatabase()
        let worker = try database.connection("worker")
        let insert = """
            INSERT INTO worker.audit_rollup VALUES (2, '2026-10-31', 'a', 'b', 'c', 'd', 1, 0, 'USD')
            """
        try worker.script("SET evclinic.clinic = '1'")
        #expect(failure { try worker.script(insert) }?.code == .databaseDenied)
        try worker.script("SET evclinic.clinic = '2'; \(insert)")
        #expect(try worker.number("SELECT count(*) FROM worker.audit_rollup") == 1)
    }
}
