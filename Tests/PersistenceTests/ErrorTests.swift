import Access
import Domain
import Glibc
import TestSupport
import Testing

@testable import Persistence

@Suite("Server error", .serialized) struct ErrorTests {
    @Test(
        "has the code that its SQLSTATE stands for",
        arguments: table(
            """
            state  code                  why
            40001  SNAPSHOT_CONFLICT     recovery needs the rows
            40P01  DATABASE_BUSY         a deadlock, gone when tried again
            55P03  DATABASE_BUSY         a lock was not to be had
            57P03  DATABASE_BUSY         starting up
            53300  DATABASE_BUSY         too many connections
            57P01  CONNECTION_LOST       terminated, or a fast shutdown
            57P02  CONNECTION_LOST       another backend crashed
            57P04  CONNECTION_LOST       the database was dropped
            57P05  CONNECTION_LOST       idle for too long
            25P03  CONNECTION_LOST       idle in a transaction for too long
            08006  CONNECTION_LOST       a broken line
            08P01  CONNECTION_LOST       a broken protocol
            57014  STATEMENT_CANCELLED   by someone else
            25006  WRITE_ON_REPLICA      a write
            53100  DATABASE_FULL         disk
            53200  DATABASE_FULL         memory
            53400  DATABASE_FULL         temp_file_limit
            28P01  DATABASE_LOGIN_FAILED  a wrong password
            28000  DATABASE_LOGIN_FAILED  pg_hba.conf
            42501  DATABASE_DENIED       a right is missing
            3F000  SCHEMA_MISSING        no schema
            42P01  SCHEMA_MISSING        no table
            22003  NUMERIC_OUT_OF_RANGE  a number that does not fit
            22023  ZONE_UNKNOWN          of no zone that it knows
            23505  CONSTRAINT_VIOLATED   class 23
            23514  CONSTRAINT_VIOLATED   class 23
            42601  QUERY_FAILED          all else
            """))
    func states(_ row: [String]) {
        #expect(ServerError.code(of: row[0]).rawValue == row[1], "\(row[2])")
    }

    /// I9: what a server says about a row stays there.
    @Test(
        "I9: never holds what a row or a literal says",
        arguments: [
            "INSERT INTO secret VALUES ('canary', 5)", "INSERT INTO secret VALUES (NULL, 5)",
            "INSERT INTO secret VALUES ('x', -1)", "SELECT 'canary'::int8", "SELECT 'canary'::date",
            "SELECT canary FROM secret", "SELECT 1 / canary(1)", "SELECT 'canary' || E'\\xFF'",
            "DO $$ BEGIN RAISE EXCEPTION 'canary' USING DETAIL = 'canary', HINT = 'canary'; END $$",
            "SELECT ('{\"a\": canary}')::jsonb", "SELECT name FROM canary.canary",
        ])
    func canary(_ sql: String) throws {
        let connection = try scratch()
        try connection.script(
            """
            CREATE TEMP TABLE secret (name text NOT NULL UNIQUE, amount int8 NOT NULL,
                CONSTRAINT amount_is_positive CHECK (amount > 0));
            INSERT INTO secret VALUES ('canary', 1)
            """)
        let bodies: [() throws -> Void] = [
            { try connection.query(sql) }, { try connection.script(sql) },
            { try connection.stream(sql, []) { _ in } },
        ]
        for body in bodies {
            let error = try #require(failure(of: body))
            #expect(error.context.contains("SQLSTATE"))
            #expect(!"\(error) \(error.sentence)".contains("canary"))
        }
    }

    @Test("names the constraint that a row breaks")
    func constraint() throws {
        let connection = try scratch()
        let error = failure {
            try connection.script("INSERT INTO worker.server VALUES (false, 'canary', 1)")
        }
        #expect(error == AppError(.constraintViolated, "admin, SQLSTATE 23514 there_is_one_row"))
    }

