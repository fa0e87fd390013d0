import Access
import Domain

extension AppError {
    /// Whether other documents may be read all the same; a column of another type they share.
    var concernsOneDocument: Bool {
        [
            .numericNotFinite, .numericOutOfRange, .amountTooPrecise, .currencyUnknown,
            .lineQuantityNegative,
        ].contains(code)
    }
}

extension TaxRefusal {
    /// What is wrong with a document or payment, where.
    static func of(
        _ id: Int64, _ number: String, line: Int32? = nil, _ error: AppError, _ place: String
    ) -> TaxRefusal {
        TaxRefusal(
            documentID: id, document: number, line: line,
            error: AppError(error.code, "\(place), \(error.context)"))
    }
}

extension Row {
    /// An exchange rate times 10⁹, or `nil` when the column is null.
    ///
    /// - Throws: `numericNotFinite`, `numericOutOfRange`, `amountTooPrecise`.
    func rate(_ column: Int) throws(AppError) -> Int64? {
        guard let exact = try optionalNumeric(column) else { return nil }
        guard let rate = exact.minor(digits: 9) else {
            throw AppError(.numericOutOfRange, "column \(column)")
        }
        return rate
    }
}
