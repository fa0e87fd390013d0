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

    /// Where a verification looks: the folder named, else that of KEYS_DIR, else beside the files.
    ///
    /// Never the standard one: in a folder of reports that is the one beside the files.
    static func ring(_ named: String?) throws -> KeyRing {
        KeyRing(try named ?? configured())
    }
}
