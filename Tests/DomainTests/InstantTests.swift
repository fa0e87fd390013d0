import Domain
import TestSupport
import Testing

@Suite("Instant") struct InstantTests {
    @Test(
        "is written in UTC with milliseconds, cut and not rounded",
        arguments: table(
            """
            microseconds          text
            0                     1970-01-01T00:00:00.000Z
            999                   1970-01-01T00:00:00.000Z
            1000                  1970-01-01T00:00:00.001Z
            -1                    1969-12-31T23:59:59.999Z
            -1000000              1969-12-31T23:59:59.000Z
            -86400000001          1969-12-30T23:59:59.999Z
            1793491199999999      2026-10-31T23:59:59.999Z
            1793491200000000      2026-11-01T00:00:00.000Z
            951782400000000       2000-02-29T00:00:00.000Z
            -62135596800000000    0001-01-01T00:00:00.000Z
            253402300799999000    9999-12-31T23:59:59.999Z
            """))
    func text(_ row: [String]) throws {
        #expect(Instant(microseconds: try #require(Int64(row[0]))).description == row[1])
    }

    @Test(
        "is written as a clock elsewhere shows it",
        arguments: table(
            """
            offset  text                     where
            0       2026-10-31T23:59:59.000  Reykjavík
            19800   2026-11-01T05:29:59.000  Kolkata
            20700   2026-11-01T05:44:59.000  Kathmandu
            50400   2026-11-01T13:59:59.000  Kiritimati
            -14400  2026-10-31T19:59:59.000  New York
            -43200  2026-10-31T11:59:59.000  Baker Island
            """))
    func elsewhere(_ row: [String]) throws {
        let instant = Instant(seconds: 1_793_491_199)
        #expect(instant.text(offsetSeconds: try #require(Int64(row[0]))) == row[1], "\(row[2])")
    }

    @Test("has whole seconds rounded towards the past")
    func seconds() {
        #expect(Instant(microseconds: 1_999_999).seconds == 1)
        #expect(Instant(microseconds: -1).seconds == -1)
        #expect(Instant(microseconds: -1_000_000).seconds == -1)
        #expect(Instant(microseconds: -1_000_001).seconds == -2)
        #expect(Instant(seconds: 60).microseconds == 60_000_000)
        #expect(Instant(seconds: 60).adding(seconds: -90).seconds == -30)
        #expect(Instant(seconds: 1) < Instant(microseconds: 1_000_001))
    }

    @Test("of any number of microseconds has a text", arguments: [Int64.min, .min + 1, .max])
    func anyNumber(_ number: Int64) {
        #expect(Instant(microseconds: number).description.hasSuffix("Z"))
    }

    @Test("divides downwards whatever the signs")
    func floor() {
        for dividend in Int64(-50)...50 {
            for divisor in Int64(1)...9 {
                let quotient = dividend.floorDivided(by: divisor)
                #expect(quotient * divisor <= dividend && dividend < (quotient + 1) * divisor)
                #expect((-dividend).floorDivided(by: -divisor) == quotient)
            }
        }
    }
}

@Suite("Clock") struct ClockTests {
    @Test("stands still when a test holds it") func held() {
        let clock = Clock { Instant(seconds: 7) }
        #expect(clock.now == Instant(seconds: 7))
        #expect(clock.now == clock.now)
    }

    @Test("of deadlines never goes back, and the wall clock is of this century") func real() {
        let first = Clock.steady.now
        #expect(first <= Clock.steady.now)
        #expect(Clock.wall.now.description > "2026")
    }
}
