import ArgumentParser
import Domain
import Scheduling

/// A time as an operator types it: how long ago, a day, or an instant, in UTC unless it has an offset.
enum LogMoment {
    private static let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]

    /// Reads `15m`, `2026-10-31`, `2026-10-31T02:30:00Z` or as `Moment` has it.
    ///
    /// - Throws: a usage error that names the option.
    static func read(_ text: String, _ option: String) throws -> Instant {
        if let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
            (0...1_000_000).contains(count)
        {
            return Clock.wall.now.adding(seconds: -count * unit)
        }
        switch Moment(text) {
        case .instant(let instant)?: return instant
        case .local(let time)?: return Instant(seconds: time.seconds)
        case nil:
            throw ValidationError(
                "\(option) takes 15m, 2h, 3d, 2026-10-31 or 2026-10-31T02:30:00Z, in UTC")
        }
    }
}
