import Access

extension LedgerRepository {
    package enum SQL: String, Statement {
        case list = """
            SELECT run.id, run.job, clinic.slug, run.period, run.revision::bigint,
                coalesce(queue.state, run.state), coalesce(queue.attempts, tries.count)::bigint,
                coalesce(queue.due_at, run.due_at, run.created_at), run.finished_at, run.breaks,
                attempt.step, attempt.rows_done, attempt.rows_expected, attempt.error_code,
                CASE WHEN queue.state = 'waiting' THEN array_to_string(queue.waiting_for, ', ') END,
                run.clinic_id, run.reason, run.requested_by, run.ties_failed::bigint
            FROM worker.run
                LEFT JOIN worker.queue ON queue.run_id = run.id
                LEFT JOIN clinic.clinic ON clinic.id = run.clinic_id
                LEFT JOIN LATERAL (
                    SELECT step, rows_done, rows_expected, error_code FROM worker.run_attempt
                    WHERE run_attempt.run_id = run.id ORDER BY id DESC LIMIT 1
                ) AS attempt ON true
                LEFT JOIN LATERAL (
                    SELECT count(*) FROM worker.run_attempt
                    WHERE run_attempt.run_id = run.id
                        AND (outcome IS NULL OR outcome NOT IN ('released', 'parted'))
                ) AS tries ON true
            WHERE ($1::text IS NULL OR run.job = $1) AND ($2::text IS NULL OR clinic.slug = $2)
                AND ($3::text IS NULL OR run.period = $3)
                AND ($4::text IS NULL OR coalesce(queue.state, run.state) = $4)
                AND ($6::bigint[] IS NULL OR run.id = ANY ($6))
                AND ($7::bigint IS NULL OR run.id IN (
                    SELECT run_id FROM worker.run_family WHERE parent_id = $7))
            ORDER BY run.created_at DESC, run.id DESC
            LIMIT $5
            """
        case story = """
            SELECT at, event, detail FROM (
                SELECT created_at AS at, 1 AS rank, 'made' AS event, reason || ', for '
                    || requested_by AS detail
                FROM worker.run WHERE id = $1
                UNION ALL
                SELECT due_at, 0, 'due', concat_ws(', ', local_time, moved_by, reason)
                FROM worker.schedule_slot WHERE run_id = $1
                UNION ALL
                SELECT recorded_at, 4, event, coalesce((SELECT string_agg(key || ' ' || value, ', '
                    ORDER BY key) FROM jsonb_each_text(detail)), '')
                FROM worker.run_event WHERE run_id = $1
                UNION ALL
                SELECT started_at, 2, 'claim', 'token ' || fencing_token || ', ' || worker
                FROM worker.run_attempt WHERE run_id = $1
                UNION ALL
                SELECT ended_at, 3, outcome, concat_ws(', ', 'token ' || fencing_token,
                    'at ' || step, error_code, error_context, replica, 'lsn ' || lsn)
                FROM worker.run_attempt WHERE run_id = $1 AND ended_at IS NOT NULL
                UNION ALL
                SELECT published_at, 5, 'published', name || ', ' || row_count || ' rows, sha256 '
                    || sha256
                FROM worker.run_file WHERE run_id = $1 AND published_at IS NOT NULL
                UNION ALL
                SELECT finished_at, 5, 'result', concat_ws(', ', 'digest ' || digest,
                    'job file ' || (provenance->>'jobSHA256'),
                    'statements ' || (provenance->>'sqlSHA256'),
                    'as of ' || (provenance->>'asOf'), breaks || ' breaks',
                    ties_failed || ' ties failed',
                    'inputs missing: ' || (provenance->>'inputsMissing'))
                FROM worker.run WHERE id = $1 AND digest IS NOT NULL
                UNION ALL
                SELECT due_at, 6, 'waits', array_to_string(waiting_for, ', ')
                    || coalesce(', until ' || wait_until, '')
                FROM worker.queue WHERE run_id = $1 AND state = 'waiting'
                UNION ALL
                SELECT leased_until, 6, 'lease', 'until then, ' || worker
                FROM worker.queue WHERE run_id = $1 AND state = 'running'
            ) AS chapter
            ORDER BY at, rank, detail
            """
        /// Three short lists by indexes of their own, less what has a result by now: a run made up
        /// later, or by another due time of the same period.
        case missing = """
            WITH gap AS (
                SELECT job, clinic_id, period, due_at, state, run_id, reason
                FROM worker.schedule_slot
                WHERE state = 'expected' AND due_at >= $1
                    AND due_at < clock_timestamp() - make_interval(secs => $2)
                UNION ALL
                SELECT job, clinic_id, period, due_at, state, run_id, reason
                FROM worker.schedule_slot
                WHERE state = 'skipped' AND due_at >= $1 AND reason NOT LIKE 'no longer planned%'
                UNION ALL
                SELECT slot.job, slot.clinic_id, slot.period, slot.due_at,
                    coalesce(queue.state, run.state), slot.run_id, slot.reason
                FROM (SELECT run_id FROM worker.queue UNION SELECT run_id FROM worker.run_trouble)
                        AS undone
                    JOIN worker.run ON run.id = undone.run_id
                    JOIN worker.schedule_slot AS slot ON slot.run_id = run.id
                    LEFT JOIN worker.queue ON queue.run_id = run.id
                WHERE run.state <> 'done' AND slot.due_at >= $1
                    AND slot.due_at < clock_timestamp() - make_interval(secs => $2)
            ), undone AS (
                SELECT DISTINCT ON (job, clinic_id, period) gap.* FROM gap
                WHERE NOT EXISTS (SELECT FROM worker.run
                    WHERE run.job = gap.job AND run.period = gap.period AND run.state = 'done'
                        AND coalesce(run.clinic_id, 0) = coalesce(gap.clinic_id, 0))
                ORDER BY job, clinic_id, period, due_at
            )
            SELECT undone.job, clinic.slug, undone.period, undone.due_at, undone.state,
                undone.run_id, undone.reason
            FROM undone LEFT JOIN clinic.clinic ON clinic.id = undone.clinic_id
            ORDER BY undone.due_at, undone.job, undone.clinic_id
            """
        /// Ended since then without a result, or with files that have no place.
        case failed = """
            SELECT run.id FROM worker.run_trouble JOIN worker.run ON run.id = run_id
            WHERE state IN ('failed', 'quarantined') AND finished_at >= $1
            UNION
            SELECT run_id FROM worker.run_event WHERE id > $2 AND event = 'unpublished'
            ORDER BY 1 DESC
            """
        case lastEvent = "SELECT coalesce(max(id), 0) FROM worker.run_event"
        case cancel = """
            WITH family AS (
                SELECT $1::bigint AS id
                UNION
                SELECT run_id FROM worker.run_family WHERE parent_id = $1
            ), idle AS (
                DELETE FROM worker.queue
                WHERE run_id IN (SELECT id FROM family) AND state <> 'running' RETURNING run_id
            ), ended AS (
                UPDATE worker.run SET state = 'cancelled', finished_at = clock_timestamp()
                WHERE id IN (SELECT run_id FROM idle) AND state <> 'done'
            ), busy AS (
                UPDATE worker.queue SET cancel_asked_at = clock_timestamp()
                WHERE run_id IN (SELECT id FROM family) AND state = 'running' RETURNING run_id
            ), told AS (
                INSERT INTO worker.run_event (run_id, event, detail)
                SELECT run_id, 'cancel', jsonb_build_object('by', $2::text)
                FROM (SELECT run_id FROM idle UNION ALL SELECT run_id FROM busy) AS either
            )
            SELECT 'asked' FROM busy UNION SELECT 'cancelled' FROM idle ORDER BY 1 LIMIT 1
            """
        case retry = """
            WITH newest AS (
                SELECT newest.id, newest.clinic_id FROM worker.run AS asked
                    JOIN worker.run AS newest ON newest.job = asked.job
                        AND newest.period = asked.period
                        AND newest.clinic_id IS NOT DISTINCT FROM asked.clinic_id
                WHERE asked.id = $1 ORDER BY newest.revision DESC LIMIT 1
            ), again AS (
                INSERT INTO worker.queue AS queued (run_id, clinic_id, state, priority, due_at,
                    attempts_max, timeout_seconds)
                SELECT id, clinic_id, 'ready', $3::smallint, clock_timestamp(), $4::smallint,
                    $5::integer
                FROM newest
                ON CONFLICT (run_id) DO UPDATE SET due_at = clock_timestamp(), attempts = 0,
                    deaths = 0, cancel_asked_at = NULL
                WHERE queued.state = 'ready' AND queued.due_at > clock_timestamp()
                RETURNING run_id
            ), opened AS (
                UPDATE worker.run SET state = 'ready', finished_at = NULL
                WHERE id IN (SELECT run_id FROM again) AND state <> 'done'
            ), told AS (
                INSERT INTO worker.run_event (run_id, event, detail)
                SELECT run_id, 'retry', jsonb_build_object('by', $2::text) FROM again
            )
            SELECT run_id FROM again, pg_notify('evclinic_queue', '')
            """
    }
}
