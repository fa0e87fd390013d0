import Access
import Domain

/// Gathers the rows of `TaxRepository.SQL.documents` into whole documents.
///
/// A row is one component of one line; a document's and a line's own columns are read once.
struct TaxDocumentReader {
    private let clinic: Clinic
    private let rules: TaxRules
    private(set) var batch: TaxBatch
    private var document: Int64?
    private var line: Int64?
    private var currency: Currency

    init(clinic: Clinic, rules: TaxRules) {
        self.clinic = clinic
        self.rules = rules
        batch = TaxBatch(rules)
        currency = clinic.currency
    }

    var lineCount: Int { batch.lines.count }

    /// Forgets the documents read; the next row must begin one.
    mutating func empty() { batch.removeAll() }

    func beginsDocument(_ row: Row) throws(AppError) -> Bool { try row.int(1) != document }

    mutating func read(_ row: Row) throws(AppError) {
        // Every row: ids are unique within a clinic only, so a row of another clinic could pass
        // for one more component of this line (I7).
        try clinic.id.assertOwns(row, "invoice_line")
        let lineID = try row.int(2)
        do {
            if try beginsDocument(row) { try beginDocument(row) }
            if lineID != line { try beginLine(row, lineID) }
            guard !row.isNull(17) else { return }
            batch.charge(
                component: batch.component(named: row.bytes(17)),
                tax: try row.minor(18, digits: currency.exponent))
        } catch let error where Self.namesAColumn(error.code) {
            throw AppError(error.code, "invoice line \(lineID), \(error.context)")
        }
    }

    private mutating func beginDocument(_ row: Row) throws(AppError) {
        document = try row.int(1)
        line = nil
        if !row.bytes(6).elementsEqual(currency.code.utf8) {
            currency = try Currency(code: try row.text(6))
        }
        batch.begin(
            id: document ?? 0, number: try row.text(3), isCredit: try row.bool(4),
            rateDay: try row.day(5), currency: currency,
            net: try row.minor(7, digits: currency.exponent),
            tax: try row.minor(8, digits: currency.exponent))
    }

    private mutating func beginLine(_ row: Row, _ id: Int64) throws(AppError) {
        line = id
        let quantity = try row.minor(13, digits: 3)
        guard quantity >= 0 else {
            throw AppError(.lineQuantityNegative, "invoice line \(id)")
        }
        batch.line(
            id: id, position: Int32(clamping: try row.int(9)),
            codeIndex: rules.index(ofCodeID: try row.optionalInt(10)),
            net: try row.minor(11, digits: currency.exponent),
            tax: try row.minor(12, digits: currency.exponent), quantity: quantity,
            baseQuantity: try row.minor(14, digits: 3),
            listPrice: try row.minor(15, digits: 4), unitPrice: try row.minor(16, digits: 4))
    }

    private static func namesAColumn(_ code: AppError.Code) -> Bool {
        [.numericNotFinite, .numericOutOfRange, .amountTooPrecise, .rowShapeUnexpected]
            .contains(code)
    }
}
