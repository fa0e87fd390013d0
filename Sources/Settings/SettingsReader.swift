/// Looks keys up, the environment before the file, and collects what is wrong with them.
struct SettingsReader {
    private(set) var faults: [Fault]

    private let environment: [String: String]
    private let file: EnvFile?

    init(environment: [String: String], file: EnvFile?) {
        self.environment = environment
        self.file = file
        faults = file?.faults ?? []
    }

    /// The value of a key, or its standard; `nil` when it is unset or at fault.
    mutating func read<Value>(
        _ key: SettingKey, as parse: (String) throws(Flaw) -> Value
    ) -> Value? {
        let unset = key.standard.map { (text: $0, place: Place.unset) }
        guard let (text, place) = found(key.rawValue) ?? unset else { return nil }
        return value(of: key.rawValue, text, place, key.line, parse)
    }

    /// What kind of place this is: our key, or Node's when ours is missing.
    mutating func deployment() -> Deployment? {
        guard found(SettingKey.deployment.rawValue) == nil, let (text, place) = found("NODE_ENV")
        else { return read(.deployment, as: Deployment.init(_:)) }
        return value(
            of: "NODE_ENV", text, place, "NODE_ENV=production", Deployment.init(node:))
    }

    /// Blames a missing key, unless a fault in the file already says why it is missing.
    mutating func require(_ key: SettingKey, because reason: String) {
        guard found(key.rawValue) == nil, file?.isRead ?? true,
            !faults.contains(where: { $0.key == key.rawValue })
        else { return }
        note(key.rawValue, .unset, reason, key.line)
    }

    /// Blames a file that more than its owner may use.
    mutating func requirePrivateFile() {
        guard let file, file.mode & 0o177 != 0 else { return }
        let mode = "0" + String(file.mode, radix: 8)
        let problem = "has mode \(mode); in production its owner alone may read and write it"
        note(nil, .file(file.name), problem, "chmod 600 \(file.name)")
    }

    /// Blames keys that are a slip of one of ours.
    ///
    /// The environment is full of other programs' keys, so there only our prefix counts.
    mutating func refuseLookAlikes() {
        for entry in file?.entries ?? [] { refuse(entry.key, entry.place) }
        for name in environment.keys where file?.entry(of: name) == nil {
            if LookAlike.bearsOurPrefix(name) { refuse(name, .environment) }
        }
    }

    private mutating func refuse(_ name: String, _ place: Place) {
        guard SettingKey(rawValue: name) == nil else { return }
        if let key = LookAlike.nearest(to: name) {
            note(name, place, "is not a key of ours; \(key.rawValue) is", key.line)
        } else if LookAlike.bearsOurPrefix(name) {
            note(name, place, "is not a key of ours", "see .env.example for every key")
        }
    }

    private func found(_ name: String) -> (text: String, place: Place)? {
        environment[name].map { ($0, .environment) }
            ?? file?.entry(of: name).map { ($0.value.revealed, $0.place) }
    }

    private mutating func value<Value>(
        of name: String, _ text: String, _ place: Place, _ example: String,
        _ parse: (String) throws(Flaw) -> Value
    ) -> Value? {
        do throws(Flaw) {
            guard !text.isEmpty else { throw Flaw("is empty; give a value or leave the key out") }
            return try parse(text)
        } catch {
            for problem in error.problems { note(name, place, problem, example) }
            return nil
        }
    }

    private mutating func note(
        _ key: String?, _ place: Place, _ problem: String, _ example: String
    ) {
        faults.append(Fault(key: key, place: place, problem: problem, example: example))
    }
}
