import Access

extension ChainRepository {
    /// Every kind of row in the same columns: clinic, id, day, currency, amount, words, key.
    package enum SQL: String, Statement {
        case invoices = """
            SELECT clinic_id, id, issue_date, currency,
                CASE kind WHEN 'invoice' THEN gross ELSE -gross END,
                number || CASE kind WHEN 'invoice' THEN ', due ' || due_date ELSE '' END
                    || ', ' || status, NULL::text
            FROM clinic.invoice WHERE clinic_id = $1 AND id = ANY ($2::bigint[]) AND $3 <> ''
            ORDER BY id
            """
        case payments = """
            SELECT clinic_id, id, received_on, currency, amount, tender || ', ' || status
                    || CASE purpose WHEN 'advance' THEN ', advance' ELSE '' END, gateway_reference
            FROM clinic.payment WHERE clinic_id = $1 AND id = ANY ($2::bigint[]) AND $3 <> ''
            ORDER BY id
            """
        case refunds = """
            SELECT clinic_id, id, refunded_on, currency, -amount, tender, gateway_reference
            FROM clinic.refund WHERE clinic_id = $1 AND id = ANY ($2::bigint[]) AND $3 <> ''
            ORDER BY id
            """
        case disputes = """
            SELECT dispute.clinic_id, dispute.id, dispute.opened_on, payment.currency,
                -dispute.amount, CASE WHEN dispute.won_on IS NOT NULL THEN 'won ' || dispute.won_on
                    WHEN dispute.lost_on IS NOT NULL THEN 'lost ' || dispute.lost_on
                    ELSE 'open' END, NULL::text
            FROM clinic.dispute JOIN clinic.payment
                ON payment.clinic_id = dispute.clinic_id AND payment.id = dispute.payment_id
            WHERE dispute.clinic_id = $1 AND dispute.id = ANY ($2::bigint[]) AND $3 <> ''
            ORDER BY dispute.id
            """
        case transactions = """
            SELECT clinic_id, id, (created_at AT TIME ZONE $3)::date, currency, gross,
                kind || ' ' || reference || ', ' || status || ', net ' || trim_scale(net),
                reference
            FROM clinic.gateway_transaction
            WHERE clinic_id = $1 AND id = ANY ($2::bigint[]) ORDER BY id
            """
        case payouts = """
            SELECT clinic_id, id, (created_at AT TIME ZONE $3)::date, currency, amount,
                gateway || ', ' || status, trace_id
            FROM clinic.payout WHERE clinic_id = $1 AND id = ANY ($2::bigint[]) ORDER BY id
            """
        case deposits = """
            SELECT deposit.clinic_id, deposit.id, deposit.deposited_on, account.currency,
                deposit.amount, deposit.slip, deposit.slip
            FROM clinic.deposit JOIN clinic.bank_account AS account
                ON account.clinic_id = deposit.clinic_id AND account.id = deposit.bank_account_id
            WHERE deposit.clinic_id = $1 AND deposit.id = ANY ($2::bigint[]) AND $3 <> ''
            ORDER BY deposit.id
            """
        case bankEntries = """
            SELECT entry.clinic_id, entry.id, entry.booked_on, account.currency, entry.amount,
                entry.narration, entry.reference
            FROM clinic.bank_entry AS entry
            JOIN clinic.bank_statement AS statement ON statement.clinic_id = entry.clinic_id
                AND statement.id = entry.bank_statement_id
            JOIN clinic.bank_account AS account ON account.clinic_id = entry.clinic_id
                AND account.id = statement.bank_account_id
            WHERE entry.clinic_id = $1 AND entry.id = ANY ($2::bigint[]) AND $3 <> ''
            ORDER BY entry.id
            """
        case importEntries = """
            SELECT clinic_id, id, booked_on, currency, amount, narration, reference
            FROM worker.bank_line WHERE clinic_id = $1 AND id = ANY ($2::bigint[]) AND $3 <> ''
            ORDER BY id
            """
        case importSettlements = """
            SELECT clinic_id, id, (created_at AT TIME ZONE $3)::date, currency, gross,
                kind || ' ' || reference || ', of a settlement, net ' || trim_scale(net), reference
            FROM worker.gateway_line WHERE clinic_id = $1 AND id = ANY ($2::bigint[]) ORDER BY id
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
        case payoutOfTransaction = """
            SELECT payout_id FROM clinic.gateway_transaction
            WHERE clinic_id = $1 AND id = $2 AND payout_id IS NOT NULL
            """
        case paymentsOfDeposit = """
            SELECT payment_id FROM clinic.deposit_item WHERE clinic_id = $1 AND deposit_id = $2
            ORDER BY payment_id LIMIT 50
            """
        case transactionsOfPayout = """
            SELECT id FROM clinic.gateway_transaction WHERE clinic_id = $1 AND payout_id = $2
            ORDER BY id LIMIT 50
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
                    WHERE clinic_id = $1 AND state = 'done' AND kind = 'billing.reconcile'
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
