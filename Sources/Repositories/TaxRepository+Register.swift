package import Access
package import Domain

/// The register of documents, added up by the database from the documents' own totals.
///
/// What a document in an unknown currency adds is left out: it is not computed either.
extension TaxRepository {
    /// By currency: documents whose tax point lies in the period.
    package func register(
        of clinic: Clinic, in period: Period, late: LatePostings, from snapshot: some Snapshot
    ) throws -> [TaxRegister] {
        try snapshot.all(SQL.register, with: Self.parameters(clinic, period, late)) {
            row -> TaxRegister? in
            guard let currency = try Self.currency(row, 0) else { return nil }
            return TaxRegister(
                currency: currency, documents: Int(try row.int(1)), lines: Int(try row.int(2)),
                total: try Self.total(row, 3), wrongGross: Int(try row.int(5)),
                firstWrongGross: try row.optionalText(6))
        }.compactMap(\.self)
    }

    /// By currency: what is issued in the period, and what tax points move in and out.
    package func moves(
        of clinic: Clinic, in period: Period, late: LatePostings, from snapshot: some Snapshot
    ) throws -> [TaxMoves] {
        let issued = late.side(.invoice, in: period).values
        return try snapshot.all(SQL.moves, with: Self.parameters(clinic, period, late) + issued) {
            row -> TaxMoves? in
            guard let currency = try Self.currency(row, 0) else { return nil }
            return TaxMoves(
                currency: currency, issued: try Self.total(row, 1),
                movedIn: try Self.total(row, 3), movedOut: try Self.total(row, 5))
        }.compactMap(\.self)
    }

    /// By currency and month: the period's months, and those before it up to twelve in all.
    package func months(
        of clinic: Clinic, through period: Period, late: LatePostings, from snapshot: some Snapshot
    ) throws -> [TaxMonth] {
        let span = try PostingRepository.months(through: period)
        let days = Value.texts(late.side(.taxPoint, in: span).days.map(\.description))
        return try snapshot.all(SQL.months, with: Self.parameters(clinic, span, late) + [days]) {
            row -> TaxMonth? in
            guard let currency = try Self.currency(row, 1) else { return nil }
            return TaxMonth(
                first: try row.day(0), currency: currency, documents: Int(try row.int(2)),
                total: try Self.total(row, 3))
        }.compactMap(\.self)
    }

    private static func total(_ row: Row, _ column: Int) throws(AppError) -> TaxTotal {
        TaxTotal(net: try row.numeric(column), tax: try row.numeric(column + 1))
    }

    private static func currency(_ row: Row, _ column: Int) throws(AppError) -> Currency? {
        let code = try row.text(column)
        return try? Currency(code: code)
    }

    /// The parameters of statements that read the documents of a period by their tax point.
    static func parameters(
        _ clinic: Clinic, _ period: Period, _ late: LatePostings
    ) -> [Value] {
        [.int(clinic.id.rawValue), .day(period.from), .day(period.until)]
            + late.side(.taxPoint, in: period).values
    }
}
