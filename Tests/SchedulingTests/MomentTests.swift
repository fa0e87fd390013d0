import Domain
import Scheduling
import TestSupport
import Testing

@Suite("Moments") struct MomentTests {
    @Test(
        "are read with or without an offset, in the zone where there is none",
        arguments: table(
            """
            text                         in UTC                    why
            2026-10-31                   2026-10-30T23:00:00Z      a day begins at local midnight
            2026-10-31T02:30             2026-10-31T01:30:00Z      local
            2026-10-31 02:30:15          2026-10-31T01:30:15Z      a blank instead of T
            2026-10-31t02:30z            2026-10-31T02:30:00Z      small letters
            2026-10-31T02:30Z            2026-10-31T02:30:00Z      universal
            2026-10-31T02:30+05:30       2026-10-30T21:00:00Z      east
            2026-10-31T02:30-0800        2026-10-31T10:30:00Z      west, without a colon
            2026-10-31T02:30:00-08       2026-10-31T10:30:00Z      hours alone
            2026-03-29T02:30             2026-03-29T01:00:00Z      in a gap: where it ends
            2026-10-25T02:30             2026-10-25T00:30:00Z      twice: the first
            """))
    func read(_ row: [String]) throws {
        let berlin = try ZoneFolder.system.zone("Europe/Berlin")
        let wanted = try #require(Moment(row[1])).instant(in: .utc)
        #expect(Moment(row[0])?.instant(in: berlin) == wanted, "\(row[2])")
    }

    @Test("keep microseconds and cut what is finer") func fractions() {
        let whole = Moment("2026-10-31T00:00Z")?.instant(in: .utc).microseconds ?? 0
        for (text, micros) in [(".5", 500_000), (",25", 250_000), (".0000019", 1)] as [(_, Int64)] {
            let moment = Moment("2026-10-31T00:00:00\(text)Z")
            #expect(moment?.instant(in: .utc).microseconds == whole + micros)
        }
    }

    @Test("are no other texts") func refused() {
        let texts = [
            "", "2026", "2026-10", "2026-02-29", "2026-13-01", "2026-10-31T", "2026-10-31T24:00",
            "2026-10-31T02:60", "2026-10-31T02:30:60", "2026-10-31T02:30:00.", "2026-10-31Z",
            "2026-10-31T02:30+24:00", "2026-10-31T02:30+1", "2026-10-31T02:30 UTC", " 2026-10-31",
            "2026-10-31T02:30ZZ", "٢٠٢٦-١٠-٣١", "1e9", "2026-10-31T02:30:00.1234567890123456789Z",
        ]
        for text in texts { #expect(Moment(text) == nil, "\(text)") }
    }
}
