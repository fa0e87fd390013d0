import Access
import Domain
import Persistence
import Repositories
import TestSupport
import Testing

/// Claims, and how an attempt ends that has no result, on a real primary.
@Suite("Queue") struct QueueTests {
    private let ledger: Ledger
    private let primary: PrimaryServer
    private let queue = QueueRepository()

    init() throws {
        ledger = try Ledger()
        primary = ledger.database.primary()
    }

    /// Queues runs: `clinic priority`, one a line, all due, in this order.
    private func enqueue(_ runs: String) throws {
        for (place, line) in runs.split(separator: "\n").enumerated() {
            let parts = line.split(separator: " ")
            try ledger.change(
                """
                WITH made AS (
                    INSERT INTO worker.run (job, kind, clinic_id, period, revision, state, reason,
                        requested_by, from_date, until_date, from_instant, until_instant)
                    VALUES ('j', 'k', \(parts[0]), 'p\(place)', 1, 'ready', 'test', 'test',
                        '2026-10-01', '2026-11-01', '2026-10-01', '2026-11-01')
                    RETURNING id, clinic_id
                )
                INSERT INTO worker.queue (run_id, clinic_id, state, priority, due_at)
                SELECT id, clinic_id, 'ready', \(parts[1]),
                    timestamptz '2026-11-01' + interval '\(place) s'
                FROM made
                """)
        }
    }

    private func claim(_ count: Int, as worker: String = "host/1") throws -> [String] {
        try claims(count, as: worker).map { "\($0.clinic?.rawValue ?? 0) \($0.period)" }
    }

    private func claims(
        _ count: Int, as worker: String = "host/1"
    ) throws -> [QueueRepository.Claimed] {
        try primary.transaction(of: nil) {
            try queue.claim(as: worker, count: count, leaseSeconds: 20, in: $0)
        }
    }

    private func write(_ body: (PrimaryServer.Handle) throws -> Void) throws {
        try primary.transaction(of: nil, body)
    }

    @Test("gives the greater priority first, then each clinic in turn, then the earlier")
    func order() throws {
        try enqueue("1 0\n1 0\n1 0\n2 0\n3 -5\n2 0\n3 9")
        #expect(try claim(10) == ["3 p6"], "none of a lower priority with it")
        #expect(try claim(10) == ["1 p0", "2 p3", "1 p1", "2 p5", "1 p2"])
        #expect(try claim(10) == ["3 p4"])
    }

