import Domain
import Scheduling
import TestSupport
import Testing

@Suite("Cron") struct CronExpressionTests {
    @Test(
        "fires next, by the calendar",
        arguments: table(
            """
            expression          after             next              why
            30 2 1 * *          2026-10-01 02:30  2026-11-01 02:30  never at the instant itself
            30 2 1 * *          2026-10-01 02:29  2026-10-01 02:30  a minute later
            5 4 * JAN,JUL MON   2026-02-01 00:00  2026-07-06 04:05  names
            0 0 * jan-mar/2 *   2026-02-01 00:00  2026-03-01 00:00  a step over names
            10-20/5 3 * * *     2026-01-01 03:16  2026-01-01 03:20  a step in a range
            50/5 3 * * *        2026-01-01 03:50  2026-01-01 03:55  a step from a number on
            0 0 * * 0           2026-11-02 00:00  2026-11-08 00:00  Sunday is 0
            0 0 * * 7           2026-11-02 00:00  2026-11-08 00:00  and 7
            0 0 * * 5-7         2026-11-07 12:00  2026-11-08 00:00  Friday to Sunday
            0 0 * * FRI-SUN     2026-11-07 12:00  2026-11-08 00:00  the same by name
            0 0 * * 6/1         2026-11-07 12:00  2026-11-14 00:00  a week ends with Saturday
            0 0 13 * FRI        2026-11-01 00:00  2026-11-06 00:00  either day, when both are named
            0 0 13 * FRI        2026-11-06 00:00  2026-11-13 00:00  once when both are true
            0 0 8 * FRI         2026-11-06 00:00  2026-11-08 00:00  the day of month by itself
            0 0 */2 * MON       2026-11-01 00:00  2026-11-09 00:00  both, when one begins with *
            0 0 13 * */5        2026-06-01 00:00  2026-09-13 00:00  the same for the weekday
            0 0 L * *           2026-02-01 00:00  2026-02-28 00:00  the last day
            0 0 L * *           2028-02-01 00:00  2028-02-29 00:00  of a leap year
            0 0 15,L * *        2026-11-15 00:00  2026-11-30 00:00  the last day in a list
            0 0 LW * *          2026-10-01 00:00  2026-10-30 00:00  the 31st is a Saturday
            0 0 LW * *          2026-05-01 00:00  2026-05-29 00:00  the 31st is a Sunday
            0 0 lw * *          2026-11-01 00:00  2026-11-30 00:00  the 30th is a Monday
            0 0 15W * *         2026-08-01 00:00  2026-08-14 00:00  the 15th is a Saturday
            0 0 15W * *         2026-11-01 00:00  2026-11-16 00:00  the 15th is a Sunday
            0 0 1W * *          2026-07-31 12:00  2026-08-03 00:00  a Saturday, not into July
            0 0 31W * *         2026-05-01 00:00  2026-05-29 00:00  a Sunday, not into June
            0 0 31W * *         2026-06-01 00:00  2026-07-31 00:00  June has no 31st
            0 0 29W 2 *         2026-01-01 00:00  2028-02-29 00:00  nor February a 29th
            0 0 * * 2#3         2026-11-01 00:00  2026-11-17 00:00  the third Tuesday
            0 0 * * MON#5       2026-11-01 00:00  2026-11-30 00:00  a fifth Monday
            0 0 * * 1#1,3#1     2026-11-03 00:00  2026-11-04 00:00  in a list
            0 0 * * 5L          2026-11-01 00:00  2026-11-27 00:00  the last Friday
            0 0 * * friL        2026-11-27 00:00  2026-12-25 00:00  by name
            0 0 * * 7L          2026-11-01 00:00  2026-11-29 00:00  the last Sunday
            0 0 1 * MON#1       2026-11-01 00:00  2026-11-02 00:00  either, with #
            @yearly             2026-05-05 05:05  2027-01-01 00:00  a word
            @annually           2026-05-05 05:05  2027-01-01 00:00  its other name
            @monthly            2026-05-05 05:05  2026-06-01 00:00  each month
            @Weekly             2026-05-05 05:05  2026-05-10 00:00  in any letters
            @daily              2026-05-05 05:05  2026-05-06 00:00  each day
            @MIDNIGHT           2026-05-05 05:05  2026-05-06 00:00  the same
            @hourly             2026-05-05 05:05  2026-05-05 06:00  each hour
            0 0 29 2 *          2096-02-29 00:00  2104-02-29 00:00  1 in 100 years is not leap
            0 0 29 2 */6        1880-03-01 00:00  1896-02-29 00:00  a leap day at a weekend
            0 0 29 2 */6        1896-02-29 00:00  1908-02-29 00:00  and 1900 none
            """
        ))
    func next(_ row: [String]) throws {
        let after = try #require(Moment(row[1])).instant(in: .utc)
        let schedule = Schedule(try CronExpression(row[0]), in: .utc)
        #expect(schedule.next(after: after)?.local.description == row[2], "\(row[3])")
    }

