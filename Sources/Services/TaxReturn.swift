package import Domain

/// Where a figure of the return comes from.
package enum TaxSource: Int, CaseIterable, Sendable {
    case invoices, creditNotes
    /// Advances received less those deducted from invoices or given back.
    case advances
    /// What a cash basis moves out of the period in which it was billed, and into that of payment.
    case deferral
}

/// One tax code under one set of rates, as the return has it: in the clinic's currency, foreign
/// documents converted at their own rate; what lowers the tax is negative.
package struct TaxReturnRow: Hashable, Sendable {
    /// `(none)` for lines without a tax code that the clinic has.
    package let taxCode: String
    package let category: TaxCategory?
    /// First day of the rates; `nil` when the code bears no tax.
    package let validFrom: Day?
    /// By source.
    package let amounts: [TaxSource: TaxAmount]
    /// What the return states: all sources together.
    package let returned: TaxAmount
    /// By position in the stack; then what other names were charged, if anything.
    package let components: [TaxReturnComponent]
}

/// One component of a row of the return; those not withheld sum to the row's tax.
package struct TaxReturnComponent: Hashable, Sendable {
    package let component: String
    /// `nil` for all names that the rates do not have.
    package let rate: TaxRate?
    package let taxes: [TaxSource: Int64]
    package let returned: Int64

    package static let other = "(other)"
    package var isWithheld: Bool { rate?.isWithheld ?? false }
}

/// A document that does not agree with its recomputation; credit notes count negative.
package struct TaxDocumentDifference: Hashable, Sendable {
    package let documentID: Int64
    package let document: String
    package let isCredit: Bool
    package let taxPoint: Day
    package let currency: Currency
    /// As the document states it.
    package let net: Int64
    package let netOfLines: Int64
    /// As the document states it.
    package let tax: Int64
    package let recomputed: Int64
    /// The part of the difference in tax that another rounding explains.
    package let ofRounding: Int64
    /// Variances of its lines and of itself.
    package let variances: Int

    /// Tax stated less tax recomputed.
    package var difference: Int64 { tax - recomputed }

    /// By document number, then id.
    package static func precedes(_ left: Self, _ right: Self) -> Bool {
        (left.document, left.documentID) < (right.document, right.documentID)
    }
}
