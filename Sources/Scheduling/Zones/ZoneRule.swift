import Domain

/// How a zone's clocks go on for ever: one offset, or two that take turns each year.
///
/// The `TZ` of POSIX with the extensions of RFC 8536, as the last line of a time zone file has it.
struct ZoneRule: Equatable, Sendable {
    /// Seconds ahead of UTC.
    let standard: Int64
    let summer: Summer?

    /// The other offset, and when a year begins and ends it.
    struct Summer: Equatable, Sendable {
        let offset: Int64
        let begins: Date
        let ends: Date
    }

    /// A day of the year and a time on it, which may lie before or after that day.
    struct Date: Equatable, Sendable {
        let day: DayOfYear
        /// Since local midnight, −167 to 167 hours.
        let seconds: Int64
    }

    /// How a rule names a day.
    enum DayOfYear: Equatable, Sendable {
        /// 1 to 365, never counting 29 February.
        case julian(Int)
        /// 0 to 365, counting it.
        case ordinal(Int)
        /// The n-th weekday (Sunday 0) of a month; the fifth is the last.
        case weekday(month: Int, week: Int, weekday: Int)

        /// Days since 1970-01-01.
        func number(in year: Int) -> Int64 {
            switch self {
            case .julian(let day):
                let isLeap = Day.length(ofMonth: 2, in: year) == 29
                return Int64(Day.count(year, 1, 1)) + Int64(day - (isLeap && day > 59 ? 0 : 1))
            case .ordinal(let day): return Int64(Day.count(year, 1, 1)) + Int64(day)
            case .weekday(let month, let week, let weekday):
                let first = Int(Day.count(year, month, 1))
                let day = 1 + (weekday - (first % 7 + 11) % 7 + 7) % 7 + 7 * (week - 1)
                let isLate = day > Day.length(ofMonth: month, in: year)
                return Int64(first + day - (isLate ? 8 : 1))
            }
        }
    }

    /// The stretch of equal offset that an instant lies in, not before the rule begins to hold.
    func segment(at second: Int64, from: Int64) -> ZoneSegment {
        guard let summer else {
            return ZoneSegment(start: from, end: ZoneSegment.future, offset: standard)
        }
        let year = Day(number: Int32((second + standard).floorDivided(by: 86_400))).parts.year
        var (start, end, offset) = (ZoneSegment.past, ZoneSegment.future, standard)
        for year in year - 1...year + 1 {
            // Of two changes at one instant the second one holds: summer all year ends and begins.
            let ends = summer.ends.second(in: year, offset: summer.offset)
            let begins = summer.begins.second(in: year, offset: standard)
            for (change, after) in [(ends, standard), (begins, summer.offset)] {
                if change > second {
                    end = min(end, change)
                } else if change >= start {
                    (start, offset) = (change, after)
                }
            }
        }
        return ZoneSegment(start: max(start, from), end: end, offset: offset)
    }
}

extension ZoneRule.Date {
    /// Seconds since 1970 in UTC, where clocks stand at an offset until then.
    fileprivate func second(in year: Int, offset: Int64) -> Int64 {
        day.number(in: year) * 86_400 + seconds - offset
    }
}
