import Domain
import Glibc
import Logs

/// One scenario of rotation: a set clock, lines, restarts, and the folder that they leave.
struct RotationCase {
    private let source: JSONValue
    private let folder: String
    private var options: RotationOptions
    private var now: Instant
    private var sink: LogFileSink?
    private var line = 0
    private var listings: [String] = []

    /// `{"name":…,"dir":[…]}`, `{"name":…,"throws":…}`, or `{"name":…,"skipped":why}`.
    static func result(of line: String, isExact: Bool) -> String {
        guard let source = JSONValue(line.utf8), let name = source["name"]?.text else {
            return #"{"error":"not a case"}"#
        }
        let head = "{\"name\":\(Output.quoted(name)),"
        guard source["kind"]?.text == "daily" else {
            return head + #""skipped":"winston's own file transport"}"#
        }
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/log-replay-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { return head + #""error":"no folder"}"# }
        let folder = String(
            decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { FolderListing.remove(folder) }
        do {
            var replay = try RotationCase(source, folder, isExact: isExact)
            try replay.perform()
            return head + replay.listingText
                + "\"folder\":\(Output.quoted(folder)),\"dir\":\(FolderListing.text(folder))}"
        } catch {
            return head + "\"throws\":\(Output.quoted("\(error)")),\"dir\":[]}"
        }
    }

    private var listingText: String {
        listings.isEmpty ? "" : "\"listings\":{\(listings.joined(separator: ","))},"
    }

    private init(_ source: JSONValue, _ folder: String, isExact: Bool) throws {
        self.source = source
        self.folder = folder
        now =
            source["start"]?.text.flatMap(Instant.init(iso:))
            ?? Instant(microseconds: 1_787_390_130_123_000)
        DateCase.use(zone: source["tz"]?.text ?? "UTC")
        options = RotationOptions(folder: folder, filename: "")
        options.isCompatible = !isExact
        options.adoptsFiles = isExact
        try take(source["opts"] ?? .null)
    }

    private mutating func perform() throws {
        for file in source["pre"]?.elements ?? [] { put(file) }
        start()
        for step in source["steps"]?.elements ?? [] { try perform(step) }
        settle()
        _ = sink?.close(at: now)
    }

    private mutating func start() {
        sink = LogFileSink(options)
        sink?.open(at: now)
        if !options.isCompatible { sink?.tidy(at: now) }
    }

    private mutating func perform(_ step: JSONValue) throws {
        if let at = step["at"]?.text.flatMap(Instant.init(iso:)) { now = at }
        if let count = step["w"]?.whole {
            for number in 1...count {
                line += 1
                sink?.write(text(ofBytes: Int(step["len"]?.whole ?? 40)), at: now)
                if let each = step["each"]?.whole, number % each == 0 { settle() }
            }
            settle()
        }
        if step["settle"] != nil { settle() }
        if step["close"] != nil {
            _ = sink?.close(at: now)
            sink = nil
        }
        if step["restart"] != nil {
            if case .object? = step["restart"] { try take(step["restart"] ?? .null) }
            start()
        }
        if let name = step["rm"]?.text { unlink("\(folder)/\(name)") }
        if let file = step["put"] { put(file) }
        if let label = step["ls"]?.text {
            listings.append("\(Output.quoted(label)):\(FolderListing.text(folder))")
        }
    }

    /// What a second of time does.
    private func settle() {
        sink?.tend(at: now)
        sink?.tidy(at: now)
    }

    private func put(_ file: JSONValue) {
        let parts = file.elements.compactMap(\.text)
        guard parts.count == 2 else { return }
        FolderListing.write(parts[1], to: "\(folder)/\(parts[0])")
    }

    /// `{"i":7,"p":"xxx"}` and its end, of so many bytes.
    private func text(ofBytes size: Int) -> [UInt8] {
        let head = "{\"i\":\(line),\"p\":\""
        let filling = String(repeating: "x", count: max(0, size - head.utf8.count - 3))
        return Array("\(head)\(filling)\"}\n".utf8)
    }
}

extension RotationCase {
    /// Takes options under winston's names.
    private mutating func take(_ opts: JSONValue) throws {
        options.filename = opts["filename"]?.text?.split(separator: "/").last.map(String.init) ?? ""
        options.folder = opts["dirname"]?.text.map { "\(folder)/\($0)" } ?? folder
        options.fileExtension = opts["extension"]?.text ?? ""
        options.datePattern = DatePattern(opts["datePattern"]?.text ?? "YYYY-MM-DD")
        options.frequency = try opts["frequency"]?.text.map(LogFrequency.init) ?? .custom
        options.maxSize = try size(opts["maxSize"])
        options.maxFiles = try retention(opts["maxFiles"])
        options.isZipped = opts["zippedArchive"] == .bool(true)
        options.isUTC = opts["utc"] == .bool(true)
        options.auditFile = opts["auditFile"]?.text
        options.auditHash = opts["auditHashType"]?.text ?? "sha256"
        options.symlinkName =
            opts["createSymlink"] == .bool(true) ? opts["symlinkName"]?.text ?? "current.log" : nil
        options.isTruncating = opts["options"]?["flags"]?.text == "w"
        options.fileMode = opts["options"]?["mode"]?.whole.map { UInt32($0) } ?? 0o640
        options.zipDelaySeconds = -400 * 86_400
        try options.check()
    }

    /// A number is bytes; winston rounds them to whole KiB.
    private func size(_ value: JSONValue?) throws -> LogSize? {
        guard let number = value?.whole else { return try value?.text.map(LogSize.init) }
        guard number > 0 else { return nil }
        let bytes = Int(number)
        return LogSize(bytes: options.isCompatible ? max(1, (bytes + 512) / 1024) * 1024 : bytes)
    }

    private func retention(_ value: JSONValue?) throws -> LogRetention? {
        if let number = value?.whole { return .files(Int(number)) }
        return try value?.text.map(LogRetention.init)
    }
}
