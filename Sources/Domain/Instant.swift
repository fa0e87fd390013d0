/// A point in time, in microseconds since 1970-01-01T00:00:00Z, as PostgreSQL's `timestamptz` has.
package struct Instant: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    package init(seconds: Int64) { microseconds = seconds * 1_000_000 }

    /// Whole seconds since the epoch, rounded towards the past.
    package var seconds: Int64 { microseconds.floorDivided(by: 1_000_000) }

    package func adding(seconds: Int64) -> Instant {
        Instant(microseconds: microseconds + seconds * 1_000_000)
    }

    /// ISO 8601 in UTC with milliseconds: `2026-10-31T23:59:59.000Z`.
    package var description: String { text(offsetSeconds: 0) + "Z" }

    /// Wall-clock text at an offset from UTC, without the offset: `2026-11-01T05:29:59.000`.
    package func text(offsetSeconds: Int64) -> String {
        let local = microseconds + offsetSeconds * 1_000_000
        let day = Day(number: Int32(local.floorDivided(by: 86_400_000_000)))
        let millis = Int(local.floorDivided(by: 1000) - Int64(day.number) * 86_400_000)
        let clock = [millis / 3_600_000, millis / 60_000 % 60, millis / 1000 % 60]
        return "\(day)T\(clock.map { $0.padded(2) }.joined(separator: ":"))."
            + (millis % 1000).padded(3)
    }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.microseconds < right.microseconds
    }
}

extension Int64 {
    /// Division that rounds towards negative infinity.
    package func floorDivided(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder != 0 && (remainder < 0) != (divisor < 0) ? quotient - 1 : quotient
    }
}
