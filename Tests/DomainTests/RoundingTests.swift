import Domain
import TestSupport
import Testing

@Suite("Rounding") struct RoundingTests {
    @Test(
        "goes where each mode says",
        arguments: table(
            """
            dividend  divisor  half_up  half_even  down  up  why
            0         7        0        0          0     0   nothing
            6         3        2        2          2     2   exact
            1         3        0        0          0     1   below half
            2         3        1        1          0     1   above half
            1         2        1        0          0     1   half way, the even one is below
            3         2        2        2          1     2   half way, the even one is above
            5         2        3        2          2     3   half way, the even one is below
            7         2        4        4          3     4   half way, the even one is above
            -1        2        -1       0          0     -1  a refund mirrors its charge
            -3        2        -2       -2         -1    -2  the same
            -5        2        -3       -2         -2    -3  the same
            -1        3        0        0          0     -1  below half
            -2        3        -1       -1         0     -1  above half
            49995     10000    5        5          4     5   49.995 cents are 5
            4999      10000    0        0          0     1   just below half
            5000      10000    1        0          0     1   half
            5001      10000    1        1          0     1   just above half
            1         1        1        1          1     1   nothing to round
            """))
    func modes(_ row: [String]) throws {
        let dividend = try #require(Int128(row[0]))
        let divisor = try #require(Int128(row[1]))
        for (mode, wanted) in zip([RoundingMode.halfUp, .halfEven, .down, .up], row[2...5]) {
            #expect(mode.divide(dividend, by: divisor) == Int128(wanted), "\(mode), \(row[6])")
        }
    }

    @Test(
        "of the largest numbers there are is exact and does not trap",
        arguments: table(
            """
            dividend                                  divisor                                  half_up                                   half_even                                 down                                      up
            9223372036854775807                       1                                        9223372036854775807                       9223372036854775807                       9223372036854775807                       9223372036854775807
            -9223372036854775808                      1                                        -9223372036854775808                      -9223372036854775808                      -9223372036854775808                      -9223372036854775808
            9223372036854775807                       2                                        4611686018427387904                       4611686018427387904                       4611686018427387903                       4611686018427387904
            -9223372036854775807                      2                                        -4611686018427387904                      -4611686018427387904                      -4611686018427387903                      -4611686018427387904
            9223372036854775806                       9223372036854775807                      1                                         1                                         0                                         1
            -9223372036854775808                      9223372036854775807                      -1                                        -1                                        -1                                        -2
            9223372036854775808                       2                                        4611686018427387904                       4611686018427387904                       4611686018427387904                       4611686018427387904
            9223372036854775809                       2                                        4611686018427387905                       4611686018427387904                       4611686018427387904                       4611686018427387905
            1                                         9223372036854775808                      0                                         0                                         0                                         1
            170141183460469231731687303715884105727   1                                        170141183460469231731687303715884105727   170141183460469231731687303715884105727   170141183460469231731687303715884105727   170141183460469231731687303715884105727
            -170141183460469231731687303715884105728  1                                        -170141183460469231731687303715884105728  -170141183460469231731687303715884105728  -170141183460469231731687303715884105728  -170141183460469231731687303715884105728
            170141183460469231731687303715884105727   2                                        85070591730234615865843651857942052864    85070591730234615865843651857942052864    85070591730234615865843651857942052863    85070591730234615865843651857942052864
            170141183460469231731687303715884105726   170141183460469231731687303715884105727  1                                         1                                         0                                         1
            -170141183460469231731687303715884105728  170141183460469231731687303715884105727  -1                                        -1                                        -1                                        -2
            85070591730234615865843651857942052863    170141183460469231731687303715884105727  0                                         0                                         0                                         1
            85070591730234615865843651857942052864    170141183460469231731687303715884105727  1                                         1                                         0                                         1
            85070591730234615865843651857942052863    170141183460469231731687303715884105726  1                                         0                                         0                                         1
            """))
    func extremes(_ row: [String]) throws {
        let dividend = try #require(Int128(row[0]))
        let divisor = try #require(Int128(row[1]))
        for (mode, wanted) in zip([RoundingMode.halfUp, .halfEven, .down, .up], row[2...5]) {
            #expect(mode.divide(dividend, by: divisor) == Int128(wanted), "\(mode)")
        }
    }

