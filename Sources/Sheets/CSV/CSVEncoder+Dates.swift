package import Domain

extension CSVEncoder {
    /// A date: `2026-10-31`.
    @inlinable
    package mutating func day(_ day: Day) {
        reserve(16)
        date(day)
        put(UInt8(ascii: ","))
    }

    /// A point in time in UTC, to the millisecond: `2026-10-31T23:59:59.000Z`.
    package mutating func instant(_ instant: Instant) {
        reserve(32)
        let days = instant.microseconds.floorDivided(by: 86_400_000_000)
        let rest = UInt64(instant.microseconds - days * 86_400_000_000) / 1000
        date(Day(number: Int32(days)))
        put(UInt8(ascii: "T"))
        digits(rest / 3_600_000, length: 2)
        put(UInt8(ascii: ":"))
        digits(rest / 60_000 % 60, length: 2)
        put(UInt8(ascii: ":"))
        digits(rest / 1000 % 60, length: 2)
        put(UInt8(ascii: "."))
        digits(rest % 1000, length: 3)
        put(UInt8(ascii: "Z"))
        put(UInt8(ascii: ","))
    }

    @inlinable @inline(__always)
    mutating func date(_ day: Day) {
        if day.number != self.day.number {
            guard fourDigitYears.contains(day.number) else { return longDate(day) }
            spell(day)
        }
        let place = UnsafeMutableRawPointer(base + count)
        place.storeBytes(of: self.day.text.0, as: UInt64.self)
        place.storeBytes(of: self.day.text.1, toByteOffset: 8, as: UInt16.self)
        count &+= 10
    }

    /// A day that no calendar on a wall shows, which PostgreSQL's dates can be.
    @usableFromInline @inline(never)
    mutating func longDate(_ day: Day) {
        for byte in day.description.utf8 { put(byte) }
    }

    /// Keeps a day's ten characters at hand.
    @usableFromInline @inline(never)
    mutating func spell(_ day: Day) {
        let (year, month, dayOfMonth) = day.parts
        let start = count
        digits(UInt64(year), length: 4)
        put(UInt8(ascii: "-"))
        digits(UInt64(month), length: 2)
        put(UInt8(ascii: "-"))
        digits(UInt64(dayOfMonth), length: 2)
        count = start
        let text = UnsafeRawPointer(base + start)
        self.day = (
            day.number,
            (
                text.loadUnaligned(as: UInt64.self),
                text.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
            )
        )
    }
}

/// The days from 0001-01-01 to 9999-12-31.
@usableFromInline let fourDigitYears: ClosedRange<Int32> = -719_162...2_932_896
