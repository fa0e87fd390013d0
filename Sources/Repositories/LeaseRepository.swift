package import Access
package import Domain

/// What keeps a claim alive: the heartbeat, the lease, and the identity of the primary.
package struct LeaseRepository: Sendable {
    package init() {}

    /// Writes the heartbeat row that replicas are judged by; the time is the database's.
    package func beat(_ source: String, in transaction: some Transaction) throws {
        try transaction.execute(SQL.beat, with: .text(source))
    }

    /// Renews a lease.
    ///
    /// - Returns: whether a cancel was asked for; `nil` when the run is no longer ours (I4).
    package func renew(
        _ claim: RunRepository.Claim, seconds: Int, in transaction: some Transaction
    ) throws -> Bool? {
        try transaction.first(
            SQL.renew, .int(claim.token.rawValue), .int(Int64(seconds))
        ) { try $0.bool(0) }
    }

    /// Refuses a claim whose run another process has taken over (I4).
    ///
    /// - Throws: `leaseLost`.
    package func assertHeld(_ claim: RunRepository.Claim, from reader: some Reader) throws {
        let held = try reader.first(SQL.held, .int(claim.token.rawValue)) { try $0.int(0) }
        guard held == nil else { return }
        throw AppError(.leaseLost, "run \(claim.run.rawValue), token \(claim.token.rawValue)")
    }

    /// Takes a run off the queue, when nothing of it is left to do.
    package func release(_ claim: RunRepository.Claim, in transaction: some Transaction) throws {
        try transaction.execute(SQL.release, with: .int(claim.token.rawValue))
    }

    /// Takes recorded runs off the queue whose worker died before it could.
    package func releaseLapsed(_ runs: [RunID], in transaction: some Transaction) throws {
        try transaction.execute(SQL.releaseLapsed, with: .ints(runs.map(\.rawValue)))
    }

    /// What a replica must have to be read: the primary's position and lineage, by its clock.
    ///
    /// Read after a commit, so that the position covers it.
    package func freshness(
        maxStalenessSeconds: Int, from reader: some Reader
    ) throws -> Freshness {
        let found = try reader.first(SQL.fence) { row in
            Freshness(
                fence: try row.lsn(0),
                lineage: Lineage(systemIdentifier: try row.text(2), timeline: try row.int(3)),
                primaryNow: try row.instant(1), maxStalenessSeconds: maxStalenessSeconds)
        }
        guard let found else { throw AppError(.rowShapeUnexpected, "the primary gave no position") }
        return found
    }

    /// Refuses a snapshot past the claim's position that does not hold the claim.
    ///
    /// Two servers that were promoted apart agree in cluster and timeline; the row tells them
    /// apart, since its time is that of one server's clock, to the microsecond.
    ///
    /// - Throws: `replicaForeign`.
    package func assertSeen(_ claim: RunRepository.Claim, from snapshot: some Reader) throws {
        let seen = try snapshot.first(
            SQL.seen, .int(claim.token.rawValue), .instant(claim.startedAt)
        ) { try $0.int(0) }
        guard seen == nil else { return }
        throw AppError(.replicaForeign, "the claim of run \(claim.run.rawValue) is not on it")
    }

    /// Remembers the newest primary, and refuses one of a lower timeline.
    ///
    /// After a promotion both servers may accept writes; the older one would record into the void.
    /// Books restored into another cluster start over with that one's timeline.
    ///
    /// - Throws: `primaryDemoted` with both timelines.
    package func identify(in transaction: some Transaction) throws {
        let found = try transaction.first(SQL.identify) { row in
            (
                known: Lineage(systemIdentifier: try row.text(0), timeline: try row.int(1)),
                here: Lineage(systemIdentifier: try row.text(2), timeline: try row.int(3))
            )
        }
        guard let (known, here) = found, known != here else { return }
        guard
            known.systemIdentifier != here.systemIdentifier || known.timeline < here.timeline
        else {
            throw AppError(
                .primaryDemoted, "timeline \(here.timeline), last worked with \(known.timeline)")
        }
        try transaction.execute(
            SQL.remember, with: .text(here.systemIdentifier), .int(here.timeline))
    }

    package enum SQL: String, Statement {
        case beat = """
            INSERT INTO worker.heartbeat (source, beat_at, lsn)
            VALUES ($1, clock_timestamp(), pg_current_wal_insert_lsn())
            ON CONFLICT (source) DO UPDATE SET beat_at = excluded.beat_at, lsn = excluded.lsn
            """
        case renew = """
            UPDATE worker.queue SET leased_until = clock_timestamp() + make_interval(secs => $2)
            WHERE run_id = (SELECT run_id FROM worker.run_attempt WHERE fencing_token = $1)
                AND fencing_token = $1
            RETURNING cancel_asked_at IS NOT NULL
            """
        /// The attempt knows the run that its token leads to, by an index.
        case held = """
            SELECT run_id FROM worker.queue
            WHERE run_id = (SELECT run_id FROM worker.run_attempt WHERE fencing_token = $1)
                AND fencing_token = $1
            """
        case release = """
            DELETE FROM worker.queue
            WHERE run_id = (SELECT run_id FROM worker.run_attempt WHERE fencing_token = $1)
                AND fencing_token = $1
            """
        case releaseLapsed = """
            DELETE FROM worker.queue USING worker.run_attempt AS attempt
            WHERE queue.run_id = ANY ($1) AND queue.leased_until < clock_timestamp()
                AND attempt.fencing_token = queue.fencing_token AND attempt.outcome IS NOT NULL
            """
        /// The name of its log tells a primary's timeline; the control file is behind at first.
        case fence = """
            SELECT pg_current_wal_flush_lsn(), clock_timestamp(), system_identifier::text,
                ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint
            FROM pg_control_system()
            """
        case seen = """
            SELECT run_id FROM worker.run_attempt WHERE fencing_token = $1 AND started_at = $2
            """
        case identify = """
            WITH here AS (
                SELECT system_identifier::text AS system_identifier,
                    ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint
                        AS timeline
                FROM pg_control_system()
            ), first AS (
                INSERT INTO worker.server (system_identifier, timeline)
                SELECT system_identifier, timeline FROM here
                ON CONFLICT DO NOTHING
            )
            SELECT coalesce(known.system_identifier, here.system_identifier),
                coalesce(known.timeline, here.timeline), here.system_identifier, here.timeline
            FROM here LEFT JOIN worker.server AS known ON true
            """
        case remember = "UPDATE worker.server SET system_identifier = $1, timeline = $2"
    }
}
