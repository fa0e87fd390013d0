import Domain
import Services
import TestSupport
import Testing

@Suite("Tax on a cash basis") struct TaxCashTests {
    @Test(
        "moves what is billed to the periods of payment",
        arguments: table(
            """
            payments        periods                         why
            -               118:0                           nothing paid, nothing due
            118             118:100/18                      all at once
            39 39 40        118:33/6 33/6 34/6              33.05 and 5.95, then 66.10 and 11.90: the last makes up
            59 59           118:50/9 50/9                   halves
            1 117           118:1/0 99/18                   0.85 and 0.15
            118 -118        118:100/18 -100/-18             an undone allocation reverses
            118 -59         118:100/18 -50/-9               half of it
            200             118:100/18                      no more than all
            200 -82         118:100/18 0/0                  what was too much is given back
            200 -141        118:100/18 -50/-9               and half of the rest
            -5 123          118:0/0 100/18                  less than nothing is nothing
            59 =59          118:50/9 0/0                    a credit note of the unpaid half
            118 =59         118:100/18 -50/-9               of a half that was paid
            59 =59 -59      118:50/9 0/0 -50/-9             then undone
            39 =59 20       118:33/6 0/0 17/3               39 of 59 are 33.05 and 5.95: 33 and 6
            118 =0          118:100/18 -100/-18             credited in full
            59 =0 =118 59   118:50/9 -50/-9 50/9 50/9       and charged again
            """))
    func payments(_ row: [String]) throws {
        let rules = try TaxBooks.rules(
            "A S", rates: "A V 18 plain 2020-01-01 -", basis: .cash)
        var (gross, paid): (Int64, Int64) = (118, 0)
        var text: [String] = []
        for word in row[0].split(separator: " ") where word != "-" {
            let before = (gross, paid)
            if word.hasPrefix("=") {
                gross = try #require(Int64(word.dropFirst()))
            } else {
                paid += try #require(Int64(word))
            }
            var document = try Self.document(before, (gross, paid))
            // 59 gross are 50 net, and so on.
            document.group(
                codeIndex: 0, before: TaxAmount(base: before.0 * 50 / 59, tax: before.0 * 9 / 59),
                through: TaxAmount(base: gross * 50 / 59, tax: gross * 9 / 59))
            document.component("V", before: before.0 * 9 / 59, through: gross * 9 / 59)
            let outcome = try Self.outcome(rules, [document])
            #expect(outcome.refusals == [])
            #expect(outcome.returned.flatMap(\.components).allSatisfy { $0.component == "V" })
            text.append(outcome.returned.first?.amounts[.deferral]?.text ?? "0/0")
        }
        #expect("118:" + (text.isEmpty ? "0" : text.joined(separator: " ")) == row[1], "\(row[2])")
    }

