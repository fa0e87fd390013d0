import Domain

/// A cron expression of five fields, or one of the `@monthly` family.
///
/// The dialect stands in `jobs/README.md`: Debian's cron with `L`, `LW`, `15W`, `2#3` and `5L`. What
/// can be read can also fire: an expression whose days no year has is refused.
package struct CronExpression: Sendable, CustomStringConvertible {
    /// As it was written.
    package let text: String
    /// Whether the minute or the hour begins with `*`: it then follows elapsed time when clocks
    /// change, and fires at every instant whose local time it names.
    package let isInterval: Bool
    let minutes: UInt64
    let hours: UInt64
    /// Bit n for month n.
    let months: UInt64
    let days: CronDays

    package var description: String { text }

    /// Reads an expression.
    ///
    /// - Throws: where it is wrong, why, and what was most likely meant.
    package init(_ text: String) throws(CronError) {
        let bytes = try CronMacro.expanded(Array(text.utf8))
        let words = try CronWords.split(bytes)
        let minute = try CronFieldReader.read(bytes, words[0], as: .minute)
        let hour = try CronFieldReader.read(bytes, words[1], as: .hour)
        let day = try CronFieldReader.read(bytes, words[2], as: .day)
        let month = try CronFieldReader.read(bytes, words[3], as: .month)
        let weekday = try CronFieldReader.read(bytes, words[4], as: .weekday)
        self.text = text
        (minutes, hours, months) = (minute.mask, hour.mask, month.mask)
        isInterval = minute.isStarred || hour.isStarred
        days = CronDays(day: day, weekday: weekday)
        guard canFire else {
            throw CronError(
                column: words[2].lowerBound + 1, field: .day,
                sentence: "no year has such a day, so it can never fire",
                nearest: weekday.isStarred && weekday.mask == 0x7F ? "L" : nil)
        }
    }

    /// Whether some year of the calendar has one of the days: there are 14 kinds of year, and in
    /// 400 years each of them comes.
    private var canFire: Bool {
        for isLeap in [false, true] {
            for first in 0..<7 {
                var weekday = first
                for month in 1...12 {
                    let length = Day.length(ofMonth: month, in: isLeap ? 2000 : 2001)
                    if months >> UInt64(month) & 1 == 1,
                        days.mask(length: length, first: weekday) != 0
                    {
                        return true
                    }
                    weekday = (weekday + length) % 7
                }
            }
        }
        return false
    }
}

extension CronExpression: Equatable {
    /// Whether both fire at the same instants, however they are written.
    package static func == (left: CronExpression, right: CronExpression) -> Bool {
        left.minutes == right.minutes && left.hours == right.hours && left.months == right.months
            && left.days == right.days && left.isInterval == right.isInterval
    }
}
