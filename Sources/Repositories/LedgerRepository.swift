package import Access
package import Domain

/// The ledger as people ask it: what ran, why, and what did not.
package struct LedgerRepository: Sendable {
    package init() {}

    /// A run as a list shows it.
    package struct Entry: Sendable, Equatable {
        package let run: RunID
        package let job: String
        /// `nil`, like the slug, for a run of all clinics together.
        package let clinicID: ClinicID?
        package let clinic: String?
        package let period: String
        package let revision: Int
        package let reason: String
        package let requestedBy: String
        /// Of the queue while it stands there, else of the ledger.
        package let state: String
        package let attempts: Int
        package let dueAt: Instant
        package let finishedAt: Instant?
        package let breaks: Int?
        package let tiesFailed: Int?
        package let step: String?
        package let rowsDone: Int?
        package let rowsExpected: Int?
        package let errorCode: String?
        package let waitingFor: String?
    }

    /// What a list is narrowed to; `nil` is everything.
    package struct Filter: Sendable {
        package let job: String?
        package let clinic: String?
        package let period: String?
        package let state: String?
        /// Runs that this one made.
        package let parent: RunID?
        package let limit: Int

        package init(
            job: String? = nil, clinic: String? = nil, period: String? = nil,
            state: String? = nil, parent: RunID? = nil, limit: Int = 50
        ) {
            self.parent = parent
            self.job = job
            self.clinic = clinic
            self.period = period
            self.state = state
            self.limit = limit
        }
    }

    /// Runs, newest first.
    package func entries(_ filter: Filter, from reader: some Reader) throws -> [Entry] {
        try entries(filter, nil, from: reader)
    }

    /// One run.
    ///
    /// - Throws: `runUnknown` when the ledger has no such number.
    package func entry(_ run: RunID, from reader: some Reader) throws -> Entry {
        guard let found = try entries(.init(limit: 1), [run], from: reader).first else {
            throw AppError(.runUnknown, "number \(run.rawValue)")
        }
        return found
    }

    /// Those of the runs, or of all, that the filter lets pass.
    private func entries(
        _ filter: Filter, _ runs: [RunID]?, from reader: some Reader
    ) throws -> [Entry] {
        try reader.all(
            SQL.list, .optional(filter.job), .optional(filter.clinic), .optional(filter.period),
            .optional(filter.state), .int(Int64(filter.limit)),
            runs.map { .ints($0.map(\.rawValue)) } ?? .null,
            .optional(filter.parent?.rawValue), decode: Self.entry)
    }

    private static func entry(_ row: Row) throws -> Entry {
        Entry(
            run: RunID(rawValue: try row.int(0)), job: try row.text(1),
            clinicID: try row.optionalInt(15).map(ClinicID.init(rawValue:)),
            clinic: try row.optionalText(2), period: try row.text(3),
            revision: Int(try row.int(4)), reason: try row.text(16),
            requestedBy: try row.text(17), state: try row.text(5), attempts: Int(try row.int(6)),
            dueAt: try row.instant(7), finishedAt: try row.optionalInstant(8),
            breaks: try row.optionalInt(9).map(Int.init),
            tiesFailed: try row.optionalInt(18).map(Int.init), step: try row.optionalText(10),
            rowsDone: try row.optionalInt(11).map(Int.init),
            rowsExpected: try row.optionalInt(12).map(Int.init),
            errorCode: try row.optionalText(13), waitingFor: try row.optionalText(14))
    }

    /// One line of a run's story.
    package struct Chapter: Sendable, Equatable {
        package let at: Instant
        package let event: String
        package let detail: String
    }

    /// A run's whole story, in order of time: why it was due, each attempt, each decision, its files.
    package func story(of run: RunID, from reader: some Reader) throws -> [Chapter] {
        try reader.all(SQL.story, .int(run.rawValue)) { row in
            Chapter(at: try row.instant(0), event: try row.text(1), detail: try row.text(2))
        }
    }

    /// A due time without a result.
    package struct Missing: Sendable, Equatable {
        package let job: String
        package let clinic: String?
        package let period: String
        package let dueAt: Instant
        /// `expected`, `skipped`, or the run's state.
        package let state: String
        package let run: RunID?
        package let why: String?
    }

    /// What should have run and did not, oldest first: I10 is this one query.
    ///
    /// - Parameters:
    ///   - since: due times before it are history.
    ///   - graceSeconds: what came due later than so before now is still on its way.
    ///   - reader: the primary or a replica.
    /// - Returns: due times that nobody decided, that policy left out for being missed, and whose
    ///   run has no result.
    /// - Throws: what the database throws.
    package func missing(
        since: Instant, graceSeconds: Int, from reader: some Reader
    ) throws -> [Missing] {
        try reader.all(SQL.missing, .instant(since), .int(Int64(graceSeconds))) { row in
            Missing(
                job: try row.text(0), clinic: try row.optionalText(1), period: try row.text(2),
                dueAt: try row.instant(3), state: try row.text(4),
                run: try row.optionalInt(5).map(RunID.init(rawValue:)),
                why: try row.optionalText(6))
        }
    }

    /// The last event of the ledger, for `failed`.
    package func lastEvent(from reader: some Reader) throws -> Int64 {
        try reader.first(SQL.lastEvent) { try $0.int(0) } ?? 0
    }

    /// Runs that have ended without a result since then, or whose files have no place, newest first.
    ///
    /// - Parameters:
    ///   - begin: by the database's clock.
    ///   - event: the last one that is not looked at.
    ///   - reader: the primary.
    /// - Returns: by number, the newest first.
    /// - Throws: what the database throws.
    package func failed(
        since begin: Instant, after event: Int64, from reader: some Reader
    ) throws -> [Entry] {
        let runs = try reader.all(SQL.failed, .instant(begin), .int(event)) {
            RunID(rawValue: try $0.int(0))
        }
        return runs.isEmpty ? [] : try entries(.init(limit: runs.count), runs, from: reader)
    }

    /// Asks for the end of a run and of those that it made: at once where nobody works on it, else
    /// its executor is told.
    ///
    /// - Returns: `asked` while an executor has one, else `cancelled`; `nil` when none is queued.
    package func cancel(
        _ run: RunID, by login: String, in transaction: some Transaction
    ) throws -> String? {
        try transaction.first(SQL.cancel, .int(run.rawValue), .text(login)) { try $0.text(0) }
    }

    /// Queues the newest revision of a run's series, as if it had never been tried; one that waits
    /// for its next try goes on at once.
    ///
    /// - Parameters:
    ///   - run: any revision.
    ///   - login: who asks.
    ///   - priority: of its job.
    ///   - attemptsMax: tries.
    ///   - timeoutSeconds: of one attempt.
    ///   - transaction: on the primary.
    /// - Returns: the run that was queued; `nil` when it is at work, waits, or is due already.
    /// - Throws: what the database throws.
    package func retry(
        _ run: RunID, by login: String, priority: Int, attemptsMax: Int, timeoutSeconds: Int,
        in transaction: some Transaction
    ) throws -> RunID? {
        try transaction.first(
            SQL.retry, .int(run.rawValue), .text(login), .int(Int64(priority)),
            .int(Int64(attemptsMax)), .int(Int64(timeoutSeconds))
        ) { RunID(rawValue: try $0.int(0)) }
    }
}
