package import Domain

/// A time as a clock on a wall shows it, wherever the wall is.
package struct LocalTime: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Since 1970-01-01T00:00 on the same wall.
    package let seconds: Int64

    package init(seconds: Int64) { self.seconds = seconds }

    package var day: Day { Day(number: Int32(seconds.floorDivided(by: 86_400))) }

    /// Of the day, 0 to 86,399.
    package var secondOfDay: Int { Int(seconds - Int64(day.number) * 86_400) }

    /// `02:30`, with seconds only where there are some.
    package var clock: String {
        let second = secondOfDay
        let minute = "\((second / 3600).padded(2)):\((second / 60 % 60).padded(2))"
        return second % 60 == 0 ? minute : minute + ":" + (second % 60).padded(2)
    }

    /// `2026-10-31 02:30`.
    package var description: String { "\(day) \(clock)" }

    package static func < (left: LocalTime, right: LocalTime) -> Bool {
        left.seconds < right.seconds
    }
}
