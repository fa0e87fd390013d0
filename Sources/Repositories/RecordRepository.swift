package import Access
package import Domain

/// Recording a result behind the fencing token: the revision, its files, and the attempt's end.
package struct RecordRepository: Sendable {
    package init() {}

    /// A file as the ledger knows it.
    package struct File: Sendable, Equatable {
        /// `workbook`, `csv:tax-summary`, `manifest` …: what the file is of its run.
        package let role: String
        package let folder: String
        package let name: String
        package let temporary: String
        package let sha256: String
        package let bytes: Int64
        package let rows: Int64

        package init(
            role: String, folder: String, name: String, temporary: String, sha256: String,
            bytes: Int64, rows: Int64
        ) {
            self.role = role
            self.folder = folder
            self.name = name
            self.temporary = temporary
            self.sha256 = sha256
            self.bytes = bytes
            self.rows = rows
        }
    }

    /// The series under our token, locked until the transaction ends.
    package struct Series: Sendable, Equatable {
        package let run: RunID
        package let revision: Int
        /// `nil` while the run has no result.
        package let digest: String?
        /// Whether it was adopted from its manifest, which has no rows of its result.
        package let lacksRows: Bool
    }

    /// Locks the series, if the claim's token is still the highest (I4).
    ///
    /// A report outlives a promotion, and its result is right; but a primary that the promotion
    /// replaced must not record it, for the next one would know nothing of its files.
    ///
    /// - Parameters:
    ///   - claim: the claim under whose token is recorded.
    ///   - timeline: the latest that the report's server was seen on.
    ///   - transaction: the one that records.
    /// - Returns: the series, as it stands now.
    /// - Throws: `leaseLost`, `primaryDemoted`.
    package func lock(
        _ claim: RunRepository.Claim, since timeline: Int64, in transaction: some Transaction
    ) throws -> Series {
        let found = try transaction.first(
            SQL.lock, .int(claim.run.rawValue), .int(claim.token.rawValue)
        ) { row in
            let here = try row.int(3)
            guard here >= timeline else {
                throw AppError(
                    .primaryDemoted, "timeline \(here), the report's server is on \(timeline)")
            }
            return Series(
                run: RunID(rawValue: try row.int(0)), revision: Int(try row.int(1)),
                digest: try row.optionalText(2), lacksRows: try row.bool(4))
        }
        guard let found else {
            throw AppError(.leaseLost, "run \(claim.run.rawValue), token \(claim.token.rawValue)")
        }
        return found
    }

    /// Adds the next revision of a run that has a result.
    package func nextRevision(
        of series: Series, reason: String, requestedBy: String, in transaction: some Transaction
    ) throws -> RunID {
        let id = try transaction.first(
            SQL.nextRevision, .int(series.run.rawValue), .text(reason), .text(requestedBy)
        ) { try $0.int(0) }
        guard let id else { throw AppError(.unexpected, "no revision was made") }
        return RunID(rawValue: id)
    }

    /// Ends a run with its result, and with why there is this revision.
    package func finish(
        _ run: RunID, because reason: String, digest: String, provenance: String, manifest: String,
        signature: [UInt8]? = nil, breaks: Int,
        tiesFailed: Int, in transaction: some Transaction
    ) throws {
        try transaction.execute(
            SQL.finish, with: .int(run.rawValue), .text(digest), .json(provenance),
            .text(manifest), .int(Int64(breaks)), .int(Int64(tiesFailed)), .text(reason),
            signature.map(Value.bytes) ?? .null)
    }

    /// Notes that a run which was adopted from its manifest has the rows of its result again.
    package func complete(_ run: RunID, in transaction: some Transaction) throws {
        try transaction.execute(SQL.complete, with: .int(run.rawValue))
    }

    /// Ends the attempt; the lease stays, on the run that holds the result, until its files are
    /// published (`LeaseRepository.release`).
    ///
    /// `produced` is the run that holds the result: for a revision another one than was claimed.
    package func end(
        _ claim: RunRepository.Claim, _ outcome: String, produced: RunID, replica: String,
        lsn: LSN, in transaction: some Transaction
    ) throws {
        try transaction.execute(
            SQL.end, with: .int(claim.run.rawValue), .int(claim.token.rawValue), .text(outcome),
            .int(produced.rawValue), .text(replica), .text(lsn.description))
    }

    /// How the claim's attempt ended; `nil` while it has not.
    package func outcome(
        of claim: RunRepository.Claim, from reader: some Reader
    ) throws -> String? {
        try reader.first(SQL.outcome, .int(claim.token.rawValue)) { try $0.optionalText(0) } ?? nil
    }

    package enum SQL: String, Statement {
        case outcome = "SELECT outcome FROM worker.run_attempt WHERE fencing_token = $1"
        case lock = """
            SELECT run.id, run.revision, CASE WHEN run.state = 'done' THEN run.digest END,
                ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint,
                run.lacks_rows
            FROM worker.queue JOIN worker.run ON run.id = queue.run_id
            WHERE queue.run_id = $1 AND queue.fencing_token = $2
            FOR UPDATE
            """
        case nextRevision = """
            INSERT INTO worker.run (job, kind, clinic_id, period, revision, state, reason,
                requested_by, from_date, until_date, from_instant, until_instant, parent_id, due_at)
            SELECT job, kind, clinic_id, period, revision + 1, 'running', $2, $3, from_date,
                until_date, from_instant, until_instant, parent_id, due_at
            FROM worker.run WHERE id = $1
            RETURNING id
            """
        case finish = """
            UPDATE worker.run SET state = 'done', digest = $2, provenance = $3, manifest = $4,
                breaks = $5, ties_failed = $6::int, reason = $7, signature = $8,
                finished_at = clock_timestamp()
            WHERE id = $1
            """
        case complete = "UPDATE worker.run SET lacks_rows = false WHERE id = $1"
        case end = """
            WITH mine AS (
                UPDATE worker.queue SET run_id = $4 WHERE run_id = $1 AND fencing_token = $2
            )
            UPDATE worker.run_attempt SET outcome = $3, run_id = $4, replica = $5,
                lsn = $6::pg_lsn, step = 'record', ended_at = clock_timestamp()
            WHERE fencing_token = $2
            """
    }
}
