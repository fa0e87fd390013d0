import Domain
import Testing

@testable import Seeding

@Suite("The seed's own tax") struct TaxRuleTests {
    @Test("ties round as the mode says", arguments: zip(Halves.allCases, [3, 2, 2, 3]))
    func halves(mode: Halves, expected: Int64) {
        #expect(mode.quotient(5, 2) == expected)
        #expect(mode.quotient(4, 2) == 2)
    }

    @Test("a compound component is charged on the others too")
    func compound() {
        let stack = stack([("A", 10_000_000, false), ("B", 5_000_000, true)])
        #expect(stack.split(100_00, .halfUp) == Split(10_00, 5_50, 0, 0))
    }

    @Test("tax is taken out of a price that includes it")
    func included() {
        let stack = stack([("A", 19_000_000, false)], pricesIncludeTax: true)
        #expect(stack.split(119_00, .halfUp).total == 19_00)
        #expect(stack.splitOnTop(119_00, .halfUp).total == 22_61)
    }

    /// Three lines of 0.35 at 10 %: 0.035 each is 0.04, together 0.105 is 0.11.
    @Test("a group's difference goes to its first largest line")
    func group() {
        var lines = [35, 35, 35].map { line($0) }
        TaxRule(level: .group, mode: .halfUp).charge(&lines)
        #expect(lines.map(\.split.total) == [3, 4, 4])
        TaxRule(level: .line, mode: .halfUp).charge(&lines)
        #expect(lines.map(\.split.total) == [4, 4, 4])
    }

    /// 0.34, 0.34 and 0.33 at 10 %: 0.03 each, together 0.101; the last two together 0.067.
    @Test("a document's difference crosses codes, a group's does not")
    func document() {
        var lines = [line(34), line(34, code: 1), line(33, code: 1)]
        TaxRule(level: .document, mode: .halfUp).charge(&lines)
        #expect(lines.map(\.split.total) == [4, 3, 3])
        TaxRule(level: .group, mode: .halfUp).charge(&lines)
        #expect(lines.map(\.split.total) == [3, 4, 3])
    }

    private func line(_ amount: Int64, code: Int = 0) -> Line {
        var line = Line(
            offer: 0, quantity: 1000, base: 1000, listPrice: 0, unitPrice: 0, code: code,
            codeID: 1, stack: stack([("A", 10_000_000, false)]))
        line.amount = amount
        return line
    }

    private func stack(
        _ rates: [(String, Int64, Bool)], pricesIncludeTax: Bool = false
    ) -> Levy {
        Levy(
            rates.enumerated().map { index, rate in
                LevyRate(
                    component: rate.0, percent: rate.1, position: index, compound: rate.2,
                    from: .on(2020, 1, 1), until: nil)
            }, places: rates.map(\.0), pricesIncludeTax: pricesIncludeTax)
    }
}
