/// A calendar date, as days since 1970-01-01 in the proleptic Gregorian calendar.
///
/// Dates that accountants name (issue, tax point, due, booking) are days, never instants. Bounded
/// to the years 0001 to 9999.
package struct Day: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Days since 1970-01-01.
    package let number: Int32

    package init(number: Int32) { self.number = number }

    /// The day of a year, month and day of month, or `nil` when the calendar has no such day.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            (1...Self.length(ofMonth: month, in: year)).contains(day)
        else { return nil }
        number = Self.count(year, month, day)
    }

    /// Reads `2026-10-31` and nothing else.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == 45, bytes[7] == 45,
            let year = Int(digits: bytes[0..<4]), let month = Int(digits: bytes[5..<7]),
            let day = Int(digits: bytes[8..<10])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Year, month and day of month.
    ///
    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
    package var parts: (year: Int, month: Int, day: Int) {
        let shifted = Int(number) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }

    /// ISO weekday: 1 is Monday, 7 is Sunday.
    package var weekday: Int { (Int(number) + 3 - 7 * ((Int(number) - 4) / 7 - 1)) % 7 + 1 }

    package func adding(days: Int) -> Day { Day(number: number + Int32(days)) }

    /// The first day of the month that lies `months` after this day's month.
    package func firstOfMonth(adding months: Int = 0) -> Day {
        let (year, month, _) = parts
        let index = year * 12 + month - 1 + months
        return Day(number: Self.count(index / 12, index % 12 + 1, 1))
    }

    /// ISO 8601: `2026-10-31`.
    package var description: String {
        let (year, month, day) = parts
        return "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))"
    }

    package static func < (left: Day, right: Day) -> Bool { left.number < right.number }

    /// Days in a month of the Gregorian calendar.
    package static func length(ofMonth month: Int, in year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 to a date of any year, before 1 and after 9999 too.
    package static func count(_ year: Int, _ month: Int, _ day: Int) -> Int32 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int32(era * 146_097 + dayOfEra - 719_468)
    }
}

extension Int {
    /// Reads ASCII digits only: no sign, no blank.
    package init?(digits: some Collection<UInt8>) {
        guard !digits.isEmpty, digits.count <= 18, digits.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        self = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    /// Decimal text with zeros in front up to a width.
    package func padded(_ width: Int) -> String {
        let text = String(self)
        return String(repeating: "0", count: Swift.max(0, width - text.count)) + text
    }
}
