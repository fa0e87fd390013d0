/// A key of ours, in the order in which `.env.example` shows them.
package enum SettingKey: String, CaseIterable, Sendable {
    case deployment = "EVCLINIC_ENV"
    case primary = "PRIMARY_URL"
    case replicas = "REPLICA_URLS"
    case migration = "MIGRATION_URL"
    case replicaPolicy = "REPLICA_POLICY"
    case outputFolder = "OUTPUT_DIR"
    case logFolder = "LOG_DIR"
    case statementTimeout = "STATEMENT_TIMEOUT_SECONDS"
    case connectTimeout = "CONNECT_TIMEOUT_SECONDS"
    case lease = "LEASE_SECONDS"
    case minFreeBytes = "MIN_FREE_BYTES"
    case alive = "ALIVE_URL"
    case osUsers = "OS_USERS"
    case root = "EVCLINIC_ROOT"

    /// What holds when the key is missing; `nil` when nothing does.
    package var standard: String? {
        switch self {
        case .deployment: "development"
        case .primary, .replicas, .migration, .alive, .osUsers, .root: nil
        case .replicaPolicy: "refuse"
        case .outputFolder: "reports"
        case .logFolder: "logs"
        case .statementTimeout: "600"
        case .connectTimeout: "5"
        case .lease: "20"
        case .minFreeBytes: "256m"
        }
    }

    /// What the key is for, with its unit and range, in one or two sentences.
    package var meaning: String {
        switch self {
        case .deployment:
            "development, staging or production. NODE_ENV serves when it is missing."
        case .primary:
            "The database that runs are recorded in, as a libpq URI. Required."
        case .replicas:
            "The read replicas, alias=URI or URI, by commas. Required unless REPLICA_POLICY=primary."
        case .migration:
            "The owner's login, for `evclinic db migrate` and `seed` alone."
        case .replicaPolicy:
            "With no healthy replica: refuse the run, or read from the primary."
        case .outputFolder:
            "Folder of the finished reports."
        case .logFolder:
            "Folder of the log files."
        case .statementTimeout:
            "Seconds that one SQL statement may take, 1...86400."
        case .connectTimeout:
            "Seconds that a connection may take to open, 1...60."
        case .lease:
            "Seconds after which a silent worker's run may be taken over, 2...300."
        case .minFreeBytes:
            "Free disk space below which no run starts: bytes, or with k, m or g (of 1024)."
        case .alive:
            "A monitor's http or https URL, pinged by each tick and every minute by each daemon."
        case .osUsers:
            "Who acts for whom with --as: account=login by commas, account as in /etc/passwd."
        case .root:
            "Folder that holds jobs/ and templates/. Looked for when missing."
        }
    }

    /// A value that is right everywhere, in production too.
    package var example: String {
        switch self {
        case .deployment: "production"
        case .primary: "postgresql://worker@db1/clinic?sslmode=verify-full"
        case .replicas: "east=postgresql://reader@db2/clinic?sslmode=verify-full"
        case .migration: "postgresql://owner@db1/clinic?sslmode=verify-full"
        case .replicaPolicy: "primary"
        case .outputFolder: "/srv/evclinic/reports"
        case .logFolder: "/var/log/evclinic"
        case .statementTimeout: "900"
        case .connectTimeout: "10"
        case .lease: "30"
        case .minFreeBytes: "2g"
        case .alive: "https://monitor.example.org/ping/evclinic"
        case .osUsers: "anna=a.meyer,cron=night.shift"
        case .root: "/opt/evclinic"
        }
    }

    /// A whole line that is right.
    package var line: String { "\(rawValue)=\(example)" }
}
