import Access
import Domain
import Glibc
package import Persistence
import Synchronization

/// A database of a test's own, cloned from a migrated template; both standbys follow it.
package final class TestDatabase: Sendable {
    package let name: String
    package let worker: String
    package let owner: String
    package let admin: String
    package let standbys: [ReplicaSet.Source]

    private static let count = Atomic<Int>(0)

    /// What a new database holds.
    package enum Content: Sendable {
        /// The migrated schema and no row.
        case schema
        /// The default seed: five clinics, three months, 3,000 lines, planted errors.
        case seeded
    }

    /// Clones a template; the clone goes with the object.
    package init(_ content: Content = .schema) throws {
        let addresses = try TestCluster.addresses()
        let template = content == .schema ? try Self.schema.get() : try Self.seeded.get()
        let number = Self.count.wrappingAdd(1, ordering: .relaxed).newValue
        let name = "test_\(number)"
        try Self.statement(
            "DROP DATABASE IF EXISTS \(name) WITH (FORCE)",
            "CREATE DATABASE \(name) TEMPLATE \(template) OWNER evclinic_owner")
        self.name = name
        worker = Self.url(addresses.worker, name)
        owner = Self.url(addresses.owner, name)
        admin = Self.url(addresses.admin, name)
        standbys = addresses.standbys.map {
            ReplicaSet.Source(alias: $0.alias, url: Self.url($0.url, name))
        }
        for standby in standbys { try Self.waitUntilThere(standby) }
    }

    /// Waits until a standby has replayed that the database was made.
    ///
    /// A lock that another test has replayed there can hold replay up for half a minute.
    private static func waitUntilThere(_ standby: ReplicaSet.Source) throws {
        let until = Clock.steady.now.adding(seconds: 120)
        while true {
            do {
                _ = try Connection(url: standby.url, alias: standby.alias, limits: limits)
                return
            } catch let error as AppError {
                guard Clock.steady.now < until else { throw error }
                usleep(5000)
            }
        }
    }

    deinit { try? Self.statement("DROP DATABASE IF EXISTS \(name) WITH (FORCE)") }

    /// The primary as the worker sees it.
    package func primary() -> PrimaryServer { PrimaryServer(url: worker, limits: Self.limits) }

    /// The standbys as the reporter sees them.
    package func replicas() -> ReplicaSet {
        ReplicaSet(standbys, policy: .refuse, limits: Self.limits)
    }

    /// A connection with every right.
    package func superuser() throws -> Connection {
        try Connection(url: admin, alias: "admin", limits: Self.limits)
    }

    /// Runs statements as superuser.
    package func change(_ sql: String) throws { try superuser().script(sql) }

    /// The first column of a query's rows, which must be text, as the superuser sees it.
    package func told(_ sql: String) throws -> [String] {
        var lines: [String] = []
        try superuser().query(sql) { lines.append(try $0.text(0)) }
        return lines
    }

    /// Variables with which `evclinic` works on this database.
    package func environment(_ more: [String: String] = [:]) -> [String: String] {
        [
            "PRIMARY_URL": worker, "MIGRATION_URL": owner,
            "REPLICA_URLS": standbys.map { "\($0.alias)=\($0.url)" }.joined(separator: ","),
            "EVCLINIC_ENV": "development", "EVCLINIC_ROOT": TestCluster.checkout,
            "MIN_FREE_BYTES": "0", "LEASE_SECONDS": "2",
        ].merging(more) { $1 }
    }

    package static let limits = Connection.Limits(connectSeconds: 5, statementSeconds: 30)

    /// Runs statements as superuser, each by itself, in the maintenance database.
    package static func statement(_ statements: String...) throws {
        let address = try TestCluster.addresses().admin
        let connection = try Connection(
            url: url(address, "postgres"), alias: "admin", limits: limits)
        for statement in statements { try connection.script(statement) }
    }

    private static func url(_ address: String, _ database: String) -> String {
        address.hasSuffix("/evclinic") ? address.dropLast(8) + database : address
    }

    private static let schema = Result<String, any Error> {
        try statement(
            "DROP DATABASE IF EXISTS template_schema WITH (FORCE)",
            "CREATE DATABASE template_schema TEMPLATE template0 OWNER evclinic_owner")
        let owner = url(try TestCluster.addresses().owner, "template_schema")
        let connection = try Connection(url: owner, alias: "owner", limits: limits)
        _ = try Migrator(connection).migrate(onlyWorker: false)
        return "template_schema"
    }

    private static let seeded = Result<String, any Error> {
        let addresses = try TestCluster.addresses()
        try statement(
            "DROP DATABASE IF EXISTS template_seeded WITH (FORCE)",
            "CREATE DATABASE template_seeded TEMPLATE \(try schema.get()) OWNER evclinic_owner")
        let done = try Program.run(
            Program.evclinic, ["db", "seed"],
            environment: [
                "PRIMARY_URL": url(addresses.worker, "template_seeded"),
                "MIGRATION_URL": url(addresses.owner, "template_seeded"),
                "REPLICA_POLICY": "primary", "EVCLINIC_ROOT": TestCluster.checkout,
            ], folder: "/")
        guard done.status == 0 else { throw AppError(.unexpected, done.errors) }
        return "template_seeded"
    }
}
