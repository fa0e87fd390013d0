package import Domain

/// What a tax reconciliation found: a summary for the return, the variances, and totals to tie.
package struct TaxOutcome: Sendable {
    /// By currency, tax code and first day of its rates.
    package let summary: [TaxSummaryRow]
    /// By document number and line; what concerns a whole document after its lines.
    package let variances: [TaxVariance]
    /// One a currency, by its code: amounts of two currencies are never added.
    package let totals: [TaxTotals]
    /// By tax code and first day of its rates, in the clinic's currency.
    package let returned: [TaxReturnRow]
    /// Documents that do not agree, by number.
    package let differences: [TaxDocumentDifference]
    /// Documents and payments that could not be computed, by number.
    package let refusals: [TaxRefusal]
    /// By currency: what invoices were paid in the period, minor units.
    package let paid: [Currency: Int128]
    /// Documents in other currencies, each converted as a whole; credit notes negative.
    package let converted: (base: Int128, tax: Int128)

    package var linesRead: Int { totals.reduce(0) { $0 + $1.linesRead } }
    package var linesInAgreement: Int { totals.reduce(0) { $0 + $1.linesInAgreement } }
    package var linesWithVariance: Int { totals.reduce(0) { $0 + $1.linesWithVariance } }
    package var documents: Int { totals.reduce(0) { $0 + $1.documents } }
}

/// One tax code in one currency under one set of rates; credit notes count negative.
package struct TaxSummaryRow: Hashable, Sendable {
    package let currency: Currency
    /// `(none)` for lines without a tax code that the clinic has.
    package let taxCode: String
    package let category: TaxCategory?
    /// First day of the rates; `nil` when the code bears no tax.
    package let validFrom: Day?
    /// Distinct documents with at least one such line.
    package let documents: Int
    package let lines: Int
    /// Sum of the lines' net amounts; each line once, however many components it has.
    package let base: Int64
    package let charged: Int64
    package let recomputed: Int64
    package let difference: Int64
    /// Parts of `base` and `charged` that credit notes contributed: zero or, as a rule, negative.
    package let creditBase: Int64
    package let creditCharged: Int64
    /// By position in the stack, then charged names that the stack lacks, then `(not split)`; those
    /// not withheld sum to the row's tax.
    package let components: [TaxSummaryComponent]

    package static let noCode = "(none)"
}

/// One component of a summary row; their charged taxes sum to the row's.
package struct TaxSummaryComponent: Hashable, Sendable {
    package let component: String
    /// `nil` for a name that the rates do not have.
    package let rate: TaxRate?
    package let charged: Int64
    package let recomputed: Int64
    package let difference: Int64

    package var isWithheld: Bool { rate?.isWithheld ?? false }

    package static let notSplit = "(not split)"
}

/// Totals of one currency in minor units, to tie to the books; credit notes count negative.
package struct TaxTotals: Hashable, Sendable {
    package let currency: Currency
    package let documents: Int
    /// Lines in agreement and lines with a variance, together (I5).
    package let linesRead: Int
    package let linesInAgreement: Int
    package let linesWithVariance: Int
    package let lineNet: Int64
    package let lineTax: Int64
    package let recomputedTax: Int64
    package let componentTax: Int64
    package let documentNet: Int64
    package let documentTax: Int64
}
