import Access

extension ImportRepository {
    package enum SQL: String, Statement {
        case lock = "SELECT pg_advisory_xact_lock(hashtextextended('evclinic import', $1))"
        case accounts = """
            SELECT id, name, number, currency::text FROM clinic.bank_account
            WHERE clinic_id = $1 ORDER BY number, id
            """
        /// $2 a digest that is booked, $3 a number, $5 a kind, each NULL for any.
        case files = """
            SELECT id, format, name, sha256, accepted_because, imported_at, imported_by,
                undone_at, undone_by, undone_because, sums.statements,
                CASE kind WHEN 'bank' THEN sums.entries WHEN 'ledger' THEN (
                    SELECT count(*) FROM worker.import_balance AS balance
                    WHERE balance.clinic_id = file.clinic_id AND import_id = file.id) ELSE (
                    SELECT count(*) FROM worker.import_settlement AS settlement
                    WHERE settlement.clinic_id = file.clinic_id AND import_id = file.id) END, kind
            FROM worker.import_file AS file, LATERAL (
                SELECT count(*) AS statements, coalesce(sum(entries), 0)::bigint AS entries
                FROM worker.import_statement AS statement
                WHERE statement.clinic_id = file.clinic_id AND import_id = file.id) AS sums
            WHERE clinic_id = $1 AND ($5::text IS NULL OR kind = $5)
                AND ($2::text IS NULL OR (sha256 = $2 AND undone_at IS NULL))
                AND ($3::bigint IS NULL OR id = $3)
            ORDER BY id DESC LIMIT $4
            """
        case closing = """
            SELECT closing FROM worker.import_statement AS statement
                JOIN worker.import_file AS file
                ON file.clinic_id = statement.clinic_id AND file.id = import_id
            WHERE statement.clinic_id = $1 AND bank_account_id = $2 AND closing_on <= $3
                AND closing IS NOT NULL AND undone_at IS NULL
            ORDER BY closing_on DESC, statement.id DESC LIMIT 1
            """
        case begin = """
            INSERT INTO worker.import_file (clinic_id, kind, format, name, sha256, findings,
                accepted_because, imported_at, imported_by)
            VALUES ($1, $8, $2, $3, $4, $5, $6, clock_timestamp(), $7) RETURNING id
            """
        case addStatement = """
            INSERT INTO worker.import_statement (clinic_id, import_id, bank_account_id, place,
                name, sequence, currency, opening, opening_on, closing, closing_on, entries)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """
        case addBalances = """
            INSERT INTO worker.import_balance (clinic_id, import_id, place, account, balance_on,
                currency, amount)
            SELECT $1, $2, balance.place, balance.account, $3, balance.currency,
                balance.amount::numeric
            FROM unnest($4::text[], $5::text[], $6::text[])
                WITH ORDINALITY AS balance (account, currency, amount, place)
            """
        case stage = """
            COPY worker.staging (clinic_id, load_id, position, data) FROM STDIN (FORMAT binary)
            """
        case takeIn = """
            INSERT INTO worker.import_entry (clinic_id, import_id, place, bank_account_id,
                booked_on, value_on, amount, currency, reference, bank_reference, narration,
                is_reversal, occurrence)
            SELECT $1, $2, position, account, booked_on, value_on, amount, currency, reference,
                bank_reference, narration, is_reversal, row_number() OVER (
                    PARTITION BY account, booked_on, value_on, amount, currency, reference,
                        bank_reference, narration, is_reversal ORDER BY position)
            FROM worker.staging, jsonb_to_record(data) AS entry (account bigint, booked_on date,
                value_on date, amount numeric, currency text, reference text,
                bank_reference text, narration text, is_reversal boolean)
            WHERE clinic_id = $1 AND load_id = $2 ORDER BY position
            """
        case takeInSettlement = """
            INSERT INTO worker.import_settlement (clinic_id, import_id, place, gateway, reference,
                kind, currency, gross, fee, fee_tax, net, payout_reference, trace, created_at,
                settled_at, is_captured, occurrence)
            SELECT $1, $2, position, $3, reference, kind, currency, gross, fee, fee_tax, net,
                payout, trace, created_at, settled_at, is_captured, row_number() OVER (
                    PARTITION BY reference, kind, currency, created_at, gross, net
                    ORDER BY position)
            FROM worker.staging, jsonb_to_record(data) AS row (reference text, kind text,
                currency text, gross numeric, fee numeric, fee_tax numeric, net numeric,
                payout text, trace text, created_at timestamptz, settled_at timestamptz,
                is_captured boolean)
            WHERE clinic_id = $1 AND load_id = $2 ORDER BY position
            """
        /// Whether anything is of a gateway; the relations that are small come first.
        case knowsGateway = """
            SELECT EXISTS (SELECT FROM clinic.gateway_balance AS balance
                    WHERE balance.clinic_id = $1 AND balance.gateway = $2)
                OR EXISTS (SELECT FROM clinic.gateway_fee AS fee
                    WHERE fee.clinic_id = $1 AND fee.gateway = $2)
                OR EXISTS (SELECT FROM clinic.payout
                    WHERE payout.clinic_id = $1 AND payout.gateway = $2)
                OR EXISTS (SELECT FROM worker.settlement_row AS settled
                    WHERE settled.clinic_id = $1 AND settled.gateway = $2)
                OR EXISTS (SELECT FROM clinic.gateway_transaction AS own
                    WHERE own.clinic_id = $1 AND own.gateway = $2)
            """
        case clear = "DELETE FROM worker.staging WHERE clinic_id = $1 AND load_id = $2"
        case undo = """
            UPDATE worker.import_file
            SET undone_at = clock_timestamp(), undone_by = $3, undone_because = $4
            WHERE clinic_id = $1 AND id = $2 AND undone_at IS NULL
            """
    }
}
