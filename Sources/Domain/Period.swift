/// A span of local days `[from, until)` with the name that accountants use for it.
///
/// | Name | What |
/// |---|---|
/// | `2026-10-31` | a day |
/// | `2026-W44` | an ISO week, Monday to Sunday |
/// | `2026-10` | a month |
/// | `2026-Q4` | a calendar quarter |
/// | `2026` | a calendar year |
/// | `FY2026-Q4`, `FY2026` | the same of the fiscal year that begins in 2026 |
/// | `2026-10-05_2026-10-17` | days of somebody's choice, the second one no more |
package struct Period: Hashable, Sendable, CustomStringConvertible {
    package let name: String
    package let from: Day
    package let until: Day

    package var description: String { name }

    /// Reads a period's name.
    ///
    /// A fiscal year is named for the calendar year in which it begins, in the clinic's
    /// `fiscalStartMonth`, 1 to 12.
    ///
    /// - Throws: `periodInvalid` with what was given and what would be right.
    package init(_ text: String, fiscalStartMonth: Int = 1) throws(AppError) {
        if let (from, until) = Self.days(text) {
            self = try Period(from: from, until: until)
            return
        }
        let fiscal = text.hasPrefix("FY")
        let bare = fiscal ? String(text.dropFirst(2)) : text
        let first = fiscal ? fiscalStartMonth : 1
        guard let (from, until) = Self.bounds(of: bare, firstMonth: first, fiscal: fiscal) else {
            throw AppError(.periodInvalid, "period \(AppError.quoted(text))")
        }
        (name, self.from, self.until) = (text, from, until)
    }

    /// Days of somebody's choice.
    ///
    /// - Throws: `periodReversed` for none.
    package init(from: Day, until: Day) throws(AppError) {
        guard from < until else {
            throw AppError(.periodReversed, "from \(from) until \(until), which is no day")
        }
        (self.from, self.until, name) = (from, until, "\(from)_\(until)")
    }

    /// A day by itself.
    package init(dayOf day: Day) {
        (from, until) = (day, day.adding(days: 1))
        name = day.description
    }

    /// The ISO week that a day lies in; its Thursday says which year it belongs to.
    package init(weekOf day: Day) {
        from = day.adding(days: 1 - day.weekday)
        until = from.adding(days: 7)
        let thursday = from.adding(days: 3)
        let year = thursday.parts.year
        let week = Int(thursday.number - Day.count(year, 1, 1)) / 7 + 1
        name = "\(year.padded(4))-W\(week.padded(2))"
    }

    /// The calendar quarter that a day lies in.
    package init(quarterOf day: Day) {
        let (year, month, _) = day.parts
        from = day.firstOfMonth(adding: -((month - 1) % 3))
        until = from.firstOfMonth(adding: 3)
        name = "\(year.padded(4))-Q\((month + 2) / 3)"
    }

    /// The calendar year that a day lies in.
    package init(yearOf day: Day) {
        let (year, month, _) = day.parts
        from = day.firstOfMonth(adding: 1 - month)
        until = from.firstOfMonth(adding: 12)
        name = year.padded(4)
    }

    /// The month that a day lies in.
    package init(monthOf day: Day) {
        from = day.firstOfMonth()
        until = day.firstOfMonth(adding: 1)
        name = String(from.description.dropLast(3))
    }

    private static func days(_ text: String) -> (Day, Day)? {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 2, let from = Day(parts[0]), let until = Day(parts[1]) else {
            return nil
        }
        return (from, until)
    }

    private static func bounds(
        of text: String, firstMonth: Int, fiscal: Bool
    ) -> (Day, Day)? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let head = parts.first, head.utf8.count == 4, let year = Int(digits: head.utf8),
            let start = Day(year: year, month: firstMonth, day: 1)
        else { return nil }
        switch parts.count {
        case 1: return (start, start.firstOfMonth(adding: 12))
        case 2 where parts[1].hasPrefix("Q"):
            guard let quarter = Int(digits: parts[1].utf8.dropFirst()), parts[1].count == 2,
                (1...4).contains(quarter)
            else { return nil }
            return (
                start.firstOfMonth(adding: 3 * quarter - 3), start.firstOfMonth(adding: 3 * quarter)
            )
        case 2 where fiscal: return nil
        case 2 where parts[1].hasPrefix("W"): return week(parts[1].dropFirst(), of: year)
        case 2:
            guard let day = Day("\(text)-01") else { return nil }
            return (day, day.firstOfMonth(adding: 1))
        case 3 where !fiscal: return Day(text).map { ($0, $0.adding(days: 1)) }
        default: return nil
        }
    }

    /// ISO 8601: week 1 holds 4 January, and weeks begin on Monday.
    private static func week(_ text: Substring, of year: Int) -> (Day, Day)? {
        guard text.utf8.count == 2, let week = Int(digits: text.utf8), week >= 1,
            let anchor = Day(year: year, month: 1, day: 4),
            let next = Day(year: year + 1, month: 1, day: 4)
        else { return nil }
        let monday = anchor.adding(days: 1 - anchor.weekday + 7 * (week - 1))
        guard monday < next.adding(days: 1 - next.weekday) else { return nil }
        return (monday, monday.adding(days: 7))
    }
}
