import Access
import Domain
import Foundation
import Glibc
import Persistence
import TestSupport

/// Three supervisors that drain a queue while somebody kills, stops and crashes what they need.
///
/// Each run leaves a row in `drill.effect`, outside of the queue's own tables, in the transaction
/// that ends it: what was lost or done twice is counted there.
final class Game {
    private let cluster: PrivateCluster
    private let variables: [String: String]
    private let deed: String
    private var supervisors: [RunningProgram] = []
    private var sleepers: [(wakeAt: Double, process: pid_t)] = []
    private var told: [RunningProgram] = []
    private var spared = (place: 0, until: 0.0)
    /// The tokens of the executor that slept from the start, as it held them when it was stopped.
    private(set) var sleptTokens: [String] = []
    private var connection: Connection?
    private(set) var blows: [Blow] = []
    private var dice: Dice

    /// - Parameters:
    ///   - cluster: up, migrated, with nothing in its queue.
    ///   - deed: what `bench-queue` does with a run.
    ///   - leaseSeconds: of a claim.
    ///   - deedMilliseconds: how long that takes.
    ///   - dice: whom it hits, when, and for how long.
    /// - Throws: when the cluster is not up.
    init(
        on cluster: PrivateCluster, deed: String, leaseSeconds: Int, deedMilliseconds: Int = 20,
        dice: Dice
    ) throws {
        self.cluster = cluster
        self.deed = deed
        self.dice = dice
        variables = [
            "PRIMARY_URL": try cluster.url("primary"), "LEASE_SECONDS": "\(leaseSeconds)",
            "EXECUTORS": "2", "DEED_MILLISECONDS": "\(deedMilliseconds)",
        ]
    }

    static func now() -> Double { Double(Clock.wall.now.microseconds) / 1e6 }

    /// Queues so many runs of fifty clinics, and makes the table that they leave their effects in.
    func enqueue(_ count: Int) throws {
        try superuser().script(
            """
            DROP SCHEMA IF EXISTS drill CASCADE;
            CREATE SCHEMA drill;
            CREATE TABLE drill.effect (
                run_id bigint NOT NULL, fencing_token bigint NOT NULL, begun_at timestamptz);
            GRANT USAGE ON SCHEMA drill TO evclinic_worker;
            GRANT INSERT ON drill.effect TO evclinic_worker;
            TRUNCATE worker.run CASCADE;
            INSERT INTO worker.run (job, kind, clinic_id, period, revision, state, reason,
                requested_by, from_date, until_date, from_instant, until_instant, due_at)
            SELECT 'drill', 'drill.run', n % 50 + 1, 'p' || n, 1, 'ready', 'drill', 'test',
                '2026-10-01', '2026-11-01', '2026-10-01', '2026-11-01', clock_timestamp()
            FROM generate_series(1, \(count)) AS n;
            INSERT INTO worker.queue (run_id, clinic_id, state, due_at, attempts_max)
            SELECT id, clinic_id, 'ready', due_at, 20 FROM worker.run;
            ANALYZE worker.run, worker.queue
            """)
    }

    /// Plays until the queue is empty, then ends the supervisors.
    ///
    /// - Parameters:
    ///   - kinds: what may happen; crashes of the primary come besides, as often as said.
    ///   - crashes: spread over the game.
    ///   - stopSeconds: how long a stopped process sleeps.
    ///   - everySeconds: between two blows, on average.
    ///   - sleeperSeconds: one executor sleeps so long from the start, and nobody touches its
    ///     supervisor, so that it wakes and goes on.
    ///   - withinSeconds: the queue must be empty by then; more than enough when not given.
    /// - Throws: when the queue is not empty in time.
    func play(
        _ kinds: [Blow.Kind], crashes: Int, stopSeconds: ClosedRange<Double>,
        everySeconds: Double, sleeperSeconds: Double = 0, withinSeconds: Double? = nil
    ) throws {
        supervisors = try (0..<3).map(start)
        if sleeperSeconds > 0 {
            letPass(microseconds: 2_000_000)
            let sleeper = try stopHolder(of: 0)
            sleepers.append((Self.now() + sleeperSeconds, sleeper))
            sleptTokens = try told(
                """
                SELECT fencing_token::text FROM worker.queue
                WHERE state = 'running' AND worker = '0/\(sleeper)'
                """)
            spared = (0, Self.now() + sleeperSeconds + 1)
        }
        var crashesLeft = crashes
        let whole = try left()
        let until = Self.now() + (withinSeconds ?? Double(200 + whole / 50))
        while true {
            letPass(
                microseconds: UInt32(
                    Double.random(in: 0.2...1.8, using: &dice) * everySeconds * 1e6))
            wake(at: Self.now())
            guard let left = try? left() else {
                connection = nil
                continue
            }
            guard left > 0 else { break }
            guard Self.now() < until else {
                end()
                throw AppError(.unexpected, "\(left) runs are left, and the time is over")
            }
            if crashesLeft > 0, left * (crashes + 1) < whole * (crashesLeft + 1) {
                crashesLeft -= 1
                try crash()
            } else if let kind = kinds.randomElement(using: &dice) {
                try hit(kind, Double.random(in: stopSeconds, using: &dice))
            }
        }
        end()
    }

    /// What all supervisors and executors of the game have said.
    func words() -> String { told.map { $0.wait().errors }.joined() }

    /// The first column of a query's rows, which must be text.
    func told(_ sql: String) throws -> [String] {
        var lines: [String] = []
        try superuser().query(sql) { lines.append(try $0.text(0)) }
        return lines
    }

