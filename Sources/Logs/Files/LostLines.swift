import Domain
import Logging

/// The line that says how many others there are not.
enum LostLines {
    static func line(_ count: Int, because why: String, at now: Instant) -> [UInt8] {
        LineEncoder().line(
            LogRecord(
                level: LogLevel.warn.rawValue, message: .string("Log lines were lost"), at: now,
                metadata: ["lost": .number(count), "reason": .string(why)]))
    }
}
