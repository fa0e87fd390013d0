/// The chain over the audit trail, which is only ever added to.
///
/// What migration 3 had in its place held nothing.
enum AuditChainSchema {
    static let statements: [String] = [tables, isolation, rights]

    /// `audit_mark` controls the chaining and says nothing of the trail: without it a pass looks at every row.
    private static let tables = """
        DROP TABLE worker.audit_link, worker.audit_head;
        CREATE TABLE worker.audit_link (
            clinic_id bigint NOT NULL, chain_number bigint NOT NULL, audit_id bigint NOT NULL,
            previous bytea NOT NULL, hash bytea NOT NULL,
            PRIMARY KEY (clinic_id, chain_number),
            CONSTRAINT a_row_is_linked_once UNIQUE (clinic_id, audit_id),
            CHECK (chain_number >= 1 AND chain_number < 9223372036854775807),
            CHECK (octet_length(previous) = 32 AND octet_length(hash) = 32)
        );
        CREATE TABLE worker.audit_head (
            clinic_id bigint NOT NULL, local_day date NOT NULL, chain_number bigint NOT NULL,
            hash bytea NOT NULL, document text NOT NULL, signature bytea, key_id text,
            PRIMARY KEY (clinic_id, local_day),
            CHECK (chain_number >= 1 AND chain_number < 9223372036854775807),
            CHECK (octet_length(hash) = 32), CHECK (isfinite(local_day)),
            CHECK ((signature IS NULL) = (key_id IS NULL))
        );
        CREATE TABLE worker.audit_mark (
            clinic_id bigint PRIMARY KEY, complete_until bigint NOT NULL,
            pending_transaction bigint, pending_until bigint, swept_until bigint,
            cut_at bigint, passed_at timestamptz
        );
        """

    private static let isolation = """
        DO $$
        DECLARE relation text;
        BEGIN
            FOREACH relation IN ARRAY ARRAY['audit_link', 'audit_head'] LOOP
                EXECUTE format('ALTER TABLE worker.%I ENABLE ROW LEVEL SECURITY', relation);
                EXECUTE format('ALTER TABLE worker.%I FORCE ROW LEVEL SECURITY', relation);
                EXECUTE format(
                    'CREATE POLICY only_the_clinic_of_the_session ON worker.%I USING (clinic_id = '
                    || '(SELECT nullif(current_setting(''evclinic.clinic'', true), '''')::bigint))',
                    relation);
            END LOOP;
        END $$
        """

    private static let rights = """
        REVOKE UPDATE, DELETE ON worker.audit_link, worker.audit_head FROM evclinic_worker
        """
}
