import Domain
import Services
import TestSupport
import Testing

@Suite("Tax on advances") struct TaxAdvanceTests {
    private static func rules(
        _ mode: RoundingMode = .halfUp, home: Currency = .inr
    ) throws -> TaxRules {
        try TaxBooks.rules(
            "A S\nG S\nC S\nD S\nX E",
            rates: """
                A V 20 plain 2020-01-01 2026-01-01
                A V 25 plain 2026-01-01 -
                A W 10 withheld 2026-01-01 -
                G CGST 9 plain 2020-01-01 -
                G SGST 9 plain 2020-01-01 -
                C V 5 plain 2020-01-01 -
                C Q 10 compound 2020-01-01 -
                D D 20:division plain 2020-01-01 -
                D F 0.5:per_unit plain 2020-01-01 -
                """, mode: mode, currency: home)
    }

    @Test(
        "is due when it is received and deducted as it is applied, cumulatively",
        arguments: table(
            """
            code  day         gross  applied       periods                              why
            A     2025-06-01  1200   0             1000/200                             not applied yet
            A     2025-06-01  1200   1200          0/0                                  applied at once
            A     2025-06-01  1200   0 1200        1000/200 -1000/-200                  in the next period
            A     2025-06-01  1200   400 800 1200  667/133 -334/-66 -333/-67            66.67, 133.33, 200
            A     2026-06-01  1250   0 625         1000/250 -500/-125                   the rate of the day it came
            A     2025-06-01  1200   600 300       500/100 250/50                       an application undone
            G     2025-06-01  100    0             84/16                                7.63 each
            G     2025-06-01  100    0 50 100      84/16 -42/-8 -42/-8                  3.81 each
            C     2025-06-01  1155   0             1000/155                             5 and 10.5 of 115.5
            D     2025-06-01  1000   0             800/200                              a part of the gross, no units
            X     2025-06-01  70     0 70          70/0 -70/0                           no tax
            -     2025-06-01  70     0 70          70/0 -70/0                           no code
            A     2026-06-01  0      0 0           0/0 0/0                              nothing
            """))
    func advances(_ row: [String]) throws {
        let rules = try Self.rules()
        let gross = try #require(Int64(row[2]))
        let applied = row[3].split(separator: " ").compactMap { Int64($0) }
        var texts: [String] = []
        for (period, through) in applied.enumerated() {
            let advance = try Self.advance(
                rules, row[0], on: row[1], received: period == 0 ? gross : 0,
                before: period == 0 ? 0 : applied[period - 1], through: through)
            let outcome = try Self.outcome(rules, [advance])
            #expect(outcome.refusals == [])
            let found = outcome.returned.first
            #expect(found?.amounts[.advances] == found?.returned)
            texts.append(found?.returned.text ?? "0/0")
        }
        #expect(texts.joined(separator: " ") == row[4], "\(row[5])")
    }

