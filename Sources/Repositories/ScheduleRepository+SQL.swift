import Access

extension ScheduleRepository {
    package enum SQL: String, Statement {
        case now = "SELECT clock_timestamp()"
        case clinicsFingerprint = """
            SELECT coalesce(md5(string_agg(
                id || ' ' || time_zone || ' ' || fiscal_year_start_month, ',' ORDER BY id)), '')
            FROM clinic.clinic WHERE active
            """
        case clinics = """
            SELECT id, time_zone, fiscal_year_start_month::bigint FROM clinic.clinic
            WHERE active ORDER BY id
            """
        case zonesKnown = "SELECT name FROM pg_timezone_names WHERE name = ANY ($1)"
        case fingerprints = "SELECT job, fingerprint FROM worker.schedule_plan"
        case plan = """
            INSERT INTO worker.schedule_plan AS plan (job, fingerprint, planned_at)
            VALUES ($1, $2, $3)
            ON CONFLICT (job) DO UPDATE
            SET fingerprint = excluded.fingerprint, planned_at = excluded.planned_at
            WHERE plan.fingerprint <> excluded.fingerprint
            RETURNING job
            """
        case forgetFuture = """
            DELETE FROM worker.schedule_slot
            WHERE job = $1 AND state = 'expected' AND due_at > $2
            """
        case cursors = """
            WITH wanted AS (
                SELECT nullif(clinic_id, 0) AS clinic_id, zone, calendar_zone, fiscal
                FROM unnest($2::bigint[], $3::text[], $6::text[], $4::bigint[])
                    AS given (clinic_id, zone, calendar_zone, fiscal)
            ), gone AS (
                DELETE FROM worker.schedule_cursor AS cursor
                WHERE job = $1 AND NOT coalesce(cursor.clinic_id, 0) = ANY ($7)
                    AND NOT EXISTS (SELECT FROM wanted
                        WHERE coalesce(wanted.clinic_id, 0) = coalesce(cursor.clinic_id, 0))
                RETURNING cursor.clinic_id
            ), left_out AS (
                UPDATE worker.schedule_slot AS slot
                SET state = 'skipped', reason = 'no longer planned: not for this clinic',
                    decided_at = clock_timestamp()
                FROM gone
                WHERE slot.job = $1 AND slot.state = 'expected'
                    AND coalesce(slot.clinic_id, 0) = coalesce(gone.clinic_id, 0)
            ), kept AS (
                UPDATE worker.schedule_cursor AS cursor
                SET planned_until = least(planned_until, $5), visit_at = $5, zone = given.zone,
                    calendar_zone = given.calendar_zone
                FROM unnest($7::bigint[], $8::text[], $9::text[])
                    AS given (clinic_id, zone, calendar_zone)
                WHERE cursor.job = $1 AND cursor.clinic_id = given.clinic_id
            )
            INSERT INTO worker.schedule_cursor AS cursor
                (job, clinic_id, zone, calendar_zone, fiscal_start_month, planned_until, visit_at)
            SELECT $1, clinic_id, zone, calendar_zone, fiscal::smallint, $5, $5 FROM wanted
            ON CONFLICT (job, coalesce(clinic_id, 0)) DO UPDATE
            SET zone = excluded.zone, calendar_zone = excluded.calendar_zone,
                fiscal_start_month = excluded.fiscal_start_month,
                planned_until = least(cursor.planned_until, excluded.planned_until),
                visit_at = excluded.visit_at
            """
        /// What was expected of it and is past is set aside with the reason; what lies ahead goes.
        case retire = """
            WITH ahead AS (
                DELETE FROM worker.schedule_slot
                WHERE job = $1 AND state = 'expected' AND due_at > clock_timestamp()
            ), past AS (
                UPDATE worker.schedule_slot
                SET state = 'skipped', reason = 'no longer planned: retired by ' || $2::text,
                    decided_at = clock_timestamp()
                WHERE job = $1 AND state = 'expected' AND due_at <= clock_timestamp()
            )
            DELETE FROM worker.schedule_cursor WHERE job = $1
            RETURNING coalesce(clinic_id, 0)
            """
        case retirePlan = "DELETE FROM worker.schedule_plan WHERE job = $1 RETURNING job"
        case retireParts = """
            UPDATE worker.backfill_run AS part SET state = 'ended' FROM worker.backfill
            WHERE backfill.id = part.backfill_id AND backfill.job = $1 AND part.state = 'planned'
            """
        /// Runs that nobody has begun; one at work goes on to its end.
        case retireRuns = """
            WITH idle AS (
                DELETE FROM worker.queue USING worker.run
                WHERE run.id = queue.run_id AND run.job = $1 AND queue.state <> 'running'
                RETURNING queue.run_id
            ), told AS (
                INSERT INTO worker.run_event (run_id, event, detail)
                SELECT run_id, 'cancel', jsonb_build_object('by', $2::text, 'job', 'retired')
                FROM idle
            )
            UPDATE worker.run SET state = 'cancelled', finished_at = clock_timestamp()
            WHERE id IN (SELECT run_id FROM idle) AND state <> 'done'
            """
        case dueCursors = """
            SELECT job, clinic_id, zone, fiscal_start_month::bigint, planned_until, visit_at,
                calendar_zone
            FROM worker.schedule_cursor WHERE visit_at <= $1
            ORDER BY visit_at LIMIT $2
            FOR UPDATE SKIP LOCKED
            """
        case expect = """
            INSERT INTO worker.schedule_slot
                (job, clinic_id, due_at, period, state, local_time, moved_by)
            SELECT job, nullif(clinic_id, 0), due_at::timestamptz, period, 'expected', local_time,
                moved_by
            FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[])
                AS slot (job, clinic_id, due_at, period, local_time, moved_by)
            ON CONFLICT ON CONSTRAINT one_slot_a_due_time DO NOTHING
            """
        case advance = """
            UPDATE worker.schedule_cursor AS cursor
            SET planned_until = given.planned_until::timestamptz,
                visit_at = given.visit_at::timestamptz
            FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[])
                AS given (job, clinic_id, planned_until, visit_at)
            WHERE cursor.job = given.job
                AND coalesce(cursor.clinic_id, 0) = given.clinic_id
            """
        /// Jobs and clinics of the first slots by time: what a batch costs does not depend on how
        /// many there are. Asked with $4, which costs more, what cannot be decided now is left out.
        case dueLocked = """
            WITH lost AS MATERIALIZED (
                SELECT zone FROM (
                    SELECT DISTINCT time_zone AS zone FROM clinic.clinic WHERE active) AS named
                WHERE NOT worker.zone_is_known(zone)
            ), early AS MATERIALIZED (
                SELECT slot.job, slot.clinic_id FROM worker.schedule_slot AS slot
                WHERE slot.state = 'expected' AND slot.due_at <= $1 AND slot.job = ANY ($3)
                    AND (NOT $4 OR EXISTS (SELECT FROM worker.schedule_cursor AS cursor
                        WHERE cursor.job = slot.job
                            AND coalesce(cursor.clinic_id, 0) = coalesce(slot.clinic_id, 0)
                            AND cursor.planned_until >= $1
                            AND cursor.calendar_zone NOT IN (SELECT zone FROM lost)))
                ORDER BY slot.due_at LIMIT $2
            ), party AS MATERIALIZED (
                SELECT DISTINCT job, clinic_id FROM early
            )
            SELECT cursor.job, cursor.clinic_id
            FROM party CROSS JOIN LATERAL (
                SELECT job, clinic_id FROM worker.schedule_cursor
                WHERE job = party.job AND coalesce(clinic_id, 0) = coalesce(party.clinic_id, 0)
                FOR UPDATE SKIP LOCKED
            ) AS cursor
            """
        /// Asked under the lock, so that what another process has decided meanwhile is seen.
        case due = """
            WITH mine AS MATERIALIZED (
                SELECT cursor.job, cursor.clinic_id, cursor.calendar_zone,
                    cursor.fiscal_start_month
                FROM unnest($2::text[], $3::bigint[]) AS given (job, clinic_id)
                    CROSS JOIN LATERAL (
                        SELECT * FROM worker.schedule_cursor
                        WHERE job = given.job AND coalesce(clinic_id, 0) = given.clinic_id
                            AND planned_until >= $1
                    ) AS cursor
            ), busy AS (
                SELECT run.job, run.clinic_id, count(*) AS queued
                FROM worker.queue JOIN worker.run ON run.id = queue.run_id
                WHERE run.job = ANY ($4) GROUP BY 1, 2
            )
            SELECT slot.job, slot.clinic_id, slot.due_at, slot.period, mine.calendar_zone,
                mine.fiscal_start_month::bigint, coalesce(busy.queued, 0)
            FROM mine CROSS JOIN LATERAL (
                    SELECT job, clinic_id, due_at, period FROM worker.schedule_slot
                    WHERE job = mine.job AND coalesce(clinic_id, 0) = coalesce(mine.clinic_id, 0)
                        AND state = 'expected' AND due_at <= $1
                    OFFSET 0
                ) AS slot
                LEFT JOIN busy ON busy.job = mine.job
                    AND coalesce(busy.clinic_id, 0) = coalesce(mine.clinic_id, 0)
            ORDER BY slot.job, slot.clinic_id, slot.due_at
            """
        /// A zone that the server does not have leaves its runs out, and no others.
        case enqueue = """
            WITH slot AS MATERIALIZED (
                SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[],
                        $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
                    AS slot (job, clinic_id, due_at, kind, period, from_date, until_date, zone,
                        reason, requested_by)
            ), known AS MATERIALIZED (
                SELECT zone FROM (SELECT DISTINCT zone FROM slot) AS named
                WHERE worker.zone_is_known(zone)
            )
            INSERT INTO worker.run (job, kind, clinic_id, period, revision, state, reason,
                requested_by, from_date, until_date, from_instant, until_instant, due_at)
            SELECT job, kind, nullif(clinic_id, 0), period, 1, 'ready', reason, requested_by,
                from_date::date, until_date::date, from_date::timestamp AT TIME ZONE zone,
                until_date::timestamp AT TIME ZONE zone, due_at::timestamptz
            FROM slot JOIN known USING (zone)
            ON CONFLICT ON CONSTRAINT a_run_is_unique_for_ever DO NOTHING
            """
        /// The newest revision is the one that a rerun compares itself with. What a schedule wants
        /// is not begun before its period is over in the clinic's own zone.
        case queue = """
            WITH wanted AS (
                SELECT slot.*, run.id AS run_id, run.is_ended,
                    CASE WHEN is_planned = 1 THEN greatest(due_at::timestamptz, run.until_instant)
                        ELSE due_at::timestamptz END AS begin_at
                FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[],
                        $6::bigint[], $7::bigint[], $8::text[], $9::text[], $10::bigint[],
                        $11::text[], $12::text[])
                    AS slot (job, clinic_id, due_at, period, priority, attempts_max,
                        timeout_seconds, needs, wait_until, is_planned, reason, requested_by)
                CROSS JOIN LATERAL (
                    SELECT id, until_instant, state NOT IN ('ready', 'waiting') AS is_ended
                    FROM worker.run
                    WHERE run.job = slot.job AND run.period = slot.period
                        AND coalesce(run.clinic_id, 0) = slot.clinic_id
                    ORDER BY revision DESC LIMIT 1
                ) AS run
            ), queued AS (
                INSERT INTO worker.queue (run_id, clinic_id, state, priority, due_at, attempts_max,
                    timeout_seconds, waiting_for, wait_until)
                SELECT DISTINCT ON (run_id) run_id, nullif(clinic_id, 0),
                    CASE WHEN needs = '' THEN 'ready' ELSE 'waiting' END, priority::smallint,
                    begin_at, attempts_max::smallint, timeout_seconds::integer,
                    string_to_array(needs, ','), wait_until::timestamptz
                FROM wanted ORDER BY run_id, begin_at
                ON CONFLICT (run_id) DO NOTHING
                RETURNING run_id
            ), told AS (
                INSERT INTO worker.run_event (run_id, event, detail)
                SELECT DISTINCT ON (run_id) run_id, 'queued again',
                    jsonb_build_object('reason', reason, 'by', requested_by)
                FROM queued JOIN wanted USING (run_id) WHERE is_ended
                ORDER BY run_id, begin_at
            ), decided AS (
                UPDATE worker.schedule_slot AS slot
                SET state = 'run', run_id = wanted.run_id, decided_at = clock_timestamp()
                FROM wanted
                WHERE slot.job = wanted.job AND slot.due_at = wanted.due_at::timestamptz
                    AND coalesce(slot.clinic_id, 0) = wanted.clinic_id
                    AND slot.state = 'expected'
                RETURNING slot.job
            )
            SELECT count(*) FROM decided
            """
        case skip = """
            WITH decided AS (
                UPDATE worker.schedule_slot AS slot
                SET state = 'skipped', reason = given.why, decided_at = clock_timestamp()
                FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[])
                    AS given (job, clinic_id, due_at, why)
                WHERE slot.job = given.job AND slot.due_at = given.due_at::timestamptz
                    AND coalesce(slot.clinic_id, 0) = given.clinic_id AND slot.state = 'expected'
                RETURNING slot.job
            )
            SELECT count(*) FROM decided
            """
        /// Before `queue`: for a merge all that is expected would be read again for each batch.
        case oneByOne = "SELECT set_config('enable_mergejoin', 'off', true)"
        case notify = "SELECT pg_notify('evclinic_queue', '')"
    }
}
