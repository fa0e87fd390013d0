import Domain
import Logging
import Logs

/// One case of lines: calls of a logger of winston, and what our encoder makes of them.
struct LineCase {
    private let source: JSONValue
    private var now: Instant
    private var format = LineFormat()
    private var labels: Logger.Metadata = [:]

    /// `{"name":…,"out":[…]}`, or `{"name":…,"skipped":why}` for a format that is not ours.
    static func result(of line: String) -> String {
        guard let source = JSONValue(line.utf8), let name = source["name"]?.text else {
            return #"{"error":"not a case"}"#
        }
        var replay = LineCase(source)
        if let why = replay.refusal() {
            return "{\"name\":\(Output.quoted(name)),\"skipped\":\(Output.quoted(why))}"
        }
        return "{\"name\":\(Output.quoted(name)),\"out\":\(replay.output())}"
    }

    private init(_ source: JSONValue) {
        self.source = source
        now = Self.instant(source["now"]) ?? Instant(microseconds: 1_787_390_130_123_000)
    }

    private static func instant(_ value: JSONValue?) -> Instant? {
        value?.whole.map { Instant(microseconds: $0 * 1000) }
            ?? value?.text.flatMap(Instant.init(iso:))
    }

    /// Takes the case's formats, of which the production pipeline's are ours.
    private mutating func refusal() -> String? {
        format.stamp = .none
        format.showsStack = false
        let formats = source["formats"]?.elements ?? []
        let names = formats.compactMap { $0.elements.first?.text }
        let transports = source["transports"]?.elements ?? []
        if transports.contains(where: { $0["formats"] != nil }) {
            return "a transport with a format of its own"
        }
        for (place, step) in formats.enumerated() {
            let options = step.elements.dropFirst().first ?? .object([])
            switch names[place] {
            case "splat": continue
            case "errors": format.showsStack = options["stack"] == .bool(true)
            case "timestamp" where names[place...].contains("json"): stamp(options)
            case "timestamp": continue
            case "label" where options["message"] == nil:
                labels["label"] = .string(options["label"]?.text ?? "")
            case "json":
                let known: Set = ["maximumDepth", "bigint"]
                if let other = options.members.first(where: { !known.contains($0.key) }) {
                    return "json with \(other.key)"
                }
                if let depth = options["maximumDepth"]?.whole { format.depthMax = Int(depth) - 1 }
            default: return "the format \(names[place])"
            }
        }
        if !names.contains("errors") { format.showsStack = true }
        return nil
    }

    private mutating func stamp(_ options: JSONValue) {
        format.stamp = options["format"]?.text.map { .pattern(ClockPattern($0)) } ?? .iso
        format.stampAlias = options["alias"]?.text
    }

    private mutating func output() -> String {
        // The vectors hold lines of any length; how ours are cut has a test of its own.
        format.bytesMax = 1 << 20
        let defaults = labels.merging(metadata(source["defaultMeta"])) { $1 }
        let step = source["step"]?.whole ?? 0
        let transports = (source["transports"]?.elements ?? [.object([])]).map { $0["level"]?.text }
        var lines = Array(repeating: [String](), count: transports.count)
        for call in source["calls"]?.elements ?? [] {
            let (record, context) = record(of: call, defaults)
            let text = String(
                decoding: LineEncoder(format).line(record, LineContext(context)).dropLast(),
                as: UTF8.self)
            for (place, level) in transports.enumerated()
            where admits(level ?? source["level"]?.text, record.level) {
                lines[place].append(text)
            }
            now = Instant(microseconds: now.microseconds + step * 1000)
        }
        let lists = lines.map { "[\($0.map(Output.quoted).joined(separator: ","))]" }
        return source["transports"] == nil || lists.count == 1
            ? lists[0] : "[\(lists.joined(separator: ","))]"
    }

    private func admits(_ level: String?, _ called: String) -> Bool {
        let levels =
            switch source["levels"]?.text {
            case "syslog":
                ["emerg", "alert", "crit", "error", "warning", "notice", "info", "debug"]
            case "cli":
                [
                    "error", "warn", "help", "data", "info", "debug", "prompt", "verbose",
                    "input", "silly",
                ]
            default: LogLevel.allCases.map(\.rawValue)
            }
        guard let level, let limit = levels.firstIndex(of: level) else { return true }
        return (levels.firstIndex(of: called) ?? 0) <= limit
    }
}