    @Test("of many clinics looks at a few runs each, and still gives as many as are wanted")
    func many() throws {
        try enqueue((0..<300).map { "\($0 % 60 + 1) 0" }.joined(separator: "\n"))
        let first = try claim(64)
        #expect(first.count == 64)
        #expect(
            Set(first.prefix(60).map { $0.split(separator: " ")[0] }).count == 60, "each in turn")
        try enqueue((0..<100).map { _ in "99 0" }.joined(separator: "\n"))
        var left = 0
        while case let next = try claim(64), !next.isEmpty { left += next.count }
        #expect(left == 336, "and none stays behind")
    }

    @Test("counts live leases towards a clinic's turn, so that another's single run goes first")
    func fair() throws {
        try enqueue("1 0\n1 0\n1 0\n2 0")
        #expect(try claim(1) == ["1 p0"])
        #expect(try claim(1, as: "host/2") == ["2 p3"], "clinic 1 has a lease")
    }

    @Test("gives a run to one of two who ask at once, and waits for neither")
    func skipLocked() throws {
        try enqueue("1 0\n1 0")
        let other = ledger.database.primary()
        try primary.transaction(of: nil) { transaction in
            let mine = try queue.claim(as: "host/1", count: 1, leaseSeconds: 20, in: transaction)
            let theirs = try other.transaction(of: nil) {
                try queue.claim(as: "host/2", count: 5, leaseSeconds: 20, in: $0)
            }
            #expect(mine.map(\.period) == ["p0"])
            #expect(theirs.map(\.period) == ["p1"])
        }
    }

    @Test("is enqueued in a caller's transaction, and gone with it") func callers() throws {
        let wanted = ScheduleRepository.Wanted(
            slot: ("j", ClinicID(rawValue: 1), try Ledger.at("01 00:00")), kind: "k",
            period: try Period("2026-10"), zone: "UTC", priority: 0, attemptsMax: 5,
            timeoutSeconds: 60)
        #expect(throws: AppError.self) {
            try write { transaction in
                try ScheduleRepository().enqueue([wanted], in: transaction)
                throw AppError(.unexpected, "the caller gives up")
            }
        }
        #expect(try ledger.told("SELECT job FROM worker.run").isEmpty)
        try write { try ScheduleRepository().enqueue([wanted], in: $0) }
        #expect(try ledger.told("SELECT job FROM worker.run, worker.queue") == ["j"])
    }

    @Test("puts back what a dead process held: what it had begun has died, the rest is no attempt")
    func bury() throws {
        try enqueue("1 0\n1 0")
        let claimed = try claims(2)
        try write {
            try queue.bury("host/1", begun: claimed[0].claim.token, at: "begin", in: $0)
        }
        #expect(
            try standing() == [
                "p0 ready 1 attempts 1 deaths died", "p1 ready 0 attempts 0 deaths released",
            ])
    }

    @Test("puts back what lapsed: a lost host is no fault of the run's, until it has no tries left")
    func reap() throws {
        try enqueue("1 0\n1 0\n1 0")
        _ = try claims(3)
        // One had begun, one had not, and one was recorded and not published.
        try ledger.change(
            """
            UPDATE worker.run_attempt SET step = 'read' WHERE run_id = (SELECT min(id) FROM worker.run);
            UPDATE worker.run_attempt SET outcome = 'recorded', ended_at = clock_timestamp(), step = 'record'
            WHERE run_id = (SELECT max(id) FROM worker.run);
            UPDATE worker.run SET state = 'done', digest = 'd' WHERE id = (SELECT max(id) FROM worker.run);
            """)
        try lapse()
        #expect(
            try standing() == [
                "p0 ready 1 attempts 0 deaths died", "p1 ready 0 attempts 0 deaths released",
                "p2 ready 1 attempts 0 deaths recorded",
            ])
        for _ in 0..<4 {
            _ = try claims(1)
            try ledger.change("UPDATE worker.run_attempt SET step = 'read' WHERE outcome IS NULL")
            try lapse()
        }
        #expect(
            try ledger.told("SELECT period FROM worker.run WHERE state = 'quarantined'") == ["p0"])
        #expect(
            try ledger.told("SELECT event FROM worker.run_event WHERE event = 'quarantine'")
                == ["quarantine"])
    }

    @Test("put back for a hand to mend something, it has used up no try") func postponed() throws {
        try enqueue("1 0")
        for _ in 0..<9 {
            let claim = try claims(1)[0].claim
            try write {
                try queue.retry(
                    claim, after: AppError(.jobUnknown), inSeconds: 0, isAttempt: false, in: $0)
            }
        }
        #expect(try ledger.told("SELECT attempts::text FROM worker.queue") == ["0"])
    }

    @Test("renews no lease that has lapsed: who was asleep may hold nothing any more")
    func renew() throws {
        try enqueue("1 0")
        _ = try claims(1)
        try ledger.change(
            "UPDATE worker.queue SET leased_until = clock_timestamp() - interval '1 s'")
        try write { try queue.renew(of: ["host/1"], leaseSeconds: 20, in: $0) }
        #expect(try reaped() == 1)
    }

    @Test("renews and notes what it can, and waits for no row that an executor has locked")
    func lockedRows() throws {
        try enqueue("1 0\n2 0")
        let claims = try claims(2)
        try ledger.change(
            "UPDATE worker.queue SET leased_until = clock_timestamp() + interval '5 s'")
        let stopped = try ledger.database.superuser()
        let first = claims[0].claim
        try stopped.script(
            """
            BEGIN;
            SELECT FROM worker.queue WHERE run_id = \(first.run.rawValue) FOR UPDATE;
            UPDATE worker.run_attempt SET step = 'record' WHERE fencing_token = \(first.token.rawValue)
            """)
        try write {
            try queue.renew(of: ["host/1"], leaseSeconds: 20, in: $0)
            try queue.note(
                claims.map { .init(token: $0.claim.token, step: "read", done: 1, expected: 2) },
                in: $0)
        }
        try stopped.script("ROLLBACK")
        #expect(
            try ledger.told(
                """
                SELECT concat_ws(' ', queue.clinic_id, step, leased_until > clock_timestamp()
                    + interval '10 s') FROM worker.queue JOIN worker.run_attempt USING (fencing_token)
                ORDER BY queue.clinic_id
                """) == ["1 claim f", "2 read t"])
    }

    @Test("an old token neither completes, retries, nor fails a run (I4)") func fenced() throws {
        try enqueue("1 0")
        let old = try claims(1)[0].claim
        try lapse()
        let new = try claims(1, as: "host/2")[0].claim
        #expect(old.token.rawValue < new.token.rawValue)
        let error = AppError(.unexpected)
        #expect(
            throws: AppError(.leaseLost, "run \(old.run.rawValue), token \(old.token.rawValue)")
        ) {
            try write { try queue.complete(old, digest: "old", breaks: 0, in: $0) }
        }
        #expect(throws: AppError.self) {
            try write { try queue.retry(old, after: error, inSeconds: 0, in: $0) }
        }
        try write { try RunRepository().fail(old, error, in: $0) }
        #expect(try ledger.told("SELECT state FROM worker.queue") == ["running"])
        try write { try queue.complete(new, digest: "new", breaks: 0, in: $0) }
        #expect(try ledger.told("SELECT digest FROM worker.run") == ["new"])
    }

    @Test("is made small when it is empty, and left alone when it is not, or is small")
    func compact() throws {
        func compact(above bytes: Int64) throws -> Bool {
            try primary.transaction(of: nil) { try queue.compact(above: bytes, in: $0) }
        }
        try enqueue("1 0")
        #expect(try !compact(above: 0), "somebody waits in it")
        try ledger.perform()
        #expect(try !compact(above: 1 << 30), "it takes little")
        #expect(try compact(above: 0))
        #expect(try ledger.told("SELECT pg_relation_size('worker.queue')::text") == ["0"])
    }

    private func reaped() throws -> Int {
        try primary.transaction(of: nil) { try queue.reap(in: $0) }
    }

    private func lapse() throws {
        try ledger.change(
            """
            UPDATE worker.queue SET leased_until = clock_timestamp() - interval '1 s'
            WHERE state = 'running'
            """)
        _ = try reaped()
    }

    /// Each run in the queue, with its newest attempt.
    private func standing() throws -> [String] {
        try ledger.told(
            """
            SELECT concat_ws(' ', period, queue.state, attempts, 'attempts', deaths, 'deaths',
                (SELECT outcome FROM worker.run_attempt WHERE run_id = run.id ORDER BY id DESC LIMIT 1))
            FROM worker.queue JOIN worker.run ON run.id = run_id ORDER BY run.id
            """)
    }
}
