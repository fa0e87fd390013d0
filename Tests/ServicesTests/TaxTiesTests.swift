import Domain
import TestSupport
import Testing

@testable import Services

@Suite("Tax ties") struct TaxTiesTests {
    static let clinic = Clinic(
        id: ClinicID(rawValue: 1), slug: "a", name: "A", legalEntity: "A", currency: .inr,
        timeZone: "UTC", fiscalStartMonth: 4, pricesIncludeTax: false)

    /// Rupees and dollars, a wrong line, a stored total that is none, a credit note, withheld tax.
    static func books() throws -> TaxBooks {
        let rules = try TaxBooks.rules(
            "A S", rates: "A V 10 plain 2020-01-01 -\nA W 5 withheld 2020-01-01 -")
        var books = TaxBooks(rules)
        let right = TaxBooks.Line(code: "A", net: 1000, charges: "V 100 + W 50")
        let wrong = TaxBooks.Line(code: "A", net: 1000, charges: "V 80 + W 50 + Z 5")
        try books.add("1", [right, wrong])
        try books.add("2", tax: 103, [right])
        try books.add("3", isCredit: true, [right])
        try books.add("4", in: .usd, at: 80_000_000_000, [right])
        return books
    }

    /// What the books have of rupees: 3000 net less a note's 1000, and stored taxes.
    struct Figures {
        var documents = 3
        var lines = 4
        var net: Int64 = 2000
        var tax: Int64 = 188
        var wrongGross = 0
        var issued: (net: Int64, tax: Int64) = (3000, 288)
        var movedIn: (net: Int64, tax: Int64) = (500, 50)
        var movedOut: (net: Int64, tax: Int64) = (1500, 150)
    }

    @Test(
        "fail where the books say something else, and nowhere else",
        arguments: table(
            """
            figure         fails
            -              -
            documents      Documents in the register = documents read (INR)
            lines          Lines in the register = lines in agreement + lines with a variance (INR)
            net            Register net = base of the summary (INR)
            tax            Register tax less SUM_MISMATCH = tax charged on lines (INR)
            gross          Documents whose gross is not net + tax + rounding = none (INR), first A-1
            issued net     Issued net + tax points moved in − moved out = base of the summary (INR)
            issued tax     Issued tax + moved in − moved out less SUM_MISMATCH = tax charged on lines (INR)
            moved in net   Issued net + tax points moved in − moved out = base of the summary (INR)
            moved in tax   Issued tax + moved in − moved out less SUM_MISMATCH = tax charged on lines (INR)
            moved out net  Issued net + tax points moved in − moved out = base of the summary (INR)
            moved out tax  Issued tax + moved in − moved out less SUM_MISMATCH = tax charged on lines (INR)
            """))
    func wrongBooks(_ row: [String]) throws {
        var figures = Figures()
        switch row[0] {
        case "documents": figures.documents -= 1
        case "lines": figures.lines += 1
        case "net": figures.net -= 1
        case "tax": figures.tax += 1
        case "gross": figures.wrongGross = 1
        case "issued net": figures.issued.net += 1
        case "issued tax": figures.issued.tax -= 1
        case "moved in net": figures.movedIn.net += 1
        case "moved in tax": figures.movedIn.tax -= 1
        case "moved out net": figures.movedOut.net += 1
        case "moved out tax": figures.movedOut.tax -= 1
        default: break
        }
        let ties = Self.ties(try Self.books().outcome(), figures)
        #expect(ties.count == 21, "nine a currency, one of refusals, two of the return")
        #expect(Self.broken(ties) == (row[1] == "-" ? [] : [row[1]]))
    }

