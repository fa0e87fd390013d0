import Domain
import Sheets
import Testing

@Suite("CSV encoder") struct CSVEncoderTests {
    /// What the encoder wrote for one row.
    static func row(_ fill: (inout CSVEncoder) -> Void) -> String {
        var csv = CSVEncoder()
        fill(&csv)
        csv.endRow()
        return String(decoding: csv.bytes, as: UTF8.self)
    }

    @Test(
        "spells minor units with the currency's digits",
        arguments: textTable(
            """
            minor                 digits  text                    why
            0                     0       0                       nothing
            0                     2       0.00                    nothing in cents
            5                     2       0.05                    zeros go in front
            -5                    2       -0.05                   the sign stays
            123456                2       1234.56                 cents
            -7                    0       -7                      yen
            12345                 3       12.345                  fils
            9223372036854775807   2       92233720368547758.07    the largest
            -9223372036854775808  18      -9.223372036854775808   the smallest
            1000                  4       0.1000                  zeros at the end stay
            """))
    func decimals(_ row: [String]) throws {
        let (minor, digits) = (try #require(Int64(row[0])), try #require(Int(row[1])))
        #expect(Self.row { $0.decimal(minor: minor, digits: digits) } == row[2] + "\r\n")

        let fixed = Fixed(unscaled: Int128(minor), scale: digits)
        #expect(Self.row { $0.decimal(fixed) } == fixed.description + "\r\n")
    }

    @Test("spells whole numbers of every length") func integers() {
        for power in 0...18 {
            for value in [Fixed.power(power), Fixed.power(power) - 1, -Fixed.power(power)] {
                #expect(Self.row { $0.integer(value) } == "\(value)\r\n")
            }
        }
        #expect(Self.row { $0.integer(.min) } == "-9223372036854775808\r\n")
    }

    @Test("spells numbers beyond 64 bits exactly", arguments: [0, 1, 18, 19, 37, 38])
    func longNumbers(_ scale: Int) {
        let value = Fixed(unscaled: Int128(Int64.min) * 1_000_000_007, scale: scale)
        #expect(Self.row { $0.decimal(value) } == value.description + "\r\n")
    }

    @Test(
        "spells days and instants as ISO 8601",
        arguments: textTable(
            """
            microseconds       day         instant
            0                  1970-01-01  1970-01-01T00:00:00.000Z
            -1                 1969-12-31  1969-12-31T23:59:59.999Z
            1793491199000000   2026-10-31  2026-10-31T23:59:59.000Z
            1793491199999999   2026-10-31  2026-10-31T23:59:59.999Z
            -62135596800000000  0001-01-01  0001-01-01T00:00:00.000Z
            253402300799999999  9999-12-31  9999-12-31T23:59:59.999Z
            """))
    func dates(_ row: [String]) throws {
        let instant = Instant(microseconds: try #require(Int64(row[0])))
        let day = try #require(Day(row[1]))

        #expect(Self.row { $0.instant(instant) } == row[2] + "\r\n")
        #expect(Self.row { $0.day(day) } == row[1] + "\r\n")
    }

    @Test(
        "spells days that no wall calendar shows",
        arguments: [Int32.min, -719_163, 2_932_897, .max])
    func longDays(_ number: Int32) {
        let day = Day(number: number)
        #expect(Self.row { $0.day(day) } == day.description + "\r\n")
    }

    @Test("spells a day anew when it changes") func changingDays() {
        let days = [3, 3, 4, 3].map { Day(number: $0) }
        let text = Self.row { for day in days { $0.day(day) } }
        #expect(text == days.map(\.description).joined(separator: ",") + "\r\n")
    }

    @Test("marks UTF-8 on request, and ends each row with CRLF") func frame() {
        let text = Self.row {
            $0.byteOrderMark()
            $0.header([Column("Number"), Column("Net, total")])
            $0.bool(true)
            $0.empty()
        }
        #expect(Array(text.utf8) == [0xEF, 0xBB, 0xBF] + "Number,\"Net, total\"\r\ntrue,\r\n".utf8)
    }

    @Test("quotes a row's only field when it is empty, so that it stays a row") func onlyEmpty() {
        var csv = CSVEncoder()
        csv.empty()
        csv.endRow()
        csv.text("")
        csv.endRow()
        csv.clear()
        csv.empty()
        csv.endRow()
        #expect(String(decoding: csv.bytes, as: UTF8.self) == "\"\"\r\n")
        #expect(
            Self.row { (csv: inout CSVEncoder) in
                csv.text("a")
                csv.endRow()
                csv.text("")
            } == "a\r\n\"\"\r\n")
    }
}
