import Domain

/// A time zone, as far as the clinics of the seed need it: during opening hours.
enum Zone: String {
    case newYork = "America/New_York"
    case kolkata = "Asia/Kolkata"
    case berlin = "Europe/Berlin"
    case tokyo = "Asia/Tokyo"
    case kuwait = "Asia/Kuwait"

    /// Seconds ahead of UTC from the early morning of a day on.
    ///
    /// Sources: US Energy Policy Act of 2005, section 110; EU directive 2000/84/EC.
    func offset(on day: Day) -> Int {
        switch self {
        case .newYork: isSummer(day, from: (3, 2), until: (11, 1)) ? -14_400 : -18_000
        case .kolkata: 19_800
        case .berlin: isSummer(day, from: (4, 0), until: (11, 0)) ? 7_200 : 3_600
        case .tokyo: 32_400
        case .kuwait: 10_800
        }
    }

    /// Between two Sundays: the n-th of a month, where the 0th is the last of the month before.
    private func isSummer(
        _ day: Day, from first: (month: Int, sunday: Int), until last: (month: Int, sunday: Int)
    ) -> Bool {
        let year = day.parts.year
        func sunday(_ which: (month: Int, sunday: Int)) -> Day {
            let first = Day.on(year, which.month, 1)
            return first.adding(days: 7 - first.weekday + 7 * (which.sunday - 1))
        }
        return sunday(first) <= day && day < sunday(last)
    }
}

/// The days that a seed covers, and on which of them doors are open.
struct Calendar {
    /// The first day of the first month.
    let from: Day
    /// The first day after the last month.
    let until: Day
    /// ISO weekdays on which the clinic is shut, and those on which its bank is.
    let clinicShut: [Int]
    let bankShut: [Int]

    func isOpen(_ day: Day) -> Bool { !clinicShut.contains(day.weekday) }

    /// The first day from `day` on when the clinic sees patients.
    func openDay(from day: Day) -> Day {
        var day = day
        while !isOpen(day) { day = day.adding(days: 1) }
        return day
    }

    /// The `count`-th business day of banks after a day.
    func businessDay(_ count: Int, after day: Day) -> Day {
        var (day, left) = (day, count)
        while left > 0 {
            day = day.adding(days: 1)
            if !bankShut.contains(day.weekday) { left -= 1 }
        }
        return day
    }

    /// Open days of the month that begins on a day.
    func openDays(ofMonth first: Day) -> Int {
        (first.number..<first.firstOfMonth(adding: 1).number)
            .count { isOpen(Day(number: $0)) }
    }
}
