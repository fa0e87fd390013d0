package import Access
package import Domain

/// Runs that make other runs and end with the last of them.
package struct FamilyRepository: Sendable {
    package init() {}

    /// A job that a parent runs for every active clinic.
    package struct ChildJob: Sendable {
        package let job: String
        package let kind: String
        package let priority: Int
        package let attemptsMax: Int
        package let timeoutSeconds: Int

        package init(
            job: String, kind: String, priority: Int, attemptsMax: Int, timeoutSeconds: Int
        ) {
            self.job = job
            self.kind = kind
            self.priority = priority
            self.attemptsMax = attemptsMax
            self.timeoutSeconds = timeoutSeconds
        }
    }

    /// How a child stands: the newest revision of its series.
    package struct Child: Sendable, Equatable {
        package let job: String
        package let clinic: String
        package let revision: Int
        package let state: String
        /// Of a run that is done.
        package let digest: String?
        package let breaks: Int
    }

    /// Makes and queues a run of each job for each active clinic.
    ///
    /// The first time all are queued, and so when the parent is done and made again; a parent that
    /// failed leaves alone what is done.
    ///
    /// - Parameters:
    ///   - parent: claimed by this process.
    ///   - jobs: what its file says it runs.
    ///   - period: the parent's.
    ///   - transaction: that of `part`.
    /// - Throws: what the database throws.
    package func make(
        of parent: RunID, _ jobs: [ChildJob], for period: Period, in transaction: some Transaction
    ) throws {
        try transaction.execute(
            SQL.make, with: .int(parent.rawValue), .texts(jobs.map(\.job)),
            .texts(jobs.map(\.kind)), .text(period.name), .day(period.from), .day(period.until))
        try transaction.execute(
            SQL.queue, with: .int(parent.rawValue), .texts(jobs.map(\.job)),
            .ints(jobs.map { Int64($0.priority) }), .ints(jobs.map { Int64($0.attemptsMax) }),
            .ints(jobs.map { Int64($0.timeoutSeconds) }), .text(period.name))
    }

    /// Ends a parent's attempt and has it wait for its children, behind the fencing token (I4).
    ///
    /// - Throws: `leaseLost` when another process holds the run.
    package func part(_ claim: RunRepository.Claim, in transaction: some Transaction) throws {
        let parted = try transaction.first(
            SQL.part, .int(claim.run.rawValue), .int(claim.token.rawValue)
        ) { try $0.int(0) }
        guard parted != nil else { throw claim.isLost }
    }

    /// Lets parents go on whose last child has left the queue.
    ///
    /// - Returns: how many.
    package func reunite(in transaction: some Transaction) throws -> Int {
        try transaction.first(SQL.reunite) { Int(try $0.int(0)) } ?? 0
    }

    /// The children of a parent, by job and clinic.
    package func children(of parent: RunID, from reader: some Reader) throws -> [Child] {
        try reader.all(SQL.children, .int(parent.rawValue)) { row in
            Child(
                job: try row.text(0), clinic: try row.text(1), revision: Int(try row.int(2)),
                state: try row.text(3), digest: try row.optionalText(4),
                breaks: Int(try row.int(5)))
        }
    }

    package enum SQL: String, Statement {
        case make = """
            INSERT INTO worker.run (job, kind, clinic_id, period, revision, state, reason,
                requested_by, from_date, until_date, from_instant, until_instant, due_at, parent_id)
            SELECT given.job, given.kind, site.id, $4, 1, 'ready', 'child of run ' || parent.id,
                parent.requested_by, $5::date, $6::date, $5::date::timestamp AT TIME ZONE
                    site.time_zone, $6::date::timestamp AT TIME ZONE site.time_zone, parent.due_at, parent.id
            FROM unnest($2::text[], $3::text[]) AS given (job, kind)
                CROSS JOIN clinic.clinic AS site
                JOIN worker.run AS parent ON parent.id = $1
            WHERE site.active
            ON CONFLICT ON CONSTRAINT a_run_is_unique_for_ever DO NOTHING
            """
        case queue = """
            WITH given AS (
                SELECT * FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[])
                    AS given (job, priority, attempts_max, timeout_seconds)
            ), newest AS (
                SELECT DISTINCT ON (run.job, run.clinic_id) run.id, run.clinic_id, run.state,
                    run.parent_id, run.due_at, run.created_at, given.priority,
                    given.attempts_max, given.timeout_seconds
                FROM given JOIN worker.run ON run.job = given.job AND run.period = $6
                    JOIN clinic.clinic AS site ON site.id = run.clinic_id AND site.active
                ORDER BY run.job, run.clinic_id, run.revision DESC
            ), parent AS (
                SELECT state = 'done' OR NOT EXISTS (
                    SELECT FROM worker.run_attempt
                    WHERE run_id = $1 AND outcome = 'parted') AS is_fresh
                FROM worker.run WHERE id = $1
            ), mine AS (
                UPDATE worker.run SET parent_id = $1 FROM newest
                WHERE run.id = newest.id AND run.parent_id IS DISTINCT FROM $1
            )
            INSERT INTO worker.queue (run_id, clinic_id, state, priority, due_at, attempts_max,
                timeout_seconds)
            SELECT newest.id, newest.clinic_id, 'ready', newest.priority::smallint,
                clock_timestamp(), newest.attempts_max::smallint,
                newest.timeout_seconds::integer
            FROM newest CROSS JOIN parent
            WHERE parent.is_fresh OR newest.state <> 'done'
            ON CONFLICT (run_id) DO NOTHING
            """
        case part = """
            WITH mine AS (
                UPDATE worker.queue SET state = 'waiting', waiting_for = '{children}',
                    leased_until = NULL, worker = NULL, fencing_token = NULL,
                    attempts = attempts - 1, due_at = clock_timestamp()
                WHERE run_id = $1 AND fencing_token = $2
                RETURNING run_id
            ), ended AS (
                UPDATE worker.run_attempt SET outcome = 'parted', ended_at = clock_timestamp()
                WHERE fencing_token = $2 AND run_id = (SELECT run_id FROM mine)
            )
            SELECT run_id FROM mine, pg_notify('evclinic_queue', '')
            """
        case reunite = """
            WITH whole AS (
                UPDATE worker.queue AS parent SET state = 'ready'
                WHERE parent.state = 'waiting' AND parent.waiting_for = '{children}'
                    AND NOT EXISTS (SELECT FROM worker.run AS child
                        JOIN worker.queue AS queued ON queued.run_id = child.id
                        WHERE child.parent_id = parent.run_id)
                RETURNING run_id
            )
            SELECT count(*) FROM whole
            """
        case children = """
            SELECT DISTINCT ON (run.job, site.slug) run.job, site.slug, run.revision::bigint,
                run.state, run.digest, coalesce(run.breaks, 0)
            FROM worker.run JOIN clinic.clinic AS site ON site.id = run.clinic_id
            WHERE run.parent_id = $1
            ORDER BY run.job, site.slug, run.revision DESC
            """
    }
}
