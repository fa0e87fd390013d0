/// What the environment and `.env` say, validated: a value of this type has no fault.
package struct Settings: Equatable, Sendable {
    /// Where this runs; development unless `EVCLINIC_ENV` or else `NODE_ENV` says otherwise.
    package let deployment: Deployment
    /// The database in which runs are recorded.
    package let primary: DatabaseURL
    /// The read replicas in the order written; empty only when the policy is `primary`.
    package let replicas: [Replica]
    /// The owner's login for migrations and seeds; none by default.
    package let migration: DatabaseURL?
    /// What to do when no replica is healthy; `refuse` by default.
    package let replicaPolicy: ReplicaPolicy
    /// Folder of the finished reports; `reports` by default.
    package let outputFolder: String
    /// Folder of the keys that sign manifests; `keys` by default, and none are made unasked.
    package let keysFolder: String
    /// Where log lines go, and how their files are kept.
    package let logs: LogSettings
    /// Seconds that one SQL statement may take, 1...86400; 600 by default.
    package let statementTimeoutSeconds: Int
    /// Seconds that a connection may take to open, 1...60; 5 by default.
    package let connectTimeoutSeconds: Int
    /// Seconds after which a silent worker's run may be taken over, 2...300; 20 by default.
    package let leaseSeconds: Int
    /// Free bytes on disk below which no run starts; 256 MiB by default, 0 asks for none.
    package let minFreeBytes: Int
    /// What is pinged while all is well; none by default.
    package let alive: AliveURL?
    /// The application's login by operating-system account, for `--as`; empty by default.
    package let osUsers: [String: String]
    /// Folder that holds `jobs/` and `templates/`; `nil` leaves it to be found.
    package let root: String?

    /// Every key of ours, in the order of `.env.example`.
    package static let keys = SettingKey.allCases
}
