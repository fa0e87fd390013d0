import Domain
import Services
import TestSupport
import Testing

@Suite("Tax rounding") struct TaxRoundingTests {
    @Test(
        "rounds each line in every mode, and a negative amount as its mirror",
        arguments: table(
            """
            percent   net       half_up  half_even  down  up    why
            10        100       10       10         10    10    nothing to round
            10        105       11       10         10    11    a tie, even below
            10        115       12       12         11    12    a tie, even above
            10        104       10       10         10    11    0.4 below
            10        106       11       11         10    11    0.6 above
            8.25      606       50       50         49    50    49.995 cents
            8.25      1         0        0          0     1     0.0825 cents
            9.975     20000     1995     1995       1995  1995  three decimals, exact
            0.000001  50000000  1        0          0     1     the smallest percent, a tie
            100       7         7        7          7     7     all of it
            0         9999999   0        0          0     0     a standard rate of zero
            """))
    func line(_ row: [String]) throws {
        for (index, mode) in RoundingMode.allCases.enumerated() {
            let rules = try TaxBooks.rules(
                "VAT S", rates: "VAT VAT \(row[0]) plain 2020-01-01 -", mode: mode)
            let net = try #require(Int64(row[1]))
            let tax = try #require(Int64(row[2 + index]))
            try expectAgreement(rules, [(net, tax), (-net, -tax)], "\(mode) \(row[6])")
        }
    }

    @Test(
        "takes the tax out of a gross amount",
        arguments: table(
            """
            percent  gross  tax  why
            20       120    20   exact
            20       100    17   16.67
            18       100    15   15.25
            5        21     1    exact
            100      3      2    1.5, a tie away from zero
            8.25     433    33   33.0 exactly
            """))
    func included(_ row: [String]) throws {
        let rules = try TaxBooks.rules(
            "VAT S", rates: "VAT VAT \(row[0]) plain 2020-01-01 -", included: true)
        let gross = try #require(Int64(row[1]))
        let tax = try #require(Int64(row[2]))
        try expectAgreement(rules, [(gross - tax, tax), (tax - gross, -tax)], row[3])
    }

    @Test(
        "stacks components, a compound one on those before it",
        arguments: table(
            """
            prices    second    charges             why
            excluded  plain     GST 500 + QST 998   5 %, and 997.5
            excluded  compound  GST 500 + QST 1047  9.975 % of 10500
            included  plain     GST 435 + QST 868   5 and 9.975 parts of 114.975
            included  compound  GST 433 + QST 907   5 and 10.47375 parts of 115.47375
            """))
    func stacks(_ row: [String]) throws {
        let rules = try TaxBooks.rules(
            "QC S",
            rates: """
                QC GST 5 plain 2020-01-01 -
                QC QST 9.975 \(row[1]) 2020-01-01 -
                """, included: row[0] == "included")
        let tax = try TaxBooks.charges(row[2]).reduce(0) { $0 + $1.1 }
        let net = row[0] == "included" ? 10_000 - tax : 10_000
        var books = TaxBooks(rules)
        try books.add("A", [TaxBooks.Line(code: "QC", net: net, charges: row[2])])
        #expect(try books.outcome().variances == [], "\(row[3])")
    }

    @Test(
        "spreads what a total changes, largest amount first, ties by position",
        arguments: table(
            """
            level     mode       codes        nets      taxes  why
            line      half_up    VAT VAT VAT  5 5 5     1 1 1  each 0.5 by itself
            group     half_up    VAT VAT VAT  5 5 5     0 1 1  1.5 is 2: the first of equals gives
            group     down       VAT VAT VAT  5 5 5     1 0 0  1.5 is 1: the first of equals gets it
            group     up         VAT VAT VAT  1 1 1     0 0 1  0.3 is 1: the first two give back
            group     down       VAT VAT VAT  9 19 9    1 2 0  3.7 is 3: the large one, then the first
            group     half_even  VAT VAT VAT  25 25 25  3 3 2  7.5 is 8: two more than 2 2 2
            group     half_up    VAT LOW      5 10      1 1    two groups, each 0.5
            document  half_up    VAT LOW      5 10      1 0    together 1: the large one gives back
            document  down       VAT VAT VAT  19 5 16   2 0 2  4 exactly: two more than 1 0 1
            document  down       VAT EX VAT   5 99 5    1 0 0  an exempt line gets nothing
            group     down       VAT VAT      15 -5     1 0    1 exactly, as by themselves
            """))
    func spread(_ row: [String]) throws {
        let rules = try TaxBooks.rules(
            """
            VAT S
            LOW S
            EX E
            """,
            rates: """
                VAT VAT 10 plain 2020-01-01 -
                LOW VAT 5 plain 2020-01-01 -
                """, level: try #require(RoundingLevel(rawValue: row[0])),
            mode: try #require(RoundingMode(rawValue: row[1])))
        let codes = row[2].split(separator: " ").map(String.init)
        let nets = row[3].split(separator: " ").compactMap { Int64($0) }
        let taxes = row[4].split(separator: " ").map(String.init)
        var books = TaxBooks(rules)
        for backwards in [false, true] {
            let lines = nets.indices.map { index in
                TaxBooks.Line(
                    code: codes[index], net: nets[index], charges: "VAT \(taxes[index])",
                    position: Int32(index))
            }
            try books.add("\(backwards)", backwards ? lines.reversed() : lines)
        }
        #expect(try books.outcome().variances == [], "\(row[5])")
    }

    @Test(
        "keeps each currency's minor unit",
        arguments: table(
            """
            currency  net     tax   why
            JPY       105     11    whole yen
            KWD       10005   1001  thousandths of a dinar
            USD       1005    101   cents
            """))
    func exponents(_ row: [String]) throws {
        let rules = try TaxBooks.rules("VAT S", rates: "VAT VAT 10 plain 2020-01-01 -")
        var books = TaxBooks(rules)
        let net = try #require(Int64(row[1]))
        // The list price is ten times the net, so a charge on it shows the currency's digits.
        let currency = try Currency(code: row[0])
        let price = net * 10 * 10_000 / currency.minorUnitsPerUnit
        try books.add(
            "A", in: currency,
            [
                TaxBooks.Line(code: "VAT", net: net, charges: "VAT \(row[2])"),
                TaxBooks.Line(code: "VAT", net: net, charges: "VAT \(net)", listPrice: price),
            ])
        let found = try books.outcome().variances
        #expect(found.map(\.reason) == [.wrongBase], "\(row[3])")
        #expect(found.map(\.line) == [2])
        #expect(found.first?.explanation.contains(Money(minor: net * 10, currency).plain) == true)
    }

    /// One document, its taxes all under `VAT`, that must not differ; one unit more must.
    private func expectAgreement(
        _ rules: TaxRules, _ lines: [(net: Int64, tax: Int64)], _ why: String
    ) throws {
        for (shift, count) in [(Int64(0), 0), (1, lines.count)] {
            var books = TaxBooks(rules)
            try books.add(
                "A",
                lines.map {
                    let net = rules.pricesIncludeTax ? $0.net - shift : $0.net
                    return TaxBooks.Line(code: "VAT", net: net, charges: "VAT \($0.tax + shift)")
                })
            let found = try books.outcome().variances
            #expect(found.count == count, "\(why)")
            #expect(found.allSatisfy { $0.difference == shift }, "\(why)")
        }
    }
}
