extension WorkerSchema {
    /// The key of the names that files have for persons; lost with it is only that they stay the same.
    ///
    /// Four random UUIDs are 488 bits of the system's own randomness.
    static let pseudonyms = """
        CREATE TABLE worker.pseudonym_key (
            id smallint PRIMARY KEY CHECK (id = 1), key bytea NOT NULL,
            CONSTRAINT a_key_has_256_bits CHECK (octet_length(key) = 32)
        );
        INSERT INTO worker.pseudonym_key
        SELECT 1, sha256(convert_to(string_agg(gen_random_uuid()::text, ''), 'UTF8'))
        FROM generate_series(1, 4)
        """

    /// Files from banks, and what they say.
    ///
    /// Each file keeps all of its entries. Two files that overlap have the shared ones twice; the view
    /// shows them once, by how often an entry stands in one file, so that two equal payments of a day
    /// stay two, and undoing either file loses nothing that the other says.
    static let imports = """
        CREATE TABLE worker.import_file (
            clinic_id bigint NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY,
            kind text NOT NULL, format text NOT NULL, name text NOT NULL, sha256 text NOT NULL,
            findings jsonb NOT NULL, accepted_because text,
            imported_at timestamptz NOT NULL, imported_by text NOT NULL,
            undone_at timestamptz, undone_by text, undone_because text,
            PRIMARY KEY (clinic_id, id),
            CONSTRAINT a_file_is_of_a_bank_a_gateway_or_a_ledger
                CHECK (kind IN ('bank', 'settlement', 'ledger')),
            CONSTRAINT findings_are_accepted_with_a_reason
                CHECK (findings = '[]' OR accepted_because IS NOT NULL),
            CONSTRAINT an_undo_says_who_and_why CHECK (
                (undone_at IS NULL) = (undone_by IS NULL)
                AND (undone_at IS NULL) = (undone_because IS NULL))
        );
        CREATE UNIQUE INDEX one_import_a_file
            ON worker.import_file (clinic_id, kind, sha256) WHERE undone_at IS NULL;
        CREATE TABLE worker.import_statement (
            clinic_id bigint NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY,
            import_id bigint NOT NULL, bank_account_id bigint NOT NULL, place integer NOT NULL,
            name text, sequence text, currency char(3) NOT NULL, opening numeric(19,4),
            opening_on date, closing numeric(19,4), closing_on date, entries integer NOT NULL,
            PRIMARY KEY (clinic_id, id),
            CONSTRAINT statement_of_a_file FOREIGN KEY (clinic_id, import_id)
                REFERENCES worker.import_file (clinic_id, id),
            CONSTRAINT one_statement_a_place UNIQUE (clinic_id, import_id, place)
        );
        CREATE INDEX statement_by_closing
            ON worker.import_statement (clinic_id, bank_account_id, closing_on, id);
        CREATE TABLE worker.import_entry (
            clinic_id bigint NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY,
            import_id bigint NOT NULL, place integer NOT NULL, bank_account_id bigint NOT NULL,
            booked_on date NOT NULL, value_on date NOT NULL, amount numeric(19,4) NOT NULL,
            currency char(3) NOT NULL, reference text, bank_reference text,
            narration text NOT NULL, is_reversal boolean NOT NULL, occurrence integer NOT NULL,
            PRIMARY KEY (clinic_id, id),
            CONSTRAINT entry_of_a_file FOREIGN KEY (clinic_id, import_id)
                REFERENCES worker.import_file (clinic_id, id)
        );
        CREATE INDEX entry_by_file ON worker.import_entry (clinic_id, import_id);
        CREATE INDEX entry_by_day
            ON worker.import_entry (clinic_id, bank_account_id, booked_on);
        CREATE VIEW worker.bank_line WITH (security_invoker = true) AS
            SELECT DISTINCT ON (entry.clinic_id, bank_account_id, booked_on, value_on, amount,
                    currency, reference, bank_reference, narration, is_reversal, occurrence)
                entry.*
            FROM worker.import_entry AS entry JOIN worker.import_file AS file
                ON file.clinic_id = entry.clinic_id AND file.id = entry.import_id
            WHERE file.undone_at IS NULL
            ORDER BY entry.clinic_id, bank_account_id, booked_on, value_on, amount, currency,
                reference, bank_reference, narration, is_reversal, occurrence, entry.id
        """

