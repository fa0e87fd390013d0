import Access

extension BackfillRepository {
    package enum SQL: String, Statement {
        case parts = """
            SELECT site.id, site.slug, site.time_zone, site.fiscal_year_start_month::bigint,
                given.period, run.state
            FROM unnest($2::bigint[], $3::text[]) WITH ORDINALITY
                    AS given (clinic_id, period, place)
                JOIN clinic.clinic AS site ON site.id = given.clinic_id
                LEFT JOIN LATERAL (
                    SELECT state FROM worker.run
                    WHERE run.job = $1 AND run.period = given.period
                        AND coalesce(run.clinic_id, 0) = given.clinic_id
                    ORDER BY revision DESC LIMIT 1
                ) AS run ON true
            WHERE worker.zone_is_known(site.time_zone) AND
                CASE $4 WHEN 'missing' THEN run.state IS NULL OR run.state IN ('ready', 'waiting')
                WHEN 'failed' THEN run.state IN ('failed', 'cancelled', 'quarantined')
                WHEN 'changed' THEN run.state = 'done' ELSE true END
            ORDER BY given.place, site.slug
            """
        case make = """
            WITH made AS (
                INSERT INTO worker.backfill (job, periods, selection, concurrency, requested_by)
                VALUES ($1, $2, $3, $4::smallint, $5)
                RETURNING id
            ), parts AS (
                INSERT INTO worker.backfill_run (backfill_id, position, clinic_id, period, state)
                SELECT made.id, place, clinic_id, period, 'planned'
                FROM made, unnest($6::bigint[], $7::text[]) WITH ORDINALITY
                    AS given (clinic_id, period, place)
            )
            SELECT id FROM made, pg_notify('evclinic_queue', '')
            """
        /// A run that found something new is queued under its next revision's number.
        case endParts = """
            UPDATE worker.backfill_run AS part SET state = 'ended'
            WHERE part.state = 'queued' AND NOT EXISTS (
                SELECT FROM worker.run AS mine JOIN worker.run AS any_revision
                        ON any_revision.job = mine.job AND any_revision.period = mine.period
                        AND any_revision.clinic_id = mine.clinic_id
                    JOIN worker.queue ON queue.run_id = any_revision.id
                WHERE mine.id = part.run_id)
            """
        case end = """
            UPDATE worker.backfill SET ended_at = clock_timestamp()
            WHERE ended_at IS NULL AND NOT EXISTS (SELECT FROM worker.backfill_run AS part
                WHERE part.backfill_id = backfill.id AND part.state <> 'ended')
            """
        case open = "SELECT id FROM worker.backfill WHERE ended_at IS NULL ORDER BY id"
        case lock = "SELECT id FROM worker.backfill WHERE id = $1 FOR UPDATE SKIP LOCKED"
        /// Asked under the lock, by a statement of its own: one process counts at a time.
        case room = """
            SELECT id, job, requested_by, concurrency - (SELECT count(*)
                FROM worker.backfill_run AS part
                WHERE part.backfill_id = backfill.id AND part.state = 'queued')
            FROM worker.backfill WHERE id = $1 AND ended_at IS NULL
            """
        case next = """
            SELECT site.id, site.slug, site.time_zone, site.fiscal_year_start_month::bigint,
                part.period, NULL::text
            FROM worker.backfill_run AS part JOIN clinic.clinic AS site ON site.id = part.clinic_id
            WHERE part.backfill_id = $1 AND part.state = 'planned'
            ORDER BY part.position
            LIMIT greatest($2, 0)
            """
        case queued = """
            UPDATE worker.backfill_run AS part SET state = 'queued', run_id = run.id
            FROM unnest($2::bigint[], $3::text[]) AS given (clinic_id, period),
                worker.backfill, worker.run
            WHERE part.backfill_id = $1 AND part.clinic_id = given.clinic_id
                AND part.state = 'planned' AND part.period = given.period AND backfill.id = $1
                AND run.job = backfill.job AND run.clinic_id = part.clinic_id
                AND run.period = part.period AND run.revision = 1
            """
        /// A clinic whose zone the server lost has no run made, and does not hold up the others.
        case unmade = """
            UPDATE worker.backfill_run AS part SET state = 'ended'
            FROM unnest($2::bigint[], $3::text[]) AS given (clinic_id, period)
            WHERE part.backfill_id = $1 AND part.clinic_id = given.clinic_id
                AND part.period = given.period AND part.state = 'planned'
            """
        case clinics = """
            SELECT DISTINCT clinic_id FROM worker.backfill_run WHERE backfill_id = $1 ORDER BY 1
            """
        case list = """
            SELECT backfill.id, backfill.job, periods, selection, concurrency::bigint,
                requested_by, backfill.created_at, ended_at,
                count(*) FILTER (WHERE part.state = 'planned'),
                count(*) FILTER (WHERE part.state = 'queued'),
                count(*) FILTER (WHERE part.state = 'ended' AND newest.state = 'done'),
                count(*) FILTER (WHERE part.state = 'ended'
                    AND newest.state IS DISTINCT FROM 'done')
            FROM worker.backfill LEFT JOIN worker.backfill_run AS part
                    ON part.backfill_id = backfill.id
                LEFT JOIN LATERAL (
                    SELECT state FROM worker.run
                    WHERE run.job = backfill.job AND run.period = part.period
                        AND coalesce(run.clinic_id, 0) = part.clinic_id
                    ORDER BY revision DESC LIMIT 1
                ) AS newest ON true
            WHERE $1::bigint IS NULL OR backfill.id = $1
            GROUP BY backfill.id
            ORDER BY backfill.id DESC
            LIMIT 100
            """
        case cancel = """
            WITH left_over AS (
                UPDATE worker.backfill_run SET state = 'ended'
                WHERE backfill_id = $1 AND state = 'planned'
                RETURNING position
            )
            SELECT count(*) FROM left_over
            """
        case resume = """
            WITH again AS (
                UPDATE worker.backfill_run AS part SET state = 'planned'
                FROM worker.backfill
                WHERE backfill.id = $1 AND part.backfill_id = $1 AND part.state = 'ended'
                    AND (part.run_id IS NULL
                        OR NOT EXISTS (SELECT FROM worker.run WHERE run.job = backfill.job
                            AND run.period = part.period AND run.clinic_id = part.clinic_id
                            AND run.state = 'done'))
                RETURNING part.position
            ), opened AS (
                UPDATE worker.backfill SET ended_at = NULL
                WHERE id = $1 AND EXISTS (SELECT FROM again)
            )
            SELECT count(*) FROM again
            """
    }
}
