package import Access
package import Domain

/// The chain over a clinic's audit trail: rows that nobody linked yet, links, and days' heads.
///
/// The session must be the clinic's. Links and heads are only ever added: the worker's role has no right to
/// more.
package struct AuditChainRepository: Sendable {
    package init() {}

    /// What links rows is alone with a clinic until its transaction ends; false when another is at it.
    package func lock(_ clinic: ClinicID, in transaction: some Transaction) throws -> Bool {
        try transaction.first(SQL.lock, .int(clinic.rawValue)) { try $0.bool(0) } == true
    }

    /// How far a clinic's rows are known to be complete, so that a pass need not look at all of them.
    package struct Mark: Sendable, Equatable {
        /// Every row up to this id that is ever committed is linked.
        package var completeUntil: Int64 = 0
        /// When no transaction before this one is open any more, every row up to `pendingUntil` is there.
        package var pendingTransaction: Int64?
        /// An id.
        package var pendingUntil: Int64?
        /// How far a day's look at every row has come; `nil` when none is under way.
        package var sweptUntil: Int64?
        /// Where a pass between such looks was cut off; `nil` when it was not.
        package var cutAt: Int64?

        package init() {}
    }

    /// How far the clinic's rows are known to be complete; nowhere before its first pass.
    package func mark(of clinic: ClinicID, from reader: some Reader) throws -> Mark {
        try reader.first(SQL.mark, .int(clinic.rawValue)) { row in
            var mark = Mark()
            mark.completeUntil = try row.int(0)
            mark.pendingTransaction = try row.optionalInt(1)
            mark.pendingUntil = try row.optionalInt(2)
            mark.sweptUntil = try row.optionalInt(3)
            mark.cutAt = try row.optionalInt(4)
            return mark
        } ?? Mark()
    }

    /// Keeps a mark, and when the clinic had its turn.
    package func keep(
        _ mark: Mark, of clinic: ClinicID, at now: Instant, in transaction: some Transaction
    ) throws {
        try transaction.execute(
            SQL.keep, with: .int(clinic.rawValue), .int(mark.completeUntil),
            .optional(mark.pendingTransaction), .optional(mark.pendingUntil),
            .optional(mark.sweptUntil), .optional(mark.cutAt), .instant(now))
    }

    /// What is in flight.
    package struct Horizon: Sendable, Equatable {
        /// Every transaction before it has ended.
        package let oldest: Int64
        /// No transaction from it on had begun to write.
        package let next: Int64
        /// The highest id of the clinic's rows that are seen.
        package let highestRow: Int64
    }

    /// What is in flight now, by the view of one statement.
    package func horizon(of clinic: ClinicID, from reader: some Reader) throws -> Horizon {
        let found = try reader.first(SQL.horizon, .int(clinic.rawValue)) {
            Horizon(oldest: try $0.int(0), next: try $0.int(1), highestRow: try $0.int(2))
        }
        guard let found else { throw AppError(.rowShapeUnexpected, "no horizon") }
        return found
    }

    /// The next rows of a clinic beyond an id: how many, at most so many, and the last one's id.
    package func slice(
        of clinic: ClinicID, beyond id: Int64, atMost limit: Int, from reader: some Reader
    ) throws -> (rows: Int, last: Int64) {
        let found = try reader.first(
            SQL.slice, .int(clinic.rawValue), .int(id), .int(Int64(limit))
        ) { (Int(try $0.int(0)), try $0.int(1)) }
        guard let found else { throw AppError(.rowShapeUnexpected, "no slice") }
        return found
    }

    /// Hands over rows between two ids, the second included, that have no link and whose transactions ended
    /// before the oldest open one, in the order of their ids.
    package func unlinked(
        of clinic: ClinicID, beyond low: Int64, upTo high: Int64, from reader: some Reader,
        each: (AuditLine) throws -> Void
    ) throws {
        try reader.rows(
            SQL.unlinked, [.int(clinic.rawValue), .int(low), .int(high)]
        ) { try each(Self.line($0)) }
    }

    /// Where the chain ends; `nil` before its first link.
    package func head(of clinic: ClinicID, from reader: some Reader) throws -> AuditHead? {
        try reader.first(SQL.head, .int(clinic.rawValue)) {
            AuditHead(number: try $0.int(0), hash: try Self.hash($0, 1))
        }
    }

    /// Adds links to the chain's end, one a row, in order.
    ///
    /// - Parameters:
    ///   - rows: their ids.
    ///   - hashes: 32 bytes each, the head before them first.
    ///   - number: of the head before them.
    ///   - clinic: whose.
    ///   - transaction: that has the lock.
    /// - Throws: `constraintViolated` when another link has the number or the row.
    package func link(
        _ rows: [Int64], _ hashes: [UInt8], after number: Int64, of clinic: ClinicID,
        in transaction: some Transaction
    ) throws {
        try transaction.execute(
            SQL.link, with: .int(clinic.rawValue), .int(number), .ints(rows), .bytes(hashes))
    }

    /// Hands over every row between two ids, the second included, in order.
    package func rows(
        of clinic: ClinicID, beyond low: Int64, upTo high: Int64, from reader: some Reader,
        each: (AuditLine) throws -> Void
    ) throws {
        try reader.stream(
            SQL.rows, [.int(clinic.rawValue), .int(low), .int(high)]
        ) { try each(Self.line($0)) }
    }

    /// As `rows`, of those that are linked with a number of a part of the chain, or recorded in a span of time
    /// and not linked at all.
    package func rows(
        of clinic: ClinicID, beyond low: Int64, upTo high: Int64, in part: Part,
        from reader: some Reader, each: (AuditLine) throws -> Void
    ) throws {
        try reader.stream(
            SQL.rowsOfPart,
            [
                .int(clinic.rawValue), .int(low), .int(high), .int(part.after), .int(part.upTo),
                .instant(part.from), .instant(part.until),
            ]
        ) { try each(Self.line($0)) }
    }

    /// A part of a chain: numbers beyond `after`, up to the second, and the time that it is about.
    package struct Part: Sendable {
        package let after: Int64
        package let upTo: Int64
        package let from: Instant
        package let until: Instant

        package init(after: Int64, upTo: Int64, from: Instant, until: Instant) {
            (self.after, self.upTo) = (after, upTo)
            (self.from, self.until) = (from, until)
        }
    }

    /// The next links by the ids of their rows and then by number, of a part or of all: a window.
    package func links(
        of clinic: ClinicID, beyond last: AuditLink?, after number: Int64, upTo highest: Int64,
        atMost limit: Int
    ) -> (statement: SQL, parameters: [Value]) {
        (
            .links,
            [
                .int(clinic.rawValue), .int(last?.row ?? Self.lowest), .int(Int64(limit)),
                .int(number), .int(highest), .int(last?.number ?? 0),
            ]
        )
    }

    /// Below every id but one that no sequence gives.
    package static let lowest = Int64.min

    /// A row of `links`.
    package static func link(_ row: Row) throws -> AuditLink {
        AuditLink(
            number: try row.int(0), row: try row.int(1), previous: try hash(row, 2),
            hash: try hash(row, 3))
    }

    static func hash(_ row: Row, _ column: Int) throws(AppError) -> Hash256 {
        let bytes = row.bytes(column)
        guard bytes.count == 32, let base = bytes.baseAddress else {
            throw AppError(.rowShapeUnexpected, "column \(column + 1) is not a SHA-256")
        }
        return Hash256(base)
    }

    private static func line(_ row: Row) throws(AppError) -> AuditLine {
        AuditLine(
            clinic: ClinicID(rawValue: try row.int(0)), id: try row.int(1),
            userID: try row.optionalInt(2), recordedSince2000: try row.int(5),
            login: row.bytes(3), role: row.bytes(4), entity: row.bytes(6), entityID: row.bytes(7),
            action: row.bytes(8), before: json(row, 9), after: json(row, 10),
            requestID: row.isNull(11) ? nil : row.bytes(11))
    }

    /// `jsonb` without the byte of its version.
    private static func json(_ row: Row, _ column: Int) -> UnsafeRawBufferPointer? {
        row.isNull(column) ? nil : UnsafeRawBufferPointer(rebasing: row.bytes(column).dropFirst())
    }
}
