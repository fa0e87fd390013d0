import Domain
import TestSupport
import Testing

@Suite("Fixed") struct FixedTests {
    @Test(
        "reads plain decimals and writes them as they were",
        arguments: table(
            """
            text                                      unscaled                                 scale
            0                                         0                                        0
            7                                         7                                        0
            -7                                        -7                                       0
            12.50                                     1250                                     2
            -12.50                                    -1250                                    2
            0.05                                      5                                        2
            -0.05                                     -5                                       2
            0.000                                     0                                        3
            99999999999999999999999999999999999999    99999999999999999999999999999999999999   0
            -99999999999999999999999999999999999999   -99999999999999999999999999999999999999  0
            0.99999999999999999999999999999999999999  99999999999999999999999999999999999999   38
            -9.9999999999999999999999999999999999999  -99999999999999999999999999999999999999  37
            """))
    func reads(_ row: [String]) throws {
        let number = try #require(Fixed(row[0]))
        #expect(number.unscaled == Int128(row[1]))
        #expect(number.scale == Int(row[2]))
        #expect(number.description == row[0])
    }

    @Test(
        "reads a sign and zeros in front, and does not write them",
        arguments: table(
            """
            text      written
            +7        7
            -0        0
            -0.00     0.00
            007       7
            -007.10   -7.10
            00000000000000000000000000000000000000000000000000000000000000000000000001.5  1.5
            """))
    func normal(_ row: [String]) { #expect(Fixed(row[0])?.description == row[1]) }

    @Test(
        "refuses what is not a plain decimal of at most 38 digits",
        arguments: [
            "", "-", "+", ".", "-.", "1.", ".5", "-.5", "1..2", "1.2.3", "--1", "+-1", "1-", "1e5",
            "1E5", "0x10", "NaN", "nan", "inf", "Infinity", "-Infinity", " 1", "1 ", "1\n", "1_000",
            "1,000", "1,5", "1'000", "١٢", "１２", "1\u{301}", "1\u{0}", "½", "−1",
            "100000000000000000000000000000000000000", "1.00000000000000000000000000000000000000",
            "0.000000000000000000000000000000000000001",
            "1\(String(repeating: "0", count: 100))", String(repeating: "0", count: 77),
        ])
    func refuses(_ text: String) { #expect(Fixed(text) == nil) }

    @Test("of 38 nines and any scale is written and read back")
    func extremes() {
        for scale in 0...38 {
            for unscaled in [Fixed.bigPower(38) - 1, 1 - Fixed.bigPower(38), 1, -1, 0] {
                let number = Fixed(unscaled: unscaled, scale: scale)
                let back = Fixed(number.description)
                #expect(back == number)
                #expect(back?.scale == scale)
            }
        }
        #expect(
            Fixed(unscaled: .min, scale: 38).description
                == "-1.70141183460469231731687303715884105728")
    }

    @Test("is equal, and hashes alike, however many zeros stand at its end")
    func equality() throws {
        var dice = Dice()
        for _ in 0..<1000 {
            let (unscaled, scale) = (dice.whole(bits: 60), Int.random(in: 0...9, using: &dice))
            let number = Fixed(unscaled: unscaled, scale: scale)
            for more in 0...18 {
                let same = Fixed(unscaled: unscaled * Fixed.bigPower(more), scale: scale + more)
                #expect(same == number, "\(same) and \(number), \(dice)")
                #expect(same.hashValue == number.hashValue, "\(same) and \(number), \(dice)")
                #expect(!(same < number) && !(number < same), "\(same) and \(number), \(dice)")
            }
            #expect(Fixed(unscaled: unscaled + 1, scale: scale) != number, "\(number), \(dice)")
        }
    }

    @Test(
        "is ordered as numbers are, not as texts",
        arguments: table(
            """
            smaller                                    larger
            -2                                         -1
            -0.5                                       -0.4999
            -0.5                                       0.3
            -1                                         0.00000000000000000000000000000000000001
            0.3                                        0.31
            0.09                                       0.1
            9                                          10
            1.1000000000000000000000000000000000000     1.9
            1.4                                        1.40001
            99999999999999999999999999999999999998     99999999999999999999999999999999999999
            -99999999999999999999999999999999999999    0.99999999999999999999999999999999999999
            0.99999999999999999999999999999999999998   0.99999999999999999999999999999999999999
            """))
    func order(_ row: [String]) throws {
        let smaller = try #require(Fixed(row[0]))
        let larger = try #require(Fixed(row[1]))
        #expect(smaller < larger)
        #expect(!(larger < smaller))
        #expect(smaller != larger)
    }

    @Test(
        "sorts as Python's fractions do",
        .enabled(if: Python.isThere, "python3 is not installed"))
    func sorting() throws {
        var dice = Dice()
        let numbers = (0..<1000).map { _ in
            Fixed(
                unscaled: dice.whole(bits: Int.random(in: 3...126, using: &dice)),
                scale: Int.random(in: 0...38, using: &dice))
        }
        let script = """
            import sys
            from fractions import Fraction
            print("\\n".join(sorted(sys.stdin.read().split(), key=Fraction)))
            """
        let theirs = try Python.lines(script, input: numbers.map(\.description))
        // Equal numbers keep their order on both sides: both sorts are stable.
        #expect(numbers.sorted().map(\.description) == theirs.map(String.init), "\(dice)")
    }

    @Test(
        "becomes minor units only when no digit is lost",
        arguments: table(
            """
            number                                  digits  minor
            12.5                                    2       1250
            12.50                                   2       1250
            12.500                                  2       1250
            -12.505                                 3       -12505
            12.505                                  2       nil
            -0.001                                  2       nil
            7                                       0       7
            7.0                                     0       7
            7.5                                     0       nil
            0.000000000000                          2       0
            92233720368547758.07                    2       9223372036854775807
            92233720368547758.08                    2       nil
            -92233720368547758.08                   2       -9223372036854775808
            -92233720368547758.09                   2       nil
            99999999999999999999999999999999999999  4       nil
            99999999999999999999999999999999999999  0       nil
            """))
    func minor(_ row: [String]) throws {
        let number = try #require(Fixed(row[0]))
        #expect(number.minor(digits: try #require(Int(row[1]))) == Int64(row[2]))
    }

    @Test("reduced is the same number with the fewest digits")
    func reduced() {
        #expect(Fixed("8.250000")?.reduced.description == "8.25")
        #expect(Fixed("9.000000")?.reduced.description == "9")
        #expect(Fixed("900")?.reduced.description == "900")
        #expect(Fixed("0.000")?.reduced.description == "0")
        #expect(Fixed("-0.10")?.reduced.description == "-0.1")
    }

    @Test("powers of ten are exact to the last that fits")
    func powers() {
        #expect(Fixed.power(0) == 1)
        #expect(Fixed.power(18) == 1_000_000_000_000_000_000)
        #expect(Fixed.bigPower(38) == 100_000_000_000_000_000_000_000_000_000_000_000_000)
    }

    @Test("refuses a scale that no numeric has")
    func scale() async {
        await #expect(processExitsWith: .failure) { _ = Fixed(unscaled: 1, scale: 39) }
        await #expect(processExitsWith: .failure) { _ = Fixed(unscaled: 1, scale: -1) }
    }
}
