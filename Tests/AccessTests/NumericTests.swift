import Access
import Domain
import TestSupport
import Testing

@Suite("Numeric") struct NumericTests {
    @Test(
        "comes back with its value and its zeros",
        arguments: table(
            """
            number                                    why
            0                                         no digit group at all
            0.0000                                    zero keeps its scale
            0.000000000                               zero with a scale beyond the short form
            1                                         one group
            -1                                        a sign
            10000                                     a group that is zero and not sent
            0.0001                                    weight −1
            0.00000001                                weight −2, the short form's last scale
            0.000000001                               the long form's first scale
            -0.05                                     a group cut short by the scale
            1.50                                      a trailing zero
            12345678.90                               groups on both sides
            99999999999999.9999                       numeric(19,4) in full
            -99999999999999.9999                      the same below zero
            9223372036854775807                       Int64 in full
            -9223372036854775808                      beyond the short form by sign
            99999999999999999999999999999999999999    38 digits
            -9999999999999999999999999999999999999.9  38 digits, 4·10 + 1 in groups
            9999999999999999999999999999999999.9999   38 digits, a full group behind the point
            0.99999999999999999999999999999999999999  38 digits, all behind the point
            0.00000000000000000000000000000000000001  the least
            100000000000000000000.000000000000        zeros everywhere
            """))
    func roundTrip(_ row: [String]) throws {
        let number = try #require(Fixed(row[0]))
        try expectRoundTrip(of: number, row[1])
    }

    @Test("comes back whatever its digits")
    func randomRoundTrip() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SplitMix(state: seed)
        for _ in 0..<20_000 {
            let digits = Int.random(in: 1...38, using: &generator)
            let scale = Int.random(in: 0...38, using: &generator)
            let bound = Fixed.bigPower(digits) - 1
            var unscaled = Int128.random(in: -bound...bound, using: &generator)
            // Many zeros at the end, as money has.
            if Bool.random(using: &generator) {
                let zeros = Fixed.bigPower(Int.random(in: 0..<digits, using: &generator))
                unscaled -= unscaled % zeros
            }
            try expectRoundTrip(of: Fixed(unscaled: unscaled, scale: scale), "seed \(seed)")
        }
    }

    private func expectRoundTrip(of number: Fixed, _ why: String) throws {
        try withRow {
            $0.row(1)
            $0.numeric(number)
        } _: { (row) throws in
            let read = try row.numeric(0)
            #expect(read.unscaled == number.unscaled && read.scale == number.scale, "\(why)")
            #expect(read.description == number.description)
            for digits in 0...8 {
                let minor = try? row.minor(0, digits: digits)
                let wanted = number.minor(digits: digits)
                #expect(minor == (wanted == .min ? nil : wanted), "\(number) \(digits) \(why)")
            }
        }
    }

    @Test(
        "is a whole number of minor units or an error",
        arguments: table(
            """
            number                   digits  minor                 why
            0                        2       0                     zero
            12.5                     2       1250                  a digit fewer than allowed
            12.5000                  2       1250                  zeros beyond those allowed
            12.505                   2       AMOUNT_TOO_PRECISE    a half cent
            0.0001                   2       AMOUNT_TOO_PRECISE    less than a cent
            0.00000001               0       AMOUNT_TOO_PRECISE    far less than a yen
            1500                     0       1500                  yen
            1500.0001                0       AMOUNT_TOO_PRECISE    a yen has no part
            -1.234                   3       -1234                 fils, refunded
            1.23456                  5       123456                a group and a digit
            92233720368547758.07     2       9223372036854775807   the most there is
            92233720368547758.08     2       NUMERIC_OUT_OF_RANGE  one more
            99999999999999.9999      8       NUMERIC_OUT_OF_RANGE  too many for so many digits
            99999999999999999999999  2       NUMERIC_OUT_OF_RANGE  far beyond
            """))
    func minor(_ cells: [String]) throws {
        let number = try #require(Fixed(cells[0]))
        let digits = try #require(Int(cells[1]))
        try withRow {
            $0.row(1)
            $0.numeric(number)
        } _: { (row) throws in
            let read: String
            do throws(AppError) { read = String(try row.minor(0, digits: digits)) } catch {
                read = error.errorCode
            }
            #expect(read == cells[2], "\(cells[3])")
        }
    }

    @Test(
        "refuses NaN and both infinities",
        arguments: [0xC000, 0xD000, 0xF000] as [UInt16])
    func notFinite(_ sign: UInt16) throws {
        try withColumn(numeric(weight: 0, sign: sign, scale: 0, [])) { (row) throws in
            #expect(code { _ = try row.numeric(0) } == .numericNotFinite)
            #expect(code { _ = try row.minor(0, digits: 2) } == .numericNotFinite)
            #expect(code { _ = try row.money(0, .usd) } == .numericNotFinite)
        }
    }

    /// Digits of Int128's largest number with a last group that leaves it.
    @Test("refuses more than 38 digits without a trap")
    func tooLong() throws {
        let wires: [[UInt8]] = [
            numeric(
                weight: 9, scale: 0,
                [170, 1411, 8346, 469, 2317, 3168, 7303, 7158, 8410, 9999]),
            numeric(weight: 9, scale: 0, [100, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            numeric(weight: 9, scale: 0, [100]),
            numeric(weight: 9999, scale: 0, [1]),
            numeric(weight: 8, scale: 4, [9999, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
            numeric(weight: -10, scale: 39, [1]),
        ]
        for wire in wires {
            try withColumn(wire) { (row) throws in
                #expect(code { _ = try row.numeric(0) } == .numericOutOfRange)
            }
        }
    }

    @Test("refuses a value shorter than its header says")
    func cutShort() throws {
        try withColumn(numeric(weight: 0, scale: 0, [1, 2]).dropLast(2)) { (row) throws in
            #expect(code { _ = try row.numeric(0) } == .rowShapeUnexpected)
        }
    }
}

/// A small generator whose run can be repeated.
///
/// Source: Steele, Lea, Flood, *SplitMix*, 2014.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
