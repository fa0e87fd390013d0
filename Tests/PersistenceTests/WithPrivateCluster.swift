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
        try await PrivateCluster.around(name, standbys: standbys) { cluster in
            try Self.fill(cluster)
            try await PrivateCluster.$current.withValue(cluster) { try await body() }
        }
    }

    private static func fill(_ cluster: PrivateCluster) throws {
        try cluster.superuser(on: "primary").script(
            """
            INSERT INTO clinic.payer SELECT clinic, n, 'payer', 'person'
            FROM generate_series(1, 2) clinic, generate_series(1, 1000) n
            """)
    }
}
