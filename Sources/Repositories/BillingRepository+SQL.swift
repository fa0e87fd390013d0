import Access

extension BillingRepository {
    /// What a reconciliation reads.
    ///
    /// `$2` and `$3` are the period, `$4` ids that are open since before
    /// it; the gateway's instants are compared with local midnights, so that an index serves.
    package enum SQL: String, Statement {
        case payments = """
            SELECT clinic_id, id, method, status = 'captured', received_on, currency, amount,
                payer_id, gateway_reference,
                CASE WHEN gateway IS NULL AND gateway_reference IS NULL THEN terminal END
            FROM clinic.payment
            WHERE payment.clinic_id = $1 AND received_on >= $2 AND received_on < $3
            UNION ALL
            SELECT clinic_id, id, method, status = 'captured', received_on, currency, amount,
                payer_id, gateway_reference,
                CASE WHEN gateway IS NULL AND gateway_reference IS NULL THEN terminal END
            FROM clinic.payment
            WHERE payment.clinic_id = $1 AND id = ANY ($4::bigint[]) AND received_on < $2
            """
        case refunds = """
            SELECT clinic_id, id, tender, refunded_on, currency, amount, gateway_reference
            FROM clinic.refund
            WHERE refund.clinic_id = $1 AND refunded_on >= $2 AND refunded_on < $3
            UNION ALL
            SELECT clinic_id, id, tender, refunded_on, currency, amount, gateway_reference
            FROM clinic.refund
            WHERE refund.clinic_id = $1 AND id = ANY ($4::bigint[]) AND refunded_on < $2
            """
        /// Of those that are open since before the period, `$5` are open because they were won.
        case disputes = """
            SELECT dispute.clinic_id, dispute.id, dispute.opened_on, dispute.won_on,
                payment.currency, dispute.amount, dispute.fee,
                dispute.id = ANY ($4::bigint[]) AND dispute.opened_on < $2,
                coalesce(dispute.id = ANY ($5::bigint[]) AND dispute.won_on < $2, false)
            FROM clinic.dispute
            JOIN clinic.payment
                ON payment.clinic_id = dispute.clinic_id AND payment.id = dispute.payment_id
            WHERE dispute.clinic_id = $1 AND dispute.opened_on < $3
                AND (dispute.opened_on >= $2 OR dispute.won_on >= $2
                    OR dispute.id = ANY ($4::bigint[]) OR dispute.id = ANY ($5::bigint[]))
            """
        case transactions = """
            SELECT clinic_id, id, gateway, kind, status = 'captured', created_at, currency, gross,
                fee, fee_tax, net, payout_id, reference
            FROM clinic.gateway_transaction
            WHERE gateway_transaction.clinic_id = $1 AND created_at >= $2::date::timestamp AT TIME ZONE $5
                AND created_at < $3::date::timestamp AT TIME ZONE $5
            UNION ALL
            SELECT clinic_id, id, gateway, kind, status = 'captured', created_at, currency, gross,
                fee, fee_tax, net, payout_id, reference
            FROM clinic.gateway_transaction
            WHERE gateway_transaction.clinic_id = $1 AND id = ANY ($4::bigint[])
                AND created_at < $2::date::timestamp AT TIME ZONE $5
            """
        /// What came by files, unless the clinic's own table has it too.
        case settledTransactions = """
            SELECT line.clinic_id, line.id, line.gateway, line.kind, line.is_captured, line.created_at,
                line.currency, line.gross, line.fee, line.fee_tax, line.net,
                line.payout_reference, line.reference
            FROM worker.gateway_line AS line
            WHERE line.clinic_id = $1 AND created_at >= $2::date::timestamp AT TIME ZONE $5
                AND created_at < $3::date::timestamp AT TIME ZONE $5
                AND NOT EXISTS (SELECT FROM clinic.gateway_transaction AS own
                    WHERE own.clinic_id = line.clinic_id AND own.reference = line.reference
                        AND own.gateway = line.gateway AND own.kind = line.kind
                        AND sign(own.gross) = sign(line.gross))
            UNION ALL
            SELECT line.clinic_id, line.id, line.gateway, line.kind, line.is_captured, line.created_at,
                line.currency, line.gross, line.fee, line.fee_tax, line.net,
                line.payout_reference, line.reference
            FROM worker.gateway_line AS line
            WHERE line.clinic_id = $1 AND id = ANY ($4::bigint[])
                AND created_at < $2::date::timestamp AT TIME ZONE $5
                AND NOT EXISTS (SELECT FROM clinic.gateway_transaction AS own
                    WHERE own.clinic_id = line.clinic_id AND own.reference = line.reference
                        AND own.gateway = line.gateway AND own.kind = line.kind
                        AND sign(own.gross) = sign(line.gross))
            """
        case payouts = """
            SELECT clinic_id, id, gateway, created_at, currency, amount,
                CASE WHEN status IN ('failed', 'reversed') THEN created_at END, trace_id, reference
            FROM clinic.payout
            WHERE payout.clinic_id = $1 AND created_at >= $2::date::timestamp AT TIME ZONE $5
                AND created_at < $3::date::timestamp AT TIME ZONE $5
            UNION ALL
            SELECT clinic_id, id, gateway, created_at, currency, amount,
                CASE WHEN status IN ('failed', 'reversed') THEN created_at END, trace_id, reference
            FROM clinic.payout
            WHERE payout.clinic_id = $1 AND id = ANY ($4::bigint[])
                AND created_at < $2::date::timestamp AT TIME ZONE $5
            """
        /// Of payouts that files alone know, by the rows that were paid within the period: made in it,
        /// come back in it, or open since before it. What came back later is on its way yet.
        case settledPayouts = """
            SELECT clinic_id, id, gateway, created_at, currency, amount, returned_at, trace,
                reference, is_itemised
            FROM worker.payout_line AS line
            WHERE line.clinic_id = $1 AND line.reference = ANY (ARRAY(
                    SELECT DISTINCT row.payout_reference FROM worker.import_settlement AS row
                    WHERE row.clinic_id = $1 AND (row.paid_at >= $2::date::timestamp AT TIME ZONE $5
                        AND row.paid_at < $3::date::timestamp AT TIME ZONE $5
                        OR row.id = ANY ($4::bigint[]))))
                AND created_at < $3::date::timestamp AT TIME ZONE $5
                AND (created_at >= $2::date::timestamp AT TIME ZONE $5
                    OR returned_at >= $2::date::timestamp AT TIME ZONE $5
                        AND returned_at < $3::date::timestamp AT TIME ZONE $5
                    OR EXISTS (SELECT FROM worker.import_settlement AS row
                        WHERE row.clinic_id = $1 AND row.id = ANY ($4::bigint[])
                            AND row.gateway = line.gateway AND row.currency = line.currency
                            AND row.payout_reference = line.reference))
                AND NOT EXISTS (SELECT FROM clinic.payout AS own
                    WHERE own.clinic_id = line.clinic_id AND own.gateway = line.gateway
                        AND (own.reference = line.reference OR own.trace_id = line.trace))
            """
        /// Rows created before the period that a payout of the period pays out.
        case earlierTransactions = """
            SELECT row.clinic_id, row.payout_id, row.currency, sum(row.net)
            FROM clinic.payout
            JOIN clinic.gateway_transaction AS row
                ON row.clinic_id = payout.clinic_id AND row.payout_id = payout.id
            WHERE payout.clinic_id = $1
                AND payout.created_at >= $2::date::timestamp AT TIME ZONE $4
                AND payout.created_at < $3::date::timestamp AT TIME ZONE $4
                AND row.created_at < $2::date::timestamp AT TIME ZONE $4
                AND row.status = 'captured'
            GROUP BY row.clinic_id, row.payout_id, row.currency
            """
        /// The references of what any file has in such a payout come from an index.
        case earlierSettled = """
            SELECT line.clinic_id, payout.id, line.currency, sum(line.net)
            FROM clinic.payout
            JOIN worker.gateway_line AS line ON line.clinic_id = payout.clinic_id
                AND line.gateway = payout.gateway AND line.payout_reference = payout.reference
            WHERE payout.clinic_id = $1
                AND payout.created_at >= $2::date::timestamp AT TIME ZONE $4
                AND payout.created_at < $3::date::timestamp AT TIME ZONE $4
                AND payout.id = (SELECT min(twin.id) FROM clinic.payout AS twin
                    WHERE twin.clinic_id = payout.clinic_id AND twin.gateway = payout.gateway
                        AND twin.reference = payout.reference)
                AND line.created_at < $2::date::timestamp AT TIME ZONE $4 AND line.is_captured
                AND line.reference IN (SELECT named.reference FROM clinic.payout AS due
                    JOIN worker.import_settlement AS named ON named.clinic_id = due.clinic_id
                        AND named.payout_reference = due.reference
                    WHERE due.clinic_id = $1
                        AND due.created_at >= $2::date::timestamp AT TIME ZONE $4
                        AND due.created_at < $3::date::timestamp AT TIME ZONE $4)
                AND NOT EXISTS (SELECT FROM clinic.gateway_transaction AS own
                    WHERE own.clinic_id = line.clinic_id AND own.reference = line.reference
                        AND own.gateway = line.gateway AND own.kind = line.kind
                        AND sign(own.gross) = sign(line.gross))
            GROUP BY line.clinic_id, payout.id, line.currency
            """
        /// Of payouts that files alone know: rows before the period, and rows of it that the clinic's own
        /// table has too, in no payout.
        case besideSettled = """
            WITH named AS (
                SELECT DISTINCT payout_reference AS reference FROM worker.import_settlement AS row
                WHERE row.clinic_id = $1 AND row.paid_at >= $2::date::timestamp AT TIME ZONE $4
                    AND row.paid_at < $3::date::timestamp AT TIME ZONE $4
            )
            SELECT row.clinic_id, due.id, row.currency, sum(row.net)
            FROM worker.payout_line AS due
            JOIN worker.payout_row AS row ON row.clinic_id = due.clinic_id
                AND row.gateway = due.gateway AND row.payout_reference = due.reference
                AND row.currency = due.currency
            LEFT JOIN LATERAL (SELECT own.payout_id IS NULL AS is_open
                FROM clinic.gateway_transaction AS own
                WHERE own.clinic_id = row.clinic_id AND own.reference = row.reference
                    AND own.gateway = row.gateway AND own.kind = row.kind
                    AND sign(own.gross) = sign(row.gross)
                ORDER BY own.id LIMIT 1) AS own ON true
            WHERE due.clinic_id = $1 AND row.kind <> 'payout' AND row.is_captured AND row.is_first
                AND due.reference = ANY (ARRAY(SELECT reference FROM named))
                AND row.payout_reference = ANY (ARRAY(SELECT reference FROM named))
                AND due.created_at >= $2::date::timestamp AT TIME ZONE $4
                AND due.created_at < $3::date::timestamp AT TIME ZONE $4
                AND (row.created_at < $2::date::timestamp AT TIME ZONE $4 OR own.is_open)
            GROUP BY row.clinic_id, due.id, row.currency
            """
        case deposits = """
            SELECT deposit.clinic_id, deposit.id, deposit.slip, deposit.deposited_on,
                account.currency, deposit.amount
            FROM clinic.deposit
            JOIN clinic.bank_account AS account
                ON account.clinic_id = deposit.clinic_id AND account.id = deposit.bank_account_id
            WHERE deposit.clinic_id = $1 AND (deposit.deposited_on >= $2
                AND deposit.deposited_on < $3 OR deposit.id = ANY ($4::bigint[]))
            """
        case depositItems = """
            SELECT item.clinic_id, item.deposit_id, item.payment_id, account.currency, item.amount
            FROM clinic.deposit
            JOIN clinic.bank_account AS account
                ON account.clinic_id = deposit.clinic_id AND account.id = deposit.bank_account_id
            JOIN clinic.deposit_item AS item
                ON item.clinic_id = deposit.clinic_id AND item.deposit_id = deposit.id
            WHERE deposit.clinic_id = $1 AND deposit.deposited_on >= $2
                AND deposit.deposited_on < $3
            """
        case bankEntries = """
            SELECT entry.clinic_id, entry.id, false, entry.booked_on, account.currency,
                entry.amount, coalesce(entry.reference, ''), entry.narration
            FROM clinic.bank_entry AS entry
            JOIN clinic.bank_statement AS statement
                ON statement.clinic_id = entry.clinic_id AND statement.id = entry.bank_statement_id
            JOIN clinic.bank_account AS account
                ON account.clinic_id = entry.clinic_id AND account.id = statement.bank_account_id
            WHERE entry.clinic_id = $1 AND (entry.booked_on >= $2 AND entry.booked_on < $3
                OR entry.id = ANY ($4::bigint[]))
            """
        case importedLines = """
            SELECT clinic_id, id, true, booked_on, currency, amount, coalesce(reference, ''),
                narration
            FROM worker.bank_line
            WHERE clinic_id = $1 AND (booked_on >= $2 AND booked_on < $3
                OR id = ANY ($4::bigint[]))
            """
        case fees = """
            SELECT clinic_id, gateway, valid_from, valid_until, percent, fixed, tax_percent
            FROM clinic.gateway_fee WHERE gateway_fee.clinic_id = $1 ORDER BY gateway, valid_from, id
            """
        case payers = """
            SELECT clinic_id, id, name FROM clinic.payer WHERE payer.clinic_id = $1 ORDER BY id
            """
    }
}
