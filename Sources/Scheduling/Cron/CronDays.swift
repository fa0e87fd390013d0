/// The days of a month that an expression names, for each kind of month that there is.
///
/// A month is known by its length and the weekday of its first day: 28 kinds. All of `L`, `LW`,
/// `15W`, `2#3` and `5L` are worked out here, once; finding a day is then looking at one number.
struct CronDays: Equatable, Sendable {
    /// Bit n for day n; by `(length − 28) × 7 + weekday of the first`, Sunday 0.
    private let masks: [UInt32]

    /// Either field's days when both are restricted, else the days that both allow (Vixie).
    init(_ day: CronFieldValue, _ weekday: CronFieldValue) {
        let isEither = !day.isStarred && !weekday.isStarred
        masks = [UInt32](unsafeUninitializedCapacity: 28) { buffer, count in
            for kind in 0..<28 {
                let month = Month(length: 28 + kind / 7, first: kind % 7)
                let (left, right) = (month.days(day), month.weekdays(weekday))
                buffer[kind] = isEither ? left | right : left & right
            }
            count = 28
        }
    }

    /// The days of a month as bits, day 1 at bit 1.
    func mask(length: Int, first: Int) -> UInt32 { masks[(length - 28) * 7 + first] }

    /// A kind of month.
    private struct Month {
        let length: Int
        /// The weekday of day 1, Sunday 0.
        let first: Int

        var all: UInt32 { UInt32.max << 1 & (UInt32.max >> UInt32(31 - length)) }

        func weekday(of day: Int) -> Int { (first + day - 1) % 7 }

        func days(_ field: CronFieldValue) -> UInt32 {
            var mask = UInt32(truncatingIfNeeded: field.mask)
            if field.hasLastDay { mask |= 1 << UInt32(length) }
            if field.hasLastWorkday { mask |= 1 << UInt32(workday(nearest: length)) }
            if field.workday > 0, field.workday <= length {
                mask |= 1 << UInt32(workday(nearest: field.workday))
            }
            return mask & all
        }

        func weekdays(_ field: CronFieldValue) -> UInt32 {
            var mask: UInt32 = 0
            for weekday in 0..<7 {
                let day = 1 + (weekday - first + 7) % 7
                // Days 1, 8, 15, 22 and 29, moved to that weekday.
                let each: UInt32 = 0x2040_8102 << UInt32(day - 1) & all
                if field.mask >> UInt64(weekday) & 1 == 1 { mask |= each }
                if field.finals >> UInt64(weekday) & 1 == 1 {
                    mask |= 1 << UInt32(31 - each.leadingZeroBitCount)
                }
                let ordinals = field.ordinals >> UInt64(weekday * 5) & 0b11111
                for n in 0..<5 where ordinals >> UInt64(n) & 1 == 1 {
                    mask |= each & 1 << UInt32(day + 7 * n)
                }
            }
            return mask
        }

        /// The one of Monday to Friday that lies nearest to a day, in the same month.
        private func workday(nearest day: Int) -> Int {
            switch weekday(of: day) {
            case 6: day == 1 ? 3 : day - 1
            case 0: day == length ? day - 2 : day + 1
            default: day
            }
        }
    }
}
