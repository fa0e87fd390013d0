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
                WHERE job = $1 AND NOT EXISTS (SELECT FROM wanted
                    WHERE coalesce(wanted.clinic_id, 0) = coalesce(cursor.clinic_id, 0))
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
        case keepOnly = """
            WITH gone AS (
                DELETE FROM worker.schedule_plan WHERE NOT job = ANY ($1) RETURNING job
            ), ahead AS (
                DELETE FROM worker.schedule_slot USING gone
                WHERE schedule_slot.job = gone.job AND state = 'expected' AND due_at > $2
            )
            DELETE FROM worker.schedule_cursor USING gone WHERE schedule_cursor.job = gone.job
            """
        case dueCursors = """
            SELECT job, clinic_id, zone, fiscal_start_month::bigint, planned_until, visit_at,
                calendar_zone
            FROM worker.schedule_cursor WHERE visit_at <= $1
            ORDER BY visit_at, job, clinic_id LIMIT $2
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
        case due = """
            WITH party AS (
                SELECT DISTINCT slot.job, slot.clinic_id
                FROM worker.schedule_slot AS slot JOIN worker.schedule_cursor AS cursor
                    ON cursor.job = slot.job
                    AND coalesce(cursor.clinic_id, 0) = coalesce(slot.clinic_id, 0)
                WHERE slot.state = 'expected' AND slot.due_at <= $1 AND cursor.planned_until >= $1
                LIMIT $2
            ), mine AS (
                SELECT cursor.job, cursor.clinic_id, cursor.calendar_zone,
                    cursor.fiscal_start_month
                FROM worker.schedule_cursor AS cursor JOIN party ON cursor.job = party.job
                    AND coalesce(cursor.clinic_id, 0) = coalesce(party.clinic_id, 0)
                FOR UPDATE OF cursor SKIP LOCKED
            ), busy AS (
                SELECT run.job, run.clinic_id, count(*) AS queued
                FROM worker.queue JOIN worker.run ON run.id = queue.run_id GROUP BY 1, 2
            )
            SELECT slot.job, slot.clinic_id, slot.due_at, slot.period, mine.calendar_zone,
                mine.fiscal_start_month::bigint, coalesce(busy.queued, 0)
            FROM mine JOIN worker.schedule_slot AS slot ON slot.job = mine.job
                    AND coalesce(slot.clinic_id, 0) = coalesce(mine.clinic_id, 0)
                LEFT JOIN busy ON busy.job = mine.job
                    AND coalesce(busy.clinic_id, 0) = coalesce(mine.clinic_id, 0)
            WHERE slot.state = 'expected' AND slot.due_at <= $1
            ORDER BY slot.job, slot.clinic_id, slot.due_at
            """
        case enqueue = """
            INSERT INTO worker.run (job, kind, clinic_id, period, revision, state, reason,
                requested_by, from_date, until_date, from_instant, until_instant, due_at)
            SELECT job, kind, nullif(clinic_id, 0), period, 1, 'ready', reason, requested_by,
                from_date::date, until_date::date, from_date::timestamp AT TIME ZONE zone,
                until_date::timestamp AT TIME ZONE zone, due_at::timestamptz
            FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[],
                    $7::text[], $8::text[], $9::text[], $10::text[])
                AS slot (job, clinic_id, due_at, kind, period, from_date, until_date, zone,
                    reason, requested_by)
            ON CONFLICT ON CONSTRAINT a_run_is_unique_for_ever DO NOTHING
            """
        /// The newest revision is the one that a rerun compares itself with.
        case queue = """
            WITH wanted AS (
                SELECT slot.*, run.id AS run_id
                FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[],
                        $6::bigint[], $7::bigint[], $8::text[], $9::text[])
                    AS slot (job, clinic_id, due_at, period, priority, attempts_max,
                        timeout_seconds, needs, wait_until)
                CROSS JOIN LATERAL (
                    SELECT id FROM worker.run
                    WHERE run.job = slot.job AND run.period = slot.period
                        AND coalesce(run.clinic_id, 0) = slot.clinic_id
                    ORDER BY revision DESC LIMIT 1
                ) AS run
            ), queued AS (
                INSERT INTO worker.queue (run_id, clinic_id, state, priority, due_at, attempts_max,
                    timeout_seconds, waiting_for, wait_until)
                SELECT DISTINCT ON (run_id) run_id, nullif(clinic_id, 0),
                    CASE WHEN needs = '' THEN 'ready' ELSE 'waiting' END, priority::smallint,
                    due_at::timestamptz, attempts_max::smallint, timeout_seconds::integer,
                    string_to_array(needs, ','), wait_until::timestamptz
                FROM wanted ORDER BY run_id, due_at
                ON CONFLICT (run_id) DO NOTHING
            )
            UPDATE worker.schedule_slot AS slot
            SET state = 'run', run_id = wanted.run_id, decided_at = clock_timestamp()
            FROM wanted
            WHERE slot.job = wanted.job AND slot.due_at = wanted.due_at::timestamptz
                AND coalesce(slot.clinic_id, 0) = wanted.clinic_id
            """
        case skip = """
            UPDATE worker.schedule_slot AS slot
            SET state = 'skipped', reason = given.why, decided_at = clock_timestamp()
            FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[])
                AS given (job, clinic_id, due_at, why)
            WHERE slot.job = given.job AND slot.due_at = given.due_at::timestamptz
                AND coalesce(slot.clinic_id, 0) = given.clinic_id
            """
        case notify = "SELECT pg_notify('evclinic_queue', '')"
    }
}