    @Test("takes what is billed out of the period of billing, credit notes the other way")
    func billing() throws {
        let rules = try TaxBooks.rules(
            "A S\nX E", rates: "A V 10 plain 2020-01-01 -\nA W 5 withheld 2020-01-01 -",
            basis: .cash)
        var books = TaxBooks(rules)
        let line = TaxBooks.Line(code: "A", net: 100, charges: "V 10 + W 5")
        try books.add("1", [line, line, TaxBooks.Line(code: "X", net: 7)])
        try books.add("2", isCredit: true, [line])
        try books.add("3", in: .usd, at: 80_000_000_000, [line])
        let outcome = try books.outcome()
        #expect(
            outcome.returnedText == [
                "A invoices 8200/820 notes -100/-10 deferral -8100/-810 = 0/0",
                "X invoices 7/0 deferral -7/0 = 0/0",
            ])
        #expect(
            outcome.componentsText == [
                "A V invoices 820 notes -10 deferral -810 = 0",
                "A W invoices 410 notes -5 deferral -405 = 0",
            ])
        #expect(outcome.summary.map(\.charged) == [10, 0, 10], "the comparison is not deferred")
    }

    @Test("takes the basis of the tax point's day, whenever it is paid") func basis() throws {
        let first = try #require(Day("2020-01-01"))
        let later = try #require(Day("2026-01-01"))
        let rules = try TaxRules(
            codes: TaxBooks.codes("A S"),
            rates: TaxBooks.rates("A V 18 plain 2020-01-01 -", of: TaxBooks.codes("A S")),
            policies: [
                TaxPolicy(validFrom: first, level: .line, mode: .halfUp),
                TaxPolicy(validFrom: later, level: .line, mode: .halfUp, basis: .cash),
            ], pricesIncludeTax: false, currency: .inr)
        let documents = try ["2025-12-31", "2026-01-01"].map { day in
            var document = try Self.document((118, 0), (118, 59), on: day)
            let amount = TaxAmount(base: 100, tax: 18)
            document.group(codeIndex: 0, before: amount, through: amount)
            return document
        }
        #expect(try Self.outcome(rules, [documents[0]]).returned == [])
        #expect(
            try Self.outcome(rules, documents).returnedText == ["A deferral 50/9 = 50/9"])
        var books = TaxBooks(rules)
        let line = TaxBooks.Line(code: "A", net: 100, charges: "V 18")
        try books.add("1", on: "2025-12-31", [line])
        try books.add("2", on: "2026-01-01", [line])
        #expect(
            try books.outcome().returnedText == ["A invoices 200/36 deferral -100/-18 = 100/18"])
    }

    @Test(
        "refuses a payment of what has no rate or no exchange rate, and counts the others",
        arguments: table(
            """
            day         currency  rate  code                   context
            2019-12-31  INR       1     -                      -
            2020-06-01  INR       1     TAX_RATE_MISSING       document D, tax code A, 2020-06-01
            2026-06-01  USD       0     EXCHANGE_RATE_MISSING  document D, USD
            """))
    func refusals(_ row: [String]) throws {
        let rules = try TaxBooks.rules("A S", rates: "A V 18 plain 2021-01-01 -", basis: .cash)
        let amount = TaxAmount(base: 100, tax: 18)
        var good = try Self.document((118, 0), (118, 118))
        good.group(codeIndex: 0, before: amount, through: amount)
        var bad = try Self.document(
            (118, 0), (118, 118), on: row[0], in: try Currency(code: row[1]),
            at: (Int64(row[2]) ?? 0) * 1_000_000_000)
        bad.group(codeIndex: 0, before: amount, through: amount)
        let outcome = try Self.outcome(rules, [bad, good, bad])
        #expect(outcome.returnedText == ["A deferral 100/18 = 100/18"])
        guard let code = AppError.Code(rawValue: row[3]) else {
            #expect(outcome.refusals == [], "no policy of that day is a cash basis")
            return
        }
        #expect(outcome.refusals.map(\.error) == [AppError(code, row[4]), AppError(code, row[4])])
        #expect(outcome.refusals.map(\.documentID) == [1, 1])
    }

    @Test("recognises lines without a code, and components that the rates do not have, by name")
    func strangers() throws {
        let rules = try TaxBooks.rules("A S", rates: "A V 10 plain 2020-01-01 -", basis: .cash)
        var document = try Self.document((120, 0), (120, 60))
        let amount = TaxAmount(base: 50, tax: 10)
        document.group(codeIndex: -1, before: amount, through: amount)
        document.component("V", before: 10, through: 10)
        document.group(codeIndex: 0, before: amount, through: amount)
        document.component("V", before: 4, through: 4)
        document.component("Y", before: 6, through: 6)
        let outcome = try Self.outcome(rules, [document])
        #expect(
            outcome.returnedText == ["A deferral 25/5 = 25/5", "(none) deferral 25/5 = 25/5"])
        #expect(
            outcome.componentsText == [
                "A V deferral 2 = 2", "A (other) deferral 3 = 3", "(none) (other) deferral 5 = 5",
            ])
    }

    static func document(
        _ before: (gross: Int64, paid: Int64), _ through: (gross: Int64, paid: Int64),
        on day: String = "2026-01-01", in currency: Currency = .inr, at rate: Int64 = 0
    ) throws -> PaidDocument {
        PaidDocument(
            id: 1, number: "D", rateDay: try #require(Day(day)), currency: currency,
            exchangeRate: rate, before: .init(gross: before.gross, paid: before.paid),
            through: .init(gross: through.gross, paid: through.paid))
    }

    private static func outcome(
        _ rules: TaxRules, _ documents: [PaidDocument]
    ) throws -> TaxOutcome {
        var fold = VarianceFold(rules)
        for document in documents { fold.recognise(document) }
        return try fold.finish(credits: [])
    }
}
