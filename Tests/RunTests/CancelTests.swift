import Access
import Glibc
import Persistence
import TestSupport
import Testing

@Suite("Cancel") struct CancelTests {
    @Test(
        "ends a run that is reading, which the ledger calls cancelled",
        arguments: table(
            """
            by         clinics        status  why
            INT        harbor-dental  130     Ctrl-C
            TERM       harbor-dental  130     a service is stopped
            INT        --all          130     the clinics after it are not begun
            the queue  harbor-dental  130     somebody asked for it in the ledger
            """))
    func reading(_ row: [String]) throws {
        let office = try Office()
        let lock = try Self.hold("clinic.invoice_line", in: office)
        // A signal that is not heard shows in seconds.
        let running = try office.start(
            Self.order(row[1], office), ["STATEMENT_TIMEOUT_SECONDS": "15"])
        try waitUntil("the program waits for the lock") { try Self.waiters(office) > 0 }
        switch row[0] {
        case "INT": running.signal(SIGINT)
        case "TERM": running.signal(SIGTERM)
        default: try office.change("UPDATE worker.queue SET cancel_asked_at = clock_timestamp()")
        }
        let done = running.wait()
        try Refusal("RUN_CANCELLED", row[2], attempt: "cancelled").expect(of: done, in: office)
        #expect(try PrintedFailure(done.output).state == "cancelled", "\(row[3])")
        #expect(try Self.waiters(office) == 0, "no query goes on without its program")

        try lock.script("ROLLBACK")
        let then = try office.evclinic(office.order())
        #expect(then.status == 2, "\(then.errors)")
        #expect(
            try office.told("SELECT outcome FROM worker.run_attempt ORDER BY id")
                == ["cancelled", "recorded"])
    }

    private static func order(_ clinics: String, _ office: Office) -> [String] {
        clinics == "--all"
            ? office.order().filter { !["--clinic", "harbor-dental"].contains($0) } + ["--all"]
            : office.order()
    }

    /// A lock on the primary that standbys replay, so that whoever reads there waits.
    private static func hold(_ table: String, in office: Office) throws -> Connection {
        let connection = try office.database.superuser()
        try connection.script("BEGIN; LOCK TABLE \(table) IN ACCESS EXCLUSIVE MODE")
        return connection
    }

    /// Who waits for a lock, on both standbys, since the program reads from whichever is ahead.
    private static func waiters(_ office: Office) throws -> Int64 {
        var count: Int64 = 0
        for server in office.database.standbys {
            try Connection(url: server.url, alias: server.alias, limits: TestDatabase.limits).query(
                """
                SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
                WHERE datname = current_database() AND NOT granted
                """
            ) { count += try $0.int(0) }
        }
        return count
    }
}
