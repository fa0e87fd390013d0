/// No modification is committed without its row in the audit trail.
///
/// `AuditRepository` says within its transaction that it wrote one; whoever modifies what is guarded without
/// that is refused when he commits. Rows of results have no guard of their own: they belong to a run or an
/// import, which has. What controls the work itself is exempt: queue, leases, attempts, events, progress.
enum AuditSchema {
    static let statements: [String] = [function, guards]

    /// A deferred check, so that modification and audit row may come in either order.
    ///
    /// A superuser who repairs something by hand could switch it off anyway, and is let by.
    private static let function = """
        CREATE FUNCTION worker.assert_audited() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF current_setting('is_superuser') = 'off'
                AND current_setting('evclinic.audited', true)
                    IS DISTINCT FROM pg_current_xact_id()::text
            THEN
                RAISE EXCEPTION 'worker.% was modified without an audit row', tg_table_name
                    USING ERRCODE = 'check_violation',
                        CONSTRAINT = 'a_modification_has_an_audit_row', SCHEMA = 'worker',
                        TABLE = tg_table_name;
            END IF;
            RETURN NULL;
        END $$
        """

    /// A run is guarded where it is given a result, a backfill where it is asked for, and the queue where
    /// somebody asks for an end.
    private static let guards = """
        DO $$
        DECLARE relation text;
        BEGIN
            FOREACH relation IN ARRAY ARRAY['close', 'import_file', 'match_decision', 'bank_rule']
            LOOP
                EXECUTE format('CREATE CONSTRAINT TRIGGER is_audited '
                    || 'AFTER INSERT OR UPDATE OR DELETE ON worker.%I '
                    || 'DEFERRABLE INITIALLY DEFERRED FOR EACH ROW '
                    || 'EXECUTE FUNCTION worker.assert_audited()', relation);
            END LOOP;
        END $$;
        CREATE CONSTRAINT TRIGGER is_audited AFTER INSERT ON worker.backfill
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION worker.assert_audited();
        CREATE CONSTRAINT TRIGGER is_audited AFTER INSERT OR UPDATE OF provenance ON worker.run
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (new.provenance IS NOT NULL)
            EXECUTE FUNCTION worker.assert_audited();
        CREATE CONSTRAINT TRIGGER is_audited AFTER UPDATE OF cancel_asked_at ON worker.queue
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
            WHEN (new.cancel_asked_at IS DISTINCT FROM old.cancel_asked_at
                AND new.cancel_asked_at IS NOT NULL)
            EXECUTE FUNCTION worker.assert_audited()
        """
}
