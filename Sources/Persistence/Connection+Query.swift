package import Access
import CPostgres
import Domain
import Glibc

extension Connection {
    /// Runs one statement with bound parameters and hands over its rows; returns rows touched.
    ///
    /// It may take `seconds`, or what the connection's limits say.
    @discardableResult
    package func query(
        _ sql: String, _ parameters: [Value] = [], within seconds: Int? = nil,
        each: (Row) throws -> Void = { _ in }
    ) throws -> Int {
        try send(sql, parameters, within: seconds)
        return try collect(each)
    }

    /// Has the server begin a statement; `receiveSent` or `abandonSent` must follow.
    func send(_ sql: String, _ parameters: [Value], within seconds: Int? = nil) throws {
        startDeadline(seconds)
        let bound = BoundParameters(parameters)
        let sent = bound.withPointers { types, values, lengths, formats in
            PQsendQueryParams(
                handle, sql, Int32(parameters.count), types, values, lengths, formats, 1)
        }
        guard sent == 1 else { throw ServerError.broken(handle, on: alias) }
        try flush()
    }

    /// Takes the rows of what was sent, which has its whole time from now on.
    func receiveSent(_ each: (Row) throws -> Void) throws {
        startDeadline()
        try collect(each)
    }

    /// Ends what was sent, if it is still under way.
    func abandonSent() {
        if isOpen, PQtransactionStatus(handle) == PQTRANS_ACTIVE { abandon() }
    }

    /// Runs statements without parameters, several in one round trip.
    package func script(_ sql: String) throws {
        startDeadline()
        guard PQsendQuery(handle, sql) == 1 else { throw ServerError.broken(handle, on: alias) }
        try flush()
        try collect { _ in }
    }

    /// The next result, or `nil` when the statement is over.
    func nextResult() throws -> OpaquePointer? {
        while PQisBusy(handle) == 1 { try wait(for: POLLIN) }
        return PQgetResult(handle)
    }

    /// Takes every result of what was sent; the first error wins, and the connection stays usable.
    @discardableResult
    func collect(_ each: (Row) throws -> Void) throws -> Int {
        var touched = 0
        var failure: (any Error)?
        while let result = try nextResult() {
            defer { PQclear(result) }
            do {
                if failure == nil { touched = try consume(result, each) }
            } catch { failure = error }
        }
        if let failure { throw failure }
        return touched
    }

    private func consume(_ result: OpaquePointer, _ each: (Row) throws -> Void) throws -> Int {
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK: try deliver(result, each)
        case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: break
        case PGRES_COPY_OUT, PGRES_COPY_IN, PGRES_COPY_BOTH:
            // Its result would come again and again.
            abandon()
            throw AppError(.queryFailed, "\(alias), COPY goes through stream or load")
        default: throw ServerError.statement(result, handle, on: alias)
        }
        return PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
    }

    private func deliver(_ result: OpaquePointer, _ each: (Row) throws -> Void) throws {
        let columns = PQnfields(result)
        try withUnsafeTemporaryAllocation(of: Row.Field.self, capacity: max(1, Int(columns))) {
            fields in
            guard let base = fields.baseAddress else { return }
            for row in 0..<PQntuples(result) {
                for column in 0..<columns {
                    let null = PQgetisnull(result, row, column) == 1
                    (base + Int(column)).initialize(
                        to: Row.Field(
                            start: UnsafeRawPointer(PQgetvalue(result, row, column)),
                            length: null ? -1 : PQgetlength(result, row, column)))
                }
                try each(Row(fields: base, count: Int(columns)))
            }
        }
    }
}
