import Domain
import Services
import TestSupport
import Testing

@Suite("Tax refusals") struct TaxRefusalTests {
    /// A day's rates, a code that contradicts itself, a fixed amount, and a year without rates.
    static func rules(
        _ level: RoundingLevel = .group, basis: TaxBasis = .accrual
    ) throws -> TaxRules {
        try TaxBooks.rules(
            "A S\nB S\nF S\nX E",
            rates: """
                A V 10 plain 2025-01-01 -
                A W 5 withheld 2025-01-01 -
                B V 5 plain 2025-01-01 2025-06-01
                B V 6 plain 2025-05-01 -
                F U 0.5:per_unit plain 2025-01-01 -
                """, level: level, basis: basis, included: true)
    }

    static let right = TaxBooks.Line(code: "A", net: 1000, charges: "V 100 + W 50")
    static let wrong = TaxBooks.Line(code: "A", net: 1000, charges: "V 90 + Y 5")

    @Test(
        "lists what it cannot compute, by document and line, and computes the others as ever",
        arguments: table(
            """
            lines              day         currency  rate  line  code                    context
            A1 A1              2024-12-31  INR       1     1     TAX_RATE_MISSING        document BAD, line 1, tax code A, 2024-12-31
            X1 A1              2024-12-31  INR       1     2     TAX_RATE_MISSING        document BAD, line 2, tax code A, 2024-12-31
            A1                 2019-12-31  INR       1     -     TAX_POLICY_MISSING      document BAD, 2019-12-31
            A1 B1              2026-01-01  INR       1     2     TAX_RATES_INVALID       document BAD, line 2, tax code B, V, 2025-05-01: overlaps 2025-01-01
            A1 F1              2026-01-01  USD       80    2     TAX_PER_UNIT_FOREIGN    document BAD, line 2
            A1 A1              2026-01-01  USD       0     -     EXCHANGE_RATE_MISSING   document BAD, USD
            A1 A1:-1           2026-01-01  INR       1     2     LINE_QUANTITY_NEGATIVE  document BAD, line 2
            A1 A9223372036854775807  2026-01-01  INR  1    2     NUMERIC_OUT_OF_RANGE    document BAD, line 2
            A9223372036854775800 A100  2026-01-01  INR  1  -     NUMERIC_OUT_OF_RANGE    document BAD, the taxes of its lines
            A1000000000000000000  2026-01-01  USD     80   -     NUMERIC_OUT_OF_RANGE    document BAD, converted from USD
            X9223372036854775800 X100  2026-01-01  USD  1  -     NUMERIC_OUT_OF_RANGE    document BAD
            """))
    func listed(_ row: [String]) throws {
        let (rules, rate) = (try Self.rules(), try #require(Int64(row[3])))
        let currency = try Currency(code: row[2])
        let lines = try row[0].split(separator: " ").map(Self.line)
        let (good, bad) = try Self.outcomes(rules) { books in
            try books.add(
                "BAD", on: row[1], in: currency, at: rate * 1_000_000_000, tax: 0, lines)
        }
        let refusal = TaxRefusal(
            documentID: 3, document: "BAD", line: Int32(row[4]),
            error: AppError(try #require(AppError.Code(rawValue: row[5])), row[6]))
        #expect(bad.refusals == [refusal])
        Self.expectEqual(good, bad)
    }

    @Test(
        "refuses a credit note for what is wrong with the earlier ones",
        arguments: table(
            """
            level     earlier               code                  context
            line      B5                    TAX_RATES_INVALID     an earlier credit note, tax code B, V, 2025-05-01: overlaps 2025-01-01
            group     B5                    TAX_RATES_INVALID     an earlier credit note, tax code B, V, 2025-05-01: overlaps 2025-01-01
            document  B5                    TAX_RATES_INVALID     an earlier credit note, tax code B, V, 2025-05-01: overlaps 2025-01-01
            line      A9223372036854775807  NUMERIC_OUT_OF_RANGE  the taxes of its lines
            group     A9223372036854775807  NUMERIC_OUT_OF_RANGE  the taxes of its lines
            """))
    func earlier(_ row: [String]) throws {
        let level = try #require(RoundingLevel(rawValue: row[0]))
        let rules = try Self.rules(level)
        var line = Self.right
        line.credited = 1
        let draft = try Self.line(row[1])
        let known = CreditedLine(
            credited: 1, codeIndex: rules.index(ofCodeID: Self.id(of: draft, rules)),
            amount: draft.net, quantity: .max - 500)
        let (good, bad) = try Self.outcomes(rules) { books in
            try books.add("BAD", isCredit: true, after: [known], [line])
        }
        let code = try #require(AppError.Code(rawValue: row[2]))
        #expect(bad.refusals.map(\.error) == [AppError(code, "document BAD, \(row[3])")])
        Self.expectEqual(good, bad)
    }

    @Test("takes a begun document back with its lines, charges and earlier lines")
    func takenBack() throws {
        let rules = try Self.rules()
        let known = CreditedLine(credited: 1, codeIndex: 0, amount: 5, quantity: 1000)
        let error = AppError(.amountTooPrecise, "column 7")
        let (good, bad) = try Self.outcomes(rules) { books in
            let before = books.batch
            for lines in [[], [Self.right], [Self.right, Self.wrong]] {
                try books.add("BAD", isCredit: true, after: [known], lines)
                try books.refuse(error)
                #expect(books.batch.documents.count == before.documents.count)
                #expect(books.batch.lines.count == before.lines.count)
                #expect(books.batch.charges.count == before.charges.count)
                #expect(books.batch.earlier.count == before.earlier.count)
            }
        }
        #expect(bad.refusals.map(\.documentID) == [3, 4, 5])
        #expect(bad.refusals.allSatisfy { $0.error == error && $0.document == "BAD" })
        Self.expectEqual(good, bad)
    }

    @Test("leaves the document before alone when the one refused was never begun")
    func neverBegun() throws {
        var books = TaxBooks(try Self.rules())
        try books.add("A", [Self.right])
        var batch = books.batch
        let refusal = TaxRefusal(
            documentID: 99, document: "BAD", line: 1,
            error: AppError(.currencyUnknown, "document BAD, line 1, currency “XYZ”"))
        batch.refuse(refusal)
        #expect(batch.documents.count == 1 && batch.lines.count == 1 && batch.charges.count == 2)
        #expect(batch.refusals == [refusal])
        batch.removeAll()
        #expect(batch.refusals == [] && batch.documents.isEmpty && batch.earlier.isEmpty)
    }

    @Test("sorts refusals by document, whichever way they came") func sorted() throws {
        var books = TaxBooks(try Self.rules())
        for number in ["C", "A", "B"] {
            try books.add(number, [try Self.line("A1:-1")])
            if number != "B" { try books.refuse(AppError(.numericNotFinite)) }
        }
        #expect(try books.outcome().refusals.map(\.document) == ["A", "B", "C"])
    }

    @Test("recognises nothing of a document that it refused, and lists it once")
    func paid() throws {
        let rules = try Self.rules(basis: .cash)
        var books = TaxBooks(rules)
        try books.add("UNREAD", [Self.right])
        var paid = books.batch.documents
        try books.refuse(AppError(.amountTooPrecise, "column 7"))
        try books.add("BAD", [try Self.line("A100:-1")])
        try books.add("GOOD", [Self.right])
        paid += books.batch.documents
        let payments = paid.map { head in
            var document = PaidDocument(
                id: head.id, number: head.number, rateDay: head.rateDay, currency: .inr,
                exchangeRate: 0, before: .init(gross: 1100, paid: 0),
                through: .init(gross: 1100, paid: 1100))
            let amount = TaxAmount(base: 1000, tax: 100)
            document.group(codeIndex: 0, before: amount, through: amount)
            return document
        }
        var fold = VarianceFold(rules)
        try fold.consume(books.batch)
        for document in payments { fold.recognise(document) }
        let outcome = try fold.finish(credits: [])
        #expect(outcome.refusals.map(\.document) == ["BAD", "UNREAD"])
        #expect(outcome.returned.map(\.returned) == [TaxAmount(base: 1000, tax: 100)])
    }

    /// Two documents with variances, one foreign, around whatever `add` adds between them.
    private static func outcomes(
        _ rules: TaxRules, add: (inout TaxBooks) throws -> Void
    ) throws -> (good: TaxOutcome, bad: TaxOutcome) {
        var outcomes: [TaxOutcome] = []
        for isGood in [true, false] {
            var books = TaxBooks(rules)
            try books.add("FOREIGN", in: .usd, at: 83_512_345_678, [right, wrong])
            try books.add("NOTE", isCredit: true, [right])
            if !isGood { try add(&books) }
            try books.add("OWN", tax: 7, [wrong, right, line("X5")])
            outcomes.append(try books.outcome())
        }
        return (outcomes[0], outcomes[1])
    }

    /// All but what is refused, and the ids of documents that come after it.
    private static func expectEqual(_ good: TaxOutcome, _ bad: TaxOutcome) {
        #expect(good.refusals == [])
        #expect(bad.summary == good.summary)
        #expect(bad.totals == good.totals)
        #expect(bad.returned == good.returned)
        #expect(bad.variances.map(\.explanation) == good.variances.map(\.explanation))
        #expect(bad.variances.map(\.difference) == good.variances.map(\.difference))
        #expect(bad.differences.map(\.document) == good.differences.map(\.document))
        #expect(good.variances.count == 3 && good.differences.count == 2)
    }

    /// A line without tax: `A100`, or `A100:-1` of minus one unit.
    private static func line(_ text: some StringProtocol) throws -> TaxBooks.Line {
        let cells = text.dropFirst().split(separator: ":")
        let net = try #require(Int64(cells[0]))
        return TaxBooks.Line(
            code: String(text.prefix(1)), net: net, tax: net == .max ? 1 : 0,
            quantity: cells.count > 1 ? (Int64(cells[1]) ?? 0) * 1000 : 1000)
    }

    private static func id(of line: TaxBooks.Line, _ rules: TaxRules) -> Int64? {
        rules.codes.first { $0.code == line.code }?.id
    }
}
