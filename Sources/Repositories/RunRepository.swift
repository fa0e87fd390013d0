package import Access
package import Domain

/// The ledger of runs: claiming one, and how an attempt ends.
package struct RunRepository: Sendable {
    package init() {}

    /// What somebody wants to have run.
    package struct Request: Sendable {
        package let job: String
        package let kind: String
        package let clinic: Clinic
        package let period: Period
        package let reason: String
        package let requestedBy: String
        /// host/process, for `run why`.
        package let worker: String
        package let leaseSeconds: Int

        package init(
            job: String, kind: String, clinic: Clinic, period: Period, reason: String,
            requestedBy: String, worker: String, leaseSeconds: Int
        ) {
            self.job = job
            self.kind = kind
            self.clinic = clinic
            self.period = period
            self.reason = reason
            self.requestedBy = requestedBy
            self.worker = worker
            self.leaseSeconds = leaseSeconds
        }

        func isInProgress(_ why: String) -> AppError {
            AppError(.runInProgress, "\(job) \(clinic.slug) \(period), \(why)")
        }
    }

    /// A run that is ours until its lease lapses.
    package struct Claim: Sendable {
        package let run: RunID
        package let token: FencingToken
        package let attempt: Int64
        /// By the primary's clock; no two attempts have both token and time in common.
        package let startedAt: Instant
        package let revision: Int
        /// The digest of the run's recorded result; `nil` when it has none.
        package let digest: String?
        /// The recorded provenance, as JSON, of a run that has a result.
        package let provenance: String?
        /// Period bounds as instants of the clinic's zone.
        package let from: Instant
        package let until: Instant
    }

    /// Claims the newest run of a series, or makes the first one.
    ///
    /// - Throws: `runInProgress` with the end of the other's lease; `zoneUnknown`.
    package func claim(_ request: Request, in transaction: some Transaction) throws -> Claim {
        let series: [Value] = [
            .text(request.job), .int(request.clinic.id.rawValue), .text(request.period.name),
        ]
        _ = try request.clinic.namingZone {
            try transaction.execute(
                SQL.expect,
                series + [
                    .text(request.kind), .text(request.reason), .text(request.requestedBy),
                    .day(request.period.from), .day(request.period.until),
                    .text(request.clinic.timeZone),
                ])
        }
        let newest = try transaction.first(SQL.newest, series[0], series[1], series[2]) { row in
            Series(
                run: try row.int(0), revision: try row.int(1), state: try row.text(2),
                digest: try row.optionalText(3), provenance: try row.optionalText(4),
                from: try row.instant(5), until: try row.instant(6))
        }
        guard let newest else { throw AppError(.unexpected, "no run was made") }
        let leased = try transaction.first(
            SQL.lease, .int(newest.run), series[1], .text(request.worker),
            .int(Int64(request.leaseSeconds))
        ) { try $0.int(0) }
        guard let token = leased else {
            let until = try transaction.first(SQL.leaseEnd, .int(newest.run)) {
                try $0.instant(0)
            }
            throw request.isInProgress("leased until \(until?.description ?? "now")")
        }
        let attempt = try transaction.first(
            SQL.attempt, .int(newest.run), .int(token), .text(request.worker)
        ) { (id: try $0.int(0), startedAt: try $0.instant(1)) }
        guard let attempt else {
            throw request.isInProgress("revision \(newest.revision + 1) has just been recorded")
        }
        return Claim(
            run: RunID(rawValue: newest.run), token: FencingToken(rawValue: token),
            attempt: attempt.id, startedAt: attempt.startedAt, revision: Int(newest.revision),
            digest: newest.state == "done" ? newest.digest : nil,
            provenance: newest.provenance, from: newest.from, until: newest.until)
    }

    private struct Series {
        let run: Int64
        let revision: Int64
        let state: String
        let digest: String?
        let provenance: String?
        let from: Instant
        let until: Instant
    }

    /// Ends an attempt that recorded nothing; a run that has a result keeps it.
    package func fail(
        _ claim: Claim, _ error: AppError, in transaction: some Transaction
    ) throws {
        let outcome = error.code == .runCancelled ? "cancelled" : "failed"
        try transaction.execute(
            SQL.fail, with: .int(claim.token.rawValue), .text(outcome), .text(error.errorCode),
            .text(error.context))
    }

    package enum SQL: String, Statement {
        case expect = """
            INSERT INTO worker.run (job, kind, clinic_id, period, revision, state, reason,
                requested_by, from_date, until_date, from_instant, until_instant)
            VALUES ($1, $4, $2, $3, 1, 'running', $5, $6, $7, $8,
                $7::timestamp AT TIME ZONE $9, $8::timestamp AT TIME ZONE $9)
            ON CONFLICT ON CONSTRAINT a_run_is_unique_for_ever DO NOTHING
            """
        /// The newest row of a series is also its lock.
        case newest = """
            SELECT id, revision, state, digest, provenance::text, from_instant, until_instant
            FROM worker.run
            WHERE job = $1 AND clinic_id = $2 AND period = $3
            ORDER BY revision DESC
            LIMIT 1
            FOR UPDATE
            """
        case lease = """
            INSERT INTO worker.queue AS queued (run_id, clinic_id, state, due_at, fencing_token,
                leased_until, worker, attempts)
            VALUES ($1, $2, 'running', clock_timestamp(), nextval('worker.fencing_token'),
                clock_timestamp() + make_interval(secs => $4), $3, 1)
            ON CONFLICT (run_id) DO UPDATE SET state = 'running',
                fencing_token = excluded.fencing_token, leased_until = excluded.leased_until,
                worker = excluded.worker, attempts = queued.attempts + 1
            WHERE queued.state <> 'running' OR queued.leased_until < clock_timestamp()
            RETURNING fencing_token
            """
        case leaseEnd = "SELECT leased_until FROM worker.queue WHERE run_id = $1"
        /// Waiting for a lease, the claim may have slept through the next revision: then none.
        case attempt = """
            WITH died AS (
                UPDATE worker.run_attempt SET outcome = 'died', ended_at = clock_timestamp()
                WHERE run_id = $1 AND outcome IS NULL
            ), begun AS (
                UPDATE worker.run SET state = 'running' WHERE id = $1 AND state <> 'done'
            )
            INSERT INTO worker.run_attempt (run_id, fencing_token, worker)
            SELECT mine.id, $2, $3
            FROM worker.run AS mine
            WHERE mine.id = $1 AND NOT EXISTS (SELECT FROM worker.run AS newer
                WHERE newer.job = mine.job AND newer.clinic_id = mine.clinic_id
                    AND newer.period = mine.period AND newer.revision > mine.revision)
            RETURNING id, started_at
            """
        /// What was recorded stays recorded; that its files have no place is an event.
        case fail = """
            WITH mine AS (
                DELETE FROM worker.queue
                WHERE run_id = (SELECT run_id FROM worker.run_attempt WHERE fencing_token = $1)
                    AND fencing_token = $1
                RETURNING run_id
            ), ended AS (
                UPDATE worker.run_attempt SET outcome = $2, error_code = $3, error_context = $4,
                    ended_at = clock_timestamp()
                WHERE fencing_token = $1 AND outcome IS NULL
            ), told AS (
                INSERT INTO worker.run_event (run_id, event, detail)
                SELECT run_id, 'unpublished',
                    jsonb_build_object('error', $3::text, 'context', $4::text)
                FROM worker.run_attempt
                WHERE fencing_token = $1 AND outcome IN ('recorded', 'unchanged')
            )
            UPDATE worker.run SET state = $2, finished_at = clock_timestamp()
            WHERE id IN (SELECT run_id FROM mine) AND state <> 'done'
            """
    }
}
