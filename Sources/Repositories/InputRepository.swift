package import Access
package import Domain

/// Runs that wait for data from outside, and whether it has come.
package struct InputRepository: Sendable {
    package init() {}

    /// A run that waits for data of its clinic.
    package struct Waiting: Sendable, Equatable {
        package let run: RunID
        package let clinic: ClinicID
        package let until: Day
        /// As the ledger names them; a newer program may know more than this one.
        package let inputs: [String]
        /// It goes on without them.
        package let isOver: Bool
    }

    /// Runs to be looked at now, the longest unseen first.
    package func waiting(limit: Int, from reader: some Reader) throws -> [Waiting] {
        try reader.all(SQL.waiting, .int(Int64(limit))) { row in
            Waiting(
                run: RunID(rawValue: try row.int(0)), clinic: ClinicID(rawValue: try row.int(1)),
                until: try row.day(2),
                inputs: try row.text(3).split(separator: ",").map(String.init),
                isOver: try row.bool(4))
        }
    }

    /// Whether an input is there, up to the end of a period.
    ///
    /// - Parameters:
    ///   - input: what is asked for.
    ///   - clinic: the session's.
    ///   - until: the first day after the period.
    ///   - reader: a session of the clinic.
    /// - Returns: whether nothing of it is lacking; so too where the clinic has no bank or gateway.
    /// - Throws: what the database throws.
    package func isThere(
        _ input: Input, of clinic: ClinicID, until: Day, from reader: some Reader
    ) throws -> Bool {
        let question: SQL =
            switch input {
            case .bankStatement: .bankStatement
            case .settlement: .settlement
            }
        return try reader.first(question, .int(clinic.rawValue), .day(until)) {
            try $0.bool(0)
        } == true
    }

    /// Notes what is still lacking; a run that lacks nothing, or may wait no longer, becomes ready.
    ///
    /// One that went on without keeps the list of what it lacked, and its result is marked.
    ///
    /// - Returns: whether it became ready.
    package func note(
        _ waiting: Waiting, lacking: [String], in transaction: some Transaction
    ) throws -> Bool {
        let state = try transaction.first(
            SQL.note, .int(waiting.run.rawValue), .texts(lacking),
            .bool(lacking.isEmpty || waiting.isOver)
        ) { try $0.text(0) }
        return state == "ready"
    }

    package enum SQL: String, Statement {
        case waiting = """
            SELECT queue.run_id, queue.clinic_id, run.until_date,
                array_to_string(queue.waiting_for, ','), queue.wait_until <= clock_timestamp()
            FROM worker.queue JOIN worker.run ON run.id = queue.run_id
            WHERE queue.state = 'waiting' AND queue.due_at <= clock_timestamp()
                AND queue.wait_until IS NOT NULL
            ORDER BY queue.due_at, queue.run_id
            LIMIT $1
            """
        case bankStatement = """
            SELECT NOT EXISTS (SELECT FROM clinic.bank_account AS account
                WHERE account.clinic_id = $1 AND NOT EXISTS (
                    SELECT FROM clinic.bank_statement AS statement
                    WHERE statement.clinic_id = $1 AND statement.bank_account_id = account.id
                        AND statement.until_date >= $2) AND NOT EXISTS (
                    SELECT FROM worker.import_statement AS statement
                        JOIN worker.import_file AS file
                        ON file.clinic_id = statement.clinic_id AND file.id = import_id
                    WHERE statement.clinic_id = $1 AND statement.bank_account_id = account.id
                        AND statement.closing_on >= $2::date - 1 AND file.undone_at IS NULL))
            """
        case settlement = """
            SELECT NOT EXISTS (SELECT FROM (
                    SELECT gateway, max(balance_on) AS last FROM clinic.gateway_balance
                    WHERE clinic_id = $1 GROUP BY gateway) AS gateway
                WHERE gateway.last < $2::date - 1 AND NOT EXISTS (
                    SELECT FROM worker.settlement_row AS row
                    WHERE row.clinic_id = $1 AND row.gateway = gateway.gateway
                        AND row.created_at >= ($2::date - 1)::timestamp AT TIME ZONE 'UTC'))
            """
        /// What is lacking is looked for again a minute later.
        case note = """
            WITH noted AS (
                UPDATE worker.queue SET waiting_for = $2::text[],
                    state = CASE WHEN $3 THEN 'ready' ELSE 'waiting' END,
                    due_at = CASE WHEN $3 THEN clock_timestamp()
                        ELSE clock_timestamp() + interval '1 minute' END
                WHERE run_id = $1 AND state = 'waiting'
                RETURNING run_id, state
            ), told AS (
                INSERT INTO worker.run_event (run_id, event, detail)
                SELECT run_id, 'inputs', jsonb_build_object('lacking', $2::text[]) FROM noted
                WHERE state = 'ready'
            )
            SELECT state FROM noted, pg_notify('evclinic_queue', '')
            """
    }
}
