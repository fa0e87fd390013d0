extension WorkerSchema {
    /// What journals posted, and what ledgers say that they have.
    ///
    /// A row keeps up to a thousand entries of one source, beside each other: ids ascending, versions
    /// negative where a posting was taken back, days since 1970, and note and lines as text. So a
    /// hundred thousand documents are some hundreds of rows, which TOAST compresses.
    static let journals = """
        CREATE TABLE worker.journal_entry (
            clinic_id bigint NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY,
            run_id bigint NOT NULL REFERENCES worker.run (id), source text NOT NULL,
            ids bigint[] NOT NULL, versions bigint[] NOT NULL, days bigint[] NOT NULL,
            contents text[] NOT NULL,
            PRIMARY KEY (clinic_id, id),
            CONSTRAINT entries_stand_side_by_side CHECK (
                cardinality(ids) = cardinality(versions) AND cardinality(ids) = cardinality(days)
                AND cardinality(ids) = cardinality(contents))
        );
        CREATE INDEX journal_by_run ON worker.journal_entry (clinic_id, run_id);
        CREATE TABLE worker.import_balance (
            clinic_id bigint NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY,
            import_id bigint NOT NULL, place integer NOT NULL, account text NOT NULL,
            balance_on date NOT NULL, currency char(3) NOT NULL, amount numeric(19,4) NOT NULL,
            PRIMARY KEY (clinic_id, id),
            CONSTRAINT balance_of_a_file FOREIGN KEY (clinic_id, import_id)
                REFERENCES worker.import_file (clinic_id, id),
            CONSTRAINT one_balance_an_account_and_currency
                UNIQUE (clinic_id, import_id, account, currency)
        );
        CREATE INDEX balance_by_day ON worker.import_balance (clinic_id, balance_on);
        CREATE VIEW worker.ledger_line WITH (security_invoker = true) AS
            SELECT DISTINCT ON (balance.clinic_id, balance_on, account, currency) balance.*
            FROM worker.import_balance AS balance JOIN worker.import_file AS file
                ON file.clinic_id = balance.clinic_id AND file.id = balance.import_id
            WHERE file.undone_at IS NULL
            ORDER BY balance.clinic_id, balance_on, account, currency, balance.import_id DESC
        """
}
