import Domain
import Glibc
import Logging

/// One coloured line for a person, on standard error.
package struct LogConsole: Sendable {
    private let isColoured: Bool
    private let put: @Sendable (String) -> Void
    private static let clock = ClockPattern("HH:mm:ss.SSS")
    private static let calendar = ClockPattern("YYYY-MM-DD HH:mm:ss.SSS")

    /// What stands elsewhere in the text, or tells a person nothing.
    private static let hidden: Set = [
        "level", "message", "timestamp", "stack", "service", "statusCode", "isOperational",
    ]

    /// - Parameters:
    ///   - isColoured: whether levels have winston's colours.
    ///   - put: takes a line without its end.
    package init(isColoured: Bool, put: @escaping @Sendable (String) -> Void) {
        self.isColoured = isColoured
        self.put = put
    }

    func write(_ level: LogLevel, _ record: LogRecord, _ context: LineContext) {
        // The members of the JSON line are what there is to say, in its order and with its rules.
        let line = LineEncoder().line(record, context)
        guard let value = JSONValue(line) else { return }
        put(Self.text(of: value, isColoured: isColoured))
    }

    /// `09:15:30.123 info    Job completed jobId=b6c1 rows=120`, and a stack below it.
    ///
    /// - Parameters:
    ///   - line: of a log.
    ///   - isColoured: whether levels have winston's colours.
    ///   - hasDate: whether the day is shown too; both are those of the machine's zone.
    /// - Returns: the text, without an end of line.
    package static func text(
        of line: JSONValue, isColoured: Bool, hasDate: Bool = false
    ) -> String {
        let level = line["level"]?.text ?? "?"
        let at = line["timestamp"]?.text ?? ""
        let time =
            Instant(timestamp: at).map {
                (hasDate ? calendar : clock).text(of: CivilTime($0, isUTC: false))
            } ?? at
        var text = "\(time) \(paint(padded(level), colour(of: level), isColoured)) "
        text += visible(line["message"]?.text ?? line["message"].map(plain) ?? "")
        let fields = line.members.filter { !hidden.contains($0.key) }
        for (key, value) in fields {
            text += " \(paint("\(visible(key))=", "2", isColoured))\(plain(value))"
        }
        // The first line of a stack is what the message ends with.
        for line in (line["stack"]?.text ?? "").split(separator: "\n").dropFirst() {
            text += "\n    \(visible(String(line.drop { $0 == " " })))"
        }
        return text
    }

    private static func padded(_ level: String) -> String {
        level + String(repeating: " ", count: max(0, 7 - level.count))
    }

    /// Winston's.
    private static func colour(of level: String) -> String {
        switch LogLevel(rawValue: level) {
        case .error: "31"
        case .warn: "33"
        case .info, .http: "32"
        case .verbose: "36"
        case .debug: "34"
        case .silly: "35"
        case nil: "39"
        }
    }

    private static func paint(_ text: String, _ code: String, _ isColoured: Bool) -> String {
        isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[\(code == "2" ? "22" : "39")m" : text
    }

    /// A value as a person reads it: texts without quotes unless a blank is in them.
    private static func plain(_ value: JSONValue) -> String {
        switch value {
        case .string(let text):
            text.contains(" ") || text.isEmpty ? "\"\(visible(text))\"" : visible(text)
        case .number(let digits): digits
        case .bool(let flag): flag ? "true" : "false"
        case .null: "null"
        case .array(let elements): "[\(elements.map(plain).joined(separator: ", "))]"
        case .object(let members):
            "{\(members.map { "\(visible($0.key))=\(plain($0.value))" }.joined(separator: " "))}"
        }
    }

    /// Without what moves the cursor or turns the direction of a text.
    private static func visible(_ text: String) -> String {
        guard !text.unicodeScalars.allSatisfy({ (32...126).contains($0.value) }) else {
            return text
        }
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { AppError.isPlain($0) ? $0 : "?" }))
    }
}