extension LineCase {
    /// What a call of winston's says, in our terms.
    private func record(
        of call: JSONValue, _ defaults: Logger.Metadata
    ) -> (LogRecord, Logger.Metadata) {
        var context = defaults
        var arguments = call.elements
        if let child = call["child"] {
            for fields in child.elements.isEmpty ? [child] : child.elements {
                context.merge(metadata(fields)) { $1 }
            }
            arguments = call["call"]?.elements ?? []
        }
        if let log = call["log"]?.elements { arguments = log }
        var level = arguments.first?.text ?? ""
        var isWhole = false
        if arguments.count == 1, let only = arguments.first, let own = only["level"]?.text {
            level = own
            // Winston lays its defaults over the only object of a call, where they win.
            isWhole = true
        } else {
            arguments.removeFirst()
        }
        var record = LogRecord(level: level, message: "", at: now)
        let first = arguments.first ?? .string("")
        take(first, into: &record)
        var rest = arguments.dropFirst()
        if case .string(let text) = record.message, text.contains("%s"), let word = rest.first?.text
        {
            record.message = .string(text.replacing("%s", with: word, maxReplacements: 1))
            rest = rest.dropFirst()
        }
        for argument in rest { merge(argument, into: &record) }
        if isWhole { for key in defaults.keys { record.metadata[key] = nil } }
        return (record, context)
    }

    /// A first argument: a text, an error, or an object that may hold either.
    private func take(_ first: JSONValue, into record: inout LogRecord) {
        if first["$error"] != nil {
            record.error = CaseError(first, metadata: metadata)
        } else if let inner = first["message"] {
            if inner["$error"] != nil {
                record.error = CaseError(inner, metadata: metadata)
            } else if inner.text == "", first["level"] == nil {
                return record.message = value(first)
            } else {
                record.message = value(inner)
            }
            record.metadata = metadata(first)
            for own in ["message", "level"] { record.metadata[own] = nil }
        } else {
            record.message = value(first)
        }
    }

    private func merge(_ argument: JSONValue, into record: inout LogRecord) {
        if argument["$error"] != nil {
            record.error = CaseError(argument, metadata: metadata)
        } else {
            record.metadata.merge(metadata(argument)) { $1 }
        }
    }

    private func metadata(_ value: JSONValue?) -> Logger.Metadata {
        var found: Logger.Metadata = [:]
        for (key, member) in value?.members ?? [] { found[key] = self.value(member) }
        return found
    }

    private func value(_ value: JSONValue) -> Logger.MetadataValue {
        switch value {
        case .null: return .stringConvertible(LogNull())
        case .bool(let flag): return .flag(flag)
        case .number(let digits): return .stringConvertible(Double(digits) ?? .nan)
        case .string(let text): return .string(text)
        case .array(let elements): return .array(elements.map(self.value))
        case .object(let members):
            if let tag = members.first, tag.key.hasPrefix("$") { return tagged(tag.key, tag.value) }
            return .dictionary(metadata(value))
        }
    }

    private func tagged(_ tag: String, _ value: JSONValue) -> Logger.MetadataValue {
        switch tag {
        case "$date":
            value.text.flatMap(Instant.init(iso:)).map { .stringConvertible($0) }
                ?? .stringConvertible(LogNull())
        case "$bigint": .string(value.text ?? "")
        case "$num": .stringConvertible(Double(value.text ?? "") ?? .nan)
        case "$undef": .stringConvertible(LogAbsent())
        case "$toJSON": self.value(value)
        default: .string(tag)
        }
    }
}

/// An error of a case, with the stack that the cases' own recorder gave it.
private struct CaseError: LoggedError {
    let logType: String
    let logMessage: String
    let logFields: Logger.Metadata
    let logStack: String?

    init(_ value: JSONValue, metadata: (JSONValue?) -> Logger.Metadata) {
        let error = value["$error"] ?? .null
        logType = error["type"]?.text ?? error["name"]?.text ?? "Error"
        logMessage = error["message"]?.text ?? ""
        logFields = metadata(error["props"])
        logStack =
            error["stack"]?.text
            ?? "\(logType): \(logMessage)\n    at handler (/app/src/worker.js:10:11)\n"
            + "    at process (/app/src/main.js:3:1)"
    }
}
