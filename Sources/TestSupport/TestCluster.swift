import Domain
import Foundation

/// The private primary and its two standbys that tests share, in `.cluster-test` of the checkout.
///
/// Brought up by the first test that needs it and left running, so that the next run starts at
/// once; `scripts/cluster down` ends it.
package enum TestCluster {
    /// The checkout that these sources belong to.
    package static let checkout = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .path(percentEncoded: false)

    /// Connection strings by role, with `evclinic` as the database.
    package struct Addresses: Sendable {
        package let worker: String
        package let owner: String
        package let admin: String
        /// The reporter's, by standby.
        package let standbys: [(alias: String, url: String)]
        package let authority: String
    }

    /// Brings the cluster up, once a process.
    package static func addresses() throws -> Addresses { try shared.get() }

    private static let shared: Result<Addresses, any Error> = Result {
        _ = try scripts(["up", "--standbys", "2"])
        var values: [String: String] = [:]
        for line in try scripts(["env"]).split(separator: "\n") {
            let pair = line.split(separator: "=", maxSplits: 1).map(String.init)
            if pair.count == 2 { values[pair[0]] = pair[1] }
        }
        let standbys = (values["REPLICA_URLS"] ?? "").split(separator: ",").map { item in
            let pair = item.split(separator: "=", maxSplits: 1).map(String.init)
            return (alias: pair[0], url: pair[1])
        }
        return Addresses(
            worker: values["PRIMARY_URL"] ?? "", owner: values["MIGRATION_URL"] ?? "",
            admin: values["EVCLINIC_SUPER_URL"] ?? "", standbys: standbys,
            authority: values["EVCLINIC_CA"] ?? "")
    }

    /// Runs `scripts/cluster` on the tests' cluster and gives what it prints.
    @discardableResult
    package static func scripts(_ arguments: [String]) throws -> String {
        try PrivateCluster(folder: "\(checkout)/.cluster-test").scripts(arguments)
    }
}