    /// What gateways' settlement files say, row by row, payouts among them.
    ///
    /// Each file keeps all of its rows, as `import_entry` does. `gateway_line` shows a row that several
    /// files share once, as the first one has it, so that its number stays when a later file comes; a
    /// payout that only a later one knows is that row's too. `payout_line` is one line a payout: what
    /// its own rows say, or what its items make where a file has no such row; its number is that of
    /// the first row that names it. One whose own rows come to nothing has come back, with the last
    /// of them; so has one that did not come off. A row that two payouts name is the first one's.
    static let settlements = """
        CREATE TABLE worker.import_settlement (
            clinic_id bigint NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY,
            import_id bigint NOT NULL, place integer NOT NULL, gateway text NOT NULL,
            reference text NOT NULL, kind text NOT NULL, currency char(3) NOT NULL,
            gross numeric(19,4) NOT NULL, fee numeric(19,4) NOT NULL,
            fee_tax numeric(19,4) NOT NULL, net numeric(19,4) NOT NULL, payout_reference text,
            trace text, created_at timestamptz NOT NULL, settled_at timestamptz,
            is_captured boolean NOT NULL, occurrence integer NOT NULL,
            paid_at timestamptz GENERATED ALWAYS AS (CASE WHEN payout_reference IS NULL THEN NULL
                ELSE coalesce(settled_at, created_at) END) STORED,
            PRIMARY KEY (clinic_id, id),
            CONSTRAINT settlement_of_a_file FOREIGN KEY (clinic_id, import_id)
                REFERENCES worker.import_file (clinic_id, id),
            CONSTRAINT a_settlement_names_a_known_kind
                CHECK (kind IN ('charge', 'refund', 'dispute', 'adjustment', 'fee', 'payout')),
            CONSTRAINT what_is_taken_off_is_what_is_missing CHECK (net = gross - fee - fee_tax)
        );
        CREATE INDEX settlement_by_file ON worker.import_settlement (clinic_id, import_id);
        CREATE INDEX settlement_by_time ON worker.import_settlement (clinic_id, created_at);
        CREATE INDEX settlement_by_reference ON worker.import_settlement (clinic_id, reference);
        CREATE INDEX settlement_by_payout
            ON worker.import_settlement (clinic_id, payout_reference, id);
        CREATE INDEX settlement_by_payment ON worker.import_settlement (clinic_id, paid_at)
            WHERE paid_at IS NOT NULL;
        CREATE INDEX settlement_by_trace ON worker.import_settlement (clinic_id, trace)
            WHERE trace IS NOT NULL;
        CREATE VIEW worker.settlement_row WITH (security_invoker = true) AS
            SELECT settlement.* FROM worker.import_settlement AS settlement
                JOIN worker.import_file AS file
                ON file.clinic_id = settlement.clinic_id AND file.id = settlement.import_id
            WHERE file.undone_at IS NULL;
        CREATE VIEW worker.gateway_line WITH (security_invoker = true) AS
            SELECT line.clinic_id, line.id, line.import_id, line.place, line.gateway,
                line.reference, line.kind, line.currency, line.gross, line.fee, line.fee_tax,
                line.net, line.created_at, line.is_captured, line.occurrence,
                coalesce(line.payout_reference,
                    (SELECT twin.payout_reference FROM worker.settlement_row AS twin
                    WHERE twin.clinic_id = line.clinic_id AND twin.reference = line.reference
                        AND (twin.gateway, twin.kind, twin.currency, twin.created_at, twin.gross,
                            twin.net, twin.occurrence) = (line.gateway, line.kind, line.currency,
                            line.created_at, line.gross, line.net, line.occurrence)
                        AND twin.payout_reference IS NOT NULL
                    ORDER BY twin.id LIMIT 1)) AS payout_reference
            FROM worker.settlement_row AS line
            WHERE line.kind <> 'payout' AND NOT EXISTS (SELECT FROM worker.settlement_row AS twin
                WHERE twin.clinic_id = line.clinic_id AND twin.reference = line.reference
                    AND (twin.gateway, twin.kind, twin.currency, twin.created_at, twin.gross,
                        twin.net, twin.occurrence) = (line.gateway, line.kind, line.currency,
                        line.created_at, line.gross, line.net, line.occurrence)
                    AND twin.id < line.id);
        CREATE VIEW worker.payout_row WITH (security_invoker = true) AS
            SELECT line.*, NOT EXISTS (SELECT FROM worker.settlement_row AS twin
                WHERE twin.clinic_id = line.clinic_id AND twin.reference = line.reference
                    AND (twin.gateway, twin.kind, twin.currency, twin.created_at, twin.gross,
                        twin.net, twin.occurrence) = (line.gateway, line.kind, line.currency,
                        line.created_at, line.gross, line.net, line.occurrence)
                    AND twin.payout_reference IS NOT NULL AND twin.id < line.id) AS is_first
            FROM worker.settlement_row AS line WHERE line.payout_reference IS NOT NULL;
        CREATE VIEW worker.payout_line WITH (security_invoker = true) AS
            SELECT clinic_id, id, gateway, reference, currency,
                CASE WHEN paid = 0 THEN -first_paid ELSE coalesce(-paid, -tried, items) END AS amount,
                created_at, trace, items IS NOT NULL AS is_itemised,
                CASE WHEN paid = 0 THEN last_paid_at WHEN paid IS NULL AND tried IS NOT NULL
                    THEN created_at END AS returned_at
            FROM (
                SELECT clinic_id, min(id) AS id, gateway, payout_reference AS reference, currency,
                    coalesce(min(first_settled_at) FILTER (WHERE is_payout), max(last_settled_at),
                        min(first_created_at) FILTER (WHERE is_payout), max(last_created_at))
                        AS created_at,
                    coalesce(min(trace), payout_reference) AS trace,
                    sum(net) FILTER (WHERE NOT is_payout AND is_captured AND is_first) AS items,
                    sum(net) FILTER (WHERE is_payout AND is_captured AND is_first) AS paid,
                    sum(net) FILTER (WHERE is_payout AND NOT is_captured AND is_first) AS tried,
                    min(first_net) FILTER (WHERE is_payout AND is_captured AND is_first)
                        AS first_paid,
                    max(last_paid_at) FILTER (WHERE is_payout AND is_captured) AS last_paid_at
                FROM (
                    SELECT clinic_id, gateway, payout_reference, currency, is_captured, is_first,
                        kind = 'payout' AS is_payout, min(id) AS id, sum(net) AS net,
                        (array_agg(net ORDER BY paid_at, id) FILTER (WHERE kind = 'payout'))[1]
                            AS first_net,
                        min(trace) AS trace, min(settled_at) AS first_settled_at,
                        max(settled_at) AS last_settled_at, min(created_at) AS first_created_at,
                        max(created_at) AS last_created_at, max(paid_at) AS last_paid_at
                    FROM worker.payout_row
                    GROUP BY clinic_id, gateway, payout_reference, currency, is_captured, is_first,
                        kind = 'payout'
                ) AS part
                GROUP BY clinic_id, gateway, payout_reference, currency
            ) AS payout
            WHERE coalesce(items, paid, tried) IS NOT NULL
        """

