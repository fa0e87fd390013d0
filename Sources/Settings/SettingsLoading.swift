extension Settings {
    /// Reads every key, the environment before the file.
    ///
    /// - Throws: all that is wrong at once, in the file and in every key.
    package static func load(
        environment: [String: String], file: EnvFile?
    ) throws(SettingsInvalid) -> Settings {
        var reader = SettingsReader(environment: environment, file: file)
        let settings = Settings(&reader)
        reader.refuseLookAlikes()
        guard let settings, reader.faults.isEmpty else { throw SettingsInvalid(reader.faults) }
        return settings
    }

    /// Reads the keys in their order; `nil` when one without a standard is missing or at fault.
    private init?(_ reader: inout SettingsReader) {
        let deployment = reader.deployment()
        let production = deployment == .production
        if production { reader.requirePrivateFile() }
        let url = { (text: String) throws(Flaw) in
            try DatabaseURL(text, production: production)
        }
        let primary = reader.read(.primary, as: url)
        reader.require(.primary, because: "is required")
        let replicas = reader.read(.replicas) { text throws(Flaw) in
            try Replica.list(text, production: production)
        }
        let policy = reader.read(.replicaPolicy, as: ReplicaPolicy.init(_:))
        if policy == .refuse {
            reader.require(.replicas, because: "is required unless REPLICA_POLICY=primary")
        }
        let migration = reader.read(.migration, as: url)
        let outputFolder = reader.read(.outputFolder, as: folderPath)
        let keysFolder = reader.read(.keysFolder, as: folderPath)
        let logs = deployment.flatMap { LogSettings(&reader, $0) }
        let statementTimeout = reader.read(.statementTimeout, as: seconds(1...86400))
        let connectTimeout = reader.read(.connectTimeout, as: seconds(1...60))
        let lease = reader.read(.lease, as: seconds(2...300))
        let minFreeBytes = reader.read(.minFreeBytes, as: byteCount)
        let alive = reader.read(.alive, as: AliveURL.init(_:))
        let osUsers = reader.read(.osUsers, as: accounts)
        let root = reader.read(.root, as: folderPath)

        guard let deployment, let primary, let policy, let outputFolder, let keysFolder, let logs,
            let statementTimeout, let connectTimeout, let lease, let minFreeBytes
        else { return nil }
        self.deployment = deployment
        self.primary = primary
        self.replicas = replicas ?? []
        self.migration = migration
        replicaPolicy = policy
        self.outputFolder = outputFolder
        self.keysFolder = keysFolder
        self.logs = logs
        statementTimeoutSeconds = statementTimeout
        connectTimeoutSeconds = connectTimeout
        leaseSeconds = lease
        self.minFreeBytes = minFreeBytes
        self.alive = alive
        self.osUsers = osUsers ?? [:]
        self.root = root
    }
}
