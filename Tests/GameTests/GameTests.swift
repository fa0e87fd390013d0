import Domain
import Foundation
import Persistence
import TestSupport
import Testing

/// Runs drain while executors, supervisors and the primary are killed and stopped at random.
///
/// `EVCLINIC_GAME_RUNS` says how many runs; `make proof` plays with more.
@Suite("Game", .serialized) struct GameTests {
    private static let runs =
        ProcessInfo.processInfo.environment["EVCLINIC_GAME_RUNS"]
        .flatMap { Int($0) } ?? 20_000

    /// All that can happen to processes.
    private static let blows: [Blow.Kind] = [
        .killExecutor, .killExecutor, .stopExecutor, .stopExecutor, .killSupervisor,
        .stopSupervisor,
    ]

    @Test("of kills and stops: no run lost, no effect doubled, orphans back in 30 s (I2, I4)")
    func kills() async throws {
        try await Self.withCluster { cluster in
            let dice = Dice()
            let game = try Game(
                on: cluster, deed: "effect", leaseSeconds: 20, deedMilliseconds: 8, dice: dice)
            try game.enqueue(Self.runs)
            try game.play(
                Self.blows, crashes: 0, stopSeconds: 0.1...32, everySeconds: 0.8,
                sleeperSeconds: 32)
            try Self.expectWhole(game, dice)
            let refused = game.words().split(separator: "LEASE_LOST").count - 1
            // Who slept longer than his lease has no effect, and whoever took his runs has.
            let slept = game.sleptTokens.joined(separator: ", ")
            try #require(!slept.isEmpty, "a sleeper that holds a run; \(dice)")
            #expect(
                try game.told(
                    "SELECT run_id::text FROM drill.effect WHERE fencing_token IN (\(slept))")
                    == [], "refused by their tokens; \(dice)")
            let worst = try #require(
                try Self.orphans(game).max { $0.seconds < $1.seconds }, "no orphan; \(dice)")
            #expect(worst.seconds <= 30, "\(worst), \(dice)")
            print(
                "Game of kills: \(game.blows.count) blows, \(refused) sleepers refused,",
                "orphans back after at most \((worst.seconds * 10).rounded() / 10) s",
                "(\(worst.blows.map { "\($0.kind)" }.joined(separator: ", "))), \(dice)")
        }
    }

    @Test("of a supervisor that slept: beats from before are not taken for new (I4)")
    func oldBeats()
        async throws
    {
        try await Self.withCluster { cluster in
            let game = try Game(on: cluster, deed: "effect", leaseSeconds: 20, dice: Dice())
            try game.enqueue(6000)
            let seconds = try game.secondsUntilBackOfSleepers()
            #expect(seconds < 28, "renewed when its supervisor woke, it takes 34")
        }
    }

    @Test("with ten crashes of the primary besides: the same (I2, I4)") func crashes() async throws
    {
        try await Self.withCluster { cluster in
            let dice = Dice()
            let game = try Game(
                on: cluster, deed: "effect", leaseSeconds: 20, deedMilliseconds: 8, dice: dice)
            try game.enqueue(Self.runs)
            try game.play(Self.blows, crashes: 10, stopSeconds: 0.1...5, everySeconds: 0.8)
            #expect(game.blows.count { $0.kind == .crashPrimary } == 10)
            try Self.expectWhole(game, dice)
        }
    }

    /// What must be true after any game.
    private static func expectWhole(_ game: Game, _ dice: Dice) throws {
        #expect(try game.doubled() == 0, "\(dice)")
        let expected: [(sql: String, lines: [String], why: String)] = [
            (
                "SELECT state || ' ' || count(*) FROM worker.run GROUP BY state", ["done \(runs)"],
                "a run has no result"
            ),
            (
                """
                SELECT count(*)::text FROM worker.run
                WHERE NOT EXISTS (SELECT FROM drill.effect WHERE run_id = run.id)
                """, ["0"], "an effect is lost"
            ),
            ("SELECT 'queued' FROM worker.queue", [], "something is left"),
            (
                "SELECT 'open' FROM worker.run_attempt WHERE outcome IS NULL LIMIT 1", [],
                "an attempt has no end"
            ),
            (
                """
                SELECT count(*)::text FROM drill.effect JOIN worker.run_attempt
                    USING (run_id, fencing_token) WHERE outcome = 'recorded'
                """, ["\(runs)"], "an effect is not that of the attempt which recorded it"
            ),
            (
                """
                SELECT count(*)::text FROM worker.run_attempt WHERE outcome = 'recorded'
                """, ["\(runs)"], "a run was recorded twice"
            ),
        ]
        for (sql, lines, why) in expected {
            #expect(try game.told(sql) == lines, "\(why), \(dice)")
        }
    }

    /// From the moment since which an executor, or its supervisor, was down to that at which the
    /// run that it held was put back.
    ///
    /// One that wakes for a moment may have its lease renewed, so what hits it then begins anew.
    private static func orphans(_ game: Game) throws -> [(seconds: Double, blows: [Blow])] {
        let rows = try game.told(
            """
            SELECT split_part(worker, '/', 2) || ' ' || extract(epoch FROM started_at) || ' '
                || extract(epoch FROM ended_at)
            FROM worker.run_attempt WHERE outcome IN ('died', 'released')
            """)
        return rows.compactMap { row in
            let end = row.split(separator: " ").compactMap { Double($0) }
            let blows = game.blows.filter {
                $0.executors.contains(pid_t(end[0])) && end[1] <= $0.at && $0.at < end[2]
            }
            guard let first = blows.first else { return nil }
            var down = (since: first.at, until: first.until)
            for blow in blows.dropFirst() {
                if blow.at >= down.until { down.since = blow.at }
                down.until = max(down.until, blow.until)
            }
            return (end[2] - down.since, blows)
        }
    }

    private static func withCluster(
        _ body: (PrivateCluster) async throws -> Void
    ) async throws { try await PrivateCluster.around(".cluster-game", standbys: 1, body) }
}
