/// What the first weeks of the scheduler taught: families by name, and indexes for what is open.
enum LedgerSchema {
    static let statements: [String] = [zones, slots, families]

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
        CREATE INDEX run_without_result ON worker.run (id) WHERE state <> 'done';
        """

    /// A child is a series: a new revision of it is the same child. Two parents may share one.
    private static let families = """
        CREATE TABLE worker.run_child (
            parent_id bigint NOT NULL REFERENCES worker.run (id),
            job text NOT NULL, clinic_id bigint NOT NULL,
            PRIMARY KEY (parent_id, job, clinic_id)
        );
        INSERT INTO worker.run_child (parent_id, job, clinic_id)
        SELECT DISTINCT parent_id, job, clinic_id FROM worker.run
        WHERE parent_id IS NOT NULL AND clinic_id IS NOT NULL;
        """
}
