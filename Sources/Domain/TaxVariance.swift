/// One place where the tax charged and the tax recomputed differ, and why.
///
/// Amounts are minor units, signed as they move the return: a credit note's are shown negated.
package struct TaxVariance: Hashable, Sendable {
    package let documentID: Int64
    package let document: String
    /// Position of the line; `nil` for the document as a whole.
    package let line: Int32?
    package let taxCode: String?
    package let reason: TaxReason
    package let currency: Currency
    package let charged: Int64
    package let recomputed: Int64
    /// Charged less recomputed.
    package let difference: Int64
    /// The reason in plain words, with the percents or amounts that show it.
    package let explanation: String

    package init(
        documentID: Int64, document: String, line: Int32?, taxCode: String?, reason: TaxReason,
        currency: Currency, charged: Int64, recomputed: Int64, difference: Int64,
        explanation: String
    ) {
        self.documentID = documentID
        self.document = document
        self.line = line
        self.taxCode = taxCode
        self.reason = reason
        self.currency = currency
        self.charged = charged
        self.recomputed = recomputed
        self.difference = difference
        self.explanation = explanation
    }

    /// By document number, then line; what concerns the whole document comes last.
    package static func precedes(_ left: TaxVariance, _ right: TaxVariance) -> Bool {
        left.key < right.key
    }

    private var key: (String, Int64, Int64, String, Int64, Int64) {
        // A position may be any Int32, so the whole document goes behind all of them in Int64.
        let place = line.map { Int64($0) } ?? .max
        return (document, documentID, place, reason.rawValue, charged, recomputed)
    }
}

/// An issued credit note and how far its invoice was credited once it had been issued.
package struct CreditCheck: Hashable, Sendable {
    package let documentID: Int64
    package let document: String
    package let currency: Currency
    /// Gross of all issued credit notes of the invoice up to this one, in minor units.
    package let cumulatedGross: Int64
    package let invoiceGross: Int64
    package let ownGross: Int64

    package init(
        documentID: Int64, document: String, currency: Currency, cumulatedGross: Int64,
        invoiceGross: Int64, ownGross: Int64
    ) {
        self.documentID = documentID
        self.document = document
        self.currency = currency
        self.cumulatedGross = cumulatedGross
        self.invoiceGross = invoiceGross
        self.ownGross = ownGross
    }
}
