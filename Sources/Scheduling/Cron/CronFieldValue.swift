/// What one field of an expression allows.
struct CronFieldValue: Sendable {
    /// A bit for each value, Sunday at 0.
    var mask: UInt64 = 0
    /// Whether the field begins with `*`, which makes a day field unrestricted and a time field an
    /// interval, as in Debian's cron.
    var isStarred = false
    /// `L`: the last day of the month.
    var hasLastDay = false
    /// `LW`: the last of Monday to Friday in the month.
    var hasLastWorkday = false
    /// `15W`: the workday nearest to that day in the same month; 0 when none is asked.
    var workday = 0
    /// `2#3`: bit 7 × (occurrence − 1) + weekday.
    var ordinals: UInt64 = 0
    /// `5L`: a bit for each weekday whose last occurrence in the month is meant.
    var finals: UInt64 = 0
}
