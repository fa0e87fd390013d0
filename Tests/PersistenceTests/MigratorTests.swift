import Access
import Dispatch
import Domain
import Persistence
import Synchronization
import TestSupport
import Testing

@Suite("Migrator", .serialized) struct MigratorTests {
    @Test("applies every migration once")
    func fresh() throws {
        let database = try EmptyDatabase()
        let migrator = Migrator(try database.connection("owner"))
        #expect(try migrator.standings().allSatisfy { $0.appliedAt == nil })
        #expect(
            try migrator.migrate(onlyWorker: false).map(\.number) == Array(1...Migration.current))
        #expect(try migrator.standings().allSatisfy { $0.appliedAt != nil })
        #expect(try migrator.version() == Migration.current)
        let admin = try database.connection("super")
        let before = try admin.text(Self.fingerprint)
        #expect(try migrator.migrate(onlyWorker: false).isEmpty)
        #expect(try admin.text(Self.fingerprint) == before)
    }

    /// Every relation and right of both schemas, and when migrations were applied.
    private static let fingerprint = """
        SELECT md5(string_agg(line, ',' ORDER BY line)) FROM (
            SELECT oid::text || relname || coalesce(relacl::text, '') FROM pg_class
            WHERE relnamespace::regnamespace::text IN ('clinic', 'worker')
            UNION ALL SELECT nspname || coalesce(nspacl::text, '') FROM pg_namespace
            UNION ALL SELECT number || checksum || applied_at FROM worker.schema_version
        ) AS lines (line)
        """

    @Test("is one at a time: the other is told, or finds it done")
    func twoAtOnce() throws {
        let database = try EmptyDatabase()
        let connections = try (0..<4).map { _ in try database.connection("owner") }
        let outcomes = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: connections.count) { index in
            var outcome = ""
            do {
                let applied = try Migrator(connections[index]).migrate(onlyWorker: false)
                outcome = "applied \(applied.count)"
            } catch { outcome = (error as? AppError)?.errorCode ?? "\(error)" }
            outcomes.withLock { $0.append(outcome) }
        }
        let found = outcomes.withLock { $0 }
        #expect(found.count { $0 == "applied \(Migration.current)" } == 1, "\(found)")
        #expect(
            Set(found).isSubset(of: [
                "applied \(Migration.current)", "applied 0", "MIGRATION_LOCKED",
            ]), "\(found)")
    }

    @Test("waits for nobody who holds the lock")
    func locked() throws {
        let database = try EmptyDatabase()
        let other = try database.connection("owner")
        try other.script("BEGIN; \(SchemaStatement.lock.rawValue)")
        let migrator = Migrator(try database.connection("owner"))
        #expect(throws: AppError(.migrationLocked, "owner")) {
            try migrator.migrate(onlyWorker: false)
        }
        #expect(try migrator.version() == 0)
        try other.script("ROLLBACK")
        #expect(try migrator.migrate(onlyWorker: false).count == Migration.current)
    }

    @Test("refuses a migration that differs from what was applied")
    func changed() throws {
        let database = try TestDatabase()
        try database.superuser().script(
            "UPDATE worker.schema_version SET checksum = 'other' WHERE number = 2")
        #expect(throws: AppError(.migrationChanged, "2 the clinic's books")) {
            try Migrator(database.connection("owner")).migrate(onlyWorker: false)
        }
    }

    @Test(
        "works with its own schema and the next one, and refuses others with both named",
        arguments: table(
            """
            step  code            context                                                 why
            -8    SCHEMA_MISSING  this program works with 8 and 9                         none
            -1    SCHEMA_TOO_OLD  the database has 7, this program works with 8 and 9     N − 1
            0     none            none                                                    N
            1     none            none                                                    N + 1
            2     SCHEMA_TOO_NEW  the database has 10, this program works with 8 and 9    N + 2
            """))
    func versions(_ row: [String]) throws {
        let database = try TestDatabase()
        let step = try #require(Int(row[0]))
        let newest = Migration.current + step
        let admin = try database.superuser()
        try admin.script(
            """
            DELETE FROM worker.schema_version WHERE number > \(newest);
            INSERT INTO worker.schema_version (number, name, checksum)
            SELECT n, 'later', '' FROM generate_series(\(Migration.current + 1), \(newest)) n
            """)
        let migrator = Migrator(try database.connection("owner"))
        let error = failure { try migrator.check() }
        #expect(error?.errorCode ?? "none" == row[1], "\(row[3])")
        #expect(error?.context ?? "none" == row[2], "\(row[3])")
        guard step > 0 else { return }
        var applied = 0
        let migrating = failure { applied = try migrator.migrate(onlyWorker: false).count }
        #expect(applied == 0)
        #expect(migrating?.errorCode ?? "none" == row[1], "\(row[3])")
    }

    @Test("is missing where there was none")
    func missing() throws {
        let database = try EmptyDatabase()
        let migrator = Migrator(try database.connection("owner"))
        #expect(failure { try migrator.check() }?.code == .schemaMissing)
    }

    @Test("rolls everything back when one of several fails")
    func failing() throws {
        let database = try EmptyDatabase()
        let admin = try database.connection("super")
        try admin.script(
            """
            CREATE SCHEMA clinic AUTHORIZATION evclinic_owner;
            CREATE TABLE clinic.bank_entry ()
            """)
        let migrator = Migrator(try database.connection("owner"))
        #expect(failure { try migrator.migrate(onlyWorker: false) }?.code == .queryFailed)
        #expect(try migrator.version() == 0)
        let tables = "SELECT count(*) FROM pg_tables WHERE schemaname IN ('clinic', 'worker')"
        #expect(try admin.number(tables) == 1)
    }

    @Test("in production makes schema worker and nothing else")
    func production() throws {
        let database = try EmptyDatabase()
        let migrator = Migrator(try database.connection("owner"))
        #expect(
            try migrator.migrate(onlyWorker: true).map(\.schema) == [
                .worker, .worker, .worker, .worker, .worker, .worker, .worker,
            ])
        let admin = try database.connection("super")
        #expect(try admin.number("SELECT count(*) FROM pg_namespace WHERE nspname = 'clinic'") == 0)
        try migrator.check()
        #expect(try migrator.migrate(onlyWorker: true).isEmpty)
    }

    @Test("in production leaves a clinic's own views as they are")
    func productionViews() throws {
        let database = try EmptyDatabase()
        let admin = try database.connection("super")
        try admin.script(
            """
            CREATE SCHEMA books; CREATE TABLE books.practice (id bigint);
            CREATE SCHEMA clinic;
            CREATE VIEW clinic.clinic WITH (security_invoker) AS SELECT id FROM books.practice
            """)
        let clinic = """
            SELECT string_agg(c.oid || coalesce(c.relacl::text, '') || coalesce(n.nspacl::text, '')
                || pg_get_viewdef(c.oid) || (SELECT count(*) FROM pg_default_acl d
                    WHERE d.defaclnamespace = n.oid), ',')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'clinic'
            """
        let before = try admin.text(clinic)
        let migrator = Migrator(try database.connection("owner"))
        #expect(try migrator.migrate(onlyWorker: true).count == 7)
        #expect(try admin.text(clinic) == before)
        try migrator.check()
    }
}

/// A database without a schema of ours.
private final class EmptyDatabase {
    private static let count = Atomic<Int>(0)
    let name: String

    init() throws {
        name = "empty_\(Self.count.wrappingAdd(1, ordering: .relaxed).newValue)"
        try TestDatabase.statement(
            "DROP DATABASE IF EXISTS \(name) WITH (FORCE)",
            "CREATE DATABASE \(name) TEMPLATE template0 OWNER evclinic_owner")
    }

    deinit { try? TestDatabase.statement("DROP DATABASE IF EXISTS \(name) WITH (FORCE)") }

    func connection(_ role: String) throws -> Connection {
        let url = try TestCluster.scripts(["url", "primary", role, "--db", name])
        return try Connection(
            url: url.filter { $0 != "\n" }, alias: role, limits: TestDatabase.limits)
    }
}
