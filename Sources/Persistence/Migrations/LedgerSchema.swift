/// What the first weeks of the scheduler taught: families by name, and indexes for what is open.
enum LedgerSchema {
    static let statements: [String] = [zones, slots, trouble, families]

    /// One clinic's zone that the server does not have must not stop a statement over all of them.
    private static let zones = """
        CREATE FUNCTION worker.zone_is_known(zone text) RETURNS boolean
        LANGUAGE plpgsql STABLE AS $$
        BEGIN
            PERFORM timestamp '2000-01-01' AT TIME ZONE zone;
            RETURN zone IS NOT NULL;
        EXCEPTION WHEN invalid_parameter_value THEN RETURN false;
        END $$
        """

    /// Slots that are decided stay for ever; what a tick asks must not grow with them.
    private static let slots = """
        DROP INDEX worker.slot_by_series;
        CREATE INDEX slot_expected_of_series
            ON worker.schedule_slot (job, coalesce(clinic_id, 0), due_at)
            WHERE state = 'expected';
        CREATE INDEX slot_skipped ON worker.schedule_slot (due_at) WHERE state = 'skipped';
        """

    /// Runs that ended without a result stand in a small table of their own, because an index by
    /// state would have every run that ends written anew into all indexes of the ledger: queue and
    /// drain of 10,000 runs took 9.8 s with it and 6.4 s without, with room on the page.
    private static let trouble = """
        DROP INDEX worker.run_in_trouble;
        ALTER TABLE worker.run SET (fillfactor = 50);
        ALTER TABLE worker.run_attempt SET (fillfactor = 60);
        CREATE TABLE worker.run_trouble (
            run_id bigint PRIMARY KEY REFERENCES worker.run (id)
        );
        CREATE FUNCTION worker.is_trouble(state text) RETURNS boolean LANGUAGE sql IMMUTABLE
            RETURN state IN ('failed', 'cancelled', 'quarantined', 'skipped');
        INSERT INTO worker.run_trouble (run_id)
        SELECT id FROM worker.run WHERE worker.is_trouble(state);
        CREATE FUNCTION worker.note_trouble() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF worker.is_trouble(new.state) THEN
                INSERT INTO worker.run_trouble (run_id) VALUES (new.id) ON CONFLICT DO NOTHING;
            ELSE
                DELETE FROM worker.run_trouble WHERE run_id = new.id;
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER trouble_is_noted AFTER UPDATE OF state ON worker.run FOR EACH ROW
            WHEN (worker.is_trouble(old.state) OR worker.is_trouble(new.state))
            EXECUTE FUNCTION worker.note_trouble()
        """

    /// A child is a series: a new revision of it is the same child.
    ///
    /// Two parents may share one. A program of the schema before names its children by `parent_id`
    /// alone, and they count as well. A child that could not be made has no run.
    private static let families = """
        CREATE TABLE worker.run_child (
            parent_id bigint NOT NULL REFERENCES worker.run (id),
            job text NOT NULL, clinic_id bigint NOT NULL,
            PRIMARY KEY (parent_id, job, clinic_id)
        );
        CREATE VIEW worker.run_family AS
            SELECT child.parent_id, child.job, child.clinic_id, run.id AS run_id
            FROM (
                SELECT parent_id, job, clinic_id FROM worker.run_child
                UNION
                SELECT parent_id, job, clinic_id FROM worker.run
                WHERE parent_id IS NOT NULL AND clinic_id IS NOT NULL
            ) AS child
                JOIN worker.run AS parent ON parent.id = child.parent_id
                LEFT JOIN worker.run ON run.job = child.job AND run.period = parent.period
                    AND coalesce(run.clinic_id, 0) = child.clinic_id
        """
}