    /// How many runs left more than one effect; -1 when nobody can tell.
    func doubled() throws -> Int {
        let sql = """
            SELECT count(*)::text FROM (
                SELECT run_id FROM drill.effect GROUP BY run_id HAVING count(*) > 1) AS doubled
            """
        return try told(sql).first.flatMap { Int($0) } ?? -1
    }

    private func superuser() throws -> Connection {
        if let connection, connection.isOpen { return connection }
        let made = try cluster.superuser(on: "primary")
        connection = made
        return made
    }

    private func left() throws -> Int {
        try told("SELECT count(*)::text FROM worker.queue").first.flatMap { Int($0) } ?? 0
    }

    private func start(_ host: Int) throws -> RunningProgram {
        let program = URL(filePath: Program.evclinic).deletingLastPathComponent()
            .appending(path: "bench-queue").path(percentEncoded: false)
        let running = try RunningProgram(
            program, ["work", deed],
            environment: variables.merging(["BENCH_HOST": "\(host)"]) { $1 })
        told.append(running)
        return running
    }

    private func executors(of supervisor: RunningProgram) -> [pid_t] {
        let path = "/proc/\(supervisor.id)/task/\(supervisor.id)/children"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split(separator: " ").compactMap { pid_t($0.filter(\.isNumber)) }
    }

    private func hit(_ kind: Blow.Kind, _ seconds: Double) throws {
        let place = Int.random(in: 0..<supervisors.count, using: &dice)
        guard place != spared.place || Self.now() > spared.until else { return }
        let supervisor = supervisors[place]
        let executors = executors(of: supervisor)
        guard let executor = executors.randomElement(using: &dice) else { return }
        let isAsleep = sleepers.contains { $0.process == supervisor.id }
        func note(_ hit: [pid_t], _ seconds: Double = .infinity) {
            let now = Self.now()
            blows.append(Blow(kind: kind, executors: hit, at: now, until: now + seconds))
        }
        switch kind {
        case .killExecutor:
            // Whose supervisor sleeps is put back when its lease lapses, and not in a second.
            guard !isAsleep else { return }
            note([executor])
            kill(executor, SIGKILL)
        case .stopExecutor:
            guard !sleepers.contains(where: { $0.process == executor }) else { return }
            note([executor], seconds)
            stop(executor, seconds)
        case .killSupervisor:
            note(executors)
            supervisor.signal(SIGKILL)
            supervisors[place] = try start(place)
        case .stopSupervisor:
            // Somebody must be awake to put back what lapses.
            let asleep = supervisors.filter { one in sleepers.contains { $0.process == one.id } }
            guard asleep.isEmpty else { return }
            note(executors, seconds)
            stop(supervisor.id, seconds)
        case .crashPrimary: try crash()
        }
    }

    private func stop(_ process: pid_t, _ seconds: Double) {
        kill(process, SIGSTOP)
        sleepers.append((Self.now() + seconds, process))
    }

    /// Stops a supervisor, then one of its executors that holds runs, and wakes the supervisor while the
    /// lease is alive.
    ///
    /// - Returns: seconds from the executor's stop until the last of its runs was put back.
    func secondsUntilBackOfSleepers() throws -> Double {
        supervisors = try (0..<2).map(start)
        letPass(microseconds: 2_000_000)
        kill(supervisors[1].id, SIGSTOP)
        letPass(microseconds: 2_000_000)
        let executor = try stopHolder(of: 1)
        let stoppedAt = Self.now()
        letPass(microseconds: 14_000_000)
        kill(supervisors[1].id, SIGCONT)
        let held =
            "SELECT 'held' FROM worker.queue WHERE state = 'running' AND worker = '1/\(executor)'"
        while Self.now() < stoppedAt + 60, try !told(held).isEmpty {
            letPass(microseconds: 200_000)
        }
        let seconds = Self.now() - stoppedAt
        kill(executor, SIGCONT)
        end()
        return seconds
    }

    /// Stops an executor of a supervisor that holds runs.
    ///
    /// Not one within a transaction: the server ends that, and it wakes without a connection, which
    /// says nothing of its token.
    private func stopHolder(of place: Int) throws -> pid_t {
        for attempt in 0..<200 {
            let executors = executors(of: supervisors[place])
            guard !executors.isEmpty else { continue }
            let executor = executors[attempt % executors.count]
            kill(executor, SIGSTOP)
            letPass(microseconds: 300_000)
            let found = try told(
                """
                SELECT (EXISTS (SELECT FROM worker.queue
                        WHERE state = 'running' AND worker = '\(place)/\(executor)')
                    AND NOT EXISTS (SELECT FROM pg_stat_activity
                        WHERE state LIKE 'idle in transaction%'
                            AND state_change < clock_timestamp() - interval '250 ms'))::text
                """)
            guard found != ["true"] else { return executor }
            kill(executor, SIGCONT)
            letPass(microseconds: 50_000)
        }
        throw AppError(.unexpected, "no executor was found that holds a run")
    }

    private func wake(at time: Double) {
        for sleeper in sleepers where sleeper.wakeAt <= time { kill(sleeper.process, SIGCONT) }
        sleepers.removeAll { $0.wakeAt <= time }
    }

    private func crash() throws {
        let now = Self.now()
        blows.append(Blow(kind: .crashPrimary, executors: [], at: now, until: now))
        connection = nil
        try cluster.scripts("stop", "primary", "--immediate")
        try cluster.scripts("start", "primary")
    }

    /// Wakes everybody and has them finish; a queue that is empty stays so.
    private func end() {
        wake(at: .infinity)
        for supervisor in supervisors { supervisor.signal(SIGTERM) }
        for running in told { _ = running.wait() }
    }
}
