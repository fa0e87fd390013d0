import Settings
import Testing

/// A database URI that is right everywhere.
let database = "postgresql://worker@db1/clinic?sslmode=verify-full"

/// The least that is without fault.
let least = ["PRIMARY_URL": database, "REPLICA_URLS": database]

/// An environment file of that text.
func envFile(_ text: String, mode: UInt32 = 0o600) -> EnvFile {
    EnvFile(name: ".env", bytes: Array(text.utf8), mode: mode)
}

/// What is wrong when these keys join the least that is right.
func faults(with keys: [String: String], file: EnvFile? = nil) -> [Fault] {
    do throws(SettingsInvalid) {
        _ = try load(keys, file: file)
        return []
    } catch {
        return error.faults
    }
}

/// Settings of these keys joined to the least that is right.
func load(
    _ keys: [String: String], file: EnvFile? = nil
) throws(SettingsInvalid) -> Settings {
    let environment = least.merging(keys) { _, given in given }
    return try Settings.load(environment: environment, file: file)
}
