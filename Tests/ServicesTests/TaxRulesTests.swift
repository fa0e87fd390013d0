import Domain
import Services
import TestSupport
import Testing

@Suite("Tax rules") struct TaxRulesTests {
    @Test(
        "does not compute with rates that contradict each other, and names the place",
        arguments: table(
            """
            rates                                                             context
            A VAT 5 plain 2026-01-01 - / A VAT 6 plain 2026-05-01 -           tax code A, VAT, 2026-05-01: overlaps 2026-01-01
            A VAT 5 plain 2026-01-01 2026-05-02 / A VAT 6 plain 2026-05-01 -  tax code A, VAT, 2026-05-01: overlaps 2026-01-01
            A VAT -1 plain 2026-01-01 -                                       tax code A, VAT, 2026-01-01: -1 %
            A VAT 100.000001 plain 2026-01-01 -                               tax code A, VAT, 2026-01-01: 100.000001 %
            A VAT 5 plain 2026-01-01 2026-01-01                               tax code A, VAT, 2026-01-01: ends before it begins
            """))
    func invalid(_ row: [String]) throws {
        let rates = row[0].split(separator: " / ").joined(separator: "\n")
        var books = TaxBooks(
            try TaxBooks.rules("A S\nB S", rates: rates + "\nB VAT 5 plain 2026-01-01 -"))
        try books.add("1", [TaxBooks.Line(code: "B", net: 100, charges: "VAT 5")])
        try books.add(
            "2", [TaxBooks.Line(code: "B", net: 100), TaxBooks.Line(code: "A", net: 100)])
        let outcome = try books.outcome()
        #expect(
            outcome.refusals.map(\.error)
                == [AppError(.taxRatesInvalid, "document 2, line 2, \(row[1])")])
        #expect(outcome.documents == 1 && outcome.variances == [])
    }

    @Test("does not compute with a code of an unknown category, nor with one of two of an id")
    func faultyCodes() throws {
        let day = try #require(Day("2026-01-01"))
        let rules = try TaxRules(
            codes: [
                TaxCode(id: 1, code: "A", categoryNamed: "Q"),
                TaxCode(id: 2, code: "B", category: .exempt),
                TaxCode(id: 2, code: "C", category: .exempt),
                TaxCode(id: 3, code: "D", category: .exempt),
            ], rates: [], policies: [TaxPolicy(validFrom: day, level: .line, mode: .up)],
            pricesIncludeTax: false, currency: .inr)
        var books = TaxBooks(rules)
        for code in ["A", "B", "C", "D"] {
            try books.add(code, [TaxBooks.Line(code: code, net: 100)])
        }
        #expect(
            try books.outcome().refusals.map(\.error.context) == [
                "document A, line 1, tax code A, category “Q” is not known",
                "document B, line 1, two tax codes have the id 2",
                "document C, line 1, two tax codes have the id 2",
            ])
    }

    @Test("takes rates that follow each other, or differ in component or code") func valid() throws
    {
        let rules = try TaxBooks.rules(
            """
            A S
            B S
            """,
            rates: """
                A VAT 5 plain 2026-01-01 2026-05-01
                A VAT 6 plain 2026-05-01 -
                A TAX 1 plain 2026-03-01 -
                B VAT 5 plain 2026-01-01 -
                """)
        #expect(
            rules.stacks.map { "\($0.validFrom?.description ?? "-") \($0.percents)" } == [
                "2026-01-01 5 %", "2026-03-01 5 % + 1 %", "2026-05-01 6 % + 1 %",
                "2026-01-01 5 %",
            ])
    }

    @Test("does not compute with a compound component whose place is not its own")
    func compoundPlace() throws {
        let first = try #require(Day("2026-01-01"))
        let rates = ["GST", "QST"].map {
            TaxRate(
                taxCodeID: 1, component: $0, percentMillionths: 5_000_000, position: 1,
                compound: $0 == "QST", validFrom: first)
        }
        let rules = try TaxRules(
            codes: [TaxCode(id: 1, code: "A", category: .standard)], rates: rates,
            policies: [TaxPolicy(validFrom: first, level: .line, mode: .up)],
            pricesIncludeTax: false, currency: .inr)
        #expect(
            rules.faults == [
                0: "tax code A, QST, 2026-01-01: compound, but its position is not its own"
            ])
    }

    @Test("refuses two policies of one day, and none at all") func policies() throws {
        let policy = TaxPolicy(validFrom: try #require(Day("2026-01-01")), level: .line, mode: .up)
        #expect(throws: AppError(.taxRatesInvalid, "two policies from 2026-01-01")) {
            try TaxRules(
                codes: [], rates: [], policies: [policy, policy], pricesIncludeTax: false,
                currency: .inr)
        }
        #expect(throws: AppError(.taxPolicyMissing, "there is no policy of any day")) {
            try TaxRules(
                codes: [], rates: [], policies: [], pricesIncludeTax: false, currency: .inr)
        }
    }

    @Test(
        "names the line or document that it cannot tax",
        arguments: table(
            """
            day         net                  tax  quantity  code                    context
            2024-12-31  1                    0    1000      TAX_RATE_MISSING        document A, line 2, tax code IN-18, 2024-12-31
            2019-12-31  1                    0    1000      TAX_POLICY_MISSING      document A, 2019-12-31
            2026-06-15  1                    0    -1        LINE_QUANTITY_NEGATIVE  document A, line 2
            2026-06-15  9223372036854775807  1    1000      NUMERIC_OUT_OF_RANGE    document A, line 2
            """))
    func refused(_ row: [String]) throws {
        var books = TaxBooks(try TaxBooks.india(included: true))
        let line = TaxBooks.Line(
            code: "IN-18", net: try #require(Int64(row[1])), tax: Int64(row[2]),
            quantity: try #require(Int64(row[3])))
        let fine = TaxBooks.Line(code: "EX", net: 0)
        try books.add("A", on: row[0], [fine, line])
        let code = try #require(AppError.Code(rawValue: row[4]))
        try books.add("B", [fine])
        let outcome = try books.outcome()
        #expect(outcome.refusals.map(\.error) == [AppError(code, row[5])])
        #expect(outcome.totals.map(\.documents) == [1] && outcome.linesRead == 1)
    }

    @Test("knows a code that no rate was ever in force for from no code at all")
    func neverInForce() throws {
        let day = try #require(Day("2020-01-01"))
        let rules = try TaxRules(
            codes: [TaxCode(id: 1, code: "A", category: .standard)], rates: [],
            policies: [TaxPolicy(validFrom: day, level: .line, mode: .up)],
            pricesIncludeTax: false, currency: .inr)
        var books = TaxBooks(rules)
        try books.add("A", on: "2020-01-01", [TaxBooks.Line(code: "A", net: 100)])
        #expect(
            try books.outcome().refusals.map(\.error)
                == [AppError(.taxRateMissing, "document A, line 1, tax code A, 2020-01-01")])
    }

    @Test("finds a code by its id, and none for an unknown id or no id") func codeIndex() throws {
        let rules = try TaxBooks.india()
        #expect(rules.codes.map { rules.index(ofCodeID: $0.id) } == [0, 1, 2, 3, 4])
        #expect([nil, 0, 12, 9999].map { rules.index(ofCodeID: $0) } == [-1, -1, -1, -1])
    }

    @Test("changes its rounding with the policy of the day") func policyChange() throws {
        let first = try #require(Day("2020-01-01"))
        let rules = try TaxRules(
            codes: [TaxCode(id: 1, code: "A", category: .standard)],
            rates: [
                TaxRate(
                    taxCodeID: 1, component: "VAT", percentMillionths: 10_000_000, position: 1,
                    validFrom: first)
            ],
            policies: [
                TaxPolicy(validFrom: first.adding(days: 10), level: .line, mode: .up),
                TaxPolicy(validFrom: first, level: .line, mode: .down),
            ], pricesIncludeTax: false, currency: .inr)
        var books = TaxBooks(rules)
        for (offset, tax) in [(9, 10), (10, 11), (500, 11), (0, 10)] {
            try books.add(
                "A", on: first.adding(days: offset).description,
                [TaxBooks.Line(code: "A", net: 101, charges: "VAT \(tax)")])
        }
        #expect(try books.outcome().variances == [])
    }
}
