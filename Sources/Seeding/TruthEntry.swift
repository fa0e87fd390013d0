import Domain

/// What can be wrong with a tax charged, by the names that the truth file uses.
enum PlantedReason: String, CaseIterable {
    case noTaxCode = "NO_TAX_CODE"
    case taxOnExempt = "TAX_ON_EXEMPT"
    case missingTax = "MISSING_TAX"
    case wrongComponent = "WRONG_COMPONENT"
    case rateNotInForce = "RATE_NOT_IN_FORCE"
    case wrongRate = "WRONG_RATE"
    case rounding = "ROUNDING"
    case wrongBase = "WRONG_BASE"
    case unexplained = "UNEXPLAINED"
    case sumMismatch = "SUM_MISMATCH"
    case creditExceedsInvoice = "CREDIT_EXCEEDS_INVOICE"
}

/// An error that was planted, as the truth file tells it.
struct TruthEntry {
    let reason: PlantedReason
    let clinic: String
    let period: String
    let document: String
    /// Position of the line; 0 for the document as a whole.
    let line: Int
    let amount: Money

    /// One line of JSON.
    var text: String {
        "{\"kind\":\"tax\",\"code\":\"\(reason.rawValue)\",\"clinic\":\"\(clinic)\","
            + "\"period\":\"\(period)\",\"document\":\"\(document)\","
            + "\"line\":\(line == 0 ? "null" : String(line)),\"amount\":\"\(amount.plain)\","
            + "\"currency\":\"\(amount.currency.code)\"}"
    }

    /// By clinic, period, document and line.
    static func isBefore(_ left: TruthEntry, _ right: TruthEntry) -> Bool {
        (left.clinic, left.period, left.document, left.line)
            < (right.clinic, right.period, right.document, right.line)
    }
}
