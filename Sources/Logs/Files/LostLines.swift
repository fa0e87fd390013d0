import Domain
import Glibc
import Logging

/// Lines that a log lacks: one line says how many, and a small file in the folder adds them up for
/// whoever watches.
package enum LostLines {
    /// Beside the log files; a number a line.
    private static let ledger = ".lost-lines"

    /// The line that says how many others there are not.
    static func line(_ count: Int, because why: String, at now: Instant) -> [UInt8] {
        LineEncoder().line(
            LogRecord(
                level: LogLevel.warn.rawValue, message: .string("Log lines were lost"), at: now,
                metadata: ["lost": .number(count), "reason": .string(why)]))
    }

    /// Adds to the sum.
    static func add(_ count: Int, in folder: LogFolder) {
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW
        let descriptor = open(folder.path(of: ledger), flags, 0o640)
        guard descriptor >= 0 else { return }
        let line = "\(count)\n"
        _ = write(descriptor, line, line.utf8.count)
        close(descriptor)
    }

    /// How many lines were lost in a folder since its first one.
    package static func total(in folder: String) -> Int {
        let bytes = LogFolder(path: folder, mode: 0).read(ledger) ?? []
        return bytes.split(separator: 10).reduce(0) {
            $0 + (Int(String(decoding: $1, as: UTF8.self)) ?? 0)
        }
    }
}
