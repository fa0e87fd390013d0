package import Logs

/// Where log lines go, and how their files are kept: the `LOG_` keys.
package struct LogSettings: Equatable, Sendable {
    /// A place for lines.
    package enum Output: String, CaseIterable, Sendable { case files, stdout, terminal }

    /// `nil` when nobody said: then files, and in development a terminal, if there is one.
    package let outputs: Set<Output>?
    package let level: LogLevel
    package let stdoutLevel: LogLevel
    /// All lines.
    package let combined: RotationOptions
    /// Errors alone; `nil` for none.
    package let errors: RotationOptions?
    private let isDevelopment: Bool

    /// Folder of the files.
    package var folder: String { combined.folder }

    /// The places that lines go to.
    ///
    /// - Parameter isTerminal: whether a person is looking.
    /// - Returns: those asked for, or the standard of the deployment.
    package func places(isTerminal: Bool) -> Set<Output> {
        outputs ?? (isDevelopment ? (isTerminal ? [.terminal] : []) : [.files])
    }

    /// Reads these keys alone: whoever reads a log may be looking for what is wrong with the others.
    ///
    /// - Throws: all that is wrong with them.
    package static func load(
        environment: [String: String], file: EnvFile?
    ) throws(SettingsInvalid) -> LogSettings {
        var reader = SettingsReader(environment: environment, file: file)
        let deployment = reader.deployment() ?? .production
        let settings = LogSettings(&reader, deployment)
        let faults = reader.faults.filter { $0.key?.hasPrefix("LOG_") ?? false }
        guard let settings, faults.isEmpty else { throw SettingsInvalid(faults) }
        return settings
    }

    /// Reads the keys in their order; `nil` when one is at fault.
    init?(_ reader: inout SettingsReader, _ deployment: Deployment) {
        isDevelopment = deployment == .development
        outputs = reader.read(.logOutput, as: Self.outputs)
        let level = reader.read(.logLevel, as: Self.level)
        let path = reader.read(.logFolder, as: folderPath)
        var options = RotationOptions(folder: path ?? "logs", filename: "combined-%DATE%.log")
        let filename = reader.read(.logFilename) { text throws(Flaw) in
            try Self.checked(options, text) { $0.filename = text }.filename
        }
        let errorFilename = reader.read(.logErrorFilename) { text throws(Flaw) in
            guard text != "none" else { return text }
            guard text != filename else { throw Flaw("is LOG_FILENAME too, the file of all lines") }
            return try Self.checked(options, text) { $0.filename = text }.filename
        }
        options.fileExtension =
            reader.read(.logExtension) { text throws(Flaw) in
                guard text.hasPrefix("."), !text.contains("/") else {
                    throw Flaw("is no extension, such as .log")
                }
                return text
            } ?? ""
        let pattern = reader.read(.logDatePattern) { text throws(Flaw) in DatePattern(text) }
        options.datePattern = pattern ?? options.datePattern
        let frequency = reader.read(.logFrequency) { text throws(Flaw) in
            let frequency = try Self.told { () throws(LogOptionError) in try LogFrequency(text) }
            return try Self.checked(options, text) { $0.frequency = frequency }.frequency
        }
        options.frequency = frequency ?? .custom
        options.maxSize = reader.read(.logMaxSize, as: Self.size) ?? nil
        options.maxFiles = reader.read(.logMaxFiles, as: Self.retention) ?? nil
        options.isZipped = reader.read(.logZipped, as: Self.flag) ?? true
        options.isUTC = reader.read(.logUTC, as: Self.flag) ?? true
        options.auditFile = reader.read(.logAuditFile) { text throws(Flaw) in
            try Self.checked(options, text) { $0.auditFile = text }.auditFile ?? text
        }
        let link = reader.read(.logSymlink) { text throws(Flaw) in
            text == "none"
                ? text
                : try Self.checked(options, text) { $0.symlinkName = text }.symlinkName ?? text
        }
        options.symlinkName = link == "none" ? nil : link
        options.isCompatible = reader.read(.logCompat, as: Self.flag) ?? false
        options.adoptsFiles = !options.isCompatible
        let memory = reader.read(.logMemory, as: byteCount)
        options.memoryBytesMax = memory ?? options.memoryBytesMax
        stdoutLevel = reader.read(.logStdoutLevel, as: Self.level) ?? level ?? .info

        guard let level, let filename, let errorFilename, path != nil else { return nil }
        self.level = level
        options.filename = filename
        combined = options
        errors = errorFilename == "none" ? nil : Self.errors(options, errorFilename)
    }

    /// The errors' files beside those of all lines: what has a name has one of its own.
    private static func errors(_ options: RotationOptions, _ filename: String) -> RotationOptions {
        var errors = options
        errors.filename = filename
        errors.auditFile = options.auditFile.map { "error-\($0)" }
        errors.symlinkName = options.symlinkName.map { "error-\($0)" }
        return errors
    }
}

extension LogSettings {
    private static func outputs(_ text: String) throws(Flaw) -> Set<Output> {
        if text == "none" { return [] }
        var found: Set<Output> = []
        for word in entries(of: text) {
            guard let output = Output(rawValue: word) else {
                throw Flaw("is not a list of files, stdout and terminal, nor none")
            }
            found.insert(output)
        }
        return found
    }

    private static func level(_ text: String) throws(Flaw) -> LogLevel {
        guard let level = LogLevel(rawValue: text) else {
            throw Flaw(
                "is none of \(LogLevel.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return level
    }

    private static func size(_ text: String) throws(Flaw) -> LogSize? {
        try text == "none" ? nil : told { () throws(LogOptionError) in try LogSize(text) }
    }

    private static func retention(_ text: String) throws(Flaw) -> LogRetention? {
        try text == "none" ? nil : told { () throws(LogOptionError) in try LogRetention(text) }
    }

    private static func flag(_ text: String) throws(Flaw) -> Bool {
        switch text.lowercased() {
        case "true", "yes", "1", "on": return true
        case "false", "no", "0", "off": return false
        default: throw Flaw("is neither true nor false")
        }
    }

    /// The options with one of them changed, if they can still be meant.
    private static func checked(
        _ options: RotationOptions, _ text: String, _ change: (inout RotationOptions) -> Void
    ) throws(Flaw) -> RotationOptions {
        var options = options
        change(&options)
        let changed = options
        try told { () throws(LogOptionError) in try changed.check() }
        return options
    }

    private static func told<Value>(
        _ body: () throws(LogOptionError) -> Value
    ) throws(Flaw) -> Value {
        do throws(LogOptionError) {
            return try body()
        } catch {
            throw Flaw(error.problem)
        }
    }
}