    @Test("ends with the calendar") func calendarEnds() throws {
        let schedule = Schedule(try CronExpression("0 0 1 1 *"), in: .utc)
        let late = try #require(Moment("9998-06-01T00:00Z")).instant(in: .utc)
        #expect(schedule.firings(after: late).map(\.local.description) == ["9999-01-01 00:00"])
        for instant in [Int64.min, -1 << 60, 1 << 60, .max] {
            _ = schedule.next(after: Instant(microseconds: instant))
        }
    }

    @Test(
        "is refused with place, field and the nearest right word",
        arguments: table(
            """
            expression        column  field         sentence
            60 * * * *        1       minute        60 is not 0 to 59, did you mean 59
            * 24 * * *        3       hour          24 is not 0 to 23, did you mean 23
            0 0 0 * *         5       day of month  0 is not 1 to 31, did you mean 1
            0 0 1 JUK *       7       month         “JUK” is no month, did you mean JUN
            0 0 1 JULY *      7       month         “JULY” is no month, did you mean JUL
            0 0 * * MUN       9       day of week   “MUN” is no day of week, did you mean SUN
            0 0 * * SUNDAY    9       day of week   “SUNDAY” is no day of week, did you mean SUN
            0 0 * * 8         9       day of week   8 is not 0 to 7, did you mean 7
            0 22-2 * * *      3       hour          the range runs backwards, did you mean 22-23,0-2
            0 0 * * 5-2       9       day of week   the range runs backwards, did you mean 5-6,0-2
            */0 * * * *       3       minute        0 is not a step of 1 to 59, did you mean 1
            */90 * * * *      3       minute        90 is not a step of 1 to 59
            1,, * * * *       3       minute        a number is missing here
            5- * * * *        3       minute        a number is missing here
            * * ? * *         5       day of month  “?” is not understood, did you mean *
            0 0 L-3 * *       6       day of month  “L-3” is not understood
            0 0 1,15W * *     7       day of month  W takes one day and stands alone, did you mean 15W
            0 0 LW,1 * *      5       day of month  LW stands alone, did you mean LW
            0 0 * * L         9       day of week   L follows a day of the week here, did you mean 5L
            0 0 * * 5#6       11      day of week   after # stands 1 to 5
            0 0 * * MONDAYL   9       day of week   “MONDAYL” is no day of week, did you mean MON
            0 0 30 2 *        5       day of month  no year has such a day, so it can never fire, did you mean L
            0 0 31 4,6,9 *    5       day of month  no year has such a day, so it can never fire, did you mean L
            0 0 30W FEB *     5       day of month  no year has such a day, so it can never fire, did you mean L
            0 0 */31 * 1#5    5       day of month  no year has such a day, so it can never fire
            0 0 31 2 */2      5       day of month  no year has such a day, so it can never fire
            """))
    func refused(_ row: [String]) throws {
        let error = #expect(throws: CronError.self) { try CronExpression(row[0]) }
        #expect(error?.description == "column \(row[1]), \(row[2]): \(row[3])")
    }

    @Test(
        "is refused as a whole",
        arguments: table(
            """
            expression      error
            * * * *         column 8, day of week: the field is missing; there are five
            0 0 1 1 * 2026  column 11, there are five fields, without seconds and without years
            @mothly         column 1, “@mothly” is not known, did you mean @monthly
            @daily 5        column 1, “@daily 5” is not known, did you mean @daily
            @reboot         column 1, @reboot is no time
            """))
    func refusedWhole(_ row: [String]) throws {
        let error = #expect(throws: CronError.self) { try CronExpression(row[0]) }
        #expect(error?.description == row[1])
    }

    @Test("is no text without fields") func empty() {
        for text in ["", " ", "\t", "@", "\u{1F4C5}", "\0 * * * *", "* * * *\n*"] {
            #expect(throws: CronError.self) { try CronExpression(text) }
        }
    }

    @Test("of garbage ends with an error or an expression that fires") func garbage() throws {
        var dice = Dice()
        let letters = Array("0123456789*/,-#LWlw?@ \tMONJANSUNFEBx\u{0}é")
        for _ in 0..<50_000 {
            let text = String(
                (0..<dice.roll(0...24)).map { _ in letters[dice.roll(0...letters.count - 1)] })
            guard let expression = try? CronExpression(text) else { continue }
            #expect(
                Schedule(expression, in: .utc).next(after: Instant(seconds: 0)) != nil,
                "\(text) \(dice)")
        }
        for _ in 0..<20_000 {
            let fields = (0..<5).map { _ in
                String((0..<dice.roll(1...4)).map { _ in letters[dice.roll(0...18)] })
            }
            let text = fields.joined(separator: " ")
            guard let expression = try? CronExpression(text) else { continue }
            let firing = Schedule(expression, in: .utc).next(after: Instant(seconds: 0))
            #expect(firing != nil, "\(text) \(dice)")
        }
    }
}
