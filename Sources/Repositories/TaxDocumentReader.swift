import Access
import Domain

/// Gathers the rows of `TaxRepository.SQL.documents` into whole documents.
///
/// A row is one component of one line; a document's and a line's own columns are read once.
struct TaxDocumentReader {
    private let clinic: Clinic
    private let rules: TaxRules
    /// By credit note: lines of the earlier ones of its invoice, or what is wrong with them.
    private let earlier: [Int64: Result<[CreditedLine], AppError>]
    private(set) var batch: TaxBatch
    private var document: Int64?
    private var line: Int64?
    private var currency: Currency
    /// The document that is passed over because it cannot be read.
    private var refused: Int64?

    init(
        clinic: Clinic, rules: TaxRules,
        earlier: [Int64: Result<[CreditedLine], AppError>]
    ) {
        self.earlier = earlier
        self.clinic = clinic
        self.rules = rules
        batch = TaxBatch(rules)
        currency = clinic.currency
    }

    var lineCount: Int { batch.lines.count }

    /// Forgets the documents read; the next row must begin one.
    mutating func empty() { batch.removeAll() }

    func beginsDocument(_ row: Row) throws(AppError) -> Bool { try row.int(1) != document }

    /// Reads a row; a document that cannot be read is refused by itself.
    ///
    /// - Throws: `tenantMismatch`, `rowShapeUnexpected`.
    mutating func read(_ row: Row) throws(AppError) {
        // Every row: ids are unique within a clinic only, so a row of another clinic could pass
        // for one more component of this line (I7).
        try clinic.id.assertOwns(row, "invoice_line")
        let lineID = try row.int(2)
        let begins = try beginsDocument(row)
        if !begins, refused == document { return }
        do {
            if begins { try beginDocument(row) }
            if lineID != line { try beginLine(row, lineID) }
            guard !row.isNull(17) else { return }
            batch.charge(
                component: batch.component(named: row.bytes(17)),
                tax: try amount(row, 18))
        } catch let error where error.concernsOneDocument {
            try refuse(row, error)
        }
    }

    /// Keeps what is wrong with a document, by the numbers that people know it by.
    private mutating func refuse(_ row: Row, _ error: AppError) throws(AppError) {
        let (id, number) = (try row.int(1), try row.text(3))
        let position = Int32(clamping: try row.int(9))
        refused = id
        batch.refuse(
            .of(id, number, line: position, error, "document \(number), line \(position)"))
    }

    private mutating func beginDocument(_ row: Row) throws(AppError) {
        document = try row.int(1)
        line = nil
        if !row.bytes(6).elementsEqual(currency.code.utf8) {
            currency = try Currency(code: try row.text(6))
        }
        batch.begin(
            id: document ?? 0, number: try row.text(3), isCredit: try row.bool(4),
            rateDay: try row.day(5), taxPoint: try row.day(21), currency: currency,
            exchangeRate: currency == clinic.currency ? 1_000_000_000 : try row.rate(20) ?? 0,
            net: try amount(row, 7), tax: try amount(row, 8))
        guard let known = earlier[document ?? 0] else { return }
        batch.cumulate(with: try known.get())
    }

    /// Money within the bound, in minor units.
    private func amount(_ row: Row, _ column: Int) throws(AppError) -> Int64 {
        let minor = try row.minor(column, digits: currency.exponent)
        guard minor.magnitude <= TaxRepository.largestAmount else {
            throw AppError(.numericOutOfRange, "column \(column)")
        }
        return minor
    }

    private mutating func beginLine(_ row: Row, _ id: Int64) throws(AppError) {
        line = id
        let quantity = try row.minor(13, digits: 3)
        guard quantity >= 0 else {
            throw AppError(.lineQuantityNegative, "quantity \(try row.numeric(13).reduced)")
        }
        batch.line(
            id: id, position: Int32(clamping: try row.int(9)),
            codeIndex: rules.index(ofCodeID: try row.optionalInt(10)),
            net: try amount(row, 11), tax: try amount(row, 12), quantity: quantity,
            baseQuantity: try row.minor(14, digits: 3),
            listPrice: try row.minor(15, digits: 4), unitPrice: try row.minor(16, digits: 4),
            credited: try row.optionalInt(19) ?? 0)
    }
}
