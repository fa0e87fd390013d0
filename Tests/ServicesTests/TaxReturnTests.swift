import Domain
import Services
import TestSupport
import Testing

@Suite("Tax return") struct TaxReturnTests {
    /// Two codes of ten percent, one of two components, one with something withheld.
    static func rules(_ home: Currency = .inr) throws -> TaxRules {
        try TaxBooks.rules(
            "A S\nB S\nG S\nW S\nX E",
            rates: """
                A V 10 plain 2020-01-01 -
                B V 10 plain 2020-01-01 -
                G CGST 9 plain 2020-01-01 -
                G SGST 9 plain 2020-01-01 -
                W V 10 plain 2020-01-01 -
                W TDS 5 withheld 2020-01-01 -
                """, currency: home)
    }

    @Test(
        "converts a document's total once, half up, and its groups so that they sum to it",
        arguments: table(
            """
            home  currency  rate           lines            returned                      why
            INR   USD       83.5           A 105 10         A 8768/835                    8767.5 goes up
            INR   USD       83.499         A 105 10         A 8767/835                    8767.395 and 834.99
            INR   USD       0.5            A 5 1 B 5 1      A 2/0 B 3/1                   5 and 1 in all: the first of equals gives
            INR   USD       0.5            A 5 1 B 7 1      A 3/0 B 3/1                   6: the larger of 2.5 and 3.5 gives
            INR   USD       0.1            A 4 0 B 4 0 X 4 0  A 1/0 B 0/0 X 0/0           1.2 is 1: the first of equals gets it
            INR   USD       0.1            A 6 0 B 6 0 X -6 0  A 1/0 B 1/0 X -1/0         0.6 is 1, as 1 and 1 less 1
            INR   USD       0.1            A 3 0 B 3 0 X -9 0  A 0/0 B 0/0 X 0/0          0.3 up, then -0.3 is nothing
            INR   JPY       0.55           A 1000 100       A 55000/5500                  yen have no hundredths
            INR   JPY       0.555          A 1 0            A 56/0                        55.5
            JPY   INR       1.8            A 100050 10005   A 1801/180                    1800.9 yen, 180.09
            INR   KWD       270.123456789  A 1001 100       A 27039/2701                  27039.358 and 2701.23
            KWD   INR       0.0037         A 10000 1000     A 370/37                      thousandths of a dinar
            KWD   JPY       0.002          A 1500 150       A 3000/300                    from none to three digits
            JPY   KWD       487.5          A 1001 100       A 488/49                      487.9875 and 48.75
            """))
    func conversion(_ row: [String]) throws {
        let rules = try Self.rules(try Currency(code: row[0]))
        let rate = try #require(Fixed(row[2])?.minor(digits: 9))
        let words = row[3].split(separator: " ").map(String.init)
        let lines = stride(from: 0, to: words.count, by: 3).map { place in
            let tax = Int64(words[place + 2]) ?? 0
            return TaxBooks.Line(
                code: words[place], net: Int64(words[place + 1]) ?? 0,
                charges: tax == 0 ? "-" : "V \(tax)")
        }
        for isCredit in [false, true] {
            var books = TaxBooks(rules)
            try books.add(
                "1", in: try Currency(code: row[1]), at: rate, isCredit: isCredit, lines)
            let outcome = try books.outcome()
            let sign: Int64 = isCredit ? -1 : 1
            let source = isCredit ? TaxSource.creditNotes : .invoices
            let found = outcome.returned.map { row in
                #expect(row.amounts[source] == row.returned)
                return "\(row.taxCode) \(sign * row.returned.base)/\(sign * row.returned.tax)"
            }
            // A row with nothing in it is not shown.
            let words = row[4].split(separator: " ").map(String.init)
            let shown = stride(from: 0, to: words.count, by: 2)
                .map { "\(words[$0]) \(words[$0 + 1])" }.filter { !$0.hasSuffix(" 0/0") }
            #expect(found == shown, "\(row[5])")
        }
    }

