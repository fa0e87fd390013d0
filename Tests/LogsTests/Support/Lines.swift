import Domain
import Logging
import Logs

/// The instant of every line in these tests.
let lineAt = Instant(microseconds: 1_787_390_130_123_000)

/// The line of a call of `info`, without its end.
func line(
    _ message: Logger.MetadataValue = "m", _ metadata: Logger.Metadata = [:],
    error: (any Error)? = nil, context: Logger.Metadata = [:], format: LineFormat = LineFormat()
) -> String {
    let record = LogRecord(
        level: "info", message: message, at: lineAt, metadata: metadata, error: error)
    let bytes = LineEncoder(format).line(record, LineContext(context))
    return String(decoding: bytes.dropLast(), as: UTF8.self)
}

/// The usual line with members before, between and behind its own.
func usual(_ before: String = "", message: String = "m", _ between: String = "") -> String {
    "{\(before)\"level\":\"info\",\"message\":\"\(message)\",\(between)"
        + "\"timestamp\":\"2026-08-22T09:15:30.123Z\"}"
}

/// A value as a line shows it, the same on the quick way and on the other.
func json(of value: Logger.MetadataValue) -> String {
    var other = LineFormat()
    other.stampAlias = "\u{FFFF}"
    let quick = line("m", ["a": value])
    let slow = line("m", ["a": value], format: other)
    let alias = #","\#u{FFFF}":"2026-08-22T09:15:30.123Z""#
    let (head, tail) = (#"{"a":"#, "," + usual().dropFirst())
    guard quick.hasPrefix(head), quick.hasSuffix(tail) else { return "not alone: \(quick)" }
    guard slow.utf8.elementsEqual("\(quick.dropLast())\(alias)}".utf8) else {
        return "\(quick) and \(slow)"
    }
    return String(quick.dropFirst(head.count).dropLast(tail.count))
}
