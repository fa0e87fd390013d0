/// Where keys are, read by itself: whoever verifies has no database and none of the other keys.
package enum KeySettings {
    /// The folder that KEYS_DIR names; `nil` when nobody said.
    ///
    /// - Throws: what is wrong with that key.
    package static func folder(
        environment: [String: String], file: EnvFile?
    ) throws(SettingsInvalid) -> String? {
        var reader = SettingsReader(environment: environment, file: file)
        let name = SettingKey.keysFolder.rawValue
        let isNamed = environment[name] != nil || file?.entry(of: name) != nil
        let folder = reader.read(.keysFolder, as: folderPath)
        let faults = reader.faults.filter { $0.key == name }
        guard faults.isEmpty else { throw SettingsInvalid(faults) }
        return isNamed ? folder : nil
    }
}
