import Access

extension JournalRepository {
    /// What happened in a period, a row an event.
    ///
    /// Clinic, id, day, note, event, currency, amount, tax code; rows of an id follow each other, the
    /// ids ascending.
    /// `$2` and `$3` are the period; `$4` is the clinic's zone where instants become days. What may be
    /// late is `JournalMoney` and `JournalDocuments`; rows of gateways are `JournalTransactions`.
    package enum SQL: String, Statement {
        case accountMap = """
            SELECT clinic_id, event_kind, debit_account, credit_account FROM clinic.account_map
            WHERE account_map.clinic_id = $1 ORDER BY event_kind
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
        /// The reconciliation of exactly this period whose typed differences post.
        case reconciliation = """
            SELECT id, job, revision FROM worker.run
            WHERE clinic_id = $1 AND from_date = $2 AND until_date = $3 AND state = 'done'
                AND kind IN ('close.pack', 'billing.reconcile')
            ORDER BY kind = 'close.pack' DESC, revision DESC, id DESC LIMIT 1
            """
        /// `$4` is that run, `$5` what the left side is. Dated as the other side, within the period. Where
        /// cash and a slip differ, or rows and their payout, cash and clearing themselves have what is left.
        case differences = """
            SELECT found.clinic_id, found.left_ids[1],
                least(greatest(coalesce(entry.booked_on, filed.booked_on, $3::date - 1), $2),
                    $3::date - 1),
                replace(found.difference_type, '_', ' ') || ', ' || found.left_kind || ' '
                    || found.left_ids[1],
                found.difference_type || CASE found.link WHEN 'ledger-bank' THEN '_bank'
                    ELSE '_gateway' END,
                found.currency, found.difference, NULL::text
            FROM worker.match AS found
            LEFT JOIN clinic.bank_entry AS entry
                ON found.right_kind = 'bank_entry' AND entry.clinic_id = found.clinic_id
                AND entry.id = found.right_ids[1]
            LEFT JOIN worker.import_entry AS filed
                ON found.right_kind = 'import_entry' AND filed.clinic_id = found.clinic_id
                AND filed.id = found.right_ids[1]
            WHERE found.clinic_id = $1 AND found.run_id = $4 AND found.left_kind = $5
                AND found.link IN ('ledger-bank', 'ledger-gateway')
                AND found.difference_type IS NOT NULL
            ORDER BY found.left_ids[1], found.id
            """
    }
}
