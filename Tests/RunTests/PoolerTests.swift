import Domain
import Foundation
import Glibc
import TestSupport
import Testing

/// Behind PgBouncer in transaction mode, where each transaction may meet another server process.
@Suite("Pooler", .enabled(if: Pooler.isThere, "skipped: pgbouncer not found"))
struct PoolerTests {
    @Test("four executors share two connections, and each run is made once; without it, status 69")
    func tick() throws {
        let desk = try Desk(["close": Desk.job(), "group": Desk.group(runs: "close")])
        try desk.makeDue("close", clinics: 4)
        try desk.office.change(
            """
            INSERT INTO worker.schedule_slot (job, clinic_id, due_at, period, state)
            SELECT job, clinic_id, date_trunc('second', clock_timestamp()) - interval '1 minute',
                '2026-09', 'expected'
            FROM worker.schedule_cursor WHERE job = 'group'
            """)
        let pooler = try Pooler(to: desk.office.database.worker)
        let done = try desk.evclinic(["tick", "--executors", "4"], pooler.variables)
        #expect(done.status == 0 && done.errors.isEmpty, "\(done.errors)")
        let made = try desk.office.told(
            "SELECT job || ' ' || period || ' ' || state || ' ' || count(*) FROM worker.run "
                + "GROUP BY job, period, state ORDER BY 1")
        #expect(made == ["close 2026-09 done 4", "close 2026-10 done 4", "group 2026-09 done 1"])
        let tried = try desk.office.told(
            """
            SELECT outcome || ' ' || count(*) FROM worker.run_attempt WHERE outcome <> 'released'
            GROUP BY outcome ORDER BY 1
            """)
        // Who waits too long for one of the two connections is in doubt, and gives back what it has.
        #expect(tried == ["parted 1", "recorded 9"])
        #expect(try desk.office.told("SELECT count(*)::text FROM worker.queue") == ["0"])
        pooler.end()
        #expect(try desk.evclinic(["tick"], pooler.variables).status == 69)
    }

    @Test("a daemon finds what comes due by looking alone, and drains") func work() throws {
        let desk = try Desk(["close": Desk.job()])
        let pooler = try Pooler(to: desk.office.database.worker)
        defer { pooler.end() }
        let work = try desk.office.start(
            ["work", "--tick-seconds", "1"], desk.variables(pooler.variables))
        try desk.makeDue("close", clinics: 2)
        let done = "SELECT count(*)::text FROM worker.run WHERE state = 'done'"
        try waitUntil("both runs are done") { try desk.office.told(done) == ["2"] }
        work.signal(SIGTERM)
        #expect(work.wait().status == 0)
    }
}

/// A PgBouncer of its own before one database, with two server connections.
private final class Pooler {
    private static let program = "/usr/sbin/pgbouncer"
    static var isThere: Bool { access(program, X_OK) == 0 }

    private let folder: TemporaryFolder
    private let process: RunningProgram
    /// What leads the worker through it.
    let variables: [String: String]

    init(to url: String) throws {
        let form = /postgresql:\/\/(\w+):(\w+)@([^:]+):(\d+)\/(\w+)/
        let parts = try #require(url.wholeMatch(of: form)?.output)
        let server = String(parts.3).removingPercentEncoding ?? ""
        folder = try TemporaryFolder()
        let settings = """
            [databases]
            * = host=\(server) port=\(parts.4) user=\(parts.1) password=\(parts.2)
            [pgbouncer]
            listen_addr =
            listen_port = 6432
            unix_socket_dir = \(folder.path)
            auth_type = any
            pool_mode = transaction
            default_pool_size = 2
            """
        let file = try folder.write(settings + "\n", to: "pgbouncer.ini")
        // It refuses to be root; the servers' user may enter their folder, and must be able to write here.
        chmod(folder.path, 0o777)
        let user = geteuid() == 0 ? ["-u", "postgres"] : []
        process = try RunningProgram(Self.program, ["-q"] + user + [file])
        let place = folder.path.replacing("/", with: "%2F")
        variables = ["PRIMARY_URL": "postgresql://\(parts.1):x@\(place):6432/\(parts.5)"]
        let socket = "\(folder.path)/.s.PGSQL.6432"
        try waitUntil("pgbouncer listens") { access(socket, F_OK) == 0 }
    }

    func end() {
        // It inherits a mask of blocked signals, and keeps it.
        process.signal(SIGKILL)
        _ = process.wait()
    }
}