    @Test("of a login says what is wrong with it")
    func login() throws {
        let database = try TestDatabase()
        let host = try #require(database.worker.split(separator: "@").last)
        let right = database.worker.dropLast(host.count + 1)
        let attempts: [(String, AppError.Code)] = [
            ("\(right)x@\(host)", .databaseLoginFailed),
            ("postgresql://nobody_here:x@\(host)", .databaseLoginFailed),
            ("postgresql://evclinic_worker@\(host)", .databaseLoginFailed),
            ("\(right)@127.0.0.1:1/evclinic", .primaryUnreachable),
            ("\(right)@\(host)_missing", .primaryUnreachable),
            ("postgresql://%zz", .primaryUnreachable), ("", .databaseLoginFailed),
        ]
        for (url, code) in attempts where !url.isEmpty {
            let error = failure {
                _ = try Connection(url: url, alias: "PRIMARY_URL", limits: TestDatabase.limits)
            }
            #expect(error?.code == code, "\(error?.context ?? "no error")")
            #expect(error?.context.hasPrefix("PRIMARY_URL") == true)
            #expect(error?.context.contains("127.0.0.1") == false)
        }
    }

    @Test("of a transaction that failed unnoticed comes before its commit")
    func swallowed() throws {
        let database = try TestDatabase()
        let primary = database.primary()
        let error = failure {
            try primary.transaction(of: nil) { transaction in
                try transaction.execute(Probe.write, [])
                _ = try? transaction.execute(Probe.fail, [])
            }
        }
        #expect(error?.code == .queryFailed)
        #expect(try primary.connection().number("SELECT count(*) FROM worker.heartbeat") == 0)
    }
}

@Suite("Deadline", .serialized) struct DeadlineTests {
    private static let short = Connection.Limits(connectSeconds: 2, statementSeconds: 1)

    @Test("ends a statement and leaves the connection usable")
    func timeout() throws {
        let connection = try scratch("worker", limits: Self.short)
        let bodies: [() throws -> Void] = [
            { try connection.query("SELECT pg_sleep(20)") },
            { try connection.script("SELECT pg_sleep(20)") },
            { try connection.stream("SELECT 1, pg_sleep(20)", []) { _ in } },
            { try connection.stream(Self.trickle, []) { _ in } },
        ]
        for body in bodies {
            let took = seconds {
                #expect(failure(of: body) == AppError(.statementTimeout, "worker, 1 s"))
            }
            #expect((1..<2.5).contains(took))
            #expect(connection.isOpen)
            #expect(try connection.number("SELECT 1::int8") == 1)
        }
    }

    /// A row every 50 ms.
    private static let trickle = """
        SELECT repeat('x', 9000), pg_sleep(0.05) FROM generate_series(1, 400)
        """

    @Test("may be shorter for one statement")
    func within() throws {
        let connection = try scratch()
        #expect(
            failure { try connection.query("SELECT pg_sleep(9)", within: 1) }
                == AppError(.statementTimeout, "admin, 1 s"))
    }

    @Test("leaves nothing of a transaction behind")
    func transaction() throws {
        let database = try TestDatabase()
        let primary = PrimaryServer(url: database.worker, limits: Self.short)
        for _ in 0..<2 {
            let error = failure {
                try primary.transaction(of: nil) { transaction in
                    try transaction.execute(Probe.write, [])
                    try transaction.execute(Probe.nap, [])
                }
            }
            #expect(error?.code == .statementTimeout)
        }
        let count = try primary.transaction(of: nil) { transaction in
            try transaction.first(Probe.one) { try $0.int(0) }
        }
        #expect(count == 1)
        #expect(try primary.connection().number("SELECT count(*) FROM worker.heartbeat") == 0)
    }

    @Test("comes early when the user asks to stop")
    func interrupt() throws {
        let began = Clock.steady.now
        let limits = Connection.Limits(connectSeconds: 5, statementSeconds: 60) {
            Clock.steady.now > began.adding(seconds: 2)
        }
        let connection = try scratch("worker", limits: limits)
        let error = failure { try connection.query("SELECT pg_sleep(20)") }
        #expect(error?.code == .runCancelled)
        #expect(Clock.steady.now < began.adding(seconds: 4))
    }

    @Test("holds for a server process that was stopped")
    func stoppedBackend() throws {
        let connection = try scratch("worker", limits: Self.short)
        let process = pid_t(try connection.number("SELECT pg_backend_pid()::int8"))
        #expect(kill(process, SIGSTOP) == 0)
        defer { kill(process, SIGCONT) }
        let took = seconds {
            #expect(failure { try connection.query("SELECT 1") }?.code == .statementTimeout)
        }
        #expect((1..<2.5).contains(took))
        #expect(!connection.isOpen)
        #expect(failure { try connection.query("SELECT 1") } != nil)
    }
}
