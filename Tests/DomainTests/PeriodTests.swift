import Domain
import TestSupport
import Testing

@Suite("Period") struct PeriodTests {
    @Test(
        "has the days that its name says",
        arguments: table(
            """
            name        fiscal  from        until       why
            2026-10-31  1       2026-10-31  2026-11-01  a day
            2026-12-31  1       2026-12-31  2027-01-01  the last of a year
            2028-02-29  1       2028-02-29  2028-03-01  a leap day
            2026-W44    1       2026-10-26  2026-11-02  a week, Monday to Sunday
            2026-W01    1       2025-12-29  2026-01-05  week 1 begins in the year before
            2026-W53    1       2026-12-28  2027-01-04  2026 has 53 weeks and ends in the next year
            2027-W01    1       2027-01-04  2027-01-11  week 1 begins in its own year
            2026-10     1       2026-10-01  2026-11-01  a month
            2026-02     1       2026-02-01  2026-03-01  a short month
            2028-02     1       2028-02-01  2028-03-01  February of a leap year
            2026-12     1       2026-12-01  2027-01-01  over the end of a year
            2026-Q1     1       2026-01-01  2026-04-01  the first quarter
            2026-Q2     1       2026-04-01  2026-07-01  the second
            2026-Q3     1       2026-07-01  2026-10-01  the third
            2026-Q4     1       2026-10-01  2027-01-01  the last
            2026        1       2026-01-01  2027-01-01  a year
            FY2026      1       2026-01-01  2027-01-01  a fiscal year as the calendar's
            FY2026      4       2026-04-01  2027-04-01  India, Japan
            FY2026      12      2026-12-01  2027-12-01  named for the year it begins in
            FY2026-Q1   4       2026-04-01  2026-07-01  the first quarter from April
            FY2026-Q4   4       2027-01-01  2027-04-01  the last lies in the next year
            FY2026-Q1   10      2026-10-01  2027-01-01  the first quarter from October
            FY2026-Q2   11      2027-02-01  2027-05-01  a quarter that no calendar has
            2026        4       2026-01-01  2027-01-01  a calendar year, whatever the fiscal one
            2026-Q4     4       2026-10-01  2027-01-01  a calendar quarter likewise
            2026-10-05_2026-10-17  1  2026-10-05  2026-10-17  days of one's own
            0001-01     1       0001-01-01  0001-02-01  the first month there is
            9999-12-31  1       9999-12-31  10000-01-01  the last day there is
            """))
    func bounds(_ row: [String]) throws {
        let start = try #require(Int(row[1]))
        let period = try Period(row[0], fiscalStartMonth: start)
        #expect(period.from.description == row[2], "\(row[4])")
        #expect(period.until.description == row[3], "\(row[4])")
        #expect(period.name == row[0])
        #expect(period.description == row[0])
    }

    @Test(
        "that nobody can mean is refused, with what was given",
        arguments: table(
            """
            name           why
            ∅              nothing
            October        a word
            2026-13        no such month
            2026-00        no such month
            2026-1         one digit
            2026-010       three digits
            26-10          a short year
            02026-10       a long year
            0000           no such year
            0000-01        no such year
            -2026          a sign
            +2026          a sign
            2026-          a dash at the end
            2026-10-       a dash at the end
            2026-10-32     no such day
            2026-10-00     no such day
            2026-02-29     not a leap year
            2100-02-29     not a leap year either
            2026-04-31     a short month
            2026-10-31-01  a part too many
            2026-10-31_    no end
            2026-10_2026-11  months with a line between
            2026-10-05_2026-10-06_2026-10-07  three ends
            2026-10-1      one digit
            2026/10        slashes
            2026.10        points
            202610         nothing between
            20261031       nothing between
            2026–10        an en dash
            2026-W54       no year has 54 weeks
            2025-W53       2025 has 52
            2026-W00       no such week
            2026-W1        one digit
            2026-w44       small letters
            2026-W-1       a sign
            2026-W44-1     a day of a week
            2026-Q0        no such quarter
            2026-Q5        no such quarter
            2026-q4        small letters
            2026-Q         no number
            2026-Q04       two digits
            2026-Q4Q       more behind it
            FY             no year
            FY26           a short year
            fy2026         small letters
            FYFY2026       twice
            FY2026-10      a month of a fiscal year
            FY2026-10-31   a day of one
            FY2026-W10     a week of one
            FY2026-Q5      no such quarter
            FY-2026        a sign
            ␠2026-10       blank in front
            2026-10␠       blank behind
            2026␠-10       blank between
            2026-10⏎       a line end
            2026-10␀       a NUL
            ⇥2026          a tab
            ٢٠٢٦-١٠        Arabic digits
            ２０２６-10    full-width digits
            2026-１０      full-width digits
            2026-Ｑ4       a full-width letter
            2026-Q４       a full-width digit
            """))
    func refused(_ row: [String]) {
        let text = decoded(row[0])
        #expect(throws: AppError(.periodInvalid, "period \(AppError.quoted(text))"), "\(row[1])") {
            try Period(text)
        }
    }

    @Test("of a fiscal year that begins in no month is refused", arguments: [-1, 0, 13])
    func fiscalStart(_ month: Int) {
        #expect(throws: AppError(.periodInvalid, "period “FY2026”")) {
            try Period("FY2026", fiscalStartMonth: month)
        }
    }

    @Test("of a month is the month that a day lies in")
    func monthOf() throws {
        for month in 1...12 {
            let named = try Period("2026-\(month.padded(2))")
            for day in [1, 15, Day.length(ofMonth: month, in: 2026)] {
                let day = try #require(Day(year: 2026, month: month, day: day))
                #expect(Period(monthOf: day) == named)
            }
        }
    }

    @Test("quarters, months and days of a year follow each other without gap or overlap")
    func seamless() throws {
        for start in 1...12 {
            let year = try Period("FY2026", fiscalStartMonth: start)
            var at = year.from
            for quarter in 1...4 {
                let period = try Period("FY2026-Q\(quarter)", fiscalStartMonth: start)
                #expect(period.from == at)
                at = period.until
            }
            #expect(at == year.until)
        }
        let year = try Period("2028")
        var at = year.from
        for month in 1...12 {
            let period = try Period("2028-\(month.padded(2))")
            #expect(period.from == at)
            while at < period.until {
                #expect(try Period(at.description).from == at)
                at = try Period(at.description).until
            }
            #expect(at == period.until)
        }
        #expect(at == year.until)
    }

    @Test(
        "weeks of four hundred years are those of Python's calendar",
        .enabled(if: Python.isThere, "python3 is not installed"))
    func weeks() throws {
        let script = """
            from datetime import date, timedelta
            day = date(2000, 1, 3)
            while day < date(2400, 1, 3):
                year, week, weekday = day.isocalendar()
                assert weekday == 1
                print(f"{year:04d}-W{week:02d} {day} {day + timedelta(days=7)}")
                day += timedelta(days=7)
            """
        var names: Set<String> = []
        for line in try Python.lines(script) {
            let parts = line.split(separator: " ").map(String.init)
            let period = try Period(parts[0])
            #expect(period.from.description == parts[1])
            #expect(period.until.description == parts[2])
            #expect(period.from.weekday == 1)
            names.insert(parts[0])
        }
        // A Gregorian cycle of 146,097 days is 20,871 weeks to the day.
        #expect(names.count == 20_871)
        for year in 2000..<2400 {
            let hasWeek53 = (try? Period("\(year)-W53")) != nil
            #expect(hasWeek53 == names.contains("\(year)-W53"), "\(year)")
        }
    }
}
