import Domain

extension CronExpression {
    /// The first minute at or after another one that the fields name, both counted from
    /// 1970-01-01T00:00 on the wall; `nil` when the calendar ends before.
    ///
    /// Goes from month to month by bits and never from minute to minute. The farthest jump there is,
    /// to a 29 February on a given weekday, takes 40 looks.
    func minute(from minute: Int64) -> Int64? {
        let number = minute.floorDivided(by: 1440)
        let (year, month, day) = Day(number: Int32(number)).parts
        if names(year, month, day), let time = time(from: Int(minute - number * 1440)) {
            return number * 1440 + Int64(time)
        }
        guard let next = self.day(year, month, from: day + 1), let time = time(from: 0)
        else { return nil }
        return Int64(next) * 1440 + Int64(time)
    }

    private func names(_ year: Int, _ month: Int, _ day: Int) -> Bool {
        months >> UInt64(month) & 1 == 1
            && mask(year, month).mask >> UInt32(day) & 1 == 1
    }

    /// The days of a month as bits, and the number of its first day.
    private func mask(_ year: Int, _ month: Int) -> (mask: UInt32, first: Int32) {
        let first = Day.count(year, month, 1)
        // 1970-01-01 was a Thursday, 4 from Sunday.
        let weekday = (Int(first) % 7 + 11) % 7
        return (
            days.mask(length: Day.length(ofMonth: month, in: year), first: weekday), first
        )
    }

    /// The minute of the day at or after another one.
    private func time(from minute: Int) -> Int? {
        let (hour, rest) = minute.quotientAndRemainder(dividingBy: 60)
        let later = minutes.bits(from: rest)
        if hours >> UInt64(hour) & 1 == 1, later != 0 {
            return hour * 60 + later.trailingZeroBitCount
        }
        let nextHours = hours.bits(from: hour + 1)
        guard nextHours != 0 else { return nil }
        return nextHours.trailingZeroBitCount * 60 + minutes.trailingZeroBitCount
    }

    /// The first day at or after one of a month that the fields name.
    private func day(_ year: Int, _ month: Int, from day: Int) -> Int32? {
        var (year, month, day) = (year, month, day)
        while year <= 9999 {
            let left = months.bits(from: month)
            guard left != 0 else {
                (year, month, day) = (year + 1, 1, 1)
                continue
            }
            if left.trailingZeroBitCount > month { (month, day) = (left.trailingZeroBitCount, 1) }
            let (mask, first) = mask(year, month)
            let later = mask.bits(from: day)
            if later != 0 { return first + Int32(later.trailingZeroBitCount) - 1 }
            (month, day) = (month + 1, 1)
        }
        return nil
    }
}

extension FixedWidthInteger {
    /// The bits at a place and above it.
    fileprivate func bits(from place: Int) -> Self { self & (~0 << place) }
}
