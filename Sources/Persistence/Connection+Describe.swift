import Access
import CPostgres
import Domain

extension Connection {
    /// The columns that a statement would give; it is prepared and not run.
    ///
    /// - Throws: `StatementFault` when the server does not take it; the transaction is aborted then.
    func columns(of sql: String, _ parameters: [Value]) throws -> [ResultColumn] {
        startDeadline()
        let sent = BoundParameters(parameters).withPointers { types, _, _, _ in
            PQsendPrepare(handle, "", sql, Int32(parameters.count), types)
        }
        guard sent == 1 else { throw ServerError.broken(handle, on: alias) }
        _ = try describe()
        guard PQsendDescribePrepared(handle, "") == 1 else {
            throw ServerError.broken(handle, on: alias)
        }
        return try describe()
    }

    private func describe() throws -> [ResultColumn] {
        try flush()
        var columns: [ResultColumn] = []
        var failure: (any Error)?
        while let result = try nextResult() {
            defer { PQclear(result) }
            guard PQresultStatus(result) == PGRES_COMMAND_OK else {
                failure = failure ?? ServerError.fault(result, handle, on: alias)
                continue
            }
            columns = (0..<PQnfields(result)).map { column in
                ResultColumn(
                    PQfname(result, column).map { String(cString: $0) } ?? "",
                    Self.kind(PQftype(result, column)))
            }
        }
        if let failure { throw failure }
        return columns
    }

    /// By the numbers of built-in types, which never change.
    ///
    /// Source: PostgreSQL, `pg_type.dat`.
    private static func kind(_ type: Oid) -> ResultColumn.Kind {
        switch type {
        case 16: .boolean
        case 20, 21, 23: .integer
        case 18, 19, 25, 1042, 1043: .text
        case 1082: .day
        case 1184: .instant
        case 1700: .decimal
        default: .other(type)
        }
    }
}