    @Test("shows its components, and what is withheld beside them") func components() throws {
        let rules = try Self.rules()
        let advances = try [
            Self.advance(rules, "A", on: "2026-06-01", received: 1250),
            Self.advance(rules, "G", on: "2026-06-01", received: 118, through: 59),
            Self.advance(rules, "A", on: "2025-06-01", received: 120),
        ]
        let outcome = try Self.outcome(rules, advances)
        #expect(
            outcome.returnedText == [
                "A advances 100/20 = 100/20", "A advances 1000/250 = 1000/250",
                "G advances 51/8 = 51/8",
            ])
        #expect(
            outcome.componentsText == [
                "A V advances 20 = 20", "A V advances 250 = 250", "A W advances 100 = 100",
                "G CGST advances 4 = 4", "G SGST advances 4 = 4",
            ])
    }

    @Test(
        "is converted at the rate of its day",
        arguments: table(
            """
            home  currency  rate  gross  returned   why
            INR   USD       80    1250   80000/20000  whole
            INR   USD       0.5   125    50/13      12.5 goes up
            JPY   INR       1.8   12500  180/45     hundredths to none
            KWD   JPY       0.002  1250  2000/500   none to thousandths
            """))
    func foreign(_ row: [String]) throws {
        let rules = try Self.rules(home: try Currency(code: row[0]))
        let advance = try Self.advance(
            rules, "A", on: "2026-06-01", received: try #require(Int64(row[3])),
            in: try Currency(code: row[1]), at: Fixed(row[2])?.minor(digits: 9))
        #expect(
            try Self.outcome(rules, [advance]).returned.map(\.returned.text) == [row[4]],
            "\(row[5])")
    }

    @Test(
        "refuses one that it cannot tax, and counts the others",
        arguments: table(
            """
            code  day         currency  gross                context                               error
            A     2019-12-31  INR       100                  payment 7, 2019-12-31                 TAX_POLICY_MISSING
            N     2026-06-01  INR       100                  payment 7, tax code N, 2026-06-01     TAX_RATE_MISSING
            A     2026-06-01  USD       100                  payment 7, USD                        EXCHANGE_RATE_MISSING
            A     2026-06-01  KWD       9223372036854775807  payment 7, converted from KWD         NUMERIC_OUT_OF_RANGE
            """))
    func refusals(_ row: [String]) throws {
        let rules = try TaxBooks.rules("A S\nN S", rates: "A V 25 plain 2020-01-01 -")
        let bad = try Self.advance(
            rules, row[0], on: row[1], received: try #require(Int64(row[3])),
            in: try Currency(code: row[2]), at: row[2] == "KWD" ? .max : nil)
        let good = try Self.advance(rules, "A", on: "2026-06-01", received: 125)
        let outcome = try Self.outcome(rules, [good, bad, good])
        let code = try #require(AppError.Code(rawValue: row[5]))
        #expect(
            outcome.refusals == [
                TaxRefusal(
                    documentID: 7, document: "payment 7", line: nil, error: AppError(code, row[4]))
            ])
        #expect(outcome.returnedText == ["A advances 200/50 = 200/50"])
    }

    @Test("nothing is left of it once it is applied, in any parts and periods, in every mode")
    func property() throws {
        var dice = Dice()
        for mode in RoundingMode.allCases {
            let rules = try Self.rules(mode)
            for _ in 0..<60 {
                let code = ["A", "G", "C", "D", "X", "-"].randomElement(using: &dice) ?? "A"
                let gross = Int64.random(in: 1...5000, using: &dice)
                let isForeign = Bool.random(using: &dice)
                let rate = Int64.random(in: 1...2_000_000_000, using: &dice)
                var applied: Int64 = 0
                var (base, tax, parts): (Int64, Int64, [String: Int64]) = (0, 0, [:])
                for period in 0..<5 {
                    let through = period == 4 ? gross : Int64.random(in: 0...gross, using: &dice)
                    let advance = try Self.advance(
                        rules, code, on: "2026-06-01", received: period == 0 ? gross : 0,
                        before: applied, through: through, in: isForeign ? .usd : .inr, at: rate)
                    applied = through
                    let outcome = try Self.outcome(rules, [advance])
                    #expect(outcome.refusals == [])
                    for row in outcome.returned {
                        base += row.returned.base
                        tax += row.returned.tax
                        for part in row.components {
                            parts[part.component, default: 0] += part.returned
                        }
                    }
                }
                #expect(base == 0 && tax == 0, "\(mode) \(code) \(gross), \(dice)")
                #expect(parts.values.allSatisfy { $0 == 0 }, "\(mode) \(code) \(gross), \(dice)")
            }
        }
    }

    private static func advance(
        _ rules: TaxRules, _ code: String, on day: String, received: Int64, before: Int64 = 0,
        through: Int64 = 0, in currency: Currency? = nil, at rate: Int64? = nil
    ) throws -> TaxableAdvance {
        TaxableAdvance(
            paymentID: 7, receivedOn: try #require(Day(day)), currency: currency ?? rules.currency,
            exchangeRate: rate,
            codeIndex: rules.index(ofCodeID: rules.codes.first { $0.code == code }?.id),
            received: received, appliedBefore: before, appliedThrough: through)
    }

    private static func outcome(
        _ rules: TaxRules, _ advances: [TaxableAdvance]
    ) throws -> TaxOutcome {
        var fold = VarianceFold(rules)
        for advance in advances { fold.count(advance) }
        return try fold.finish(credits: [])
    }
}
