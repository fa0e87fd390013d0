/// The days of a month that an expression names.
///
/// A month is known by its length and the weekday of its first day: 28 kinds. What `L`, `LW`, `15W`,
/// `2#3` and `5L` mean in one takes a few operations on bits, less than to look it up would take
/// together with making a table of all kinds.
struct CronDays: Sendable {
    let day: CronFieldValue
    let weekday: CronFieldValue

    /// The days of a month as bits, day 1 at bit 1; the first is a weekday from Sunday, 0, on.
    ///
    /// Either field's days when both are restricted, else the days that both allow (Vixie).
    func mask(length: Int, first: Int) -> UInt32 {
        let month = Month(length: length, first: first)
        let (left, right) = (month.days(day), month.weekdays(weekday))
        return day.isStarred || weekday.isStarred ? left & right : left | right
    }

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
            var mask = days(on: field.mask) | days(on: field.finals) & (all << UInt32(length - 7))
            if field.ordinals != 0 {
                for week in 0..<5 {
                    mask |= days(on: field.ordinals >> UInt64(7 * week)) & 0xFE << UInt32(7 * week)
                }
            }
            return mask & all
        }

        /// The days on the weekdays of seven bits, Sunday at bit 0.
        private func days(on weekdays: UInt64) -> UInt32 {
            // Six weeks of them in a row, from the Sunday before the month or on its first day.
            let weeks = (weekdays & 0x7F) &* 0x8_1020_4081
            return UInt32(truncatingIfNeeded: (weeks >> UInt64(first)) << 1)
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

extension CronDays: Equatable {
    /// Whether both name the same days in every month, however they are written.
    static func == (left: CronDays, right: CronDays) -> Bool {
        (0..<28).allSatisfy { kind in
            let (length, first) = (28 + kind / 7, kind % 7)
            return left.mask(length: length, first: first)
                == right.mask(length: length, first: first)
        }
    }
}
