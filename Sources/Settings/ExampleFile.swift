extension Settings {
    /// The text of `.env.example`: every key with its meaning, those with a standard commented out.
    package static var exampleFile: String { preface + keys.map(\.paragraph).joined() }

    private static let preface = #"""
        # Copy to .env and chmod 600. What stands in the environment goes before this file.
        #
        # The clinic's backend may share the file: its keys (DATABASE_URL, JWT_SECRET, PORT) are left
        # alone, and its NODE_ENV serves when EVCLINIC_ENV is missing. Nothing is expanded. Quote a
        # value with blanks: 'all literal', or "with \n, \t, \\, \" and \$".

        """#
}

extension SettingKey {
    fileprivate var paragraph: String {
        let isRequired = self == .primary || self == .replicas
        let text = isRequired ? line : "#\(rawValue)=\(standard ?? example)"
        return "\n# \(meaning)\n\(text)\n"
    }
}
