import TestSupport
import Testing

/// Games in which time decides nothing, so that they may be played beside others.
@Suite("Short game", .serialized) struct ShortGameTests {
    @Test("with crashes alone: who lost the primary keeps nothing that it does not work on")
    func crashesAlone() async throws {
        try await Self.withCluster { cluster in
            let game = try Game(on: cluster, deed: "effect", leaseSeconds: 20, dice: Dice())
            try game.enqueue(4000)
            try game.play(
                [], crashes: 3, stopSeconds: 0...0, everySeconds: 0.5, withinSeconds: 75)
            #expect(
                try game.told("SELECT state || ' ' || count(*) FROM worker.run GROUP BY state")
                    == ["done 4000"])
            #expect(try game.doubled() == 0)
        }
    }

    @Test("finds doubled effects when nobody looks at the fencing token") func unfenced()
        async throws
    {
        try await Self.withCluster { cluster in
            // A lease lapses after ten seconds at most, and a silent child is killed after fifteen.
            let game = try Game(on: cluster, deed: "unfenced", leaseSeconds: 5, dice: Dice())
            try game.enqueue(3000)
            try game.play([.stopExecutor], crashes: 0, stopSeconds: 12...13, everySeconds: 0.5)
            #expect(try game.doubled() > 0, "the checker sees what fencing prevents")
        }
    }

    @Test("of a run that reads past an array: it is set apart after three deaths, the others end")
    func trap() async throws {
        try await Self.withCluster { cluster in
            let game = try Game(on: cluster, deed: "trap", leaseSeconds: 20, dice: Dice())
            try game.enqueue(200)
            try game.play([], crashes: 0, stopSeconds: 0...0, everySeconds: 0.5)
            #expect(
                try game.told("SELECT state || ' ' || count(*) FROM worker.run GROUP BY state")
                    .sorted() == ["done 199", "quarantined 1"])
            #expect(
                try game.told(
                    """
                    SELECT outcome FROM worker.run_attempt JOIN worker.run ON run.id = run_id
                    WHERE period = 'p7' ORDER BY run_attempt.id
                    """) == ["died", "died", "died"], "each trap ends one attempt")
            #expect(
                try game.told(
                    """
                    SELECT event FROM worker.run_event JOIN worker.run ON run.id = run_id
                    WHERE period = 'p7' ORDER BY run_event.id
                    """) == ["died", "died", "quarantine"])
            #expect(try game.told("SELECT count(*)::text FROM drill.effect") == ["199"])
        }
    }

    private static func withCluster(
        _ body: (PrivateCluster) async throws -> Void
    ) async throws { try await PrivateCluster.around(".cluster-short-game", standbys: 1, body) }
}