    @Test("shows by source what a code returns, foreign documents beside the clinic's own")
    func sources() throws {
        var books = TaxBooks(try Self.rules())
        let line = TaxBooks.Line(code: "A", net: 1000, charges: "V 100")
        let exempt = TaxBooks.Line(code: "X", net: 70)
        let none = TaxBooks.Line(code: nil, net: 30, charges: "V 3")
        try books.add("1", [line, line, exempt])
        try books.add("2", isCredit: true, [line])
        try books.add("3", in: .usd, at: 80_000_000_000, [line, none])
        try books.add("4", in: .usd, at: 2_000_000_000, isCredit: true, [line])
        try books.add("5", in: .jpy, at: 500_000_000, [exempt])
        let outcome = try books.outcome()
        #expect(
            outcome.returnedText == [
                "A invoices 82000/8200 notes -3000/-300 = 79000/7900",
                "X invoices 3570/0 = 3570/0",
                "(none) invoices 2400/240 = 2400/240",
            ])
        #expect(
            outcome.componentsText == [
                "A V invoices 8200 notes -300 = 7900", "(none) (other) invoices 240 = 240",
            ])
        #expect(outcome.returned.map(\.category) == [.standard, .exempt, nil])
        #expect(outcome.returned.map { $0.validFrom?.description } == ["2020-01-01", nil, nil])
    }

    @Test(
        "converts components so that they sum to their group, what is withheld by itself",
        arguments: table(
            """
            code  rate  charges              returned  components                     why
            G     0.5   CGST 5 + SGST 5      G 50/5    CGST 2, SGST 3                 2.5 each, 5 in all: the first gives
            G     0.5   SGST 5 + CGST 5      G 50/5    CGST 2, SGST 3                 whatever was charged first
            G     0.5   CGST 5 + SGST 6      G 50/6    CGST 3, SGST 3                 5.5 is 6
            G     0.1   CGST 4 + SGST 4      G 10/1    CGST 1, SGST 0                 0.8 is 1: the first gets it
            G     0.5   CGST 5 + CESS 5      G 50/5    CGST 2, SGST 0, (other) 3      the first of equals gives
            G     0.5   -                    G 50/0    CGST 0, SGST 0                 nothing of nothing
            W     0.5   V 10 + TDS 5         W 50/5    V 5, TDS 3                     2.5 withheld, by itself
            W     2     V 10 + TDS 5         W 200/20  V 20, TDS 10                   no part of 20
            """))
    func components(_ row: [String]) throws {
        var books = TaxBooks(try Self.rules())
        let rate = try #require(Fixed(row[1])?.minor(digits: 9))
        let line = TaxBooks.Line(code: row[0], net: 100, charges: row[2])
        try books.add("1", in: .usd, at: rate, [line])
        let outcome = try books.outcome()
        #expect(
            outcome.returned.map { "\($0.taxCode) \($0.returned.text)" } == [row[3]], "\(row[5])")
        let parts = outcome.returned.flatMap(\.components)
        let text = parts.map { "\($0.component) \($0.returned)" }.joined(separator: ", ")
        #expect(text == row[4], "\(row[5])")
        #expect(parts.filter(\.isWithheld).map(\.component) == (row[0] == "W" ? ["TDS"] : []))
    }

    @Test("keeps what is withheld out of the tax of documents of the clinic's own currency too")
    func withheld() throws {
        var books = TaxBooks(try Self.rules())
        let line = TaxBooks.Line(code: "W", net: 100, charges: "V 10 + TDS 5")
        try books.add("1", [line, line, line])
        try books.add("2", isCredit: true, [line])
        let outcome = try books.outcome()
        #expect(outcome.variances == [])
        #expect(outcome.returnedText == ["W invoices 300/30 notes -100/-10 = 200/20"])
        #expect(
            outcome.componentsText == [
                "W V invoices 30 notes -10 = 20", "W TDS invoices 15 notes -5 = 10",
            ])
        #expect(outcome.totals.map(\.componentTax) == [20])
        #expect(outcome.summary.map(\.charged) == [20])
        #expect(outcome.summary.map(\.creditCharged) == [-10])
    }

    @Test("shows what is withheld though base and tax are nothing") func onlyWithheld() throws {
        var books = TaxBooks(try Self.rules())
        let line = TaxBooks.Line(code: "W", net: 4, charges: "V 0 + TDS 6")
        try books.add("1", in: .usd, at: 100_000_000, [line])
        let outcome = try books.outcome()
        #expect(outcome.returnedText == ["W  = 0/0"], "0.4 of base")
        #expect(outcome.componentsText == ["W V = 0", "W TDS invoices 1 = 1"])
    }

    @Test("takes no exchange rate of a document in the clinic's own currency") func ownRate() throws
    {
        var books = TaxBooks(try Self.rules())
        try books.add("1", at: 0, [TaxBooks.Line(code: "A", net: 100, charges: "V 10")])
        #expect(try books.outcome().returnedText == ["A invoices 100/10 = 100/10"])
    }

    @Test("a foreign document's rows sum to its converted total, whatever the order of its lines")
    func conversionProperty() throws {
        var dice = Dice()
        let rules = try Self.rules()
        for _ in 0..<400 {
            let lines = (0..<Int.random(in: 1...6, using: &dice)).map { index in
                let code = ["A", "B", "G", "W", "X"].randomElement(using: &dice) ?? "A"
                var taxes: [String] = []
                for name in ["CGST", "SGST", "V", "TDS"].shuffled(using: &dice) {
                    taxes.append("\(name) \(Int64.random(in: -1...9, using: &dice))")
                }
                return TaxBooks.Line(
                    code: code, net: Int64.random(in: -3...12, using: &dice),
                    charges: taxes.joined(separator: " + "), position: Int32(index))
            }
            let rate = Int64.random(in: 1...300, using: &dice) * 10_000_000
            var texts: [[String]] = []
            for drafts in [lines, lines.shuffled(using: &dice)] {
                var books = TaxBooks(rules)
                try books.add("1", in: .usd, at: rate, drafts)
                let outcome = try books.outcome()
                let head = books.batch.documents[0]
                let total = TaxAmount(
                    base: Self.halfUp(head.net * rate, 1_000_000_000),
                    tax: Self.halfUp(head.tax * rate, 1_000_000_000))
                let rows = outcome.returned.map(\.returned)
                #expect(rows.reduce(0) { $0 + $1.base } == total.base, "\(dice)")
                #expect(rows.reduce(0) { $0 + $1.tax } == total.tax, "\(dice)")
                for row in outcome.returned where !row.components.isEmpty {
                    let parts = row.components.filter { !$0.isWithheld }
                    #expect(parts.reduce(0) { $0 + $1.returned } == row.returned.tax, "\(dice)")
                }
                texts.append(outcome.returnedText + outcome.componentsText)
            }
            #expect(texts[0] == texts[1], "\(dice)")
        }
    }

    private static func halfUp(_ number: Int64, _ divisor: Int64) -> Int64 {
        (abs(number) * 2 + divisor) / (divisor * 2) * number.signum()
    }
}
