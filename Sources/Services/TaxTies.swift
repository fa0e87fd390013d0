package import Domain

/// The ties of a tax reconciliation.
package struct TaxTies {
    static let taxReturn = "Tax return"
    static let summary = "Tax summary"
    static let variances = "Variances"
    static let documents = "Documents"
    static let refusals = "Not computed"

    private let outcome: TaxOutcome
    private let register: [TaxRegister]
    private let moves: [TaxMoves]
    private let received: [Currency: Fixed]?

    /// The register is what the database adds up by tax point; the moves are what it adds up by
    /// day of issue, and what tax points move; received is what payments brought, where tax is due
    /// as it is paid.
    package init(
        _ outcome: TaxOutcome, register: [TaxRegister], moves: [TaxMoves],
        received: [Currency: Fixed]? = nil
    ) {
        self.received = received
        self.outcome = outcome
        self.register = register
        self.moves = moves
    }

    /// By currency; a period without documents ties zeros in the clinic's currency.
    package func ties(of clinic: Clinic) -> [Tie] {
        let currencies = Set(
            outcome.totals.map(\.currency) + register.map(\.currency) + moves.map(\.currency)
                + outcome.paid.keys + (received ?? [:]).keys)
        let sorted =
            currencies.isEmpty ? [clinic.currency] : currencies.sorted { $0.code < $1.code }
        return [
            Tie(
                "Documents and payments not computed = none", count: outcome.refusals.count, 0,
                sheet: outcome.refusals.isEmpty ? nil : Self.refusals)
        ] + sorted.flatMap { lines($0) + amounts($0) + issued($0) + paid($0) }
            + returned(clinic.currency)
    }

    private func paid(_ currency: Currency) -> [Tie] {
        guard let received else { return [] }
        return [
            Tie(
                "Payments allocated less refunded = paid on invoices (\(currency.code))",
                (received[currency] ?? Fixed(unscaled: 0, scale: 0)).padded(currency.exponent),
                Fixed(unscaled: outcome.paid[currency] ?? 0, scale: currency.exponent),
                sheet: Self.taxReturn)
        ]
    }

    /// The return's documents against the summary, each foreign document converted as a whole.
    private func returned(_ home: Currency) -> [Tie] {
        let own = outcome.summary.filter { $0.currency == home }
        func tie(_ name: String, _ own: [Int64], _ foreign: Int128, _ figure: (TaxAmount) -> Int64)
            -> Tie
        {
            let stated = outcome.returned.flatMap { row in
                [TaxSource.invoices, .creditNotes].compactMap { row.amounts[$0].map(figure) }
            }
            return Tie(
                "\(name) of the summary, other currencies converted = of the return "
                    + "(\(home.code))",
                Fixed(
                    unscaled: own.reduce(foreign) { $0 + Int128($1) }, scale: home.exponent),
                Fixed(
                    unscaled: stated.reduce(Int128(0)) { $0 + Int128($1) }, scale: home.exponent),
                sheet: Self.taxReturn)
        }
        return [
            tie("Base", own.map(\.base), outcome.converted.base, \.base),
            tie("Tax", own.map(\.charged), outcome.converted.tax, \.tax),
        ]
    }

    private func lines(_ currency: Currency) -> [Tie] {
        let books = register.first { $0.currency == currency }
        let read = outcome.totals.first { $0.currency == currency }
        let counted = (read?.linesInAgreement ?? 0) + (read?.linesWithVariance ?? 0)
        return [
            Tie(
                "Documents in the register = documents read (\(currency.code))",
                count: books?.documents ?? 0, read?.documents ?? 0, sheet: Self.documents),
            Tie(
                "Lines in the register = lines in agreement + lines with a variance "
                    + "(\(currency.code))", count: books?.lines ?? 0, counted,
                sheet: Self.variances),
            Tie(
                "Documents whose gross is not net + tax + rounding = none (\(currency.code))"
                    + (books?.firstWrongGross.map { ", first \($0)" } ?? ""),
                count: books?.wrongGross ?? 0, 0),
        ]
    }

    private func amounts(_ currency: Currency) -> [Tie] {
        let books = register.first { $0.currency == currency }?.total
        let rows = outcome.summary.filter { $0.currency == currency }
        let found = outcome.variances.filter { $0.currency == currency }
        let onLines = found.filter { $0.line != nil }.map(\.difference).reduce(0, +)
        let components = rows.flatMap(\.components).filter { !$0.isWithheld }
            .map(\.charged).reduce(0, +)
        let charged = rows.map(\.charged).reduce(0, +)
        return [
            tie(
                "Register net = base of the summary", books?.net, rows.map(\.base).reduce(0, +),
                currency, Self.summary),
            tie(
                "Register tax less SUM_MISMATCH = tax charged on lines",
                books.map { $0.tax.subtracting(mismatch(currency)) }, charged, currency,
                Self.summary),
            Tie(
                "Tax charged on lines = tax of their components", charged, components, currency,
                sheet: Self.summary),
            Tie(
                "Difference of the summary = variances of lines",
                rows.map(\.difference).reduce(0, +), onLines, currency, sheet: Self.variances),
        ]
    }

    /// By day of issue, and the tax points that lie in another period.
    private func issued(_ currency: Currency) -> [Tie] {
        let rows = outcome.summary.filter { $0.currency == currency }
        let known = moves.first { $0.currency == currency }
        func moved(_ figure: (TaxTotal) -> Fixed) -> Fixed? {
            known.map {
                figure($0.issued).adding(figure($0.movedIn)).subtracting(figure($0.movedOut))
            }
        }
        return [
            tie(
                "Issued net + tax points moved in − moved out = base of the summary",
                moved(\.net), rows.map(\.base).reduce(0, +), currency, Self.summary),
            tie(
                "Issued tax + moved in − moved out less SUM_MISMATCH = tax charged on lines",
                moved(\.tax)?.subtracting(mismatch(currency)), rows.map(\.charged).reduce(0, +),
                currency, Self.summary),
        ]
    }

    private func mismatch(_ currency: Currency) -> Fixed {
        let differences = outcome.variances.lazy
            .filter { $0.currency == currency && $0.reason == .sumMismatch }.map(\.difference)
        return Fixed(
            unscaled: differences.reduce(0) { $0 + Int128($1) }, scale: currency.exponent)
    }

    private func tie(
        _ name: String, _ left: Fixed?, _ right: Int64, _ currency: Currency, _ sheet: String
    ) -> Tie {
        let zero = Fixed(unscaled: 0, scale: currency.exponent)
        return Tie(
            "\(name) (\(currency.code))", (left ?? zero).padded(currency.exponent),
            Fixed(unscaled: Int128(right), scale: currency.exponent), sheet: sheet)
    }
}

extension TaxOutcome {
    /// Raised with every change of the rules that could change a figure.
    package static let rulesVersion = "tax 2"
}
