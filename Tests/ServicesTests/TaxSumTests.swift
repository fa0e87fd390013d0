import Domain
import TestSupport
import Testing

@testable import Services

@Suite("Tax sum") struct TaxSumTests {
    @Test(
        "rounds as one number, whatever the signs of its parts",
        arguments: table(
            """
            terms             half_up  half_even  down  up  why
            3/2               2        2          1     2   a tie, odd below
            5/2               3        2          2     3   a tie, even below
            -5/2              -3       -2         -2    -3  its mirror
            4/2 + -1/2        2        2          1     2   a whole 2 less a half
            -4/2 + 1/2        -2       -2         -1    -2  its mirror
            6/2 + -1/2        3        2          2     3   a whole 3 less a half
            1/3 + 1/6         1        0          0     1   thirds and sixths make a half
            1/3 + 2/3         1        1          1     1   exactly one
            1/3 + -1/3        0        0          0     0   nothing
            1/7 + 1/11        0        0          0     1   18 of 77
            """))
    func signs(_ row: [String]) throws {
        var sum = TaxSum()
        for term in row[0].split(separator: " + ") {
            let parts = term.split(separator: "/").compactMap { Int64($0) }
            let fits = sum.add(Int128(parts[0]), over: parts[1])
            #expect(fits)
        }
        for (index, mode) in RoundingMode.allCases.enumerated() {
            #expect(sum.rounded(mode) == Int64(row[index + 1]), "\(mode) \(row[5])")
        }
    }

    @Test("says so when the exact sum needs more than 38 digits") func tooWide() {
        var sum = TaxSum()
        let fits = [
            9_223_372_036_854_775_783, 9_223_372_036_854_775_643, 9_223_372_036_854_775_549,
        ]
        .map { sum.add(1, over: $0) }
        #expect(fits == [true, false, false])
    }

    @Test("refuses a total beyond Int64") func tooLong() {
        var sum = TaxSum()
        let fits = [sum.add(Int128(Int64.max), over: 1), sum.add(1, over: 2)]
        #expect(fits == [true, true])
        #expect(sum.rounded(.down) == .max)
        #expect(sum.rounded(.up) == nil)
    }
}
