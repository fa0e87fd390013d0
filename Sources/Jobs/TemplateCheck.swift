package import Access
import Domain
import Repositories
package import Services

/// Holds a template's queries against what a server says of them, without running one.
package struct TemplateCheck {
    private let template: ReportTemplate
    private let rows = TemplateRepository()

    package init(_ template: ReportTemplate) { self.template = template }

    /// The columns of its query, the clinic's first.
    ///
    /// - Throws: `templateInvalid` for what the server does not take, with line and column, for a
    ///   column that lacks, stands twice, or is of another type than the sheet says.
    package func columns(from snapshot: some Snapshot) throws -> [ResultColumn] {
        let query = template.query
        let columns = try described(query, from: snapshot)
        for column in template.columns {
            let found = try found(column.name, in: columns, of: query)
            guard column.kind.takes(found.kind) else {
                throw fault(
                    query,
                    "column \(column.name) is \(found.kind.words), "
                        + "the sheet says \(column.kind.rawValue)")
            }
        }
        for name in template.columns.flatMap(\.persons) {
            guard try found(name, in: columns, of: query).kind == .integer else {
                throw fault(query, "the number of persons, column \(name), is no integer")
            }
        }
        if let name = template.currency {
            guard try found(name, in: columns, of: query).kind == .text else {
                throw fault(query, "the currency, column \(name), is no text")
            }
        }
        for name in query.order where Int(name) == nil {
            _ = try found(name, in: columns, of: query)
        }
        return columns
    }

    /// The columns of the query of its ties.
    ///
    /// - Throws: as `columns(from:)`.
    package func columns(
        ofTies ties: ReportTemplate.Ties, from snapshot: some Snapshot
    ) throws -> [ResultColumn] {
        let columns = try described(ties.query, from: snapshot)
        for tie in ties.names {
            let kind = try found(tie.column, in: columns, of: ties.query).kind
            guard [.integer, .decimal].contains(kind) else {
                throw fault(ties.query, "column \(tie.column) is \(kind.words), no number")
            }
        }
        if let name = template.currency { _ = try found(name, in: columns, of: ties.query) }
        return columns
    }

    /// Asks for all of it.
    package func run(from snapshot: some Snapshot) throws {
        _ = try columns(from: snapshot)
        if let ties = template.ties { _ = try columns(ofTies: ties, from: snapshot) }
    }

    private func described(
        _ query: ReportQuery, from snapshot: some Snapshot
    ) throws -> [ResultColumn] {
        let columns: [ResultColumn]
        do { columns = try rows.columns(of: query.statement, from: snapshot) } catch let error
            as StatementFault
        {
            throw query.fault(error)
        }
        guard let first = columns.first, first.name == "clinic_id", first.kind == .integer else {
            throw fault(query, "its first column is clinic_id, by which each row is known")
        }
        for (index, column) in columns.enumerated() {
            guard !columns[..<index].contains(where: { $0.name == column.name }) else {
                throw fault(query, "two columns are called \(AppError.quoted(column.name))")
            }
        }
        return columns
    }

    private func found(
        _ name: String, in columns: [ResultColumn], of query: ReportQuery
    ) throws(AppError) -> ResultColumn {
        if let column = columns.first(where: { $0.name == name }) { return column }
        let hint = nearestHint(to: name, among: columns.map(\.name))
        throw fault(
            query,
            "it gives no column \(AppError.quoted(name))\(hint)")
    }

    private func fault(_ query: ReportQuery, _ what: String) -> AppError {
        AppError(.templateInvalid, "\(query.path):1:1 \(what)")
    }
}

extension ReportQuery {
    /// The server's word at its place in the file; parameters are longer in the statement.
    fileprivate func fault(_ error: StatementFault) -> AppError {
        guard let position = error.position else {
            return AppError(.templateInvalid, "\(path):1:1 \(error.sentence)")
        }
        return TemplateSQL.fault(self, at: position, error.sentence)
    }
}

extension ReportTemplate.Kind {
    fileprivate func takes(_ kind: ResultColumn.Kind) -> Bool {
        switch self {
        case .text: kind == .text
        case .integer: kind == .integer
        case .decimal: kind == .decimal || kind == .integer
        case .money: kind == .decimal
        case .day: kind == .day
        case .instant: kind == .instant
        case .boolean: kind == .boolean
        }
    }
}

extension ResultColumn.Kind {
    fileprivate var words: String {
        switch self {
        case .text: "text"
        case .integer: "integer"
        case .decimal: "numeric"
        case .day: "date"
        case .instant: "timestamptz"
        case .boolean: "boolean"
        case .other: "of a type that no report shows"
        }
    }
}