    /// What accountants decide by hand; taken back, it stays and counts no more.
    static let matching = """
        CREATE TABLE worker.match_decision (
            clinic_id bigint NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY,
            kind text NOT NULL, left_kind text NOT NULL, left_ids bigint[] NOT NULL,
            right_kind text, right_ids bigint[], difference_type text, reason text NOT NULL,
            decided_by text NOT NULL, decided_at timestamptz NOT NULL,
            undone_at timestamptz, undone_by text, undone_because text,
            PRIMARY KEY (clinic_id, id),
            CONSTRAINT a_decision_accepts_rejects_or_notes
                CHECK (kind IN ('accept', 'reject', 'note')),
            CONSTRAINT only_a_note_has_one_side CHECK (
                (kind = 'note') = (right_kind IS NULL) AND (kind = 'note') = (right_ids IS NULL)),
            CONSTRAINT a_side_names_items
                CHECK (cardinality(left_ids) > 0 AND (right_ids IS NULL OR cardinality(right_ids) > 0)),
            CONSTRAINT a_difference_is_of_a_known_type
                CHECK (difference_type IN ('fee', 'rounding', 'exchange', 'short_pay')),
            CONSTRAINT only_accepted_sides_differ
                CHECK (difference_type IS NULL OR kind = 'accept'),
            CONSTRAINT an_undo_says_who_and_why CHECK (
                (undone_at IS NULL) = (undone_by IS NULL)
                AND (undone_at IS NULL) = (undone_because IS NULL))
        );
        CREATE TABLE worker.bank_rule (
            clinic_id bigint NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY,
            pattern text NOT NULL, direction text NOT NULL, reason text NOT NULL,
            made_by text NOT NULL, made_at timestamptz NOT NULL,
            undone_at timestamptz, undone_by text, undone_because text,
            PRIMARY KEY (clinic_id, id),
            CONSTRAINT money_goes_in_out_or_either CHECK (direction IN ('in', 'out', 'any')),
            CONSTRAINT an_undo_says_who_and_why CHECK (
                (undone_at IS NULL) = (undone_by IS NULL)
                AND (undone_at IS NULL) = (undone_because IS NULL))
        );
        """
}
