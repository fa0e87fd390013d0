package import Access
package import Domain

/// Takes runs into the ledger of which nothing is left but their files.
package struct AdoptionRepository: Sendable {
    package init() {}

    /// A run as its manifest states it.
    package struct Run: Sendable {
        package let job: String
        package let kind: String
        package let clinic: ClinicID
        package let period: Period
        package let revision: Int
        package let from: Instant
        package let until: Instant
        package let reason: String
        package let requestedBy: String
        package let digest: String
        /// JSON.
        package let provenance: String
        package let manifest: String
        package let signature: [UInt8]
        package let breaks: Int
        package let tiesFailed: Int

        package init(
            job: String, kind: String, clinic: ClinicID, period: Period, revision: Int,
            from: Instant, until: Instant, reason: String, requestedBy: String, digest: String,
            provenance: String, manifest: String, signature: [UInt8], breaks: Int, tiesFailed: Int
        ) {
            (self.job, self.kind, self.clinic, self.period) = (job, kind, clinic, period)
            (self.revision, self.from, self.until) = (revision, from, until)
            (self.reason, self.requestedBy, self.digest) = (reason, requestedBy, digest)
            (self.provenance, self.manifest, self.signature) = (provenance, manifest, signature)
            (self.breaks, self.tiesFailed) = (breaks, tiesFailed)
        }

        fileprivate var series: [Value] {
            [.text(job), .int(clinic.rawValue), .text(period.name)]
        }
    }

    /// A revision that the ledger has.
    package struct Known: Sendable {
        package let run: RunID
        /// `nil` while it has no result.
        package let digest: String?
        package let manifest: String?
    }

    /// What the ledger has of that revision, locked until the transaction ends.
    ///
    /// - Throws: `runInProgress` while a process works on a run of the series.
    package func known(_ run: Run, in transaction: some Transaction) throws -> Known? {
        let leased = try transaction.all(SQL.leased, with: run.series) { try $0.int(0) }
        guard leased.isEmpty else {
            throw AppError(
                .runInProgress, "\(run.job), clinic \(run.clinic.rawValue), \(run.period)")
        }
        return try transaction.all(
            SQL.known, with: run.series + [.int(Int64(run.revision))]
        ) { row in
            Known(
                run: RunID(rawValue: try row.int(0)), digest: try row.optionalText(1),
                manifest: try row.optionalText(2))
        }.first
    }

    /// Makes the run, or ends one that has no result; it is off the queue then.
    ///
    /// The rows of its result are not in its manifest, and are noted as lacking.
    package func adopt(_ run: Run, in transaction: some Transaction) throws -> RunID {
        let made = try transaction.all(
            SQL.adopt,
            with: run.series + [
                .int(Int64(run.revision)), .text(run.kind), .text(run.reason),
                .text(run.requestedBy), .day(run.period.from), .day(run.period.until),
                .instant(run.from), .instant(run.until), .text(run.digest), .json(run.provenance),
                .text(run.manifest), .bytes(run.signature), .int(Int64(run.breaks)),
                .int(Int64(run.tiesFailed)),
            ]
        ) { try $0.int(0) }
        guard let id = made.first else { throw AppError(.unexpected, "no run was adopted") }
        return RunID(rawValue: id)
    }

    /// Takes an adopted run off the queue, ends attempts of the time before, and tells its story.
    package func tell(_ run: RunID, _ detail: String, in transaction: some Transaction) throws {
        try transaction.execute(SQL.tell, with: .int(run.rawValue), .json(detail))
    }

    /// Writes down files that the ledger does not know, as published where they are whole.
    ///
    /// - Returns: how many it did not know.
    package func record(
        _ files: [(file: RecordRepository.File, isWhole: Bool)], of run: RunID,
        in transaction: some Transaction
    ) throws -> Int {
        guard !files.isEmpty else { return 0 }
        return try transaction.execute(
            SQL.record, with: .int(run.rawValue), .texts(files.map(\.file.role)),
            .texts(files.map(\.file.folder)), .texts(files.map(\.file.name)),
            .texts(files.map(\.file.temporary)), .texts(files.map(\.file.sha256)),
            .ints(files.map(\.file.bytes)), .ints(files.map(\.file.rows)),
            .texts(files.map { $0.isWhole ? "published" : "lost" }))
    }

    package enum SQL: String, Statement {
        case leased = """
            SELECT run.id FROM worker.queue JOIN worker.run ON run.id = queue.run_id
            WHERE run.job = $1 AND run.clinic_id = $2 AND run.period = $3
                AND queue.leased_until > clock_timestamp()
            """
        case known = """
            SELECT id, CASE WHEN state = 'done' THEN digest END, manifest FROM worker.run
            WHERE job = $1 AND clinic_id = $2 AND period = $3 AND revision = $4::int
            FOR UPDATE
            """
        case adopt = """
            INSERT INTO worker.run AS run (job, clinic_id, period, revision, kind, state, reason,
                requested_by, from_date, until_date, from_instant, until_instant, digest,
                provenance, manifest, signature, breaks, ties_failed, lacks_rows, finished_at)
            VALUES ($1, $2, $3, $4::int, $5, 'done', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
                $16, $17::int, true, clock_timestamp())
            ON CONFLICT ON CONSTRAINT a_run_is_unique_for_ever DO UPDATE SET state = 'done',
                reason = excluded.reason, requested_by = excluded.requested_by,
                digest = excluded.digest, provenance = excluded.provenance,
                manifest = excluded.manifest, signature = excluded.signature,
                breaks = excluded.breaks, ties_failed = excluded.ties_failed, lacks_rows = true,
                finished_at = excluded.finished_at
            WHERE run.state <> 'done'
            RETURNING id
            """
        case tell = """
            WITH off AS (
                DELETE FROM worker.queue WHERE run_id = $1
            ), ended AS (
                UPDATE worker.run_attempt SET outcome = 'died', ended_at = clock_timestamp()
                WHERE run_id = $1 AND outcome IS NULL
            )
            INSERT INTO worker.run_event (run_id, event, detail) VALUES ($1, 'adopted', $2)
            """
        case record = """
            INSERT INTO worker.run_file (run_id, role, folder, name, temporary, sha256, byte_count,
                row_count, state, published_at)
            SELECT $1, file.*, CASE WHEN file.state = 'published' THEN clock_timestamp() END
            FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[],
                $8::bigint[], $9::text[]) AS file (role, folder, name, temporary, sha256, bytes,
                rows, state)
            ON CONFLICT ON CONSTRAINT one_effect_a_destination DO NOTHING
            """
    }
}
