import Access

extension BillingControlRepository {
    package enum SQL: String, Statement {
        case expectedPayments = """
            EXPLAIN SELECT FROM clinic.payment
            WHERE payment.clinic_id = $1 AND received_on >= $2 AND received_on < $3
            """
        case expectedTransactions = """
            EXPLAIN SELECT FROM clinic.gateway_transaction
            WHERE gateway_transaction.clinic_id = $1
                AND created_at >= $2::date::timestamp AT TIME ZONE $4
                AND created_at < $3::date::timestamp AT TIME ZONE $4
            """
        /// NaN and infinity, which have no scale, are left out on both sides: such rows are refused.
        /// A comparison with them has the planner expect no row and sort them all. Payments and the
        /// gateways' rows are added up where they are scanned.
        case sides = """
            SELECT link, is_left, currency, sum(items)::bigint, sum(amount) FROM (
                SELECT CASE WHEN method IN ('cash', 'cheque') THEN 'cash-deposit'
                        WHEN method = 'bank_transfer' OR is_taking THEN 'ledger-bank'
                        ELSE 'ledger-gateway' END AS link,
                    true AS is_left, currency, count(*) AS items, sum(amount) AS amount
                FROM clinic.payment, LATERAL (SELECT
                    gateway IS NULL AND gateway_reference IS NULL AND terminal <> ''
                ) AS machine (is_taking)
                WHERE payment.clinic_id = $1 AND received_on >= $2 AND received_on < $3
                    AND status = 'captured'
                    AND scale(amount) IS NOT NULL
                GROUP BY method, currency, is_taking
                UNION ALL
                SELECT CASE WHEN gateway_reference IS NULL THEN 'ledger-bank'
                    ELSE 'ledger-gateway' END, true, currency, 1, -amount
                FROM clinic.refund
                WHERE refund.clinic_id = $1 AND refunded_on >= $2 AND refunded_on < $3
                    AND (gateway_reference IS NOT NULL OR tender <> 'cash')
                UNION ALL
                SELECT 'ledger-gateway', true, payment.currency, 1, -dispute.amount - dispute.fee
                FROM clinic.dispute JOIN clinic.payment
                    ON payment.clinic_id = dispute.clinic_id AND payment.id = dispute.payment_id
                WHERE dispute.clinic_id = $1 AND dispute.opened_on >= $2 AND dispute.opened_on < $3
                UNION ALL
                SELECT 'ledger-gateway', true, payment.currency, 1, dispute.amount
                FROM clinic.dispute JOIN clinic.payment
                    ON payment.clinic_id = dispute.clinic_id AND payment.id = dispute.payment_id
                WHERE dispute.clinic_id = $1 AND dispute.won_on >= $2 AND dispute.won_on < $3
                UNION ALL
                SELECT 'ledger-gateway', false, currency, count(*), sum(of_books.amount)
                FROM clinic.gateway_transaction, LATERAL (SELECT
                    CASE WHEN kind IN ('dispute', 'adjustment') THEN net ELSE gross END
                ) AS of_books (amount)
                WHERE gateway_transaction.clinic_id = $1 AND status = 'captured' AND kind <> 'fee'
                    AND created_at >= $2::date::timestamp AT TIME ZONE $4
                    AND created_at < $3::date::timestamp AT TIME ZONE $4
                    AND scale(of_books.amount) IS NOT NULL
                GROUP BY kind, currency
                UNION ALL
                SELECT 'ledger-gateway', false, currency, 1,
                    CASE WHEN kind IN ('dispute', 'adjustment') THEN net ELSE gross END
                FROM worker.gateway_line AS line
                WHERE line.clinic_id = $1 AND is_captured AND kind <> 'fee'
                    AND created_at >= $2::date::timestamp AT TIME ZONE $4
                    AND created_at < $3::date::timestamp AT TIME ZONE $4
                    AND NOT EXISTS (SELECT FROM clinic.gateway_transaction AS own
                        WHERE own.clinic_id = line.clinic_id AND own.reference = line.reference
                            AND own.gateway = line.gateway AND own.kind = line.kind
                            AND sign(own.gross) = sign(line.gross))
                UNION ALL
                SELECT unnest(ARRAY['transaction-payout', 'ledger-bank']),
                    unnest(ARRAY[false, true]), currency, 1, amount
                FROM clinic.payout
                WHERE payout.clinic_id = $1 AND created_at >= $2::date::timestamp AT TIME ZONE $4
                    AND created_at < $3::date::timestamp AT TIME ZONE $4
                UNION ALL
                SELECT side.link, side.is_left, currency, 1, amount
                FROM worker.payout_line AS line
                JOIN (VALUES ('transaction-payout', false), ('ledger-bank', true))
                    AS side (link, is_left) ON side.is_left OR line.is_itemised
                WHERE line.clinic_id = $1 AND line.reference = ANY (ARRAY(
                        SELECT DISTINCT row.payout_reference FROM worker.import_settlement AS row
                        WHERE row.clinic_id = $1
                            AND row.paid_at >= $2::date::timestamp AT TIME ZONE $4
                            AND row.paid_at < $3::date::timestamp AT TIME ZONE $4))
                    AND created_at >= $2::date::timestamp AT TIME ZONE $4
                    AND created_at < $3::date::timestamp AT TIME ZONE $4
                    AND NOT EXISTS (SELECT FROM clinic.payout AS own
                        WHERE own.clinic_id = line.clinic_id AND own.gateway = line.gateway
                            AND (own.reference = line.reference OR own.trace_id = line.trace))
                UNION ALL
                SELECT 'cash-deposit', false, account.currency, 1, item.amount
                FROM clinic.deposit JOIN clinic.bank_account AS account
                    ON account.clinic_id = deposit.clinic_id
                    AND account.id = deposit.bank_account_id
                JOIN clinic.deposit_item AS item
                    ON item.clinic_id = deposit.clinic_id AND item.deposit_id = deposit.id
                WHERE deposit.clinic_id = $1 AND deposit.deposited_on >= $2
                    AND deposit.deposited_on < $3
                UNION ALL
                SELECT 'ledger-bank', true, account.currency, 1, deposit.amount
                FROM clinic.deposit JOIN clinic.bank_account AS account
                    ON account.clinic_id = deposit.clinic_id
                    AND account.id = deposit.bank_account_id
                WHERE deposit.clinic_id = $1 AND deposit.deposited_on >= $2
                    AND deposit.deposited_on < $3
                UNION ALL
                SELECT 'ledger-bank', false, account.currency, 1, entry.amount
                FROM clinic.bank_entry AS entry JOIN clinic.bank_statement AS statement
                    ON statement.clinic_id = entry.clinic_id
                    AND statement.id = entry.bank_statement_id
                JOIN clinic.bank_account AS account
                    ON account.clinic_id = entry.clinic_id
                    AND account.id = statement.bank_account_id
                WHERE entry.clinic_id = $1 AND entry.booked_on >= $2 AND entry.booked_on < $3
                UNION ALL
                SELECT 'ledger-bank', false, currency, 1, amount FROM worker.bank_line
                WHERE bank_line.clinic_id = $1 AND booked_on >= $2 AND booked_on < $3
            ) AS item
            WHERE scale(amount) IS NOT NULL
            GROUP BY link, is_left, currency ORDER BY link, is_left, currency
            """
        /// Only the hours between the clinic's midnights and UTC's are looked at.
        case balances = """
            SELECT coalesce(stated.gateway, moved.gateway) AS gateway,
                coalesce(stated.currency, moved.currency) AS currency, stated.opening,
                stated.closing, coalesce(moved.amount, 0)
            FROM (
                SELECT gateway, currency,
                    max(amount) FILTER (WHERE balance_on = $2::date - 1) AS opening,
                    max(amount) FILTER (WHERE balance_on = $3::date - 1) AS closing
                FROM clinic.gateway_balance
                WHERE gateway_balance.clinic_id = $1 AND balance_on IN ($2::date - 1, $3::date - 1)
                GROUP BY gateway, currency
            ) AS stated
            FULL JOIN (
                SELECT gateway, currency, sum(part.signed) AS amount FROM (
                    SELECT gateway, currency, net AS amount,
                        created_at >= $2::date::timestamp AT TIME ZONE $4
                            AND created_at < $3::date::timestamp AT TIME ZONE $4 AS here,
                        created_at >= $2::date::timestamp AT TIME ZONE 'UTC'
                            AND created_at < $3::date::timestamp AT TIME ZONE 'UTC' AS there
                    FROM clinic.gateway_transaction
                    WHERE gateway_transaction.clinic_id = $1 AND status = 'captured'
                        AND (created_at >= least($2::date::timestamp AT TIME ZONE $4,
                                $2::date::timestamp AT TIME ZONE 'UTC')
                            AND created_at < greatest($2::date::timestamp AT TIME ZONE $4,
                                $2::date::timestamp AT TIME ZONE 'UTC')
                        OR created_at >= least($3::date::timestamp AT TIME ZONE $4,
                                $3::date::timestamp AT TIME ZONE 'UTC')
                            AND created_at < greatest($3::date::timestamp AT TIME ZONE $4,
                                $3::date::timestamp AT TIME ZONE 'UTC'))
                    UNION ALL
                    SELECT gateway, currency, net,
                        created_at >= $2::date::timestamp AT TIME ZONE $4
                            AND created_at < $3::date::timestamp AT TIME ZONE $4,
                        created_at >= $2::date::timestamp AT TIME ZONE 'UTC'
                            AND created_at < $3::date::timestamp AT TIME ZONE 'UTC'
                    FROM worker.gateway_line AS line
                    WHERE line.clinic_id = $1 AND is_captured
                        AND (created_at >= ($2::date - 1)::timestamp AT TIME ZONE 'UTC'
                            AND created_at < ($2::date + 1)::timestamp AT TIME ZONE 'UTC'
                        OR created_at >= ($3::date - 1)::timestamp AT TIME ZONE 'UTC'
                            AND created_at < ($3::date + 1)::timestamp AT TIME ZONE 'UTC')
                        AND NOT EXISTS (SELECT FROM clinic.gateway_transaction AS own
                            WHERE own.clinic_id = line.clinic_id AND own.reference = line.reference
                                AND own.gateway = line.gateway AND own.kind = line.kind
                                AND sign(own.gross) = sign(line.gross))
                    UNION ALL
                    SELECT gateway, currency, -amount,
                        created_at >= $2::date::timestamp AT TIME ZONE $4
                            AND created_at < $3::date::timestamp AT TIME ZONE $4,
                        created_at >= $2::date::timestamp AT TIME ZONE 'UTC'
                            AND created_at < $3::date::timestamp AT TIME ZONE 'UTC'
                    FROM clinic.payout
                    WHERE payout.clinic_id = $1 AND status NOT IN ('failed', 'reversed')
                        AND (created_at >= least($2::date::timestamp AT TIME ZONE $4,
                                $2::date::timestamp AT TIME ZONE 'UTC')
                            AND created_at < greatest($2::date::timestamp AT TIME ZONE $4,
                                $2::date::timestamp AT TIME ZONE 'UTC')
                        OR created_at >= least($3::date::timestamp AT TIME ZONE $4,
                                $3::date::timestamp AT TIME ZONE 'UTC')
                            AND created_at < greatest($3::date::timestamp AT TIME ZONE $4,
                                $3::date::timestamp AT TIME ZONE 'UTC'))
                    UNION ALL
                    SELECT gateway, currency, move.amount,
                        move.at >= $2::date::timestamp AT TIME ZONE $4
                            AND move.at < $3::date::timestamp AT TIME ZONE $4,
                        move.at >= $2::date::timestamp AT TIME ZONE 'UTC'
                            AND move.at < $3::date::timestamp AT TIME ZONE 'UTC'
                    FROM worker.payout_line AS line
                    CROSS JOIN LATERAL (VALUES (line.created_at, -line.amount),
                        (line.returned_at, line.amount)) AS move (at, amount)
                    WHERE line.clinic_id = $1 AND move.at IS NOT NULL AND line.reference = ANY (ARRAY(
                            SELECT DISTINCT row.payout_reference FROM worker.import_settlement AS row
                            WHERE row.clinic_id = $1 AND (row.paid_at >=
                                    ($2::date - 1)::timestamp AT TIME ZONE 'UTC'
                                AND row.paid_at < ($2::date + 1)::timestamp AT TIME ZONE 'UTC'
                            OR row.paid_at >= ($3::date - 1)::timestamp AT TIME ZONE 'UTC'
                                AND row.paid_at < ($3::date + 1)::timestamp AT TIME ZONE 'UTC')))
                        AND NOT EXISTS (SELECT FROM clinic.payout AS own
                        WHERE own.clinic_id = line.clinic_id AND own.gateway = line.gateway
                            AND (own.reference = line.reference OR own.trace_id = line.trace))
                ) AS edge
                CROSS JOIN LATERAL (SELECT CASE WHEN here AND NOT there THEN edge.amount
                    WHEN there AND NOT here THEN -edge.amount ELSE 0 END) AS part (signed)
                WHERE here <> there
                GROUP BY gateway, currency
            ) AS moved ON moved.gateway = stated.gateway AND moved.currency = stated.currency
            ORDER BY 1, 2
            """
        case ledger = """
            SELECT account, currency, amount FROM clinic.ledger_balance
            WHERE ledger_balance.clinic_id = $1 AND balance_on = $2
            UNION ALL
            SELECT account, currency, amount FROM worker.ledger_line AS line
            WHERE line.clinic_id = $1 AND balance_on = $2
                AND NOT EXISTS (SELECT FROM clinic.ledger_balance AS own
                    WHERE own.clinic_id = line.clinic_id AND own.balance_on = line.balance_on
                        AND own.account = line.account AND own.currency = line.currency)
            ORDER BY account, currency
            """
    }
}
