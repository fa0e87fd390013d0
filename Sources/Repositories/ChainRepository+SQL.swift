import Access

extension ChainRepository {
    /// Every kind of row in the same columns: clinic, id, day, currency, amount, net, words, key,
    /// and the link that has its other side.
    package enum SQL: String, Statement {
        case invoices = """
            SELECT clinic_id, id, issue_date, currency,
                CASE kind WHEN 'invoice' THEN gross ELSE -gross END, NULL::numeric,
                number || CASE kind WHEN 'invoice' THEN ', due ' || due_date ELSE '' END
                    || ', ' || status, NULL::text, 'invoice-allocation'
            FROM clinic.invoice WHERE clinic_id = $1 AND id = ANY ($2::bigint[])
            ORDER BY id
            """
        case payments = """
            SELECT clinic_id, id, received_on, currency, amount, NULL::numeric,
                tender || ', ' || status
                    || CASE purpose WHEN 'advance' THEN ', advance' ELSE '' END, gateway_reference,
                CASE WHEN method IN ('cash', 'cheque') THEN 'cash-deposit'
                    WHEN method = 'bank_transfer' OR gateway IS NULL
                        AND gateway_reference IS NULL AND terminal <> '' THEN 'ledger-bank'
                    ELSE 'ledger-gateway' END
            FROM clinic.payment WHERE clinic_id = $1 AND id = ANY ($2::bigint[])
            ORDER BY id
            """
        case refunds = """
            SELECT clinic_id, id, refunded_on, currency, -amount, NULL::numeric, tender, gateway_reference,
                CASE WHEN gateway_reference IS NOT NULL THEN 'ledger-gateway'
                    WHEN tender <> 'cash' THEN 'ledger-bank' END
            FROM clinic.refund WHERE clinic_id = $1 AND id = ANY ($2::bigint[])
            ORDER BY id
            """
        case disputes = """
            SELECT dispute.clinic_id, dispute.id, dispute.opened_on, payment.currency,
                -dispute.amount, NULL::numeric, CASE WHEN dispute.won_on IS NOT NULL THEN 'won ' || dispute.won_on
                    WHEN dispute.lost_on IS NOT NULL THEN 'lost ' || dispute.lost_on
                    ELSE 'open' END, NULL::text, 'ledger-gateway'
            FROM clinic.dispute JOIN clinic.payment
                ON payment.clinic_id = dispute.clinic_id AND payment.id = dispute.payment_id
            WHERE dispute.clinic_id = $1 AND dispute.id = ANY ($2::bigint[])
            ORDER BY dispute.id
            """
        case transactions = """
            SELECT clinic_id, id, (created_at AT TIME ZONE $3)::date, currency, gross, net,
                kind || ' ' || reference || ', ' || status || ', net ' || trim_scale(net),
                reference, 'ledger-gateway'
            FROM clinic.gateway_transaction
            WHERE clinic_id = $1 AND id = ANY ($2::bigint[]) ORDER BY id
            """
        case payouts = """
            SELECT clinic_id, id, (created_at AT TIME ZONE $3)::date, currency, amount, NULL::numeric,
                gateway || ', ' || status, trace_id, 'ledger-bank'
            FROM clinic.payout WHERE clinic_id = $1 AND id = ANY ($2::bigint[]) ORDER BY id
            """
        case deposits = """
            SELECT deposit.clinic_id, deposit.id, deposit.deposited_on, account.currency,
                deposit.amount, NULL::numeric, deposit.slip, deposit.slip,
                'ledger-bank'
            FROM clinic.deposit JOIN clinic.bank_account AS account
                ON account.clinic_id = deposit.clinic_id AND account.id = deposit.bank_account_id
            WHERE deposit.clinic_id = $1 AND deposit.id = ANY ($2::bigint[])
            ORDER BY deposit.id
            """
        case bankEntries = """
            SELECT entry.clinic_id, entry.id, entry.booked_on, account.currency, entry.amount,
                NULL::numeric, entry.narration, entry.reference, 'ledger-bank'
            FROM clinic.bank_entry AS entry
            JOIN clinic.bank_statement AS statement ON statement.clinic_id = entry.clinic_id
                AND statement.id = entry.bank_statement_id
            JOIN clinic.bank_account AS account ON account.clinic_id = entry.clinic_id
                AND account.id = statement.bank_account_id
            WHERE entry.clinic_id = $1 AND entry.id = ANY ($2::bigint[])
            ORDER BY entry.id
            """
        case importEntries = """
            SELECT clinic_id, id, booked_on, currency, amount, NULL::numeric, narration, reference,
                'ledger-bank'
            FROM worker.bank_line WHERE clinic_id = $1 AND id = ANY ($2::bigint[])
            ORDER BY id
            """
        /// A row that the clinic's own table has too counts there.
        case importSettlements = """
            SELECT line.clinic_id, line.id, (line.created_at AT TIME ZONE $3)::date, line.currency,
                line.gross, line.net, line.kind || ' ' || line.reference
                    || ', of a settlement, net ' || trim_scale(line.net), line.reference,
                'ledger-gateway'
            FROM worker.gateway_line AS line
            WHERE line.clinic_id = $1 AND line.id = ANY ($2::bigint[])
                AND NOT EXISTS (SELECT FROM clinic.gateway_transaction AS own
                    WHERE own.clinic_id = line.clinic_id AND own.reference = line.reference
                        AND own.gateway = line.gateway AND own.kind = line.kind
                        AND sign(own.gross) = sign(line.gross))
            ORDER BY line.id
            """
        /// A payout that the clinic's own table has too counts there.
        case importPayouts = """
            SELECT line.clinic_id, line.id, (line.created_at AT TIME ZONE $3)::date, line.currency,
                line.amount, NULL::numeric, line.gateway || ' ' || line.reference
                    || ', of a settlement' || CASE WHEN line.returned_at IS NOT NULL THEN ', failed' ELSE '' END,
                line.trace, 'ledger-bank'
            FROM worker.payout_line AS line
            WHERE line.clinic_id = $1 AND line.reference = ANY (ARRAY(
                    SELECT DISTINCT row.payout_reference FROM worker.import_settlement AS row
                    WHERE row.clinic_id = $1 AND row.id = ANY ($2::bigint[])))
                AND line.id = ANY ($2::bigint[])
                AND NOT EXISTS (SELECT FROM clinic.payout AS own
                    WHERE own.clinic_id = line.clinic_id AND own.gateway = line.gateway
                        AND (own.reference = line.reference OR own.trace_id = line.trace))
            ORDER BY line.id
            """
        case bankStatements = """
            SELECT statement.clinic_id, statement.id, statement.until_date - 1, account.currency,
                statement.closing, NULL::numeric, account.name || ' ' || statement.sequence,
                NULL::text, NULL::text
            FROM clinic.bank_statement AS statement
            JOIN clinic.bank_account AS account ON account.clinic_id = statement.clinic_id
                AND account.id = statement.bank_account_id
            WHERE statement.clinic_id = $1 AND statement.id = ANY ($2::bigint[])
            ORDER BY statement.id
            """
        case numbered = """
            SELECT id FROM clinic.invoice WHERE clinic_id = $1 AND number = $2 ORDER BY id LIMIT 1
            """
        case paymentsOfInvoice = """
            SELECT payment_id FROM clinic.payment_allocation
            WHERE clinic_id = $1 AND invoice_id = $2
            GROUP BY payment_id ORDER BY payment_id LIMIT 50
            """
        case creditNotesOfInvoice = """
            SELECT id FROM clinic.invoice
            WHERE clinic_id = $1 AND credited_invoice_id = $2 ORDER BY id LIMIT 50
            """
        case invoicesOfPayment = """
            SELECT invoice_id FROM clinic.payment_allocation
            WHERE clinic_id = $1 AND payment_id = $2
            GROUP BY invoice_id ORDER BY invoice_id LIMIT 50
            """
        case refundsOfPayment = """
            SELECT id FROM clinic.refund WHERE clinic_id = $1 AND payment_id = $2
            ORDER BY id LIMIT 50
            """
        case disputesOfPayment = """
            SELECT id FROM clinic.dispute WHERE clinic_id = $1 AND payment_id = $2
            ORDER BY id LIMIT 50
            """
        case depositsOfPayment = """
            SELECT deposit_id FROM clinic.deposit_item WHERE clinic_id = $1 AND payment_id = $2
            ORDER BY deposit_id LIMIT 50
            """
        /// A file may know the payout of a row that the clinic's own table has in none.
        case payoutOfTransaction = """
            SELECT 'payout', payout_id FROM clinic.gateway_transaction
            WHERE gateway_transaction.clinic_id = $1 AND id = $2 AND payout_id IS NOT NULL
            UNION ALL
            SELECT 'import_payout', min(named.id) FROM clinic.gateway_transaction AS own
            JOIN worker.gateway_line AS line ON line.clinic_id = own.clinic_id
                AND line.reference = own.reference AND line.gateway = own.gateway
                AND line.kind = own.kind AND sign(line.gross) = sign(own.gross)
            JOIN worker.payout_row AS named ON named.clinic_id = line.clinic_id
                AND named.gateway = line.gateway AND named.currency = line.currency
                AND named.payout_reference = line.payout_reference
            WHERE own.clinic_id = $1 AND own.id = $2 AND own.payout_id IS NULL
            GROUP BY named.payout_reference
            """
        case payoutOfSettlement = """
            SELECT 'payout', payout.id FROM worker.gateway_line AS line
            JOIN clinic.payout ON payout.clinic_id = line.clinic_id
                AND payout.gateway = line.gateway AND payout.reference = line.payout_reference
            WHERE line.clinic_id = $1 AND line.id = $2
            UNION ALL
            SELECT 'import_payout', min(named.id) FROM worker.gateway_line AS line
            JOIN worker.payout_row AS named ON named.clinic_id = line.clinic_id
                AND named.gateway = line.gateway AND named.currency = line.currency
                AND named.payout_reference = line.payout_reference
            WHERE line.clinic_id = $1 AND line.id = $2 GROUP BY named.payout_reference
            """
        case paymentsOfDeposit = """
            SELECT payment_id FROM clinic.deposit_item WHERE clinic_id = $1 AND deposit_id = $2
            ORDER BY payment_id LIMIT 50
            """
        case rowsOfPayout = """
            SELECT 'gateway_transaction', id FROM clinic.gateway_transaction
            WHERE gateway_transaction.clinic_id = $1 AND payout_id = $2
            UNION ALL
            SELECT 'import_settlement', line.id FROM clinic.payout
            JOIN worker.gateway_line AS line ON line.clinic_id = payout.clinic_id
                AND line.gateway = payout.gateway AND line.payout_reference = payout.reference
                AND line.reference IN (SELECT row.reference FROM worker.import_settlement AS row
                    WHERE row.clinic_id = payout.clinic_id
                        AND row.payout_reference = payout.reference)
            WHERE payout.clinic_id = $1 AND payout.id = $2
                AND NOT EXISTS (SELECT FROM clinic.gateway_transaction AS own
                    WHERE own.clinic_id = line.clinic_id AND own.reference = line.reference
                        AND own.gateway = line.gateway AND own.kind = line.kind
                        AND sign(own.gross) = sign(line.gross))
            ORDER BY 1, 2 LIMIT 50
            """
        /// A row that the clinic's own table has too is shown as that.
        case rowsOfImportPayout = """
            SELECT CASE WHEN own.id IS NULL THEN 'import_settlement' ELSE 'gateway_transaction' END,
                coalesce(own.id, line.id)
            FROM worker.import_settlement AS named
            JOIN worker.gateway_line AS line ON line.clinic_id = named.clinic_id
                AND line.gateway = named.gateway AND line.currency = named.currency
                AND line.payout_reference = named.payout_reference
                AND line.reference IN (SELECT row.reference FROM worker.import_settlement AS row
                    WHERE row.clinic_id = named.clinic_id
                        AND row.payout_reference = named.payout_reference)
            LEFT JOIN clinic.gateway_transaction AS own ON own.clinic_id = line.clinic_id
                AND own.reference = line.reference AND own.gateway = line.gateway
                AND own.kind = line.kind AND sign(own.gross) = sign(line.gross)
            WHERE named.clinic_id = $1 AND named.id = $2 ORDER BY 1, 2 LIMIT 50
            """
        case transactionsNamed = """
            SELECT id FROM clinic.gateway_transaction
            WHERE clinic_id = $1 AND kind = $2 AND reference = $3 ORDER BY id LIMIT 50
            """
        /// Of each period the latest revision; of each link the latest period that spoke of it.
        ///
        /// An open break is told again until it is closed: an earlier run's word on it is over.
        case verdicts = """
            WITH latest AS (
                SELECT run.*, until_date = max(until_date) OVER (PARTITION BY job) AS is_last
                FROM (SELECT DISTINCT ON (job, period) job, id, period, until_date FROM worker.run
                    WHERE clinic_id = $1 AND state = 'done'
                        AND kind IN ('billing.reconcile', 'close.pack')
                    ORDER BY job, period, revision DESC) AS run
            ), told AS (
                SELECT match.link, latest.period, latest.until_date, match.rule,
                    match.result AS code, side.kind AS partner_kind,
                    CASE WHEN match.is_pairwise
                        THEN ARRAY[side.partners[array_position(side.own, $3)]]
                        ELSE side.partners END AS partners,
                    trim_scale(match.difference)::text AS difference, match.evidence
                FROM worker.match JOIN latest ON latest.id = match.run_id
                CROSS JOIN LATERAL (
                    SELECT right_kind, left_ids, right_ids WHERE left_kind = $2
                    UNION ALL SELECT left_kind, right_ids, left_ids WHERE right_kind = $2
                ) AS side (kind, own, partners)
                WHERE match.clinic_id = $1 AND $3 = ANY (side.own)
                UNION ALL
                SELECT item.link, latest.period, latest.until_date, NULL, item.code, NULL,
                    '{}'::bigint[], trim_scale(item.amount)::text, item.evidence
                        || CASE WHEN item.suggestion <> '' THEN '; perhaps ' || item.suggestion
                            ELSE '' END
                FROM worker.break_item AS item JOIN latest ON latest.id = item.run_id
                WHERE item.clinic_id = $1 AND item.owner_kind = $2 AND item.owner_id = $3
                    AND (latest.is_last OR NOT item.is_open)
            )
            SELECT DISTINCT ON (link) link, period, rule, code, partner_kind,
                array_to_string(partners, ','), difference, evidence
            FROM told ORDER BY link, until_date DESC, rule NULLS LAST
            """
    }
}
