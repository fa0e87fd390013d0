import Domain
import Scheduling
import TestSupport
import Testing

@Suite("Clock changes") struct ClockChangeTests {
    @Test(
        "move, double or skip what RUNS.md says, and nothing else",
        arguments: table(
            """
            zone                 expression     after                 firings, local                                     why
            Europe/Berlin        30 2 * * *     2026-03-28T12:00      29 03:00+2 moved 02:30, 30 02:30+2                 a fixed time in the gap
            Europe/Berlin        0 3 * * *      2026-03-28T12:00      29 03:00+2, 30 03:00+2                             the end of the gap is no gap
            Europe/Berlin        0,30 2 * * *   2026-03-28T12:00      29 03:00+2 moved 02:00, 30 02:00+2                 two that meet are one
            Europe/Berlin        0 2,3 * * *    2026-03-28T12:00      29 03:00+2 moved 02:00, 30 02:00+2                 one that meets its neighbour too
            Europe/Berlin        30 2 * * *     2026-10-24T12:00      25 02:30+2 first, 26 02:30+1                       a fixed time that comes twice
            Europe/Berlin        30 2 * * *     2026-10-25T00:30Z     26 02:30+1, 27 02:30+1                             never at the instant itself
            Europe/Berlin        30 2 * * *     2026-10-25T01:10Z     26 02:30+1, 27 02:30+1                             nor in the second pass
            Europe/Berlin        0 3 * * *      2026-10-25T01:10Z     25 03:00+1, 26 03:00+1                             what follows the second pass
            Europe/Berlin        59 23 25 10 *  2026-10-25T00:10Z     25 23:59+1, 25 23:59+2                             the rest of the day
            Europe/Berlin        */30 * * * *   2026-10-25T00:10Z     25 02:30+2 first, 25 02:00+1 second, 25 02:30+1 second, 25 03:00+1  an interval, elapsed
            Europe/Berlin        0 * * * *      2026-03-29T00:10Z     29 03:00+2, 29 04:00+2                             an interval in the gap
            Europe/Berlin        */20 2 * * *   2026-03-28T12:00      30 02:00+2, 30 02:20+2                             a minute with * too
            Europe/Berlin        5 */2 * * *    2026-03-28T23:30      29 00:05+1, 29 04:05+2                             an hour with * too
            Europe/Berlin        5 0-23/2 * * *  2026-03-29T00:30     29 03:00+2 moved 02:05, 29 04:05+2                 a range is fixed
            America/New_York     30 1 * * *     2026-10-31T12:00      01 01:30-4 first, 02 01:30-5                       the other side of the ocean
            Australia/Lord_Howe  15 2 * * *     2026-10-03T12:00      04 02:30+11 moved 02:15, 05 02:15+11               half an hour of gap
            Australia/Lord_Howe  45 1 * * *     2026-04-04T12:00      05 01:45+11 first, 06 01:45+10:30                  half an hour twice
            America/Santiago     0 0 * * *      2026-09-05T12:00      06 01:00-3 moved 00:00, 07 00:00-3                 a gap at midnight
            America/Santiago     30 23 * * *    2026-04-04T12:00      04 23:30-3 first, 05 23:30-4                       twice before midnight
            Asia/Amman           30 0 29 3 *    2019-03-28T12:00      29 01:00+3 moved 00:30, 29 00:30+3                 midnight in a gap
            Pacific/Apia         0 9 * * *      2011-12-28T12:00      29 09:00-10, 31 00:00+14 moved 30 09:00, 31 09:00+14  a day that never was
            Pacific/Apia         0 0 30 12 *    2011-12-01T12:00      31 00:00+14 moved 30 00:00, 30 00:00+14            and its own firing
            Pacific/Apia         0 0 * * *      2011-12-29T12:00      31 00:00+14 moved 30 00:00, 01 00:00+14            two midnights are one
            Pacific/Kwajalein    0 12 * * *     1993-08-19T14:00      20 12:00-12, 22 00:00+12 moved 21 12:00, 22 12:00+12  the same elsewhere
            Pacific/Apia         */30 * * * *   2011-12-29T23:10      29 23:30-10, 31 00:00+14                           an interval goes on
            Asia/Kathmandu       0 6 * * *      1985-12-31T12:00      01 06:00+5:45, 02 06:00+5:45                       a gap of a quarter at midnight
            Africa/Casablanca    30 2 * * *     2026-02-14T12:00      15 02:30+1 first, 16 02:30+0                       Ramadan in winter time
            America/Sao_Paulo    0 0 * * *      2018-11-03T12:00      04 01:00-2 moved 00:00, 05 00:00-2                 Brazil's midnight in a gap
            Africa/Cairo         30 0 * * 5     2026-04-20T12:00      24 01:00+3 moved 00:30, 01 00:30+3                 Egypt's too
            Asia/Beirut          0 0,1 * * *    2026-03-28T12:00      29 01:00+3 moved 00:00, 30 00:00+3                 Lebanon's, and the next hour
            Asia/Beirut          */30 * * * *   2026-03-28T23:20      28 23:30+2, 29 01:00+3                             an interval there
            Africa/Monrovia      0 0 * * *      1972-01-06T12:00      07 00:44:30+0 moved 00:00, 08 00:00+0              offsets with seconds
            Africa/Monrovia      */15 * * * *   1972-01-06T23:40      06 23:45-0:44:30, 07 00:45+0                       and an interval
            Pacific/Kiritimati   0 12 * * *     1994-12-30T13:00      01 00:00+14 moved 31 12:00, 01 12:00+14            a last day of a year left out
            Antarctica/Troll     0 1,2,3 * * *  2026-03-29T00:30      29 03:00+2 moved 01:00, 30 01:00+2                 two hours of gap
            Antarctica/Troll     30 1 * * *     2026-10-24T12:00      25 01:30+2 first, 26 01:30+0                       two hours twice
            America/New_York     30 2 * * *     2400-03-11T12:00      12 03:00-4 moved 02:30, 13 02:30-4                 long after the table ends
            """))
    func contract(_ row: [String]) throws {
        let zone = try ZoneFolder.system.zone(row[0])
        let after = try #require(Moment(row[2])).instant(in: zone)
        let wanted = row[3].split(separator: ", ").map(String.init)
        let firings = Schedule(try CronExpression(row[1]), in: zone).firings(after: after)
        #expect(firings.prefix(wanted.count).map(Self.text) == wanted, "\(row[4])")
    }

