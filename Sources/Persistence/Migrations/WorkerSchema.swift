/// What the worker writes: the ledger of runs, their results, and what controls both.
enum WorkerSchema {
    static let statements: [String] = [
        ledger, queue, results, control, closing, imports, settlements, matching, pseudonyms,
        journals, isolation,
    ]

    private static let ledger = """
        CREATE SEQUENCE worker.fencing_token;
        GRANT USAGE ON SEQUENCE worker.fencing_token TO evclinic_worker;
        CREATE TABLE worker.run (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            job text NOT NULL,
            kind text NOT NULL,
            clinic_id bigint,
            period text NOT NULL,
            revision integer NOT NULL,
            state text NOT NULL,
            reason text NOT NULL,
            requested_by text NOT NULL,
            from_date date NOT NULL,
            until_date date NOT NULL,
            from_instant timestamptz NOT NULL,
            until_instant timestamptz NOT NULL,
            parent_id bigint REFERENCES worker.run (id),
            digest text,
            provenance jsonb,
            manifest text,
            signature bytea,
            lacks_rows boolean NOT NULL DEFAULT false,
            breaks bigint,
            ties_failed integer,
            created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            finished_at timestamptz,
            CONSTRAINT a_run_is_unique_for_ever
                UNIQUE NULLS NOT DISTINCT (job, clinic_id, period, revision),
            CONSTRAINT revisions_count_from_one CHECK (revision >= 1),
            CONSTRAINT a_run_is_in_a_known_state CHECK (state IN
                ('waiting', 'ready', 'running', 'done', 'failed', 'cancelled', 'skipped',
                 'quarantined')),
            CONSTRAINT a_done_run_has_a_digest CHECK (state <> 'done' OR digest IS NOT NULL),
            CONSTRAINT a_signature_is_of_a_manifest
                CHECK (signature IS NULL OR (manifest IS NOT NULL AND length(signature) = 64))
        );
        CREATE INDEX run_by_clinic ON worker.run (clinic_id, created_at);
        CREATE TABLE worker.run_attempt (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            run_id bigint NOT NULL REFERENCES worker.run (id),
            fencing_token bigint NOT NULL,
            worker text NOT NULL,
            step text NOT NULL DEFAULT 'claim',
            outcome text,
            error_code text,
            error_context text,
            replica text,
            lsn pg_lsn,
            started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            ended_at timestamptz,
            CONSTRAINT one_attempt_a_token UNIQUE (fencing_token),
            CONSTRAINT an_attempt_ends_with_an_outcome
                CHECK ((outcome IS NULL) = (ended_at IS NULL)),
            CONSTRAINT an_attempt_ends_in_a_known_way CHECK (outcome IN
                ('recorded', 'unchanged', 'failed', 'cancelled', 'died', 'released'))
        );
        CREATE INDEX attempt_by_run ON worker.run_attempt (run_id, id);
        CREATE TABLE worker.run_event (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            run_id bigint NOT NULL REFERENCES worker.run (id),
            recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            event text NOT NULL,
            detail jsonb
        );
        CREATE INDEX event_by_run ON worker.run_event (run_id, id);
        CREATE TABLE worker.run_file (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            run_id bigint NOT NULL REFERENCES worker.run (id),
            role text NOT NULL,
            folder text NOT NULL,
            name text NOT NULL,
            temporary text NOT NULL,
            sha256 text NOT NULL,
            byte_count bigint NOT NULL,
            row_count bigint NOT NULL,
            state text NOT NULL DEFAULT 'recorded',
            published_at timestamptz,
            CONSTRAINT one_effect_a_destination UNIQUE (run_id, folder, name),
            CONSTRAINT a_file_is_recorded_published_or_lost
                CHECK (state IN ('recorded', 'published', 'lost')),
            CONSTRAINT a_published_file_has_its_time
                CHECK ((state = 'published') = (published_at IS NOT NULL))
        );
        CREATE INDEX file_to_publish ON worker.run_file (id) WHERE state = 'recorded';
        """

    private static let queue = """
        CREATE TABLE worker.queue (
            run_id bigint PRIMARY KEY REFERENCES worker.run (id),
            clinic_id bigint,
            state text NOT NULL,
            priority smallint NOT NULL DEFAULT 0,
            due_at timestamptz NOT NULL,
            fencing_token bigint,
            leased_until timestamptz,
            worker text,
            attempts integer NOT NULL DEFAULT 0,
            cancel_asked_at timestamptz,
            CONSTRAINT queued_in_a_known_state CHECK (state IN ('waiting', 'ready', 'running')),
            CONSTRAINT lease_only_while_running
                CHECK ((state = 'running') = (leased_until IS NOT NULL)),
            CONSTRAINT a_lease_has_its_token
                CHECK (leased_until IS NULL OR fencing_token IS NOT NULL)
        ) WITH (fillfactor = 50);
        CREATE INDEX queue_by_due ON worker.queue (priority DESC, due_at, run_id)
            WHERE state = 'ready';
        CREATE TABLE worker.schedule_slot (
            job text NOT NULL, clinic_id bigint, due_at timestamptz NOT NULL, period text NOT NULL,
            run_id bigint REFERENCES worker.run (id), state text NOT NULL, reason text,
            CONSTRAINT one_slot_a_due_time UNIQUE NULLS NOT DISTINCT (job, clinic_id, due_at),
            CONSTRAINT a_slot_is_expected_run_or_skipped
                CHECK (state IN ('expected', 'run', 'skipped'))
        );
        CREATE TABLE worker.heartbeat (
            source text PRIMARY KEY, beat_at timestamptz NOT NULL, lsn pg_lsn NOT NULL
        ) WITH (fillfactor = 50);
        CREATE TABLE worker.server (
            one boolean PRIMARY KEY DEFAULT true, system_identifier text NOT NULL,
            timeline bigint NOT NULL,
            CONSTRAINT there_is_one_row CHECK (one)
        );
        CREATE TABLE worker.outbox (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            run_id bigint NOT NULL REFERENCES worker.run (id),
            destination text NOT NULL, payload jsonb NOT NULL,
            created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            CONSTRAINT at_most_one_effect UNIQUE (run_id, destination)
        );
        CREATE TABLE worker.delivery (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            outbox_id bigint NOT NULL REFERENCES worker.outbox (id),
            attempted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            outcome text NOT NULL, error_code text
        );
        """

