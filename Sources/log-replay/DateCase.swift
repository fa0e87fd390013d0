import Domain
import Glibc
import Logs

/// One pattern at one time: `zone, instant[, local or utc], pattern[, text]` by tabs.
enum DateCase {
    /// The text that the pattern makes, or `?` for a line of another shape.
    static func result(of line: String, isMoment: Bool) -> String {
        let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard cells.count >= (isMoment ? 4 : 3), let instant = Instant(iso: cells[1]) else {
            return "?"
        }
        use(zone: cells[0])
        guard isMoment else {
            return ClockPattern(cells[2]).text(of: CivilTime(instant, isUTC: false))
        }
        return DatePattern(cells[3]).text(of: CivilTime(instant, isUTC: cells[2] == "utc"))
    }

    /// Puts this process into a time zone.
    static func use(zone: String) {
        setenv("TZ", zone, 1)
        tzset()
    }
}

extension Instant {
    /// Reads `2026-08-22T09:15:30.123Z`, with or without the milliseconds.
    init?(iso text: String) {
        self.init(timestamp: text.count == 20 ? "\(text.dropLast()).000Z" : text)
    }
}
