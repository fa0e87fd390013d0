extension WorkerSchema {
    /// Months that were approved, and the documents of every revision of a pack.
    ///
    /// A close stands until it is reopened, or until a month before it is, which makes it stale. Documents
    /// lie in columns of up to ten thousand, since a row each would cost a pack more than its reading.
    static let closing = """
        CREATE TABLE worker.close (
            clinic_id bigint NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY,
            job text NOT NULL, period text NOT NULL, from_date date NOT NULL,
            until_date date NOT NULL, run_id bigint NOT NULL REFERENCES worker.run (id),
            as_of timestamptz NOT NULL, approved_by text NOT NULL, approved_at timestamptz NOT NULL,
            reason text, reopened_by text, reopened_at timestamptz, reopen_reason text,
            stale_at timestamptz,
            PRIMARY KEY (clinic_id, id),
            CONSTRAINT a_close_ends_after_it_begins CHECK (until_date > from_date),
            CONSTRAINT who_reopens_says_why CHECK ((reopened_at IS NULL) = (reopened_by IS NULL)
                AND (reopened_at IS NULL) = (reopen_reason IS NULL))
        );
        CREATE UNIQUE INDEX one_close_stands_a_period ON worker.close (clinic_id, from_date)
            WHERE reopened_at IS NULL AND stale_at IS NULL;
        CREATE TABLE worker.close_balance (
            clinic_id bigint NOT NULL, run_id bigint NOT NULL REFERENCES worker.run (id),
            account text NOT NULL, currency text NOT NULL, amount numeric NOT NULL,
            PRIMARY KEY (clinic_id, run_id, account, currency)
        );
        CREATE TABLE worker.close_document (
            clinic_id bigint NOT NULL, run_id bigint NOT NULL REFERENCES worker.run (id),
            kind text NOT NULL, currency text NOT NULL, chunk integer NOT NULL,
            ids bigint[] NOT NULL, names text[] NOT NULL, days date[] NOT NULL,
            posted date[] NOT NULL, nets numeric[] NOT NULL, taxes numeric[] NOT NULL,
            amounts numeric[] NOT NULL, digests bigint[] NOT NULL,
            PRIMARY KEY (clinic_id, run_id, kind, currency, chunk)
        );
        """
}
