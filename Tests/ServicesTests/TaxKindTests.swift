import Domain
import Services
import TestSupport
import Testing

@Suite("Tax kinds") struct TaxKindTests {
    @Test(
        "works out every kind of component on net and gross prices",
        arguments: table(
            """
            prices  rates                                        amount  units  charges             tax   why
            net     D 18:division plain                          8200    1      D 1800              1800  18 parts of a gross of 10000
            gross   D 18:division plain                          10000   1      D 1800              1800  the same from the other end
            net     D 10:division plain / E 5:division plain     8500    1      D 1000 + E 500      1500  8500 is 85 parts
            gross   D 10:division plain / E 5:division plain     10000   1      D 1000 + E 500      1500  10 and 5 of 100
            net     V 20 plain / D 10:division compound          1000    1      D 133 + V 200       333   1200 x 10 / 90
            gross   V 20 plain / D 10:division compound          12000   1      D 1200 + V 1800     3000  on a net of 9000
            net     D 20:division plain / V 10 compound          800     1      D 200 + V 100       300   10 % of 1000
            gross   D 20:division plain / V 10 compound          1100    1      D 200 + V 100       300   the same
            net     D 20:division plain / V 10 plain             800     1      D 200 + V 80        280   10 % of 800
            gross   D 20:division plain / V 10 plain             1080    1      D 200 + V 80        280   the same
            net     F 0.5:per_unit plain                         1000    3      F 150               150   3 x 50
            net     F 0.5:per_unit plain                         7       3      F 150               150   whatever the amount is
            net     F 0.5:per_unit plain                         1000    0      F 0                 0     nothing sold
            gross   F 0.5:per_unit plain                         1150    3      F 150               150   the fixed amount comes off first
            net     F 0.1234:per_unit plain                      1000    1.5    F 19                19    18.51
            net     F 0.5:per_unit plain / V 20 compound         1000    3      F 150 + V 230       380   20 % of 1150
            gross   F 0.5:per_unit plain / V 20 compound         1380    3      F 150 + V 230       380   the same
            net     F 0.5:per_unit plain / V 20 plain            1000    3      F 150 + V 200       350   20 % of 1000
            gross   F 0.5:per_unit plain / V 20 plain            1350    3      F 150 + V 200       350   the same
            net     F 0.5:per_unit plain / D 10:division compound  850   3      D 111 + F 150       261   1000 / 9
            gross   F 0.5:per_unit plain / D 10:division compound  1000  3      D 100 + F 150       250   a tenth of the gross
            net     V 20 plain / W 15 withheld                   1000    1      V 200 + W 150       200   no part of the tax
            gross   V 20 plain / W 15 withheld                   1200    1      V 200 + W 150       200   15 % of the net
            net     V 20 plain / W 15 compound+withheld          1000    1      V 200 + W 180       200   15 % of 1200
            gross   V 20 plain / W 15 compound+withheld          1200    1      V 200 + W 180       200   the same
            net     W 15 withheld / V 20 compound                1000    1      V 200 + W 150       200   and of no base
            gross   W 15 withheld / V 20 compound                1200    1      V 200 + W 150       200   of none here either
            net     W 10:division withheld                       900     1      W 100               0     a tenth of 1000
            net     D 20:division plain / W 10:division withheld  700    1      D 200 + W 100       200   700 is 70 parts
            gross   D 20:division plain / W 10:division withheld  900    1      D 200 + W 100       200   withheld is not in the gross price
            gross   V 20 plain / W 0.5:per_unit withheld         1200    3      V 200 + W 150       200   takes nothing off the gross
            """))
    func kinds(_ row: [String]) throws {
        let rules = try Self.rules(row[1], included: row[0] == "gross")
        let amount = try #require(Int64(row[2]))
        let tax = try #require(Int64(row[5]))
        var books = TaxBooks(rules)
        try books.add("A", [try Self.line(rules, amount, row[3], "-", tax: 0)])
        let due = try TaxDue(books).lines
        #expect(due.map(\.charges) == [row[4]], "\(row[6])")
        #expect(due.map(\.tax) == [tax], "\(row[6])")

        for (shift, count) in [(Int64(0), 0), (1, 1)] {
            var books = TaxBooks(rules)
            try books.add(
                "A", [try Self.line(rules, amount, row[3], row[4], tax: tax + shift)])
            let outcome = try books.outcome()
            #expect(outcome.variances.map(\.recomputed) == Array(repeating: tax, count: count))
            #expect(outcome.totals.map(\.lineTax) == [tax + shift], "\(row[6])")
            #expect(outcome.totals.map(\.recomputedTax) == [tax], "\(row[6])")
        }
    }

