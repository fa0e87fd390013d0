/// A key of ours, in the order in which `.env.example` shows them.
package enum SettingKey: String, CaseIterable, Sendable {
    case deployment = "EVCLINIC_ENV"
    case primary = "PRIMARY_URL"
    case replicas = "REPLICA_URLS"
    case migration = "MIGRATION_URL"
    case replicaPolicy = "REPLICA_POLICY"
    case outputFolder = "OUTPUT_DIR"
    case keysFolder = "KEYS_DIR"
    case logOutput = "LOG_OUTPUT"
    case logLevel = "LOG_LEVEL"
    case logFolder = "LOG_DIR"
    case logFilename = "LOG_FILENAME"
    case logErrorFilename = "LOG_ERROR_FILENAME"
    case logExtension = "LOG_EXTENSION"
    case logDatePattern = "LOG_DATE_PATTERN"
    case logFrequency = "LOG_FREQUENCY"
    case logMaxSize = "LOG_MAX_SIZE"
    case logMaxFiles = "LOG_MAX_FILES"
    case logZipped = "LOG_ZIPPED_ARCHIVE"
    case logUTC = "LOG_UTC"
    case logAuditFile = "LOG_AUDIT_FILE"
    case logSymlink = "LOG_SYMLINK_NAME"
    case logCompat = "LOG_COMPAT"
    case logMemory = "LOG_MEMORY_MAX"
    case logStdoutLevel = "LOG_STDOUT_LEVEL"
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
        case .logOutput, .logExtension, .logAuditFile, .logStdoutLevel: nil
        case .replicaPolicy: "refuse"
        case .outputFolder: "reports"
        case .keysFolder: "keys"
        case .logLevel: "info"
        case .logFolder: "logs"
        case .logFilename: "combined-%DATE%.log"
        case .logErrorFilename: "error-%DATE%.log"
        case .logDatePattern: "YYYY-MM-DD"
        case .logFrequency: "custom"
        case .logMaxSize: "20m"
        case .logMaxFiles: "14d"
        case .logZipped: "true"
        case .logUTC: "true"
        case .logSymlink: "current.log"
        case .logCompat: "false"
        case .logMemory: "4m"
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
        case .keysFolder:
            "Folder of the keys that sign manifests (`evclinic keys new`), for the worker's user alone."
        case .logOutput:
            "files, or stdout and terminal for work and tick, or none. Default: development terminal."
        case .logLevel:
            "error, warn, info, http, verbose, debug or silly, for files and terminal."
        case .logFolder:
            "Folder of the log files, on a local disk. A symbolic link is refused."
        case .logFilename:
            "File of all lines; %DATE% stands for the date."
        case .logErrorFilename:
            "File of errors alone, which stand in the other one too, or none."
        case .logExtension:
            "What stands behind a file's number: .log makes app.1.log of app.log.1."
        case .logDatePattern:
            "Date in the names, in moment's tokens; a new file begins when it changes."
        case .logFrequency:
            "custom, daily, 1h to 24h or 1m to 60m: how often a new file begins."
        case .logMaxSize:
            "Size of one file, such as 20m, 512k or 1.5g, or none."
        case .logMaxFiles:
            "Files kept, such as 30, or days, such as 14d, or none for all."
        case .logZipped:
            "true or false: files that are done are compressed, a minute later."
        case .logUTC:
            "true or false: dates in names are UTC's, or the machine's."
        case .logAuditFile:
            "File that lists the others, as winston-daily-rotate-file writes it. Default: a hidden one."
        case .logSymlink:
            "Link to the newest file, or none."
        case .logCompat:
            "true or false: winston's own rules of size, number and removal, with what they lose."
        case .logMemory:
            "Memory for lines that wait while a disk is full."
        case .logStdoutLevel:
            "Level of lines on standard output. Default: LOG_LEVEL."
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
        case .keysFolder: "/etc/evclinic/keys"
        case .logOutput: "files,stdout"
        case .logLevel: "debug"
        case .logFolder: "/var/log/evclinic"
        case .logFilename: "evclinic-%DATE%.log"
        case .logErrorFilename: "none"
        case .logExtension: ".log"
        case .logDatePattern: "YYYY-MM-DD-HH"
        case .logFrequency: "1h"
        case .logMaxSize: "100m"
        case .logMaxFiles: "30d"
        case .logZipped: "false"
        case .logUTC: "false"
        case .logAuditFile: "audit.json"
        case .logSymlink: "none"
        case .logCompat: "true"
        case .logMemory: "1m"
        case .logStdoutLevel: "warn"
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
