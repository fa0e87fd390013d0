import Access

extension QueueRepository {
    package enum SQL: String, Statement {
        /// Clinics are found by jumps through the index, so that one with many runs costs no more
        /// than one with few; of each only its share of what is wanted is looked at, six times over,
        /// since others may be taking some of it now. All are of the highest priority that is due.
        case claim = """
            WITH RECURSIVE clinic AS (
                (SELECT coalesce(clinic_id, 0) AS id FROM worker.queue WHERE state = 'ready'
                ORDER BY coalesce(clinic_id, 0) LIMIT 1)
                UNION ALL
                SELECT (SELECT coalesce(queue.clinic_id, 0) FROM worker.queue
                    WHERE state = 'ready' AND coalesce(queue.clinic_id, 0) > clinic.id
                    ORDER BY coalesce(queue.clinic_id, 0) LIMIT 1)
                FROM clinic WHERE clinic.id IS NOT NULL
            ), live AS MATERIALIZED (
                SELECT coalesce(clinic_id, 0) AS id, count(*) AS leases FROM worker.queue
                WHERE state = 'running' GROUP BY 1
            ), due AS MATERIALIZED (
                SELECT clinic.id, due.run_id, due.priority, due.due_at
                FROM clinic CROSS JOIN LATERAL (
                    SELECT run_id, priority, due_at FROM worker.queue
                    WHERE state = 'ready' AND coalesce(queue.clinic_id, 0) = clinic.id
                        AND due_at <= clock_timestamp()
                    ORDER BY priority DESC, due_at, run_id
                    LIMIT (SELECT greatest(least($2, 16), 6 * $2 / count(*)) FROM clinic)
                ) AS due
            ), fair AS MATERIALIZED (
                SELECT due.run_id, due.due_at, coalesce(live.leases, 0)
                    + row_number() OVER (PARTITION BY due.id ORDER BY due.due_at, due.run_id)
                    AS turn
                FROM due LEFT JOIN live USING (id)
                WHERE due.priority = (SELECT max(priority) FROM due)
                ORDER BY turn, due.due_at, due.run_id
            ), mine AS MATERIALIZED (
                SELECT queue.run_id, row_number() OVER () AS place
                FROM (
                    SELECT locked.run_id FROM fair CROSS JOIN LATERAL (
                        SELECT run_id FROM worker.queue
                        WHERE queue.run_id = fair.run_id AND queue.state = 'ready'
                            AND queue.due_at <= clock_timestamp()
                        FOR UPDATE SKIP LOCKED
                    ) AS locked LIMIT $2
                ) AS queue
            ), claimed AS (
                UPDATE worker.queue AS queued SET state = 'running', worker = $1,
                    fencing_token = nextval('worker.fencing_token'),
                    leased_until = clock_timestamp() + make_interval(secs => $3),
                    attempts = queued.attempts + 1
                FROM mine WHERE queued.run_id = mine.run_id
                RETURNING queued.*, mine.place
            ), begun AS (
                INSERT INTO worker.run_attempt (run_id, fencing_token, worker)
                SELECT run_id, fencing_token, $1 FROM claimed
                RETURNING run_id, id, started_at
            )
            SELECT run.id, claimed.fencing_token, begun.id, run.revision::bigint,
                CASE WHEN run.state = 'done' THEN run.digest END, run.provenance::text,
                run.from_instant, run.until_instant, run.job, run.clinic_id, run.period,
                run.reason, run.requested_by, claimed.request::text, claimed.attempts::bigint,
                claimed.attempts_max::bigint, array_to_string(claimed.waiting_for, ','),
                claimed.timeout_seconds::bigint, begun.started_at
            FROM claimed JOIN begun USING (run_id) JOIN worker.run ON run.id = claimed.run_id
            ORDER BY claimed.place
            """
        case complete = """
            WITH mine AS (
                DELETE FROM worker.queue WHERE run_id = $1 AND fencing_token = $2
                RETURNING run_id
            ), ended AS (
                UPDATE worker.run_attempt SET outcome = 'recorded', step = 'record',
                    ended_at = clock_timestamp()
                WHERE fencing_token = $2 AND run_id = (SELECT run_id FROM mine)
            )
            UPDATE worker.run SET state = 'done', digest = $3, breaks = $4,
                finished_at = clock_timestamp()
            WHERE id = (SELECT run_id FROM mine)
            RETURNING id
            """
        case retry = """
            WITH mine AS (
                UPDATE worker.queue SET state = 'ready', leased_until = NULL, worker = NULL,
                    fencing_token = NULL, due_at = clock_timestamp() + make_interval(secs => $5),
                    attempts = attempts - $6::int
                WHERE run_id = $1 AND fencing_token = $2
                RETURNING run_id, due_at
            ), ended AS (
                UPDATE worker.run_attempt SET outcome = 'failed', error_code = $3,
                    error_context = $4, ended_at = clock_timestamp()
                WHERE fencing_token = $2 AND run_id = (SELECT run_id FROM mine)
                    AND outcome IS NULL
            )
            INSERT INTO worker.run_event (run_id, event, detail)
            SELECT run_id, 'retry', jsonb_build_object('error', $3::text, 'due_at', due_at)
            FROM mine
            RETURNING run_id
            """
        case release = """
            WITH mine AS (
                UPDATE worker.queue SET state = 'ready', leased_until = NULL, worker = NULL,
                    attempts = attempts - 1
                WHERE fencing_token = ANY ($1) AND state = 'running'
                RETURNING run_id, fencing_token
            )
            UPDATE worker.run_attempt AS attempt SET outcome = 'released',
                ended_at = clock_timestamp()
            FROM mine
            WHERE attempt.fencing_token = mine.fencing_token AND attempt.outcome IS NULL
            """
        /// A row that its executor has locked is passed over: it is about to end, and if the executor is
        /// stopped there, whoever waited for it would renew and reap nothing meanwhile. While it is
        /// locked nobody reaps it either.
        case renew = """
            UPDATE worker.queue
            SET leased_until = clock_timestamp() + make_interval(secs => $2)
            WHERE run_id IN (SELECT run_id FROM worker.queue
                WHERE state = 'running' AND worker = ANY ($1) AND leased_until > clock_timestamp()
                FOR UPDATE SKIP LOCKED)
            """
        case cancelled = """
            SELECT fencing_token FROM worker.queue
            WHERE state = 'running' AND worker = ANY ($1) AND cancel_asked_at IS NOT NULL
            """
        case progress = """
            UPDATE worker.run_attempt AS attempt SET step = beat.step, rows_done = beat.done,
                rows_expected = nullif(beat.expected, 0), beat_at = clock_timestamp()
            FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[])
                AS beat (token, step, done, expected)
            WHERE attempt.fencing_token = beat.token
                AND attempt.id IN (SELECT id FROM worker.run_attempt
                    WHERE fencing_token = ANY ($1::bigint[]) AND outcome IS NULL
                    FOR NO KEY UPDATE SKIP LOCKED)
            """
        /// The third death sets a run apart: it would take the next process with it.
        case bury = """
            WITH held AS (
                SELECT run_id, fencing_token, fencing_token = $2 AS is_begun, deaths
                FROM worker.queue WHERE state = 'running' AND worker = $1
                FOR UPDATE
            ), died AS (
                UPDATE worker.run_attempt AS attempt
                SET outcome = CASE WHEN held.is_begun THEN 'died' ELSE 'released' END,
                    step = CASE WHEN held.is_begun THEN $3 ELSE attempt.step END,
                    ended_at = clock_timestamp()
                FROM held
                WHERE attempt.fencing_token = held.fencing_token AND attempt.outcome IS NULL
            ), apart AS (
                DELETE FROM worker.queue USING held
                WHERE queue.run_id = held.run_id AND held.is_begun AND held.deaths >= 2
                RETURNING queue.run_id
            ), back AS (
                UPDATE worker.queue AS queued SET state = 'ready', leased_until = NULL,
                    worker = NULL, fencing_token = NULL,
                    deaths = queued.deaths + held.is_begun::int,
                    attempts = queued.attempts - (NOT held.is_begun)::int
                FROM held
                WHERE queued.run_id = held.run_id AND NOT (held.is_begun AND held.deaths >= 2)
            ), told AS (
                INSERT INTO worker.run_event (run_id, event, detail)
                SELECT run_id, CASE WHEN deaths >= 2 THEN 'quarantine' ELSE 'died' END,
                    jsonb_build_object('worker', $1::text, 'step', $3::text, 'deaths', deaths + 1)
                FROM held WHERE is_begun
            )
            UPDATE worker.run SET state = 'quarantined', finished_at = clock_timestamp()
            WHERE id IN (SELECT run_id FROM apart) AND state <> 'done'
            """
        /// The process was stopped, cut off, or lost with its host: no fault of the run's, unless it
        /// takes a host with it again and again. What had not begun was no attempt. A run that was
        /// recorded goes back too, so that its files find their names.
        case reap = """
            WITH lapsed AS (
                SELECT queue.run_id, queue.fencing_token, queue.worker, attempt.step,
                    attempt.outcome, attempt.step <> 'claim' AS is_begun,
                    attempt.step <> 'claim' AND attempt.outcome IS NULL
                        AND queue.attempts >= queue.attempts_max AS is_last
                FROM worker.queue JOIN worker.run_attempt AS attempt USING (fencing_token)
                WHERE queue.state = 'running' AND queue.leased_until < clock_timestamp()
                FOR UPDATE OF queue SKIP LOCKED
            ), apart AS (
                DELETE FROM worker.queue USING lapsed
                WHERE queue.run_id = lapsed.run_id AND lapsed.is_last
                RETURNING queue.run_id
            ), ended AS (
                UPDATE worker.run_attempt AS attempt
                SET outcome = CASE WHEN lapsed.is_begun THEN 'died' ELSE 'released' END,
                    ended_at = clock_timestamp()
                FROM lapsed
                WHERE attempt.fencing_token = lapsed.fencing_token AND attempt.outcome IS NULL
            ), back AS (
                UPDATE worker.queue AS queued SET state = 'ready', leased_until = NULL,
                    worker = NULL, fencing_token = NULL,
                    attempts = queued.attempts - (NOT lapsed.is_begun)::int
                FROM lapsed
                WHERE queued.run_id = lapsed.run_id AND NOT lapsed.is_last
                RETURNING queued.run_id
            ), told AS (
                INSERT INTO worker.run_event (run_id, event, detail)
                SELECT run_id, CASE WHEN is_last THEN 'quarantine' ELSE 'lapse' END,
                    jsonb_build_object('worker', worker, 'step', step)
                FROM lapsed
            ), set_apart AS (
                UPDATE worker.run SET state = 'quarantined', finished_at = clock_timestamp()
                WHERE id IN (SELECT run_id FROM apart) AND state <> 'done'
            )
            SELECT count(*) FROM back
            """
        case standing = """
            SELECT count(*) FILTER (WHERE state = 'ready'),
                count(*) FILTER (WHERE state = 'running'),
                count(*) FILTER (WHERE state = 'waiting'),
                count(*) FILTER (WHERE state = 'ready' AND due_at <= clock_timestamp())
            FROM worker.queue
            """
        case isBloated = """
            SELECT pg_total_relation_size('worker.queue') > $1
                AND NOT EXISTS (SELECT FROM worker.queue)
            """
        /// Executors look into it once a second, for some milliseconds.
        case waitBriefly = "SELECT set_config('lock_timeout', '300ms', true)"
        case lockAlone = "LOCK TABLE worker.queue IN ACCESS EXCLUSIVE MODE"
        case isEmpty = "SELECT NOT EXISTS (SELECT FROM worker.queue)"
        case empty = "TRUNCATE worker.queue"
    }
}
