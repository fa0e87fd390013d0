import Controllers
import Domain
import Settings

/// Where keys are, for commands that need no other setting.
enum KeyPlace {
    /// What holds when nobody says.
    static let standard = SettingKey.keysFolder.standard ?? "keys"

    /// The folder that KEYS_DIR names; `nil` when it is not set.
    ///
    /// - Throws: `configInvalid`, after every fault was listed on standard error.
    static func configured() throws -> String? {
        do {
            return try KeySettings.folder(
                environment: Composition.environment(), file: EnvFile.read(".env"))
        } catch {
            Terminal.note(error.description)
            throw error.appError
        }
    }

    /// Where a verification looks: the folder named, else this machine's own, else beside the files.
    static func ring(_ named: String?) throws -> KeyRing {
        if let named { return KeyRing(named) }
        if let configured = try configured() { return KeyRing(configured) }
        return KeyRing(Files.exists(standard) ? standard : nil)
    }
}
