import Access
import Domain
import Foundation
import Persistence
import Repositories
import TestSupport
import Testing

/// A cluster of a suite's own, whose servers it may pause, stop and promote.
struct PrivateCluster: Sendable {
    let folder: String

    /// The cluster of the suite that runs.
    @TaskLocal static var current: PrivateCluster?

    @discardableResult
    func scripts(_ arguments: String...) throws -> String {
        let done = try Program.run(
            "\(TestCluster.checkout)/scripts/cluster", arguments,
            environment: ["EVCLINIC_CLUSTER": folder])
        try #require(done.status == 0, "scripts/cluster \(arguments): \(done.errors)")
        return done.output.trimmingCharacters(in: .newlines)
    }

    func url(_ server: String, _ role: String? = nil) throws -> String {
        guard let role else { return try scripts("url", server, "--tcp") }
        return try scripts("url", server, role, "--tcp")
    }

    func source(_ server: String) throws -> ReplicaSet.Source {
        ReplicaSet.Source(alias: server, url: try url(server, "reporter"))
    }

    func superuser(on server: String) throws -> Connection {
        try Connection(url: try url(server, "super"), alias: server, limits: Self.limits)
    }

    /// Process number of a server.
    func process(of server: String) throws -> pid_t {
        let line = try scripts("status").split(separator: "\n").first { $0.hasPrefix(server) }
        return try #require(line?.firstMatch(of: /pid (\d+)/).flatMap { pid_t($0.1) })
    }

    static let limits = Connection.Limits(connectSeconds: 2, statementSeconds: 20)
}

/// Brings up a cluster with a schema and two clinics of 1,000 payers, and takes it away at the end.
struct WithPrivateCluster: SuiteTrait, TestTrait, TestScoping {
    let name: String
    let standbys: Int

    func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @concurrent () async throws -> Void
    ) async throws { try await provideScope(function) }

    /// Brings it up around a body.
    func provideScope(_ body: @concurrent () async throws -> Void) async throws {
        let cluster = PrivateCluster(folder: "\(TestCluster.checkout)/\(name)")
        // A run that was killed may have left one.
        try cluster.scripts("destroy")
        try cluster.scripts("up", "--standbys", "\(standbys)")
        let outcome: (any Error)?
        do {
            try Self.fill(cluster)
            try await PrivateCluster.$current.withValue(cluster) { try await body() }
            outcome = nil
        } catch { outcome = error }
        try cluster.scripts("destroy")
        if let outcome { throw outcome }
    }

    private static func fill(_ cluster: PrivateCluster) throws {
        let owner = try Connection(
            url: try cluster.url("primary", "owner"), alias: "owner", limits: PrivateCluster.limits)
        _ = try Migrator(owner).migrate(onlyWorker: false)
        try cluster.superuser(on: "primary").script(
            """
            INSERT INTO clinic.payer SELECT clinic, n, 'payer', 'person'
            FROM generate_series(1, 2) clinic, generate_series(1, 1000) n
            """)
    }
}