    /// `29 03:00+2 moved 02:30`: day, clock, offset, and what a change of clocks did.
    static func text(_ firing: Firing) -> String {
        func short(_ time: LocalTime) -> String { "\(time.description.dropFirst(8))" }
        let (minutes, seconds) = abs(firing.offsetSeconds).quotientAndRemainder(dividingBy: 60)
        let offset =
            (firing.offsetSeconds < 0 ? "-" : "+") + "\(minutes / 60)"
            + (minutes % 60 == 0 ? "" : ":\((minutes % 60).padded(2))")
            + (seconds == 0 ? "" : ":\(seconds.padded(2))")
        let isSameDay = firing.scheduled.day == firing.local.day
        let change =
            switch firing.change {
            case nil: ""
            case .moved:
                " moved " + (isSameDay ? firing.scheduled.clock : short(firing.scheduled))
            case .firstOfTwo: " first"
            case .secondOfTwo: " second"
            }
        return short(firing.local) + offset + change
    }

    @Test(
        "leave the period to what was scheduled",
        arguments: table(
            """
            rule              scheduled   period      why
            previous_day      2026-03-01  2026-02-28  the day before
            previous_day      2011-12-30  2011-12-29  a day that Samoa never had is due on the 31st
            previous_week     2026-11-01  2026-W43    a Sunday still belongs to week 44
            previous_week     2026-11-02  2026-W44    a Monday begins the next
            previous_week     2027-01-04  2026-W53    over the end of a year
            previous_month    2026-01-31  2025-12     over the end of a year
            previous_month    2026-03-31  2026-02     a shorter month
            previous_quarter  2026-01-01  2025-Q4     over the end of a year
            previous_quarter  2026-12-31  2026-Q3     within one
            previous_year     2028-02-29  2027        a leap day
            """))
    func period(_ row: [String]) throws {
        let rule = try #require(PeriodRule(rawValue: row[0]))
        let period = rule.period(on: try #require(Day(row[1])))
        #expect(period.name == row[2], "\(row[3])")
        #expect(try Period(period.name) == period, "its name says the same days")
    }
}
