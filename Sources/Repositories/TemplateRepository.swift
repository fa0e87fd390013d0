package import Access
package import Domain

/// Reads what the queries of templates ask for.
package struct TemplateRepository: Sendable {
    package init() {}

    /// The columns of a template's query, by asking the server; nothing is run.
    ///
    /// - Throws: `StatementFault` when the server does not take it.
    package func columns(
        of query: String, from snapshot: some Snapshot
    ) throws -> [ResultColumn] {
        let day = Day(number: 0)
        return try snapshot.columns(
            of: TemplateStatement(rawValue: query),
            [.int(0), .day(day), .day(day), .text(""), .bool(false)]
                + LatePostings().table)
    }

    /// The key of the names that files have for persons, 32 bytes.
    ///
    /// - Throws: `schemaMissing` when somebody took it away: names without a key would hide nobody.
    package func pseudonymKey(from reader: some Reader) throws -> [UInt8] {
        guard let key = try reader.first(SQL.pseudonymKey, decode: { Array($0.bytes(0)) }) else {
            throw AppError(.schemaMissing, "worker.pseudonym_key is empty")
        }
        return key
    }

    /// Rows of a template's query, in its order, the clinic's column first.
    ///
    /// - Parameters:
    ///   - query: with `$1` to `$8` for clinic, first day, first day no more, time zone, whether
    ///     persons are named, and late documents with their days.
    ///   - columns: as the server describes them.
    ///   - clinic: whose rows; another's is refused (I7).
    ///   - period: of which days.
    ///   - late: where late documents post.
    ///   - snapshot: of a replica.
    ///   - name: of the template, for errors.
    ///   - saysNames: whether persons are named.
    ///   - take: takes each row.
    /// - Throws: `tenantMismatch`, `rowShapeUnexpected`, or what `take` throws.
    package func rows(
        _ query: String, _ columns: [ResultColumn], of clinic: Clinic, in period: Period,
        late: LatePostings, from snapshot: some Snapshot, named name: String, saysNames: Bool,
        each take: ([ReportValue]) throws -> Void
    ) throws {
        let parameters: [Value] =
            [
                .int(clinic.id.rawValue), .day(period.from), .day(period.until),
                .text(clinic.timeZone),
                .bool(saysNames),
            ] + late.table
        try stream(query, parameters, of: clinic, from: snapshot, named: name) { row in
            let owner = try row.int(0)
            guard owner == clinic.id.rawValue else {
                throw AppError(
                    .tenantMismatch,
                    "template \(name), wanted \(clinic.id.rawValue), got \(owner)")
            }
            var values: [ReportValue] = []
            values.reserveCapacity(columns.count)
            for (index, column) in columns.enumerated() {
                values.append(try Self.value(row, index, column.kind))
            }
            try take(values)
        }
    }

    /// The statement's own failures bear the template's name; no query of its can leave the clinic.
    private func stream(
        _ query: String, _ parameters: [Value], of clinic: Clinic, from snapshot: some Snapshot,
        named name: String, each: (Row) throws -> Void
    ) throws {
        do {
            try snapshot.stream(
                TemplateStatement(rawValue: query), parameters, each: each)
        } catch let error as AppError where [.queryFailed, .zoneUnknown].contains(error.code) {
            throw AppError(.queryFailed, "template \(name), \(error.context)")
        }
        let standing = try snapshot.first(SQL.clinic) { try $0.text(0) }
        guard standing == "\(clinic.id.rawValue)" else {
            throw AppError(.tenantMismatch, "template \(name) left clinic \(clinic.id.rawValue)")
        }
    }

    package enum SQL: String, Statement {
        /// Whose rows row-level security shows.
        case pseudonymKey = "SELECT key FROM worker.pseudonym_key"
        case clinic = "SELECT current_setting('evclinic.clinic')"
    }

    private static func value(
        _ row: Row, _ index: Int, _ kind: ResultColumn.Kind
    ) throws(AppError) -> ReportValue {
        guard !row.isNull(index) else { return .null }
        switch kind {
        case .text: return .text(try row.text(index))
        case .integer: return .integer(try row.int(index))
        case .decimal: return .decimal(try row.numeric(index))
        case .day: return .day(try row.day(index))
        case .instant: return .instant(try row.instant(index))
        case .boolean: return .boolean(try row.bool(index))
        case .other:
            throw AppError(.rowShapeUnexpected, "column \(index + 1) is of a type no report shows")
        }
    }
}

/// The query of a template: the one statement that is not written in this room.
private struct TemplateStatement: Statement {
    static let allCases: [TemplateStatement] = []
    let rawValue: String
}
