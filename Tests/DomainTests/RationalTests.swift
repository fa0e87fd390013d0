import Domain
import TestSupport
import Testing

@Suite("Rational") struct RationalTests {
    @Test(
        "divides whole numbers of any size as on paper",
        arguments: table(
            """
            dividend                                                      divisor                                   quotient                                rest
            0                                                             7                                         0                                       0
            340282366920938463463374607431768211456                       4294967296                                79228162514264337593543950336           0
            340282366920938463463374607431768211455                       18446744073709551616                      18446744073709551615                    18446744073709551615
            -100000000000000000000000000000000000000000000000000000000    3000000000000000000001                    -33333333333333333333322222222222222    -666666677777777777778
            100000000000000000000000000000000000000000000000000000000     -3000000000000000000001                   -33333333333333333333322222222222222    666666677777777777778
            1461501637330902918203684832716283019655932542975             79228162514264337593543950335             18446744073709551616                    18446744073709551615
            1461501636990620551282746369252908412224164331520             170141183460469231731687303715884105729   8589934589                              170141183460469231731687303707294171139
            39614081257132168796771975171                                 9903520314283042199192993793              3                                       9903520314283042199192993792
            2596069201709362459734969208012800                            604462909807314587353089                  4294836224                              604462909807310292516864
            39614081275578912861891592192                                 9223372041149743103                       4294967295                              9223372036854775807
            """))
    func divides(_ row: [String]) throws {
        let (dividend, divisor) = (try Self.number(row[0]), try Self.number(row[1]))
        let (quotient, rest) = dividend.quotientAndRemainder(dividingBy: divisor)
        #expect(quotient * divisor + rest == dividend)
        #expect(rest.magnitude < divisor.magnitude)
        #expect("\(quotient) \(rest)" == "\(row[2]) \(row[3])")
        #expect("\(dividend)" == row[0])
    }

    /// Read digit by digit, so that nothing of what is tested reads it.
    static func number(_ text: String) throws -> BigInteger {
        var number = BigInteger(0)
        for digit in text.drop(while: { $0 == "-" }) {
            number =
                number * BigInteger(10) + BigInteger(Int128(try #require(digit.wholeNumberValue)))
        }
        return text.hasPrefix("-") ? -number : number
    }

    @Test("takes quotient and rest apart and together again, whatever the size") func division() {
        var dice = Dice()
        for _ in 0..<20_000 {
            let divisor = Self.large(&dice, limbs: Int.random(in: 1...6, using: &dice))
            let quotient = Self.large(&dice, limbs: Int.random(in: 0...6, using: &dice))
            let rest = Self.large(&dice, limbs: 6)
                .quotientAndRemainder(dividingBy: divisor.magnitude).remainder.magnitude
            let dividend = quotient.magnitude * divisor.magnitude + rest
            let found = dividend.quotientAndRemainder(dividingBy: divisor.magnitude)
            #expect(found.quotient == quotient.magnitude && found.remainder == rest, "\(dice)")
            #expect((dividend - rest) + rest == dividend, "\(dice)")
            #expect((rest - dividend) - rest == -dividend, "\(dice)")
        }
    }

    /// Not zero; limbs of all ones and all zeros more often than chance has them.
    static func large(_ dice: inout Dice, limbs: Int) -> BigInteger {
        var number = BigInteger(1)
        for _ in 0..<limbs {
            let limb: UInt32 =
                switch Int.random(in: 0...3, using: &dice) {
                case 0: 0
                case 1: .max
                default: UInt32(truncatingIfNeeded: dice.next())
                }
            number = number * BigInteger(1 << 32) + BigInteger(Int128(limb))
        }
        return Bool.random(using: &dice) ? number : -number
    }

    @Test("computes the same in words and beyond them") func fastAndLarge() {
        var dice = Dice()
        // A fraction times one that no word holds, and by it again.
        let huge = Rational(BigFraction.top) / Rational(BigFraction.bottom)
        for _ in 0..<20_000 {
            let a = Rational(dice.whole(bits: 60)) / Rational(dice.whole(bits: 30).nonzero)
            let b = Rational(dice.whole(bits: 90)) / Rational(dice.whole(bits: 90).nonzero)
            let (p, q) = (a * huge, b * huge)
            #expect((p + q) / huge == a + b, "\(dice)")
            #expect(p * q / huge / huge == a * b, "\(dice)")
            #expect((p < q) == (a < b), "\(dice)")
            #expect(p - q == -(q - p), "\(dice)")
            if !b.isZero { #expect(p / q == a / b, "\(dice)") }
        }
    }

    private enum BigFraction {
        static let top = Int128.max - 158
        static let bottom = Int128.max / 3 - 17
    }

    @Test(
        "rounds by mode to the digits of a currency",
        arguments: table(
            """
            number             digits  half_up  half_even  down    up
            0.025              2       3        2          2       3
            -0.025             2       -3       -2         -2      -3
            0.035              2       4        4          3       4
            7.5                0       8        8          7       8
            12.5               0       13       12         12      13
            0.0005             3       1        0          0       1
            0.00005            4       1        0          0       1
            0.0249999999999    2       2        2          2       3
            -0.0250000000001   2       -3       -3         -2      -3
            1.00               2       100      100        100     100
            0.00               2       0        0          0       0
            """))
    func rounds(_ row: [String]) throws {
        let number = Rational(try #require(Fixed(row[0])))
        let digits = try #require(Int(row[1]))
        // The same number beyond words.
        let huge = Rational(Int128.max) * Rational(Int128.max - 2)
        for (mode, wanted) in zip(RoundingMode.allCases, row[2...]) {
            #expect(number.minor(digits: digits, mode).map(String.init) == wanted, "\(mode)")
            let large = (number + huge) - huge
            #expect(large.minor(digits: digits, mode).map(String.init) == wanted, "\(mode)")
            let third = number * huge / huge
            #expect(third.minor(digits: digits, mode).map(String.init) == wanted, "\(mode)")
        }
    }

    @Test("gives no minor units at the bound and beyond") func bound() {
        let bound = Rational(1_000_000_000_000_000_000)
        #expect(bound.minor(digits: 0, .down) == nil)
        #expect((-bound).minor(digits: 0, .down) == nil)
        #expect((bound - 1).minor(digits: 0, .down) == 999_999_999_999_999_999)
        let half = Rational(1, digits: 1) * 5
        #expect((bound - half).minor(digits: 0, .halfUp) == nil)
        #expect((bound - half).minor(digits: 0, .down) == 999_999_999_999_999_999)
        #expect((bound * bound * bound * bound).minor(digits: 8, .up) == nil)
        #expect((bound * bound * bound * bound).inverse.minor(digits: 8, .up) == 1)
    }

    @Test("shows decimals while they end, and says where it cuts") func text() {
        #expect((Rational(1) / 8).text() == "0.125")
        #expect((Rational(-1) / 3).text(digitsMax: 4) == "-0.3333…")
        #expect(Rational(1200, digits: 2).text() == "12")
        #expect(Rational(0).text() == "0")
    }
}

extension Int128 {
    fileprivate var nonzero: Int128 { self == 0 ? 1 : self }
}