    @Test(
        "rounds a tie of every kind in every mode, and a credit note as its invoice",
        arguments: table(
            """
            rate                      amount  units  half_up  half_even  down  up  why
            V 10 plain                25      1      3        2          2     3   a tie, even below
            V 10 plain                35      1      4        4          3     4   a tie, even above
            D 20:division plain       10      1      3        2          2     3   2.5
            D 20:division plain       14      1      4        4          3     4   3.5
            F 0.005:per_unit plain    10      5      3        2          2     3   2.5
            F 0.005:per_unit plain    10      7      4        4          3     4   3.5
            F 0.0001:per_unit plain   10      0.1    0        0          0     1   a thousandth of a unit
            W 10 withheld             25      1      3        2          2     3   though nobody adds it
            """))
    func modes(_ row: [String]) throws {
        for isCredit in [false, true] {
            for (index, mode) in RoundingMode.allCases.enumerated() {
                let rules = try Self.rules(row[0], mode: mode)
                let amount = try #require(Int64(row[1]))
                var books = TaxBooks(rules)
                try books.add(
                    "A", isCredit: isCredit, [try Self.line(rules, amount, row[2], "-", tax: 0)])
                let name = row[0].prefix(1)
                #expect(
                    try TaxDue(books).lines.map(\.charges) == ["\(name) \(row[3 + index])"],
                    "\(mode), \(row[7])")
            }
        }
    }

    @Test(
        "rounds every kind once a group or a document and spreads the change",
        arguments: table(
            """
            level     rates                                   amounts   units  charges              taxes  why
            line      A D 20:division plain                   10 10     1 1    D 3 / D 3            3 3    2.5 each
            group     A D 20:division plain                   10 10     1 1    D 2 / D 3            2 3    5: the first of equals gives
            document  A D 20:division plain                   10 10     1 1    D 2 / D 3            2 3    the same
            group     A F 0.005:per_unit plain                10 10     1 1    F 0 / F 1            0 1    0.5 each, 1 in all
            group     A F 0.005:per_unit plain                10 20     1 1    F 1 / F 0            1 0    the larger amount gives
            document  A F 0.005:per_unit plain                10 20     1 1    F 1 / F 0            1 0    the same
            group     A V 10 plain / A W 5 withheld           10 10     1 1    V 1 + W 0 / V 1 + W 1  1 1  withheld is spread, tax is not
            document  A V 10 plain / A W 5 withheld           10 10     1 1    V 1 + W 0 / V 1 + W 1  1 1  the same
            group     A W 5 withheld / A V 5 plain            10 10     1 1    V 0 + W 0 / V 1 + W 1  0 1  each by itself
            group     A D 20:division plain / B D 4:division plain   10 12  1 1  D 3 / D 1          3 1    two groups, 2.5 and 0.5
            document  A D 20:division plain / B D 4:division plain   10 12  1 1  D 3 / D 0          3 0    3 in all
            group     A F 0.005:per_unit plain / B F 0.015:per_unit plain  10 9  1 1  F 1 / F 2     1 2    0.5 and 1.5
            document  A F 0.005:per_unit plain / B F 0.015:per_unit plain  10 9  1 1  F 0 / F 2     0 2    2 in all
            document  A F 0.005:per_unit plain / B F 5 plain  10 10     1 1    F 0 / F 1            0 1    a percent under the same name
            document  A V 5 plain / B V 5 withheld            10 10     1 1    V 0 / V 1            0 0    tax of one, withheld of the other
            group     A F 0.005:per_unit plain                90 10 10  0 1 1  F 0 / F 0 / F 1      0 0 1  no units, no cent to give
            document  A F 0.005:per_unit plain                90 10 10  0 1 1  F 0 / F 0 / F 1      0 0 1  the same
            document  A V 5 plain / B V 0 plain               10 90     1 1    V 1 / V 0            1 0    nothing of the large one
            """))
    func levels(_ row: [String]) throws {
        let level = try #require(RoundingLevel(rawValue: row[0]))
        let codes = row[1].contains("B ") ? ["A", "B"] : ["A", "A"]
        let rates = row[1].split(separator: " / ").map { "\($0) 2020-01-01 -" }
        let rules = try TaxBooks.rules(
            Set(codes).sorted().map { "\($0) S" }.joined(separator: "\n"),
            rates: rates.joined(separator: "\n"), level: level)
        let amounts = row[2].split(separator: " ").compactMap { Int64($0) }
        let units = row[3].split(separator: " ").compactMap { Int64($0) }
        let lines = amounts.indices.map { index in
            TaxBooks.Line(
                code: codes[min(index, 1)], net: amounts[index], quantity: units[index] * 1000,
                position: Int32(index))
        }
        for backwards in [false, true] {
            var books = TaxBooks(rules)
            try books.add("A", backwards ? lines.reversed() : lines)
            let due = try TaxDue(books).lines
            let ordered = backwards ? due.reversed() : due
            #expect(ordered.map(\.charges).joined(separator: " / ") == row[4], "\(row[6])")
            #expect(ordered.map { "\($0.tax)" }.joined(separator: " ") == row[5], "\(row[6])")
        }
    }

    /// Three rates of gross prices whose divisors have no common multiple in 64 bits, and a fixed
    /// amount under the same name.
    @Test(
        "sums exactly what has no common divisor",
        arguments: table(
            """
            earlier        lines                                     taxes  why
            -              A 100000001 / B 33333334 / C 57142858     1 1 4  1, 0.99999999 and 3.9999998 are 6
            -              A 50000001 / B 50000002 / C 50000004      1 2 3  0.5, 1.5, 3.5 and a little are 6: the largest gives back
            -              A 50000001 / D 10                         0 1    0.5 and a half unit are 1
            A 50000001     B 50000002                                1      1.5 more than 0.5 are 2, of which 1
            D 10           A 50000001                                0      0.5 more than a half unit are 1, of which 1
            A 50000001     A 50000001 / C 50000004                   1 3    4.5 and a little are 5, less 1
            """))
    func wide(_ row: [String]) throws {
        let rules = try TaxBooks.rules(
            "A S\nB S\nC S\nD S",
            rates: """
                A V 0.000001 plain 2020-01-01 -
                B V 0.000003 plain 2020-01-01 -
                C V 0.000007 plain 2020-01-01 -
                D V 0.005:per_unit plain 2020-01-01 -
                """, level: .document, included: true)
        let codes = rules.codes.map(\.code)
        let earlier = row[0].split(separator: " / ").compactMap { text -> CreditedLine? in
            let (code, amount) = (String(text.prefix(1)), Int64(text.dropFirst(2)))
            guard let index = codes.firstIndex(of: code), let amount else { return nil }
            return CreditedLine(
                credited: 0, codeIndex: Int32(index), amount: amount, quantity: 1000)
        }
        let lines = row[1].split(separator: " / ").map { text in
            TaxBooks.Line(code: String(text.prefix(1)), net: Int64(text.dropFirst(2)) ?? 0)
        }
        var books = TaxBooks(rules)
        try books.add("A", isCredit: !earlier.isEmpty, after: earlier, lines)
        let taxes = try TaxDue(books).lines.map { "\($0.tax)" }
        #expect(taxes.joined(separator: " ") == row[2], "\(row[3])")
    }

    @Test(
        "does not compute with what no rate can be",
        arguments: table(
            """
            rates                                             context
            D 60:division plain / E 40:division plain         tax code A, 2020-01-01: the exact rate has over 18 digits, or parts of the gross that leave nothing of it
            D 60:division plain / W 40:division withheld      tax code A, 2020-01-01: the exact rate has over 18 digits, or parts of the gross that leave nothing of it
            F -0.5:per_unit plain                             tax code A, F, 2020-01-01: -0.5 a unit
            V 5 plain / F 0.5:per_unit compound               tax code A, F, 2020-01-01: a fixed amount is never compound
            D 101:division plain                              tax code A, D, 2020-01-01: 101 %
            """))
    func impossible(_ row: [String]) throws {
        #expect(try Self.rules(row[0]).faults == [0: row[1]])
    }

    @Test("reads a stack as people do") func words() throws {
        let rules = try Self.rules(
            "F 0.5:per_unit plain / D 18:division plain / V 9.5 compound / W 15 withheld")
        #expect(
            rules.stacks.map(\.percents) == [
                "0.5 a unit + 18 % of the gross + 9.5 % compound + 15 % withheld"
            ])
    }

    @Test(
        "charges other rates of every kind to their reason",
        arguments: table(
            """
            rates                                       charged  reason             why
            A F 0.5:per_unit plain / B F 1:per_unit plain  F 300  WRONG_RATE        3 x 100
            A D 20:division plain / B D 10:division plain  D 111  WRONG_RATE        1000 / 9
            A V 20 plain / B V 25 plain                 V 250    WRONG_RATE         25 %
            A V 20 plain / B V 19 plain / B W 6 withheld  V 250  UNEXPLAINED        B asks for 190 of tax
            A V 20 plain / B V 20 plain / B W 5 withheld  V 250  UNEXPLAINED        B is no other rate
            A D 20:division plain                       D 313    WRONG_BASE         of the gross of 1250 again
            A V 20 plain / A W 5 withheld               V 240    WRONG_BASE         of the gross of 1200
            A V 20 plain / A W 15 withheld              W 150    MISSING_TAX        withheld, but no tax
            A V 20 plain / A W 15 withheld              V 200    WRONG_COMPONENT    nothing withheld
            """))
    func reasons(_ row: [String]) throws {
        let rates = row[0].split(separator: " / ").map { "\($0) 2020-01-01 -" }
        let rules = try TaxBooks.rules("A S\nB S", rates: rates.joined(separator: "\n"))
        var books = TaxBooks(rules)
        try books.add(
            "A", [TaxBooks.Line(code: "A", net: 1000, charges: row[1], quantity: 3000)])
        #expect(try books.outcome().variances.map(\.reason.rawValue) == [row[2]], "\(row[3])")
    }

    @Test("sees no other rate where only what is withheld differs") func withheldRate() throws {
        let rules = try TaxBooks.rules(
            "A S\nB S",
            rates: "A V 10 plain 2020-01-01 -\nB V 10 plain 2020-01-01 -\n"
                + "B W 5 withheld 2020-01-01 -", level: .document)
        var books = TaxBooks(rules)
        let line = TaxBooks.Line(code: "A", net: 5, charges: "V 1")
        try books.add("A", [line, line])
        #expect(try books.outcome().variances.map(\.reason) == [.rounding])
    }

    private static func rules(
        _ rates: String, mode: RoundingMode = .halfUp, included: Bool = false
    ) throws -> TaxRules {
        try TaxBooks.rules(
            "A S",
            rates: rates.split(separator: " / ").map { "A \($0) 2020-01-01 -" }
                .joined(separator: "\n"), mode: mode, included: included)
    }

    /// A line of an amount that is net, or gross when prices include tax.
    private static func line(
        _ rules: TaxRules, _ amount: Int64, _ units: String, _ charges: String, tax: Int64
    ) throws -> TaxBooks.Line {
        TaxBooks.Line(
            code: "A", net: rules.pricesIncludeTax ? amount - tax : amount, charges: charges,
            tax: tax, quantity: try #require(Fixed(units)?.minor(digits: 3)))
    }
}
