import Domain
import Services
import TestSupport
import Testing

@Suite("Tax on a cash basis, at random") struct TaxCashPropertyTests {
    private static let periods = 4

    /// An invoice, when it is billed, and what is paid of it in each period.
    private struct Case {
        let draft: [TaxBooks.Line]
        let currency: Currency
        let rate: Int64
        let billed: Int
        let payments: [[Int64]]
        let gross: Int64

        func paid(through period: Int) -> Int64 {
            payments[..<period].joined().reduce(0, +)
        }
    }

    @Test("what is recognised over all periods is the document, once it is paid")
    func wholePayment() throws {
        var dice = Dice()
        let rules = try Self.rules()
        for _ in 0..<150 {
            let cases = try (0..<Int.random(in: 1...4, using: &dice)).map { _ in
                try Self.draw(rules, isPaid: true, &dice)
            }
            let outcomes = try Self.outcomes(rules, cases, &dice)
            // All that was billed and deferred has been recognised, by rate and component.
            for key in Self.keys(of: outcomes) {
                let deferred = outcomes.map { Self.deferral($0, key) }
                #expect(Self.sum(deferred) == TaxAmount(base: 0, tax: 0), "\(key), \(dice)")
                for name in rules.componentNames + [TaxReturnComponent.other] {
                    #expect(
                        outcomes.map { Self.component($0, key, name, .deferral) }
                            .reduce(0, +) == 0, "\(key) \(name), \(dice)")
                }
                // So the return of all periods is what the documents say.
                #expect(
                    Self.sum(outcomes.map { Self.returned($0, key) })
                        == Self.sum(outcomes.map { Self.invoices($0, key) }), "\(key), \(dice)")
            }
        }
    }

    @Test("the order and number of payments within a period change nothing")
    func order() throws {
        var dice = Dice()
        let rules = try Self.rules()
        for _ in 0..<100 {
            let one = try Self.draw(rules, isPaid: Bool.random(using: &dice), &dice)
            let merged = Case(
                draft: one.draft, currency: one.currency, rate: one.rate, billed: one.billed,
                payments: one.payments.map { [$0.reduce(0, +)] }, gross: one.gross)
            let (many, single) = (
                try Self.outcomes(rules, [one], &dice), try Self.outcomes(rules, [merged], &dice)
            )
            #expect(many.map(\.returned) == single.map(\.returned), "\(dice)")
        }
    }

    @Test("accrual and deferral up to any period are what has been paid, rounded once")
    func partialPayment() throws {
        var dice = Dice()
        let rules = try Self.rules()
        for _ in 0..<200 {
            let one = try Self.draw(rules, isPaid: false, &dice)
            let outcomes = try Self.outcomes(rules, [one], &dice)
            let net = one.draft.reduce(0) { $0 + $1.net }
            for period in 0...Self.periods {
                let seen = outcomes[..<period].flatMap(\.returned).map(\.returned)
                let due = TaxAmount(
                    base: Self.share(net, one, period),
                    tax: Self.share(one.gross - net, one, period))
                // A payment before the invoice counts in the period of that payment.
                #expect(Self.sum(seen) == due, "period \(period), \(dice)")
            }
        }
    }

    /// What of an amount has been paid, rounded half up, then converted so.
    private static func share(_ amount: Int64, _ one: Case, _ period: Int) -> Int64 {
        let paid = max(0, min(one.paid(through: period), one.gross))
        let own = RoundingMode.halfUp.divide(Int128(amount) * Int128(paid), by: Int128(one.gross))
        guard one.currency != .inr else { return Int64(own) }
        // Yen have no hundredths, rupees have.
        return Int64(
            RoundingMode.halfUp.divide(own * Int128(one.rate) * 100, by: 1_000_000_000))
    }

    private static func rules() throws -> TaxRules {
        try TaxBooks.rules(
            "A S\nG S\nX E",
            rates: """
                A V 10 plain 2020-01-01 -
                A W 5 withheld 2020-01-01 -
                G CGST 9 plain 2020-01-01 -
                G SGST 9 plain 2020-01-01 -
                """, basis: .cash)
    }

    /// Lines charged at random, in rupees or yen; payments, some undone, in any period.
    private static func draw(
        _ rules: TaxRules, isPaid: Bool, _ dice: inout Dice
    ) throws -> Case {
        let lines = (0..<Int.random(in: 1...4, using: &dice)).map { _ in
            let names =
                [["V", "W"], ["CGST", "SGST"], ["CGST", "CESS"], []]
                .randomElement(using: &dice) ?? []
            let charges = names.shuffled(using: &dice)
                .map { "\($0) \(Int64.random(in: 0...9, using: &dice))" }
            return TaxBooks.Line(
                code: ["A", "G", "X", nil].randomElement(using: &dice) ?? nil,
                net: Int64.random(in: 1...40, using: &dice),
                charges: charges.isEmpty ? "-" : charges.joined(separator: " + "))
        }
        var books = TaxBooks(rules)
        try books.add("1", lines)
        let gross = books.batch.documents[0].net + books.batch.documents[0].tax
        var payments: [[Int64]] = Array(repeating: [], count: periods)
        for _ in 0..<Int.random(in: 0...6, using: &dice) {
            let amount = Int64.random(in: -gross / 3...gross, using: &dice)
            payments[Int.random(in: payments.indices, using: &dice)].append(amount)
        }
        if isPaid {
            // The last period settles what is left, or gives back what is too much.
            payments[periods - 1].append(gross - payments.joined().reduce(0, +))
        }
        let isForeign = Bool.random(using: &dice)
        return Case(
            draft: lines, currency: isForeign ? .jpy : .inr,
            rate: isForeign ? Int64.random(in: 1...999_999_999, using: &dice) : 0,
            billed: Int.random(in: 0..<periods, using: &dice), payments: payments, gross: gross)
    }

    /// The outcome of each period: what is billed in it, and what is paid in it.
    private static func outcomes(
        _ rules: TaxRules, _ cases: [Case], _ dice: inout Dice
    ) throws -> [TaxOutcome] {
        try (0..<periods).map { period in
            var fold = VarianceFold(rules)
            var books = TaxBooks(rules)
            for one in cases where one.billed == period {
                try books.add("1", in: one.currency, at: one.rate, one.draft)
            }
            try fold.consume(books.batch)
            for one in cases.shuffled(using: &dice) {
                fold.recognise(try paid(one, period, rules, &dice))
            }
            let outcome = try fold.finish(credits: [])
            #expect(outcome.refusals == [])
            return outcome
        }
    }

    /// The document as payments are read: by code, its components by name, in another order.
    private static func paid(
        _ one: Case, _ period: Int, _ rules: TaxRules, _ dice: inout Dice
    ) throws -> PaidDocument {
        var document = PaidDocument(
            id: 1, number: "1", rateDay: try #require(Day("2026-06-15")), currency: one.currency,
            exchangeRate: one.rate,
            before: .init(gross: one.gross, paid: one.paid(through: period)),
            through: .init(gross: one.gross, paid: one.paid(through: period + 1)))
        for code in Set(one.draft.map(\.code)).shuffled(using: &dice) {
            let lines = one.draft.filter { $0.code == code }
            let charges = try lines.flatMap { try TaxBooks.charges($0.charges) }
            let amount = TaxAmount(
                base: lines.reduce(0) { $0 + $1.net },
                tax: charges.filter { $0.0 != "W" }.reduce(0) { $0 + $1.1 })
            let id = rules.codes.first { $0.code == code }?.id
            document.group(codeIndex: rules.index(ofCodeID: id), before: amount, through: amount)
            for name in Set(charges.map(\.0)).shuffled(using: &dice) {
                let tax = charges.filter { $0.0 == name }.reduce(0) { $0 + $1.1 }
                document.component(name, before: tax, through: tax)
            }
        }
        return document
    }

    private static func keys(of outcomes: [TaxOutcome]) -> Set<String> {
        Set(outcomes.flatMap(\.returned).map(\.taxCode))
    }

    private static func row(_ outcome: TaxOutcome, _ key: String) -> TaxReturnRow? {
        outcome.returned.first { $0.taxCode == key }
    }

    private static func deferral(_ outcome: TaxOutcome, _ key: String) -> TaxAmount {
        row(outcome, key)?.amounts[.deferral] ?? TaxAmount(base: 0, tax: 0)
    }

    private static func invoices(_ outcome: TaxOutcome, _ key: String) -> TaxAmount {
        row(outcome, key)?.amounts[.invoices] ?? TaxAmount(base: 0, tax: 0)
    }

    private static func returned(_ outcome: TaxOutcome, _ key: String) -> TaxAmount {
        row(outcome, key)?.returned ?? TaxAmount(base: 0, tax: 0)
    }

    private static func component(
        _ outcome: TaxOutcome, _ key: String, _ name: String, _ source: TaxSource
    ) -> Int64 {
        row(outcome, key)?.components.first { $0.component == name }?.taxes[source] ?? 0
    }

    private static func sum(_ amounts: [TaxAmount]) -> TaxAmount {
        TaxAmount(
            base: amounts.reduce(0) { $0 + $1.base }, tax: amounts.reduce(0) { $0 + $1.tax })
    }
}
