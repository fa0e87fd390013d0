import Access
import Foundation
import Persistence
import TestSupport
import Testing

/// With a cluster of its own: a standby that stops replaying holds up whoever reads there.
@Suite("Stale replica") struct StaleReplicaTests {
    @Test("is refused after max_staleness_seconds, and read again once it has caught up")
    func paused() throws {
        let cluster = OwnCluster()
        defer { _ = try? cluster.scripts("destroy") }
        try cluster.scripts("up", "--standbys", "1")
        let folder = try TemporaryFolder()
        let job = try String(
            contentsOfFile: "\(TestCluster.checkout)/jobs/tax-reconciliation.yaml", encoding: .utf8)
        let patience = "max_staleness_seconds: 2"
        try folder.write(
            job.replacing("max_staleness_seconds: 30", with: patience),
            to: "house/jobs/tax-reconciliation.yaml")
        let environment = try cluster.environment(root: "\(folder.path)/house")
        func evclinic(_ arguments: String...) throws -> Program {
            try Program.run(
                Program.evclinic, arguments, environment: environment, folder: folder.path)
        }
        func run() throws -> Program {
            try evclinic(
                "run", "tax-reconciliation", "--clinic", "harbor-dental", "--period", "2026-10",
                "--out", "\(folder.path)/out")
        }
        #expect(try evclinic("db", "migrate").status == 0)
        #expect(try evclinic("db", "seed", "--clinics", "1", "--lines", "300").status == 0)

        try cluster.scripts("pause", "standby1")
        let refused = try run()
        try Refusal("REPLICA_STALE", "75", says: "standby1 has replayed .* needs .* bytes behind$")
            .expectSaid(by: refused)
        #expect(folder.files().keys.allSatisfy { !$0.hasPrefix("out/") })
        #expect(try cluster.attempts(environment) == ["failed REPLICA_STALE t"])

        try cluster.scripts("resume", "standby1")
        let then = try run()
        #expect([0, 2].contains(then.status), "\(then.errors)")
        #expect(try cluster.attempts(environment).last?.hasPrefix("recorded ") == true)
    }
}

/// A primary and one standby, taken away at the test's end.
private struct OwnCluster {
    @discardableResult
    func scripts(_ arguments: String...) throws -> String {
        let done = try Program.run(
            "\(TestCluster.checkout)/scripts/cluster", arguments,
            environment: ["EVCLINIC_CLUSTER": "\(TestCluster.checkout)/.cluster-stale"])
        try #require(done.status == 0, "scripts/cluster \(arguments): \(done.errors)")
        return done.output
    }

    func environment(root: String) throws -> [String: String] {
        let pairs = try scripts("env").split(separator: "\n").map { line in
            let pair = line.split(separator: "=", maxSplits: 1).map(String.init)
            return (pair[0], pair[1])
        }
        return Dictionary(uniqueKeysWithValues: pairs).merging(
            ["EVCLINIC_ROOT": root, "EVCLINIC_ENV": "development", "MIN_FREE_BYTES": "0"]
        ) { $1 }
    }

    /// How each attempt ended, and whether it had waited for the two seconds and not for thirty.
    func attempts(_ environment: [String: String]) throws -> [String] {
        let url = try #require(environment["EVCLINIC_SUPER_URL"])
        var found: [String] = []
        try Connection(url: url, alias: "admin", limits: TestDatabase.limits).query(
            """
            SELECT concat_ws(' ', outcome, error_code,
                ended_at - started_at BETWEEN interval '2 s' AND interval '15 s')
            FROM worker.run_attempt ORDER BY id
            """
        ) { found.append(try $0.text(0)) }
        return found
    }
}