    private static let results = """
        CREATE TABLE worker.tax_variance (
            clinic_id bigint NOT NULL, run_id bigint NOT NULL REFERENCES worker.run (id),
            position integer NOT NULL, document text NOT NULL, line integer, tax_code text,
            reason text NOT NULL, currency char(3) NOT NULL, charged numeric(19,4) NOT NULL,
            recomputed numeric(19,4) NOT NULL, difference numeric(19,4) NOT NULL,
            PRIMARY KEY (clinic_id, run_id, position),
            CONSTRAINT difference_is_charged_less_recomputed
                CHECK (difference = charged - recomputed)
        );
        CREATE TABLE worker.match (
            clinic_id bigint NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY,
            run_id bigint NOT NULL REFERENCES worker.run (id), link text NOT NULL,
            rule text NOT NULL, result text NOT NULL, left_kind text NOT NULL,
            left_ids bigint[] NOT NULL, right_kind text NOT NULL, right_ids bigint[] NOT NULL,
            is_pairwise boolean NOT NULL, difference numeric(19,4) NOT NULL,
            difference_type text, currency char(3) NOT NULL, evidence text NOT NULL,
            PRIMARY KEY (clinic_id, id),
            CONSTRAINT a_difference_has_a_type
                CHECK ((difference = 0) = (difference_type IS NULL)),
            CONSTRAINT pairs_have_two_sides
                CHECK (NOT is_pairwise OR cardinality(left_ids) = cardinality(right_ids))
        );
        -- Sixteen bytes a pair; to halve them, pglz takes longer than a run takes to match.
        ALTER TABLE worker.match ALTER left_ids SET STORAGE EXTERNAL,
            ALTER right_ids SET STORAGE EXTERNAL;
        CREATE INDEX match_by_run ON worker.match (clinic_id, run_id);
        CREATE TABLE worker.break_item (
            clinic_id bigint NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY,
            run_id bigint NOT NULL REFERENCES worker.run (id), link text NOT NULL,
            code text NOT NULL, owner_kind text NOT NULL, owner_id bigint NOT NULL,
            amount numeric(19,4) NOT NULL, currency char(3) NOT NULL, since date NOT NULL,
            is_open boolean NOT NULL, others text NOT NULL, evidence text NOT NULL,
            suggestion text NOT NULL,
            PRIMARY KEY (clinic_id, id)
        );
        CREATE INDEX break_by_run ON worker.break_item (clinic_id, run_id);
        CREATE INDEX break_by_owner ON worker.break_item (clinic_id, owner_kind, owner_id);
        CREATE TABLE worker.audit_rollup (
            clinic_id bigint NOT NULL, local_day date NOT NULL, login text NOT NULL,
            role text NOT NULL, entity text NOT NULL, action text NOT NULL, rows bigint NOT NULL,
            money numeric(19,4) NOT NULL DEFAULT 0,
            PRIMARY KEY (clinic_id, local_day, login, role, entity, action)
        );
        """

    private static let control = """
        CREATE TABLE worker.audit_link (
            clinic_id bigint NOT NULL, chain_number bigint NOT NULL, audit_id bigint NOT NULL,
            hash text NOT NULL,
            PRIMARY KEY (clinic_id, chain_number),
            CONSTRAINT a_row_is_linked_once UNIQUE (clinic_id, audit_id)
        );
        CREATE TABLE worker.audit_head (
            clinic_id bigint NOT NULL, local_day date NOT NULL, chain_number bigint NOT NULL,
            hash text NOT NULL, signature text, key_id text,
            PRIMARY KEY (clinic_id, local_day)
        );
        CREATE TABLE worker.staging (
            clinic_id bigint NOT NULL, load_id bigint NOT NULL, position integer NOT NULL,
            data jsonb NOT NULL
        );
        """

    /// Results belong to a clinic and are kept apart like the clinic's own rows; `staging` is not,
    /// because COPY FROM does not work under row-level security.
    private static let isolation = """
        DO $$
        DECLARE relation text;
        BEGIN
            FOREACH relation IN ARRAY ARRAY['tax_variance', 'match', 'break_item', 'audit_rollup',
                'audit_link', 'audit_head', 'close', 'close_balance', 'close_document', 'import_file',
                'import_statement', 'import_entry', 'import_settlement', 'match_decision',
                'bank_rule', 'journal_entry', 'import_balance']
            LOOP
                EXECUTE format('ALTER TABLE worker.%I ENABLE ROW LEVEL SECURITY', relation);
                EXECUTE format('ALTER TABLE worker.%I FORCE ROW LEVEL SECURITY', relation);
                EXECUTE format(
                    'CREATE POLICY only_the_clinic_of_the_session ON worker.%I USING (clinic_id = '
                    || '(SELECT nullif(current_setting(''evclinic.clinic'', true), '''')::bigint))',
                    relation);
            END LOOP;
        END $$
        """
}
