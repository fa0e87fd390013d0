import Access
import Domain
package import Persistence

/// A cluster of a suite's own, whose servers it may pause, stop and promote.
package struct PrivateCluster: Sendable {
    package let folder: String

    /// - Parameter folder: made by `up`; a name in the checkout that git leaves out.
    package init(folder: String) { self.folder = folder }

    /// Runs `scripts/cluster` on it and gives what it prints.
    @discardableResult
    package func scripts(_ arguments: String...) throws -> String { try scripts(arguments) }

    /// Runs `scripts/cluster` with a list of words.
    @discardableResult
    package func scripts(_ arguments: [String]) throws -> String {
        let done = try Program.run(
            "\(TestCluster.checkout)/scripts/cluster", arguments,
            environment: ["EVCLINIC_CLUSTER": folder])
        guard done.status == 0 else {
            throw AppError(.unexpected, "scripts/cluster \(arguments): \(done.errors)")
        }
        return done.output.split(separator: "\n").joined(separator: "\n")
    }

    /// Brings a cluster up with the schema, and takes it away after the body.
    ///
    /// - Parameters:
    ///   - name: its folder in the checkout, which git leaves out.
    ///   - standbys: so many.
    ///   - body: given the cluster.
    /// - Throws: what the body throws, after the cluster is gone.
    package static func around(
        _ name: String, standbys: Int, _ body: (PrivateCluster) async throws -> Void
    ) async throws {
        let cluster = PrivateCluster(folder: "\(TestCluster.checkout)/\(name)")
        // A run that was killed may have left one.
        try cluster.scripts("destroy")
        try cluster.scripts("up", "--standbys", "\(standbys)")
        let outcome: (any Error)?
        do {
            let owner = try Connection(
                url: try cluster.url("primary", "owner"), alias: "owner", limits: limits)
            _ = try Migrator(owner).migrate(onlyWorker: false)
            try await body(cluster)
            outcome = nil
        } catch { outcome = error }
        try cluster.scripts("destroy")
        if let outcome { throw outcome }
    }

    /// Connection URI over TCP; as the worker on the primary, the reporter on a standby, or a role.
    package func url(_ server: String, _ role: String? = nil) throws -> String {
        guard let role else { return try scripts("url", server, "--tcp") }
        return try scripts("url", server, role, "--tcp")
    }

    package func source(_ server: String) throws -> ReplicaSet.Source {
        ReplicaSet.Source(alias: server, url: try url(server, "reporter"))
    }

    package func superuser(on server: String) throws -> Connection {
        try Connection(url: try url(server, "super"), alias: server, limits: Self.limits)
    }

    /// Process number of a server.
    package func process(of server: String) throws -> Int32 {
        let line = try scripts("status").split(separator: "\n").first { $0.hasPrefix(server) }
        guard let found = line?.firstMatch(of: /pid (\d+)/).flatMap({ Int32($0.1) }) else {
            throw AppError(.unexpected, "\(server) has no process")
        }
        return found
    }

    package static let limits = Connection.Limits(connectSeconds: 2, statementSeconds: 20)
}
