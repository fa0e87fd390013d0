import ArgumentParser
import Domain
import Logs

/// A time as an operator types it: how long ago, a day, or an instant in UTC.
enum LogMoment {
    private static let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]

    /// Reads `15m`, `2026-10-31`, `2026-10-31T02:30:00Z` or with milliseconds.
    ///
    /// - Throws: a usage error that names the option.
    static func read(_ text: String, _ option: String) throws -> Instant {
        if let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
            (0...1_000_000).contains(count)
        {
            return Clock.wall.now.adding(seconds: -count * unit)
        }
        let whole =
            switch text.utf8.count {
            case 10: "\(text)T00:00:00.000Z"
            case 20 where text.hasSuffix("Z"): "\(text.dropLast()).000Z"
            default: text
            }
        guard let instant = Instant(timestamp: whole) else {
            throw ValidationError(
                "\(option) takes 15m, 2h, 3d, 2026-10-31 or 2026-10-31T02:30:00Z, in UTC")
        }
        return instant
    }
}
