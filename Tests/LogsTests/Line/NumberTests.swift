import Logging
import TestSupport
import Testing

@Suite("Numbers") struct NumberTests {
    @Test(
        "are written as ECMAScript writes them",
        arguments: table(
            """
            number                   text                       why
            0                        0                          nothing
            -0.0                     0                          the sign goes
            1                        1                          no point
            -1.5                     -1.5                       a sign
            0.1                      0.1                        the shortest digits
            0.30000000000000004      0.30000000000000004        the shortest that reads back
            100000                   100000                     zeros at the end
            123456789012345680000    123456789012345680000      21 digits
            1e16                     10000000000000000          where Swift has an exponent
            1e20                     100000000000000000000      the last power in full
            999999999999999900000    999999999999999900000      the largest in full
            1e21                     1e+21                      the first with an exponent
            -1e21                    -1e+21                     with a sign
            1.2345e25                1.2345e+25                 a fraction and an exponent
            1.7976931348623157e308   1.7976931348623157e+308    the largest
            0.000001                 0.000001                   the smallest power in full
            0.00000123               0.00000123                 more digits
            1e-7                     1e-7                       the first with an exponent
            1.5e-10                  1.5e-10                    a fraction
            -2.5e-7                  -2.5e-7                    with a sign
            5e-324                   5e-324                     the smallest
            2.2250738585072014e-308  2.2250738585072014e-308    the smallest normal one
            4.35                     4.35                       no binary fraction
            9007199254740993         9007199254740992           rounded before it comes here
            1532.25                  1532.25                    the usual
            0.00001                  0.00001                    where Swift has an exponent
            """))
    func written(_ row: [String]) throws {
        let number = try #require(Double(row[0]))
        #expect(json(of: .stringConvertible(number)) == row[1], "\(row[2])")
    }

    @Test("read back as what they were, with an exponent only where ECMAScript has one")
    func property() throws {
        var dice = Dice()
        for _ in 0..<5000 {
            let number = Double(bitPattern: dice.next())
            guard number.isFinite else { continue }
            let text = json(of: .stringConvertible(number))
            let shape = #/-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?(e[+-][1-9][0-9]*)?/#
            #expect(Double(text) == number && text.wholeMatch(of: shape) != nil, "\(text) \(dice)")
            let wantsExponent = number.magnitude >= 1e21 || number.magnitude < 1e-6
            #expect(text.contains("e") == wantsExponent, "\(text) \(dice)")
        }
    }

    @Test("of everyday size read back too") func everyday() {
        var dice = Dice()
        for _ in 0..<5000 {
            let number =
                Double(dice.whole(bits: 60)) / [1, 10, 128, 1000, 1e9][Int(dice.next() % 5)]
            let text = json(of: .stringConvertible(number))
            #expect(Double(text) == number && !text.hasSuffix(".0"), "\(number) \(text) \(dice)")
        }
    }
}
