import Access
import Domain
import Foundation
import Persistence
import TestSupport
import Testing

extension PrivateCluster {
    /// The cluster of the suite that runs.
    @TaskLocal static var current: PrivateCluster?
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
