import Domain
import Logging
import Logs

/// Writes results as JSON.
enum Output {
    static func quoted(_ text: String) -> String {
        var format = LineFormat()
        format.stamp = .none
        format.bytesMax = 1 << 21
        let record = LogRecord(level: "", message: .string(text), at: Instant(seconds: 0))
        let line = String(decoding: LineEncoder(format).line(record), as: UTF8.self)
        return String(line.dropFirst(22).dropLast(2))
    }
}
