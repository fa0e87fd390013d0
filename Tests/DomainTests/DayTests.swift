import Domain
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
}
