import Domain
import TestSupport
import Testing

@testable import Logs

@Suite("Names of files") struct NameMatcherTests {
    private func series(_ pattern: String, _ filename: String = "app-%DATE%.log") -> LogSeries {
        var options = RotationOptions(folder: "logs", filename: filename)
        options.datePattern = DatePattern(pattern)
        return LogSeries(options)
    }

    @Test(
        "say their date and number, or are not ours",
        arguments: table(
            """
            name                        date        number  why
            app-2026-08-22.log          2026-08-22  0       the first
            app-2026-08-22.log.1        2026-08-22  1       the second
            app-2026-08-22.log.12.gz    2026-08-22  12      an archive
            app-2026-08-22.log.0        none        none    no number of ours
            app-2026-08-22.log.01       none        none    a zero before it
            app-2026-08-22.log.1.2      none        none    two numbers
            app-2026-08-22.log.gz.gz    none        none    twice an archive
            app-2026-08-22.log.-1       none        none    a sign
            app-2026-08-.log            none        none    no day
            App-2026-08-22.log          none        none    another letter
            xapp-2026-08-22.log         none        none    something before it
            app-2026-08-22.log.999999999999999999999  none  none  no number that there is
            """))
    func parsed(_ row: [String]) {
        let name = series("YYYY-MM-DD").parse(row[0])
        #expect(name?.date ?? "none" == row[1], "\(row[3])")
        #expect(name.map { "\($0.number)" } ?? "none" == row[2], "\(row[3])")
    }

    @Test(
        "that we make are ours, whatever the pattern",
        arguments: [
            "YYYY-MM-DD", "YYYYMMDDHHmmssSSS", "GGGG-[W]WW", "dddd", "MMM-Do", "x", "YYYY/MM/DD",
            "Q-YYYY", "DDDo", "hhA", "[log]-YY",
        ])
    func own(_ pattern: String) {
        var dice = Dice()
        for _ in 0..<200 {
            let at = Instant(seconds: Int64(dice.next() % 4_000_000_000))
            let number = Int(dice.next() % 20)
            let series = series(pattern)
            let (date, isZipped) = (series.date(at: at), dice.next() % 2 == 0)
            let name = series.name(date, number) + (isZipped ? ".gz" : "")
            let parsed = series.parse(name)
            #expect(
                parsed == .init(date: date, number: number, isZipped: isZipped), "\(name) \(dice)")
        }
    }

    @Test("take no longer to look at when somebody makes them of digits", .timeLimit(.minutes(1)))
    func digits() {
        let series = series("YYYYMMDDHHmmssSSSDDDDGGGG", "%DATE%x%DATE%.log")
        let digits = String(repeating: "1", count: 200)
        #expect(series.parse("\(digits)x.log") == nil)
        #expect(series.parse("\(digits).log") == nil)
    }
}
