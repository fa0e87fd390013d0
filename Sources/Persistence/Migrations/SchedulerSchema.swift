/// What the scheduler adds to the ledger: plans, due times, retries, progress, backfills.
enum SchedulerSchema {
    static let statements: [String] = [ledger, queue, schedule, backfill]

    /// An attempt that has parted left its run to others: the children that it made.
    private static let ledger = """
        ALTER TABLE worker.run ADD COLUMN due_at timestamptz;
        CREATE INDEX run_by_creation ON worker.run (created_at DESC, id DESC);
        CREATE INDEX run_by_series
            ON worker.run (job, coalesce(clinic_id, 0), period, revision DESC);
        CREATE INDEX run_in_trouble ON worker.run (state) WHERE state IN ('failed', 'quarantined');
        CREATE INDEX run_by_parent ON worker.run (parent_id) WHERE parent_id IS NOT NULL;
        ALTER TABLE worker.run_attempt
            ADD COLUMN rows_done bigint, ADD COLUMN rows_expected bigint,
            ADD COLUMN beat_at timestamptz,
            DROP CONSTRAINT an_attempt_ends_in_a_known_way,
            ADD CONSTRAINT an_attempt_ends_in_a_known_way CHECK (outcome IN
                ('recorded', 'unchanged', 'failed', 'cancelled', 'died', 'released', 'parted'));
        """

    /// `request` is what a person asked for: folder, formats, login, role.
    private static let queue = """
        ALTER TABLE worker.queue
            ADD COLUMN deaths smallint NOT NULL DEFAULT 0,
            ADD COLUMN attempts_max smallint NOT NULL DEFAULT 5,
            ADD COLUMN timeout_seconds integer NOT NULL DEFAULT 900,
            ADD COLUMN waiting_for text[] NOT NULL DEFAULT '{}',
            ADD COLUMN wait_until timestamptz,
            ADD COLUMN request jsonb,
            ADD CONSTRAINT who_waits_says_for_what
                CHECK (state <> 'waiting' OR waiting_for <> '{}');
        GRANT TRUNCATE ON worker.queue TO evclinic_worker;
        CREATE INDEX queue_by_turn ON worker.queue
            (coalesce(clinic_id, 0), priority DESC, due_at, run_id) WHERE state = 'ready';
        CREATE INDEX queue_by_worker ON worker.queue (worker) WHERE state = 'running';
        CREATE INDEX queue_by_wait ON worker.queue (due_at) WHERE state = 'waiting';
        """

    private static let schedule = """
        ALTER TABLE worker.schedule_slot
            ADD COLUMN local_time text, ADD COLUMN moved_by text,
            ADD COLUMN decided_at timestamptz,
            ADD CONSTRAINT a_skipped_slot_says_why
                CHECK ((state = 'skipped') <= (reason IS NOT NULL));
        CREATE INDEX slot_expected ON worker.schedule_slot (due_at) WHERE state = 'expected';
        CREATE INDEX slot_by_series
            ON worker.schedule_slot (job, coalesce(clinic_id, 0), due_at);
        CREATE INDEX slot_by_run ON worker.schedule_slot (run_id) WHERE run_id IS NOT NULL;
        CREATE TABLE worker.schedule_cursor (
            job text NOT NULL, clinic_id bigint, zone text NOT NULL, calendar_zone text NOT NULL,
            fiscal_start_month smallint NOT NULL DEFAULT 1,
            planned_until timestamptz NOT NULL, visit_at timestamptz NOT NULL
        ) WITH (fillfactor = 50);
        CREATE UNIQUE INDEX one_cursor_a_job_and_clinic
            ON worker.schedule_cursor (job, coalesce(clinic_id, 0));
        CREATE INDEX cursor_by_visit ON worker.schedule_cursor (visit_at);
        CREATE TABLE worker.schedule_plan (
            job text PRIMARY KEY, fingerprint text NOT NULL, planned_at timestamptz NOT NULL
        );
        """

    private static let backfill = """
        CREATE TABLE worker.backfill (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            job text NOT NULL, periods text NOT NULL, selection text NOT NULL,
            concurrency smallint NOT NULL, requested_by text NOT NULL,
            created_at timestamptz NOT NULL DEFAULT clock_timestamp(), ended_at timestamptz,
            CONSTRAINT a_backfill_selects_in_a_known_way
                CHECK (selection IN ('missing', 'failed', 'changed', 'all')),
            CONSTRAINT some_run_at_once CHECK (concurrency >= 1)
        );
        CREATE TABLE worker.backfill_run (
            backfill_id bigint NOT NULL REFERENCES worker.backfill (id),
            position integer NOT NULL, clinic_id bigint NOT NULL, period text NOT NULL,
            run_id bigint REFERENCES worker.run (id), state text NOT NULL,
            PRIMARY KEY (backfill_id, position),
            CONSTRAINT a_part_is_planned_queued_or_ended
                CHECK (state IN ('planned', 'queued', 'ended'))
        );
        CREATE INDEX backfill_run_open ON worker.backfill_run (backfill_id, position)
            WHERE state <> 'ended';
        """
}
