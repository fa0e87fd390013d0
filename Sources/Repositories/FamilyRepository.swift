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
        /// What each of its runs waits for, and how long.
        package let needs: [String]
        package let waitHours: Int

        package init(
            job: String, kind: String, priority: Int, attemptsMax: Int, timeoutSeconds: Int,
            needs: [String] = [], waitHours: Int = 0
        ) {
            self.job = job
            self.kind = kind
            self.priority = priority
            self.attemptsMax = attemptsMax
            self.timeoutSeconds = timeoutSeconds
            self.needs = needs
            self.waitHours = waitHours
        }
    }

    /// How a child stands: the newest revision of its series; `absent` when none could be made.
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
    ///   - group: whose clinics only; `nil` for all.
    ///   - transaction: that of `part`.
    /// - Throws: what the database throws.
    package func make(
        of parent: RunID, _ jobs: [ChildJob], for period: Period, group: ClinicGroup? = nil,
        in transaction: some Transaction
    ) throws {
        let clinics = group.map { Value.ints($0.members.map(\.id.rawValue)) } ?? .null
        try transaction.execute(
            SQL.make, with: .int(parent.rawValue), .texts(jobs.map(\.job)),
            .texts(jobs.map(\.kind)), .text(period.name), .day(period.from), .day(period.until),
            clinics)
        try transaction.execute(
            SQL.queue, with: .int(parent.rawValue), .texts(jobs.map(\.job)),
            .ints(jobs.map { Int64($0.priority) }), .ints(jobs.map { Int64($0.attemptsMax) }),
            .ints(jobs.map { Int64($0.timeoutSeconds) }),
            .texts(jobs.map { $0.needs.joined(separator: ",") }),
            .ints(jobs.map { Int64($0.waitHours) }), clinics)
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

    /// Ends a parent with its children's results, behind the fencing token (I4).
    ///
    /// Other results than those that are recorded become the next revision (I1).
    ///
    /// - Throws: `leaseLost` when another process holds the run.
    package func end(
        _ claim: RunRepository.Claim, digest: String, breaks: Int, in transaction: some Transaction
    ) throws {
        guard let recorded = claim.digest else {
            return try QueueRepository().complete(
                claim, digest: digest, breaks: breaks, in: transaction)
        }
        let ended =
            recorded == digest
            ? try transaction.first(
                SQL.unchanged, .int(claim.run.rawValue), .int(claim.token.rawValue)
            ) { try $0.int(0) }
            : try transaction.first(
                SQL.revise, .int(claim.run.rawValue), .int(claim.token.rawValue), .text(digest),
                .int(Int64(breaks))
            ) { try $0.int(0) }
        guard ended != nil else { throw claim.isLost }
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
        /// A clinic whose zone the server does not have is left out here, and named at the end.
        case make = """
            WITH given AS (
                SELECT * FROM unnest($2::text[], $3::text[]) AS given (job, kind)
            ), site AS MATERIALIZED (
                SELECT id, time_zone FROM clinic.clinic
                WHERE active AND worker.zone_is_known(time_zone)
                    AND ($7::bigint[] IS NULL OR id = ANY ($7))
            ), linked AS (
                INSERT INTO worker.run_child (parent_id, job, clinic_id)
                SELECT $1, given.job, clinic.id FROM given CROSS JOIN clinic.clinic
                WHERE active AND ($7::bigint[] IS NULL OR id = ANY ($7))
                ON CONFLICT DO NOTHING
            )
            INSERT INTO worker.run (job, kind, clinic_id, period, revision, state, reason,
                requested_by, from_date, until_date, from_instant, until_instant, due_at, parent_id)
            SELECT given.job, given.kind, site.id, $4, 1, 'ready', 'child of run ' || parent.id,
                parent.requested_by, $5::date, $6::date, $5::date::timestamp AT TIME ZONE
                    site.time_zone, $6::date::timestamp AT TIME ZONE site.time_zone, parent.due_at,
                parent.id
            FROM given CROSS JOIN site JOIN worker.run AS parent ON parent.id = $1
            ON CONFLICT ON CONSTRAINT a_run_is_unique_for_ever DO NOTHING
            """
        case queue = """
            WITH given AS (
                SELECT * FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[],
                        $6::text[], $7::bigint[])
                    AS given (job, priority, attempts_max, timeout_seconds, needs, wait_hours)
            ), newest AS (
                SELECT DISTINCT ON (run.job, run.clinic_id) run.id, run.clinic_id, run.state,
                    given.*
                FROM worker.run_family AS child JOIN given USING (job)
                    JOIN worker.run ON run.id = child.run_id
                WHERE child.parent_id = $1
                    AND ($8::bigint[] IS NULL OR child.clinic_id = ANY ($8))
                ORDER BY run.job, run.clinic_id, run.revision DESC
            ), parent AS (
                SELECT state = 'done' OR NOT EXISTS (
                    SELECT FROM worker.run_attempt
                    WHERE run_id = $1 AND outcome = 'parted') AS is_fresh
                FROM worker.run WHERE id = $1
            ), queued AS (
                INSERT INTO worker.queue (run_id, clinic_id, state, priority, due_at, attempts_max,
                    timeout_seconds, waiting_for, wait_until)
                SELECT newest.id, newest.clinic_id,
                    CASE WHEN newest.needs = '' THEN 'ready' ELSE 'waiting' END,
                    newest.priority::smallint, clock_timestamp(), newest.attempts_max::smallint,
                    newest.timeout_seconds::integer, string_to_array(newest.needs, ','),
                    CASE WHEN newest.needs <> '' THEN clock_timestamp()
                        + make_interval(hours => newest.wait_hours::integer) END
                FROM newest CROSS JOIN parent
                WHERE parent.is_fresh OR newest.state <> 'done'
                ON CONFLICT (run_id) DO NOTHING
                RETURNING run_id
            )
            INSERT INTO worker.run_event (run_id, event, detail)
            SELECT run_id, 'queued', jsonb_build_object('by run', $1) FROM queued
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
        case unchanged = """
            WITH mine AS (
                DELETE FROM worker.queue WHERE run_id = $1 AND fencing_token = $2
                RETURNING run_id
            ), ended AS (
                UPDATE worker.run_attempt SET outcome = 'unchanged', step = 'record',
                    ended_at = clock_timestamp()
                WHERE fencing_token = $2 AND run_id = (SELECT run_id FROM mine)
            )
            SELECT run_id FROM mine
            """
        case revise = """
            WITH mine AS (
                DELETE FROM worker.queue WHERE run_id = $1 AND fencing_token = $2
                RETURNING run_id
            ), made AS (
                INSERT INTO worker.run (job, kind, clinic_id, period, revision, state, reason,
                    requested_by, from_date, until_date, from_instant, until_instant, parent_id,
                    due_at, digest, breaks, finished_at)
                SELECT job, kind, clinic_id, period, revision + 1, 'done',
                    'children changed since revision ' || revision, requested_by, from_date,
                    until_date, from_instant, until_instant, parent_id, due_at, $3, $4,
                    clock_timestamp()
                FROM worker.run JOIN mine ON mine.run_id = run.id
                RETURNING id
            ), linked AS (
                INSERT INTO worker.run_child (parent_id, job, clinic_id)
                SELECT made.id, child.job, child.clinic_id
                FROM made CROSS JOIN worker.run_child AS child WHERE child.parent_id = $1
            ), ended AS (
                UPDATE worker.run_attempt SET outcome = 'recorded', step = 'record',
                    run_id = made.id, ended_at = clock_timestamp()
                FROM made WHERE fencing_token = $2
            )
            SELECT id FROM made
            """
        case reunite = """
            WITH whole AS (
                UPDATE worker.queue AS parent SET state = 'ready'
                WHERE parent.state = 'waiting' AND parent.waiting_for = '{children}'
                    AND NOT EXISTS (SELECT FROM worker.run_family AS child
                        JOIN worker.queue AS queued ON queued.run_id = child.run_id
                        WHERE child.parent_id = parent.run_id)
                RETURNING run_id
            )
            SELECT count(*) FROM whole
            """
        case children = """
            SELECT DISTINCT ON (child.job, site.slug) child.job, site.slug,
                coalesce(run.revision, 0)::bigint, coalesce(run.state, 'absent'), run.digest,
                coalesce(run.breaks, 0)
            FROM worker.run_family AS child
                JOIN clinic.clinic AS site ON site.id = child.clinic_id
                LEFT JOIN worker.run ON run.id = child.run_id
            WHERE child.parent_id = $1
            ORDER BY child.job, site.slug, run.revision DESC
            """
    }
}