    @Test("of minus x is minus the rounding of x", arguments: RoundingMode.allCases)
    func symmetry(_ mode: RoundingMode) {
        var dice = Dice()
        for _ in 0..<5000 {
            let dividend = dice.whole(bits: 127)
            let divisor = max(1, abs(dice.whole(bits: 127)))
            let there = mode.divide(dividend, by: divisor)
            let back = mode.divide(-dividend, by: divisor)
            #expect(there == -back, "\(dividend) / \(divisor), \(dice)")
        }
    }

    /// By definition, not by formula: no other whole number is nearer.
    @Test("to the nearest leaves no nearer neighbour", arguments: [RoundingMode.halfUp, .halfEven])
    func nearest(_ mode: RoundingMode) {
        for dividend in Int128(-60)...60 {
            for divisor in Int128(1)...13 {
                let quotient = mode.divide(dividend, by: divisor)
                let distance = abs(quotient * divisor - dividend)
                for other in [quotient - 1, quotient + 1] {
                    let further = abs(other * divisor - dividend)
                    #expect(distance <= further, "\(dividend) / \(divisor)")
                    guard distance == further else { continue }
                    let isKept = mode == .halfUp ? abs(quotient) > abs(other) : quotient % 2 == 0
                    #expect(isKept, "\(dividend) / \(divisor)")
                }
            }
        }
    }

    @Test("down and up stand on both sides, one apart unless it is exact")
    func between() {
        for dividend in Int128(-60)...60 {
            for divisor in Int128(1)...13 {
                let down = RoundingMode.down.divide(dividend, by: divisor)
                let up = RoundingMode.up.divide(dividend, by: divisor)
                #expect(abs(down * divisor) <= abs(dividend))
                #expect(abs(dividend) <= abs(up * divisor))
                #expect(abs(up - down) == (dividend % divisor == 0 ? 0 : 1))
            }
        }
    }

    @Test(
        "agrees with Python's decimal in ten thousand divisions",
        .enabled(if: Python.isThere, "python3 is not installed"))
    func python() throws {
        var dice = Dice()
        let pairs = (0..<10_000).map { number in
            let bits = number % 2 == 0 ? 127 : 64
            // Every third is a tie, which chance would hardly make.
            let divisor = max(1, abs(dice.whole(bits: bits - 2)))
            guard number % 3 == 0 else { return (dice.whole(bits: bits), divisor) }
            return (dice.whole(bits: 20) | 1, Int128(2))
        }
        let script = """
            import sys
            from decimal import *
            modes = [ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN, ROUND_UP]
            setcontext(Context(prec=400))
            for line in sys.stdin.read().split("\\n"):
                a, b = map(int, line.split())
                # The quotient is cut at 400 digits, its last one made odd if anything was cut off.
                with localcontext() as context:
                    context.clear_flags()
                    context.rounding = ROUND_05UP
                    quotient = Decimal(a) / Decimal(b)
                print(*(quotient.to_integral_value(mode) for mode in modes))
            """
        let theirs = try Python.lines(script, input: pairs.map { "\($0.0) \($0.1)" })
        #expect(theirs.count == pairs.count)
        for ((dividend, divisor), line) in zip(pairs, theirs) {
            let ours = [RoundingMode.halfUp, .halfEven, .down, .up].map {
                String($0.divide(dividend, by: divisor))
            }
            let wanted = line.split(separator: " ").map { $0 == "-0" ? "0" : String($0) }
            #expect(ours == wanted, "\(dividend) / \(divisor), \(dice)")
        }
    }

    @Test("modes and levels have the names that policies are stored under")
    func names() {
        #expect(RoundingMode.allCases.map(\.rawValue) == ["half_up", "half_even", "down", "up"])
        #expect(RoundingLevel.allCases.map(\.rawValue) == ["line", "group", "document"])
    }
}
