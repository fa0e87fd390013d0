package import Access
package import Domain

/// Runs over a range of periods, made a few at a time: planned, seen, stopped and taken up again.
package struct BackfillRepository: Sendable {
    package init() {}

    /// Which runs of the range are wanted.
    package enum Selection: String, CaseIterable, Sendable {
        /// Those that have no result and were never tried.
        case missing
        /// Those that ended without a result.
        case failed
        /// Those that have a result: computed again, and recorded where it differs.
        case changed
        case all
    }

    /// A run that a backfill is to make.
    package struct Part: Sendable, Equatable {
        package let clinic: ClinicID
        package let slug: String
        package let zone: String
        package let fiscalStartMonth: Int
        package let period: String
        /// Of the newest revision; `nil` when there is none.
        package let state: String?
    }

    /// Those of clinics × periods that are wanted, by period, then slug.
    ///
    /// - Parameters:
    ///   - job: its name.
    ///   - pairs: clinics with the names of their periods.
    ///   - selection: which of them.
    ///   - reader: the primary.
    /// - Returns: each with the state of its newest run.
    /// - Throws: what the database throws.
    package func parts(
        of job: String, _ pairs: [(clinic: ClinicID, period: String)], _ selection: Selection,
        from reader: some Reader
    ) throws -> [Part] {
        try reader.all(
            SQL.parts, .text(job), .ints(pairs.map(\.clinic.rawValue)),
            .texts(pairs.map(\.period)), .text(selection.rawValue), decode: Self.part)
    }

    private static func part(_ row: Row) throws -> Part {
        Part(
            clinic: ClinicID(rawValue: try row.int(0)), slug: try row.text(1),
            zone: try row.text(2), fiscalStartMonth: Int(try row.int(3)),
            period: try row.text(4), state: try row.optionalText(5))
    }

    /// Writes a backfill down.
    ///
    /// - Returns: its number.
    package func make(
        of job: String, periods: String, _ selection: Selection, concurrency: Int,
        by login: String, _ parts: [Part], in transaction: some Transaction
    ) throws -> Int64 {
        let made = try transaction.first(
            SQL.make, .text(job), .text(periods), .text(selection.rawValue),
            .int(Int64(concurrency)), .text(login), .ints(parts.map(\.clinic.rawValue)),
            .texts(parts.map(\.period))
        ) { try $0.int(0) }
        guard let made else { throw AppError(.rowShapeUnexpected, "a backfill has no number") }
        return made
    }

    /// A backfill whose next runs may be queued.
    package struct Open: Sendable, Equatable {
        package let id: Int64
        package let job: String
        package let requestedBy: String
        /// So many more at once.
        package let room: Int
    }

    /// Notes which runs have ended, ends backfills that are through, and numbers the others.
    package func open(in transaction: some Transaction) throws -> [Int64] {
        try transaction.execute(SQL.endParts, [])
        try transaction.execute(SQL.end, [])
        return try transaction.all(SQL.open) { try $0.int(0) }
    }

    /// A backfill that is ours until the transaction ends; `nil` when another process has it, or
    /// when it has no room for a further run.
    package func lock(_ id: Int64, in transaction: some Transaction) throws -> Open? {
        guard try transaction.first(SQL.lock, .int(id), decode: { try $0.int(0) }) != nil else {
            return nil
        }
        let found = try transaction.first(SQL.room, .int(id)) { row in
            Open(
                id: try row.int(0), job: try row.text(1), requestedBy: try row.text(2),
                room: Int(try row.int(3)))
        }
        return found.flatMap { $0.room > 0 ? $0 : nil }
    }

    /// Clinics that it has runs of.
    package func clinics(of id: Int64, from reader: some Reader) throws -> [ClinicID] {
        try reader.all(SQL.clinics, .int(id)) { ClinicID(rawValue: try $0.int(0)) }
    }

    /// Its next runs, in order.
    package func next(of backfill: Open, in transaction: some Transaction) throws -> [Part] {
        try transaction.all(
            SQL.next, .int(backfill.id), .int(Int64(backfill.room)), decode: Self.part)
    }

    /// Notes that runs were queued.
    package func noteQueued(
        _ parts: [Part], of backfill: Open, in transaction: some Transaction
    ) throws {
        for statement in [SQL.queued, .unmade] {
            try transaction.execute(
                statement, with: .int(backfill.id), .ints(parts.map(\.clinic.rawValue)),
                .texts(parts.map(\.period)))
        }
    }

    /// A backfill as a list shows it.
    package struct Entry: Sendable, Equatable {
        package let id: Int64
        package let job: String
        package let periods: String
        package let selection: String
        package let concurrency: Int
        package let requestedBy: String
        package let createdAt: Instant
        package let endedAt: Instant?
        package let planned: Int
        package let queued: Int
        package let done: Int
        package let failed: Int
    }

    /// Backfills, newest first, or the one of that number.
    ///
    /// - Throws: `backfillUnknown`.
    package func entries(_ id: Int64? = nil, from reader: some Reader) throws -> [Entry] {
        let found = try reader.all(SQL.list, .optional(id)) { row in
            Entry(
                id: try row.int(0), job: try row.text(1), periods: try row.text(2),
                selection: try row.text(3), concurrency: Int(try row.int(4)),
                requestedBy: try row.text(5), createdAt: try row.instant(6),
                endedAt: try row.optionalInstant(7), planned: Int(try row.int(8)),
                queued: Int(try row.int(9)), done: Int(try row.int(10)),
                failed: Int(try row.int(11)))
        }
        if let id, found.isEmpty { throw AppError(.backfillUnknown, "number \(id)") }
        return found
    }

    /// Queues no more of it; runs at hand go on.
    ///
    /// - Returns: how many were left.
    package func cancel(_ id: Int64, in transaction: some Transaction) throws -> Int {
        _ = try entries(id, from: transaction)
        return try transaction.first(SQL.cancel, .int(id)) { Int(try $0.int(0)) } ?? 0
    }

    /// Takes up what has no result.
    ///
    /// - Returns: how many.
    package func resume(_ id: Int64, in transaction: some Transaction) throws -> Int {
        _ = try entries(id, from: transaction)
        return try transaction.first(SQL.resume, .int(id)) { Int(try $0.int(0)) } ?? 0
    }
}