    @Test("fail for a document that was refused, in every figure that it is missing from")
    func refusal() throws {
        var books = try Self.books()
        try books.add("BAD", on: "2019-01-01", [TaxBooks.Line(code: "A", net: 7, tax: 1)])
        var figures = Figures()
        figures.documents += 1
        figures.lines += 1
        figures.net += 7
        figures.tax += 1
        figures.issued.net += 7
        figures.issued.tax += 1
        let outcome = try books.outcome()
        let ties = Self.ties(outcome, figures)
        #expect(
            Self.broken(ties) == [
                "Documents and payments not computed = none",
                "Documents in the register = documents read (INR)",
                "Lines in the register = lines in agreement + lines with a variance (INR)",
                "Register net = base of the summary (INR)",
                "Register tax less SUM_MISMATCH = tax charged on lines (INR)",
                "Issued net + tax points moved in − moved out = base of the summary (INR)",
                "Issued tax + moved in − moved out less SUM_MISMATCH = tax charged on lines (INR)",
            ])
        #expect(ties.first?.sheet == "Not computed")
        #expect(Self.ties(try Self.books().outcome(), Figures()).first?.sheet == nil)
    }

    @Test(
        "fail where the outcome contradicts itself",
        arguments: table(
            """
            lost                 fails
            component            Tax charged on lines = tax of their components (INR)
            withheld component   -
            variance of a line   Difference of the summary = variances of lines (INR)
            variance of a total  Register tax less SUM_MISMATCH = tax charged on lines (INR) / Issued tax + moved in − moved out less SUM_MISMATCH = tax charged on lines (INR)
            row                  Register net = base of the summary (USD) / Register tax less SUM_MISMATCH = tax charged on lines (USD) / Issued net + tax points moved in − moved out = base of the summary (USD) / Issued tax + moved in − moved out less SUM_MISMATCH = tax charged on lines (USD)
            return               Base of the summary, other currencies converted = of the return (INR) / Tax of the summary, other currencies converted = of the return (INR)
            converted            Tax of the summary, other currencies converted = of the return (INR)
            total                Documents in the register = documents read (USD) / Lines in the register = lines in agreement + lines with a variance (USD)
            """))
    func wrongOutcome(_ row: [String]) throws {
        let outcome = try Self.books().outcome()
        var (summary, variances, totals) = (outcome.summary, outcome.variances, outcome.totals)
        var (returned, converted) = (outcome.returned, outcome.converted)
        switch row[0] {
        case "component": summary[0] = summary[0].without { !$0.isWithheld }
        case "withheld component": summary[0] = summary[0].without(\.isWithheld)
        case "variance of a line": variances.removeAll { $0.line != nil }
        case "variance of a total": variances.removeAll { $0.line == nil }
        case "row": summary.removeLast()
        case "return": returned.removeLast()
        case "converted": converted.tax += 1
        default: totals.removeLast()
        }
        let wrong = TaxOutcome(
            summary: summary, variances: variances, totals: totals, returned: returned,
            differences: outcome.differences, refusals: outcome.refusals, paid: outcome.paid,
            converted: converted)
        let expected = row[1] == "-" ? [] : row[1].split(separator: " / ").map(String.init)
        #expect(Self.broken(Self.ties(wrong, Figures())) == expected)
    }

    @Test("hold what payments brought against what invoices were paid, where that is asked for")
    func payments() throws {
        var fold = VarianceFold(try Self.books().rules)
        var document = PaidDocument(
            id: 1, number: "1", rateDay: try #require(Day("2026-06-15")), currency: .inr,
            exchangeRate: 1_000_000_000, before: PaidDocument.Payment(gross: 1100, paid: 100),
            through: PaidDocument.Payment(gross: 1100, paid: 450))
        document.group(
            codeIndex: 0, before: TaxAmount(base: 1000, tax: 100),
            through: TaxAmount(base: 1000, tax: 100))
        fold.recognise(document)
        let outcome = try fold.finish(credits: [])
        for (received, holds) in [(350, true), (349, false), (450, false)] {
            let ties = TaxTies(
                outcome, register: [], moves: [],
                received: [.inr: Fixed(unscaled: Int128(received), scale: 2)]
            ).ties(of: Self.clinic)
            let tie = try #require(ties.first { $0.name.hasPrefix("Payments allocated less") })
            #expect(tie.holds == holds, "\(received)")
        }
        let nothing = TaxTies(outcome, register: [], moves: [], received: [:])
        #expect(Self.broken(nothing.ties(of: Self.clinic)).count == 1)
    }

    @Test("fail where the register has a currency that was not read, or lacks one that was")
    func currencies() throws {
        let outcome = try Self.books().outcome()
        let (register, moves) = Self.register(Figures())
        let missing = TaxTies(
            outcome, register: register.filter { $0.currency == .inr },
            moves: moves.filter { $0.currency == .inr }
        ).ties(of: Self.clinic)
        #expect(missing.count == 21)
        #expect(
            Self.broken(missing).count == 6
                && Self.broken(missing).allSatisfy { $0.hasSuffix("(USD)") })
        let yen = TaxTotal(net: Fixed(unscaled: 5, scale: 0), tax: Fixed(unscaled: 1, scale: 0))
        let more = TaxTies(
            outcome,
            register: register + [TaxRegister(currency: .jpy, documents: 1, lines: 1, total: yen)],
            moves: moves
        ).ties(of: Self.clinic)
        #expect(more.count == 30)
        #expect(
            Self.broken(more).count == 4 && Self.broken(more).allSatisfy { $0.hasSuffix("(JPY)") })
    }

    @Test("tie zeros in the clinic's currency when there are no documents") func empty() throws {
        let outcome = try TaxBooks(try Self.books().rules).outcome()
        let ties = TaxTies(outcome, register: [], moves: []).ties(of: Self.clinic)
        #expect(ties.count == 12 && ties.dropFirst().allSatisfy { $0.name.hasSuffix("(INR)") })
        #expect(Self.broken(ties) == [])
    }

    @Test("compare digits beyond the currency's, as one document may have them") func digits()
        throws
    {
        let (register, moves) = Self.register(Figures())
        let inr = register[0]
        let more = TaxRegister(
            currency: .inr, documents: inr.documents, lines: inr.lines,
            total: TaxTotal(net: Fixed(unscaled: 200_001, scale: 4), tax: inr.total.tax))
        let ties = TaxTies(
            try Self.books().outcome(), register: [more] + register.dropFirst(), moves: moves
        ).ties(of: Self.clinic)
        #expect(Self.broken(ties) == ["Register net = base of the summary (INR)"])
    }

    private static func ties(_ outcome: TaxOutcome, _ figures: Figures) -> [Tie] {
        let (register, moves) = register(figures)
        return TaxTies(outcome, register: register, moves: moves).ties(of: clinic)
    }

    private static func broken(_ ties: [Tie]) -> [String] {
        ties.filter { !$0.holds }.map(\.name)
    }

    private static func register(_ figures: Figures) -> ([TaxRegister], [TaxMoves]) {
        func total(_ net: Int64, _ tax: Int64) -> TaxTotal {
            TaxTotal(
                net: Fixed(unscaled: Int128(net), scale: 2),
                tax: Fixed(unscaled: Int128(tax), scale: 2))
        }
        let register = [
            TaxRegister(
                currency: .inr, documents: figures.documents, lines: figures.lines,
                total: total(figures.net, figures.tax), wrongGross: figures.wrongGross,
                firstWrongGross: figures.wrongGross > 0 ? "A-1" : nil),
            TaxRegister(currency: .usd, documents: 1, lines: 1, total: total(1000, 100)),
        ]
        let moves = [
            TaxMoves(
                currency: .inr, issued: total(figures.issued.net, figures.issued.tax),
                movedIn: total(figures.movedIn.net, figures.movedIn.tax),
                movedOut: total(figures.movedOut.net, figures.movedOut.tax)),
            TaxMoves(
                currency: .usd, issued: total(1000, 100), movedIn: total(0, 0),
                movedOut: total(0, 0)),
        ]
        return (register, moves)
    }
}

extension TaxSummaryRow {
    fileprivate func without(_ lost: (TaxSummaryComponent) -> Bool) -> TaxSummaryRow {
        TaxSummaryRow(
            currency: currency, taxCode: taxCode, category: category, validFrom: validFrom,
            documents: documents, lines: lines, base: base, charged: charged,
            recomputed: recomputed, difference: difference, creditBase: creditBase,
            creditCharged: creditCharged, components: components.filter { !lost($0) })
    }
}
