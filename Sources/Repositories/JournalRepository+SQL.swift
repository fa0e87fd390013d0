import Access

extension JournalRepository {
    /// What happened in a period, a row an event.
    ///
    /// Clinic, id, day, note, event, currency, amount, tax code; rows of an id follow each other, the
    /// ids ascending.
    /// `$2` and `$3` are the period; `$4` is the clinic's zone where instants become days.
    package enum SQL: String, Statement {
        case accountMap = """
            SELECT clinic_id, event_kind, debit_account, credit_account FROM clinic.account_map
            WHERE account_map.clinic_id = $1 ORDER BY event_kind
            """
        /// A rule of the map is no tender: what is neither at the counter nor at the bank is a gateway's.
        case payments = """
            SELECT payment.clinic_id, payment.id, payment.received_on,
                replace(payment.method, '_', ' '), part.event, payment.currency, payment.amount,
                NULL::text
            FROM clinic.payment
            CROSS JOIN LATERAL (VALUES
                (1, CASE WHEN payment.method = 'cash' THEN 'payment_cash'
                    WHEN payment.method = 'cheque' THEN 'payment_cheque'
                    WHEN payment.method = 'bank_transfer' THEN 'payment_transfer'
                    WHEN payment.gateway IS NULL AND payment.gateway_reference IS NULL
                        AND payment.terminal <> '' THEN 'payment_terminal'
                    ELSE 'payment_gateway' END),
                (2, CASE payment.purpose WHEN 'advance' THEN 'advance' END)
            ) AS part (position, event)
            WHERE payment.clinic_id = $1 AND payment.received_on >= $2
                AND payment.received_on < $3 AND payment.status = 'captured'
                AND part.event IS NOT NULL
            ORDER BY payment.id, part.position
            """
        /// What was allocated counts in the invoice's currency there, and in the payment's here.
        case allocations = """
            SELECT used.clinic_id, used.id, used.posted_on,
                'payment ' || used.payment_id || ' for ' || invoice.number, part.event,
                part.currency, part.amount, NULL::text
            FROM (SELECT one.*, coalesce(late.posted_on, one.allocated_on) AS posted_on
                FROM clinic.payment_allocation AS one
                LEFT JOIN unnest($4::text[], $5::bigint[], $6::text[]::date[])
                    AS late (kind, id, posted_on) ON late.kind = 'allocation' AND late.id = one.id
                WHERE one.clinic_id = $1) AS used
            JOIN clinic.payment
                ON payment.clinic_id = used.clinic_id AND payment.id = used.payment_id
            JOIN clinic.invoice
                ON invoice.clinic_id = used.clinic_id AND invoice.id = used.invoice_id
            CROSS JOIN LATERAL (VALUES
                (1, 'allocation', invoice.currency, used.amount),
                (2, CASE WHEN payment.status <> 'captured' THEN 'payment_failed' END,
                    payment.currency, used.amount),
                (3, CASE WHEN payment.status = 'captured' AND payment.purpose = 'advance'
                    THEN 'advance' END, payment.currency, -used.amount),
                (4, CASE WHEN payment.currency <> invoice.currency THEN 'exchange' END,
                    payment.currency, used.amount),
                (5, CASE WHEN payment.currency <> invoice.currency THEN 'exchange' END,
                    invoice.currency, -used.amount)
            ) AS part (position, event, currency, amount)
            WHERE used.clinic_id = $1 AND used.posted_on >= $2 AND used.posted_on < $3
                AND part.event IS NOT NULL
            ORDER BY used.id, part.position
            """
        case refunds = """
            SELECT refund.clinic_id, refund.id, refund.refunded_on,
                'payment ' || refund.payment_id, part.event, refund.currency,
                part.sign * refund.amount, NULL::text
            FROM clinic.refund
            JOIN clinic.payment
                ON payment.clinic_id = refund.clinic_id AND payment.id = refund.payment_id
            CROSS JOIN LATERAL (VALUES
                (1, CASE WHEN refund.gateway_reference IS NOT NULL THEN 'refund_gateway'
                    WHEN refund.tender = 'cash' THEN 'refund_cash' ELSE 'refund_transfer' END, 1),
                (2, CASE WHEN payment.status <> 'captured' THEN 'payment_failed'
                    WHEN payment.currency <> refund.currency THEN 'exchange'
                    WHEN payment.purpose = 'advance' THEN 'advance' END,
                    CASE WHEN payment.status <> 'captured' THEN 1 ELSE -1 END)
            ) AS part (position, event, sign)
            WHERE refund.clinic_id = $1 AND refund.refunded_on >= $2 AND refund.refunded_on < $3
                AND part.event IS NOT NULL
            ORDER BY refund.id, part.position
            """
        case disputesOpened = """
            SELECT dispute.clinic_id, dispute.id, dispute.opened_on,
                'payment ' || dispute.payment_id, part.event, payment.currency, part.amount,
                NULL::text
            FROM clinic.dispute
            JOIN clinic.payment
                ON payment.clinic_id = dispute.clinic_id AND payment.id = dispute.payment_id
            CROSS JOIN LATERAL (VALUES (1, 'dispute', dispute.amount),
                (2, 'dispute_fee', dispute.fee)) AS part (position, event, amount)
            WHERE dispute.clinic_id = $1 AND dispute.opened_on >= $2 AND dispute.opened_on < $3
            ORDER BY dispute.id, part.position
            """
        case disputesWon = """
            SELECT dispute.clinic_id, dispute.id, dispute.won_on,
                'payment ' || dispute.payment_id, 'dispute_won', payment.currency,
                dispute.amount, NULL::text
            FROM clinic.dispute
            JOIN clinic.payment
                ON payment.clinic_id = dispute.clinic_id AND payment.id = dispute.payment_id
            WHERE dispute.clinic_id = $1 AND dispute.won_on >= $2 AND dispute.won_on < $3
            ORDER BY dispute.id
            """
        case disputesLost = """
            SELECT dispute.clinic_id, dispute.id, dispute.lost_on,
                'payment ' || dispute.payment_id, part.event, payment.currency,
                part.sign * dispute.amount, NULL::text
            FROM clinic.dispute
            JOIN clinic.payment
                ON payment.clinic_id = dispute.clinic_id AND payment.id = dispute.payment_id
            CROSS JOIN LATERAL (VALUES (1, 'dispute_lost', 1),
                (2, CASE WHEN payment.status <> 'captured' THEN 'payment_failed'
                    WHEN payment.purpose = 'advance' THEN 'advance' END,
                    CASE WHEN payment.status <> 'captured' THEN 1 ELSE -1 END)
            ) AS part (position, event, sign)
            WHERE dispute.clinic_id = $1 AND dispute.lost_on >= $2 AND dispute.lost_on < $3
                AND part.event IS NOT NULL
            ORDER BY dispute.id, part.position
            """
        case writeOffs = """
            SELECT change.clinic_id, change.id, change.posted_on, invoice.number, 'write_off',
                invoice.currency, change.amount, NULL::text
            FROM (SELECT one.*, coalesce(late.posted_on, one.adjusted_on) AS posted_on
                FROM clinic.document_adjustment AS one
                LEFT JOIN unnest($4::text[], $5::bigint[], $6::text[]::date[])
                    AS late (kind, id, posted_on) ON late.kind = 'write_off' AND late.id = one.id
                WHERE one.clinic_id = $1) AS change
            JOIN clinic.invoice
                ON invoice.clinic_id = change.clinic_id AND invoice.id = change.invoice_id
            WHERE change.clinic_id = $1 AND change.kind = 'write_off'
                AND change.posted_on >= $2 AND change.posted_on < $3
                AND invoice.status = 'issued'
            ORDER BY change.id
            """
        case transactions = """
            SELECT moved.clinic_id, moved.id, (moved.created_at AT TIME ZONE $4)::date,
                moved.gateway || ' ' || moved.reference, part.event, moved.currency, part.amount,
                NULL::text
            FROM clinic.gateway_transaction AS moved
            CROSS JOIN LATERAL (VALUES
                (1, CASE moved.kind WHEN 'charge' THEN 'gateway_charge'
                    WHEN 'refund' THEN 'gateway_refund' WHEN 'dispute' THEN 'gateway_dispute'
                    WHEN 'adjustment' THEN 'gateway_adjustment' ELSE 'gateway_fee' END,
                    CASE moved.kind WHEN 'charge' THEN moved.gross
                        WHEN 'adjustment' THEN moved.gross - moved.fee - moved.fee_tax
                        WHEN 'dispute' THEN moved.fee + moved.fee_tax - moved.gross
                        ELSE -moved.gross END),
                (2, CASE WHEN moved.kind NOT IN ('dispute', 'adjustment')
                    THEN 'gateway_fee' END, moved.fee),
                (3, CASE WHEN moved.kind NOT IN ('dispute', 'adjustment')
                    THEN 'gateway_fee_tax' END, moved.fee_tax)
            ) AS part (position, event, amount)
            WHERE moved.clinic_id = $1 AND moved.status = 'captured'
                AND moved.created_at >= $2::date::timestamp AT TIME ZONE $4
                AND moved.created_at < $3::date::timestamp AT TIME ZONE $4
                AND part.event IS NOT NULL
            ORDER BY moved.id, part.position
            """
        /// What came by files, unless the clinic's own table has it too.
        case filedTransactions = """
            SELECT moved.clinic_id, moved.id, (moved.created_at AT TIME ZONE $4)::date,
                moved.gateway || ' ' || moved.reference, part.event, moved.currency, part.amount,
                NULL::text
            FROM worker.gateway_line AS moved
            CROSS JOIN LATERAL (VALUES
                (1, CASE moved.kind WHEN 'charge' THEN 'gateway_charge'
                    WHEN 'refund' THEN 'gateway_refund' WHEN 'dispute' THEN 'gateway_dispute'
                    WHEN 'adjustment' THEN 'gateway_adjustment' ELSE 'gateway_fee' END,
                    CASE moved.kind WHEN 'charge' THEN moved.gross
                        WHEN 'adjustment' THEN moved.gross - moved.fee - moved.fee_tax
                        WHEN 'dispute' THEN moved.fee + moved.fee_tax - moved.gross
                        ELSE -moved.gross END),
                (2, CASE WHEN moved.kind NOT IN ('dispute', 'adjustment')
                    THEN 'gateway_fee' END, moved.fee),
                (3, CASE WHEN moved.kind NOT IN ('dispute', 'adjustment')
                    THEN 'gateway_fee_tax' END, moved.fee_tax)
            ) AS part (position, event, amount)
            WHERE moved.clinic_id = $1 AND moved.is_captured
                AND moved.created_at >= $2::date::timestamp AT TIME ZONE $4
                AND moved.created_at < $3::date::timestamp AT TIME ZONE $4
                AND part.event IS NOT NULL
                AND NOT EXISTS (SELECT FROM clinic.gateway_transaction AS own
                    WHERE own.clinic_id = moved.clinic_id AND own.reference = moved.reference
                        AND own.gateway = moved.gateway AND own.kind = moved.kind
                        AND sign(own.gross) = sign(moved.gross))
            ORDER BY moved.id, part.position
            """
        case payouts = """
            SELECT payout.clinic_id, payout.id, (payout.created_at AT TIME ZONE $4)::date,
                payout.gateway || ' ' || payout.reference, 'payout', payout.currency,
                payout.amount, NULL::text
            FROM clinic.payout
            WHERE payout.clinic_id = $1
                AND payout.created_at >= $2::date::timestamp AT TIME ZONE $4
                AND payout.created_at < $3::date::timestamp AT TIME ZONE $4
            ORDER BY payout.id
            """
        /// The books know no other day of it.
        case payoutsReturned = """
            SELECT payout.clinic_id, payout.id, (payout.created_at AT TIME ZONE $4)::date,
                payout.gateway || ' ' || payout.reference, 'payout_failed', payout.currency,
                payout.amount, NULL::text
            FROM clinic.payout
            WHERE payout.clinic_id = $1 AND payout.status IN ('failed', 'reversed')
                AND payout.created_at >= $2::date::timestamp AT TIME ZONE $4
                AND payout.created_at < $3::date::timestamp AT TIME ZONE $4
            ORDER BY payout.id
            """
        case payoutsArrived = """
            SELECT payout.clinic_id, payout.id, payout.arrived_on,
                payout.gateway || ' ' || payout.reference, 'payout_arrived', payout.currency,
                payout.amount, NULL::text
            FROM clinic.payout
            WHERE payout.clinic_id = $1 AND payout.status NOT IN ('failed', 'reversed')
                AND payout.arrived_on >= $2 AND payout.arrived_on < $3
            ORDER BY payout.id
            """
        case deposits = """
            SELECT deposit.clinic_id, deposit.id, deposit.deposited_on, deposit.slip, part.event,
                account.currency, part.amount, NULL::text
            FROM clinic.deposit
            JOIN clinic.bank_account AS account
                ON account.clinic_id = deposit.clinic_id AND account.id = deposit.bank_account_id
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(item.amount), 0) AS amount
                FROM clinic.deposit_item AS item
                JOIN clinic.payment
                    ON payment.clinic_id = item.clinic_id AND payment.id = item.payment_id
                WHERE item.clinic_id = deposit.clinic_id AND item.deposit_id = deposit.id
                    AND payment.method = 'cheque'
            ) AS cheque
            CROSS JOIN LATERAL (VALUES (1, 'deposit', deposit.amount - cheque.amount),
                (2, 'deposit_cheque', cheque.amount)) AS part (position, event, amount)
            WHERE deposit.clinic_id = $1 AND deposit.deposited_on >= $2
                AND deposit.deposited_on < $3
            ORDER BY deposit.id, part.position
            """
        case payOuts = """
            SELECT moved.clinic_id, moved.id, moved.moved_on, drawer.name, 'drawer_pay_out',
                house.currency, moved.amount, NULL::text
            FROM clinic.drawer_movement AS moved
            JOIN clinic.clinic AS house ON house.id = moved.clinic_id
            JOIN clinic.drawer
                ON drawer.clinic_id = moved.clinic_id AND drawer.id = moved.drawer_id
            WHERE moved.clinic_id = $1 AND moved.kind = 'pay_out'
                AND moved.moved_on >= $2 AND moved.moved_on < $3
            ORDER BY moved.id
            """
        /// The last count of a drawer's day against what was to be in it; missing cash is positive.
        case counts = """
            SELECT counted.clinic_id, counted.id, counted.moved_on, counted.name, 'over_short',
                counted.currency, expected.amount - counted.amount, NULL::text
            FROM (
                SELECT DISTINCT ON (moved.drawer_id, moved.moved_on) moved.clinic_id, moved.id,
                    moved.drawer_id, moved.moved_on, moved.amount, drawer.name, house.currency
                FROM clinic.drawer_movement AS moved
                JOIN clinic.clinic AS house ON house.id = moved.clinic_id
                JOIN clinic.drawer
                    ON drawer.clinic_id = moved.clinic_id AND drawer.id = moved.drawer_id
                WHERE moved.clinic_id = $1 AND moved.kind = 'count'
                    AND moved.moved_on >= $2 AND moved.moved_on < $3
                ORDER BY moved.drawer_id, moved.moved_on, moved.id DESC
            ) AS counted
            JOIN (
                SELECT part.drawer_id, part.day, sum(part.amount) AS amount
                FROM (
                    SELECT moved.drawer_id, moved.moved_on AS day,
                        CASE moved.kind WHEN 'float' THEN moved.amount
                            WHEN 'pay_out' THEN -moved.amount ELSE 0 END AS amount
                    FROM clinic.drawer_movement AS moved
                    WHERE moved.clinic_id = $1 AND moved.moved_on >= $2 AND moved.moved_on < $3
                    UNION ALL
                    SELECT payment.drawer_id, payment.received_on, payment.amount
                    FROM clinic.payment
                    JOIN clinic.clinic AS house ON house.id = payment.clinic_id
                        AND house.currency = payment.currency
                    WHERE payment.clinic_id = $1 AND payment.drawer_id IS NOT NULL
                        AND payment.method = 'cash' AND payment.status = 'captured'
                        AND payment.received_on >= $2 AND payment.received_on < $3
                    UNION ALL
                    SELECT payment.drawer_id, refund.refunded_on, -refund.amount
                    FROM clinic.refund
                    JOIN clinic.clinic AS house ON house.id = refund.clinic_id
                        AND house.currency = refund.currency
                    JOIN clinic.payment ON payment.clinic_id = refund.clinic_id
                        AND payment.id = refund.payment_id
                    WHERE refund.clinic_id = $1 AND refund.tender = 'cash'
                        AND refund.refunded_on >= $2 AND refund.refunded_on < $3
                ) AS part
                GROUP BY part.drawer_id, part.day
            ) AS expected ON expected.drawer_id = counted.drawer_id
                AND expected.day = counted.moved_on
            WHERE expected.amount <> counted.amount
            ORDER BY counted.id
            """
        /// The reconciliation of exactly this period whose typed differences post.
        case reconciliation = """
            SELECT id, job, revision FROM worker.run
            WHERE clinic_id = $1 AND from_date = $2 AND until_date = $3 AND state = 'done'
                AND kind IN ('close.pack', 'billing.reconcile')
            ORDER BY kind = 'close.pack' DESC, revision DESC, id DESC LIMIT 1
            """
        /// `$4` is that run, `$5` what the left side is. Dated as the other side, within the period.
        case differences = """
            SELECT found.clinic_id, found.left_ids[1],
                least(greatest(coalesce(entry.booked_on, filed.booked_on, $3::date - 1), $2),
                    $3::date - 1),
                replace(found.difference_type, '_', ' ') || ', ' || found.left_kind || ' '
                    || found.left_ids[1],
                CASE WHEN found.link = 'invoice-allocation' THEN 'short_pay'
                    ELSE found.difference_type || CASE found.link WHEN 'ledger-bank' THEN '_bank'
                        WHEN 'ledger-gateway' THEN '_gateway' ELSE ' of ' || found.link END END,
                found.currency, found.difference, NULL::text
            FROM worker.match AS found
            LEFT JOIN clinic.bank_entry AS entry
                ON found.right_kind = 'bank_entry' AND entry.clinic_id = found.clinic_id
                AND entry.id = found.right_ids[1]
            LEFT JOIN worker.import_entry AS filed
                ON found.right_kind = 'import_entry' AND filed.clinic_id = found.clinic_id
                AND filed.id = found.right_ids[1]
            WHERE found.clinic_id = $1 AND found.run_id = $4 AND found.left_kind = $5
                AND found.difference_type IS NOT NULL
            ORDER BY found.left_ids[1], found.id
            """
    }
}
