/// Why a tax charged differs from the tax recomputed: the first that holds, in this order.
package enum TaxReason: String, CaseIterable, Sendable {
    case noTaxCode = "NO_TAX_CODE"
    case taxOnExempt = "TAX_ON_EXEMPT"
    case missingTax = "MISSING_TAX"
    case wrongComponent = "WRONG_COMPONENT"
    case rateNotInForce = "RATE_NOT_IN_FORCE"
    case wrongRate = "WRONG_RATE"
    case rounding = "ROUNDING"
    case wrongBase = "WRONG_BASE"
    case unexplained = "UNEXPLAINED"
    /// The document's stored tax is not the sum of its lines.
    case sumMismatch = "SUM_MISMATCH"
    /// Credit notes together exceed the invoice they credit.
    case creditExceedsInvoice = "CREDIT_EXCEEDS_INVOICE"
}
