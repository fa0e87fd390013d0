import Domain
import TestSupport
import Testing

@Suite("Day") struct DayTests {
    @Test("round trips every day of eight centuries, and weekdays follow each other")
    func roundTrip() throws {
        let first = try #require(Day("1600-01-01"))
        var weekday = first.weekday
        #expect(weekday == 6)
        for offset in 0..<292_194 {
            let day = first.adding(days: offset)
            let (year, month, dayOfMonth) = day.parts
            #expect(Day(year: year, month: month, day: dayOfMonth) == day)
            #expect(day.weekday == weekday)
            weekday = weekday % 7 + 1
        }
    }

    @Test(
        "counts from the first of January 1970",
        arguments: table(
            """
            day         number   weekday
            1970-01-01  0        4
            1970-01-02  1        5
            1969-12-31  -1       3
            1969-12-25  -7       4
            2000-02-29  11016    2
            2026-10-31  20757    6
            0001-01-01  -719162  1
            9999-12-31  2932896  5
            """))
    func number(_ row: [String]) throws {
        let day = try #require(Day(row[0]))
        #expect(day.number == Int32(row[1]))
        #expect(day.weekday == Int(row[2]))
        #expect(day.description == row[0])
    }

    @Test(
        "reads ISO 8601 and nothing else",
        arguments: [
            "", "2026", "2026-10", "2026-1-31", "2026-10-1", "2026-13-01", "2026-00-10",
            "2026-10-00", "2026-10-32", "2026-04-31", "2026-02-29", "1900-02-29", "0000-01-01",
            "26-10-31", "02026-10-31", "20261031", "2026/10/31", "2026-10-31 ", " 2026-10-31",
            "2026-10-31\n", "2026-10-31T00", "-026-10-31", "+026-10-31", "2026--1-31", "٢٠٢٦-10-31",
            "2026–10–31", "infinity", "2026-1０-31",
        ])
    func refuses(_ text: String) { #expect(Day(text) == nil) }

    @Test("has the month lengths of the Gregorian calendar")
    func lengths() {
        let ordinary = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        for month in 1...12 {
            #expect(Day.length(ofMonth: month, in: 2026) == ordinary[month - 1])
            #expect(Day(year: 2026, month: month, day: ordinary[month - 1] + 1) == nil)
        }
        for (year, days) in [(2024, 29), (2000, 29), (1900, 28), (2100, 28), (2400, 29)] {
            #expect(Day.length(ofMonth: 2, in: year) == days, "\(year)")
        }
    }

    @Test(
        "finds the first of a month before or after",
        arguments: table(
            """
            day         months  first
            2026-10-31  0       2026-10-01
            2026-10-01  0       2026-10-01
            2026-10-31  1       2026-11-01
            2026-10-31  3       2027-01-01
            2026-01-31  -1      2025-12-01
            2026-01-31  -13     2024-12-01
            2026-01-31  24      2028-01-01
            """))
    func firstOfMonth(_ row: [String]) throws {
        let day = try #require(Day(row[0]))
        #expect(day.firstOfMonth(adding: try #require(Int(row[1]))).description == row[2])
    }

    @Test("is ordered by time, and a week later has the same weekday")
    func order() throws {
        let day = try #require(Day("2026-10-31"))
        #expect(day < day.adding(days: 1))
        #expect(!(day < day))
        #expect(day.adding(days: -1) < day)
        #expect(day.adding(days: 7).weekday == day.weekday)
        #expect(day.adding(days: 0) == day)
    }

    /// A database may hold a day that no calendar of ours has; showing it must not end the run.
    @Test("of any number has a text", arguments: [Int32.min, .min + 1, -719_163, 2_932_897, .max])
    func anyNumber(_ number: Int32) {
        #expect(!Day(number: number).description.isEmpty)
        #expect((1...7).contains(Day(number: number).weekday))
    }

    @Test(
        "digits are ASCII only",
        arguments: table(
            """
            text                 number
            0                    0
            0042                 42
            999999999999999999   999999999999999999
            1000000000000000000  nil
            ∅                    nil
            -1                   nil
            +1                   nil
            1␠                   nil
            ١                    nil
            １                   nil
            """))
    func digits(_ row: [String]) { #expect(Int(digits: decoded(row[0]).utf8) == Int(row[1])) }
}
