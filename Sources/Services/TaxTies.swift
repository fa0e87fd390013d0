package import Domain

/// What the register of documents adds up to in one currency, from another source than the lines.
package struct TaxRegister: Sendable, Equatable {
    package let currency: Currency
    package let documents: Int
    package let lines: Int
    /// Minor units; credit notes count negative.
    package let net: Int64
    package let tax: Int64

    package init(currency: Currency, documents: Int, lines: Int, net: Int64, tax: Int64) {
        self.currency = currency
        self.documents = documents
        self.lines = lines
        self.net = net
        self.tax = tax
    }
}

/// The ties of a tax reconciliation.
package enum TaxTies {
    static let summary = "Tax summary"
    static let variances = "Variances"

    /// By currency; a period without documents ties zeros in the clinic's currency.
    package static func ties(
        _ outcome: TaxOutcome, register: [TaxRegister], of clinic: Clinic
    ) -> [Tie] {
        let currencies = Set(outcome.totals.map(\.currency) + register.map(\.currency))
        let sorted =
            currencies.isEmpty ? [clinic.currency] : currencies.sorted { $0.code < $1.code }
        return sorted.flatMap { ties(outcome, register, $0) }
    }

    private static func ties(
        _ outcome: TaxOutcome, _ register: [TaxRegister], _ currency: Currency
    ) -> [Tie] {
        let books = register.first { $0.currency == currency }
        let read = outcome.totals.first { $0.currency == currency }
        let rows = outcome.summary.filter { $0.currency == currency }
        let found = outcome.variances.filter { $0.currency == currency }
        let mismatch = found.filter { $0.reason == .sumMismatch }.map(\.difference).reduce(0, +)
        let onLines = found.filter { $0.line != nil }.map(\.difference).reduce(0, +)
        let components = rows.flatMap(\.components).map(\.charged).reduce(0, +)
        let agreed = (read?.linesInAgreement ?? 0) + (read?.linesWithVariance ?? 0)
        let charged = rows.map(\.charged).reduce(0, +)
        return [
            Tie(
                "Documents in the register = documents read", count: books?.documents ?? 0,
                read?.documents ?? 0),
            Tie(
                "Lines in the register = lines in agreement + lines with a variance",
                count: books?.lines ?? 0, agreed, sheet: variances),
            Tie(
                "Register net = base of the summary", books?.net ?? 0,
                rows.map(\.base).reduce(0, +), currency, sheet: summary),
            Tie(
                "Register tax less SUM_MISMATCH = tax charged on lines",
                (books?.tax ?? 0) - mismatch, charged, currency, sheet: summary),
            Tie(
                "Tax charged on lines = tax of their components", charged, components, currency,
                sheet: summary),
            Tie(
                "Difference of the summary = variances of lines",
                rows.map(\.difference).reduce(0, +), onLines, currency, sheet: variances),
        ]
    }
}

extension TaxOutcome {
    /// Raised with every change of the rules that could change a figure.
    package static let rulesVersion = "tax 1"
}
