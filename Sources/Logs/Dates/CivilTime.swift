package import Domain
import Glibc

/// An instant as a calendar and a clock show it, in UTC or in the zone of the process.
package struct CivilTime: Equatable, Sendable {
    package let year: Int
    /// 1 to 12.
    package let month: Int
    package let day: Int
    package let hour: Int
    package let minute: Int
    package let second: Int
    package let millisecond: Int
    /// 0 is Sunday.
    package let weekday: Int
    /// 1 to 366.
    package let dayOfYear: Int
    /// East of UTC.
    package let offsetSeconds: Int
    package let isUTC: Bool
    package let instant: Instant

    /// - Parameters:
    ///   - instant: shown to the millisecond.
    ///   - isUTC: otherwise in the zone that `TZ` or the system says.
    package init(_ instant: Instant, isUTC: Bool) {
        var (parts, seconds) = (tm(), time_t(instant.seconds))
        if isUTC { gmtime_r(&seconds, &parts) } else { localtime_r(&seconds, &parts) }
        (year, month, day) = (Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday))
        (hour, minute, second) = (Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec))
        millisecond = Int((instant.microseconds - instant.seconds * 1_000_000) / 1000)
        (weekday, dayOfYear) = (Int(parts.tm_wday), Int(parts.tm_yday) + 1)
        offsetSeconds = Int(parts.tm_gmtoff)
        self.isUTC = isUTC
        self.instant = instant
    }

    /// The same day with the clock put to another hour and minute; where a clock change leaves no
    /// such time, the one that the change makes of it.
    package func at(hour: Int, minute: Int) -> CivilTime {
        var parts = tm()
        parts.tm_year = Int32(year - 1900)
        parts.tm_mon = Int32(month - 1)
        parts.tm_mday = Int32(day)
        parts.tm_hour = Int32(hour)
        parts.tm_min = Int32(minute)
        parts.tm_sec = Int32(second)
        parts.tm_isdst = -1
        let seconds = isUTC ? timegm(&parts) : mktime(&parts)
        return CivilTime(
            Instant(
                microseconds: Int64(seconds) * 1_000_000 + Int64(millisecond) * 1000), isUTC: isUTC)
    }

    /// The same time of day, so many days ago.
    package func daysAgo(_ days: Int) -> Instant {
        var parts = tm()
        parts.tm_year = Int32(year - 1900)
        parts.tm_mon = Int32(month - 1)
        parts.tm_mday = Int32(clamping: day - days)
        parts.tm_hour = Int32(hour)
        parts.tm_min = Int32(minute)
        parts.tm_sec = Int32(second)
        parts.tm_isdst = -1
        let seconds = isUTC ? timegm(&parts) : mktime(&parts)
        return Instant(microseconds: Int64(seconds) * 1_000_000 + Int64(millisecond) * 1000)
    }
}

extension CivilTime {
    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]
    static let weekdays = [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ]

    /// 1 to 12, as clocks with AM and PM have it.
    var hourOfTwelve: Int { hour % 12 == 0 ? 12 : hour % 12 }
    var quarter: Int { (month + 2) / 3 }
    /// 1 is Monday.
    var isoWeekday: Int { weekday == 0 ? 7 : weekday }

    /// `+02:00`, with what stands between hours and minutes.
    func offset(_ separator: String) -> String {
        let minutes = abs(offsetSeconds) / 60
        return (offsetSeconds < 0 ? "-" : "+") + Self.padded(minutes / 60, 2) + separator
            + Self.padded(minutes % 60, 2)
    }

    /// The week and its year, where weeks begin on a day (0 is Sunday) and the first one of a year
    /// is that with a day of January.
    ///
    /// - Parameters:
    ///   - begin: the weekday.
    ///   - pivot: the day of January that the first week holds: 4 in ISO 8601, 1 in America.
    /// - Returns: the week from 1 on, and the year that it is of.
    func week(beginningOn begin: Int, holding pivot: Int) -> (week: Int, year: Int) {
        let sinceBegin = (weekday - begin + 7) % 7
        // The day of this week that decides its year, as a day of this year.
        let decisive = dayOfYear - sinceBegin + 7 - pivot
        let length = Self.length(ofYear: year)
        if decisive < 1 {
            return ((decisive + Self.length(ofYear: year - 1) - 1) / 7 + 1, year - 1)
        }
        if decisive > length { return ((decisive - length - 1) / 7 + 1, year + 1) }
        return ((decisive - 1) / 7 + 1, year)
    }

    private static func length(ofYear year: Int) -> Int {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 366 : 365
    }

    static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(abs(number))
        return (number < 0 ? "-" : "")
            + String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }

    /// `1st`, `2nd`, `3rd`, `4th`, `11th`.
    static func ordinal(_ number: Int) -> String {
        if number / 10 % 10 == 1 { return "\(number)th" }
        switch number % 10 {
        case 1: return "\(number)st"
        case 2: return "\(number)nd"
        case 3: return "\(number)rd"
        default: return "\(number)th"
        }
    }
}

extension LineBytes {
    /// ISO 8601 in UTC with milliseconds, `2026-08-22T09:15:30.123Z`, for the years 0 to 9999.
    mutating func append(iso at: Instant) {
        let millis = at.microseconds.floorDivided(by: 1000)
        let dayNumber = millis.floorDivided(by: 86_400_000)
        let rest = Int(millis - dayNumber * 86_400_000)
        let (year, month, day) = Day(number: Int32(clamping: dayNumber)).parts
        append(year, digits: 4)
        append(UInt8(ascii: "-"))
        append(month, digits: 2)
        append(UInt8(ascii: "-"))
        append(day, digits: 2)
        append(UInt8(ascii: "T"))
        append(rest / 3_600_000, digits: 2)
        append(UInt8(ascii: ":"))
        append(rest / 60_000 % 60, digits: 2)
        append(UInt8(ascii: ":"))
        append(rest / 1000 % 60, digits: 2)
        append(UInt8(ascii: "."))
        append(rest % 1000, digits: 3)
        append(UInt8(ascii: "Z"))
    }
}
