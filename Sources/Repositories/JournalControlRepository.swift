package import Access
package import Domain

/// What registers say that control accounts moved by in a period, from other statements than the
/// journal's own.
package struct JournalControlRepository: Sendable {
    package init() {}

    /// Payments on account, advances, clearing, payouts in transit, and cash, by currency.
    ///
    /// Receivables, taxes and the link of books and gateway are told by their own repositories. What
    /// is in no currency, or NaN, is left out: the journal lists such rows.
    package func registers(
        of clinic: Clinic, in period: Period, late: LatePostings, from snapshot: some Snapshot
    ) throws -> [JournalRegister] {
        try snapshot.all(
            SQL.registers,
            with: [
                .int(clinic.id.rawValue), .day(period.from), .day(period.until),
                .text(clinic.timeZone),
            ] + late.table
        ) { row -> JournalRegister? in
            guard let kind = JournalRegister.Kind(rawValue: try row.text(0)),
                let currency = try? Currency(code: try row.text(2))
            else { return nil }
            return JournalRegister(
                kind, owner: try row.text(1), currency,
                try row.numeric(3).padded(currency.exponent))
        }.compactMap(\.self)
    }

    package enum SQL: String, Statement {
        case registers = """
            WITH held AS (
                SELECT purpose, currency, amount AS moved
                FROM clinic.payment
                WHERE payment.clinic_id = $1 AND status = 'captured'
                    AND received_on >= $2 AND received_on < $3
                UNION ALL
                SELECT payment.purpose, payment.currency, -used.amount
                FROM (SELECT one.*, coalesce(late.posted_on, one.allocated_on) AS posted_on
                FROM clinic.payment_allocation AS one
                LEFT JOIN unnest($5::text[], $6::bigint[], $7::text[]::date[])
                    AS late (kind, id, posted_on) ON late.kind = 'allocation' AND late.id = one.id
                WHERE one.clinic_id = $1) AS used
                JOIN clinic.payment
                    ON payment.clinic_id = used.clinic_id AND payment.id = used.payment_id
                WHERE used.clinic_id = $1 AND payment.status = 'captured'
                    AND used.posted_on >= $2 AND used.posted_on < $3
                UNION ALL
                SELECT payment.purpose, payment.currency, -refund.amount
                FROM clinic.refund
                JOIN clinic.payment
                    ON payment.clinic_id = refund.clinic_id AND payment.id = refund.payment_id
                WHERE refund.clinic_id = $1 AND payment.status = 'captured'
                    AND refund.currency = payment.currency
                    AND refund.refunded_on >= $2 AND refund.refunded_on < $3
                UNION ALL
                SELECT payment.purpose, payment.currency, -dispute.amount
                FROM clinic.dispute
                JOIN clinic.payment
                    ON payment.clinic_id = dispute.clinic_id AND payment.id = dispute.payment_id
                WHERE dispute.clinic_id = $1 AND payment.status = 'captured'
                    AND dispute.lost_on >= $2 AND dispute.lost_on < $3
            ), paid_out AS (
                SELECT gateway, currency, amount,
                    created_at >= $2::date::timestamp AT TIME ZONE $4
                        AND created_at < $3::date::timestamp AT TIME ZONE $4 AS is_made,
                    created_at >= $2::date::timestamp AT TIME ZONE $4
                        AND created_at < $3::date::timestamp AT TIME ZONE $4
                        AND status IN ('failed', 'reversed') AS is_back,
                    status NOT IN ('failed', 'reversed') AND arrived_on >= $2
                        AND arrived_on < $3 AS has_arrived
                FROM clinic.payout
                WHERE payout.clinic_id = $1 AND (arrived_on >= $2 AND arrived_on < $3
                    OR created_at >= $2::date::timestamp AT TIME ZONE $4
                    AND created_at < $3::date::timestamp AT TIME ZONE $4)
                UNION ALL
                SELECT gateway, currency, amount,
                    created_at >= $2::date::timestamp AT TIME ZONE $4
                        AND created_at < $3::date::timestamp AT TIME ZONE $4,
                    coalesce(returned_at >= $2::date::timestamp AT TIME ZONE $4
                        AND returned_at < $3::date::timestamp AT TIME ZONE $4, false),
                    returned_at IS NULL AND (EXISTS (SELECT FROM clinic.bank_entry AS entry
                            WHERE entry.clinic_id = $1 AND entry.reference = line.trace
                                AND entry.booked_on >= $2 AND entry.booked_on < $3)
                        OR EXISTS (SELECT FROM worker.bank_line AS entry
                            WHERE entry.clinic_id = $1 AND entry.reference = line.trace
                                AND entry.booked_on >= $2 AND entry.booked_on < $3))
                FROM worker.payout_line AS line
                WHERE line.clinic_id = $1 AND NOT EXISTS (SELECT FROM clinic.payout AS own
                    WHERE own.clinic_id = line.clinic_id AND own.gateway = line.gateway
                        AND (own.reference = line.reference OR own.trace_id = line.trace))
            ), drawer_day AS (
                SELECT part.drawer_id, part.day, sum(part.opening) AS opening,
                    sum(part.amount) AS amount
                FROM (
                    SELECT drawer_id, moved_on AS day,
                        CASE kind WHEN 'float' THEN amount ELSE 0 END AS opening,
                        CASE kind WHEN 'pay_out' THEN -amount ELSE 0 END AS amount
                    FROM clinic.drawer_movement
                    WHERE drawer_movement.clinic_id = $1 AND kind <> 'count'
                        AND moved_on >= $2 AND moved_on < $3
                    UNION ALL
                    SELECT payment.drawer_id, payment.received_on, 0, payment.amount
                    FROM clinic.payment
                    JOIN clinic.clinic AS house ON house.id = payment.clinic_id
                        AND house.currency = payment.currency
                    WHERE payment.clinic_id = $1 AND payment.method = 'cash'
                        AND payment.status = 'captured' AND payment.received_on >= $2
                        AND payment.received_on < $3
                    UNION ALL
                    SELECT payment.drawer_id, refund.refunded_on, 0, -refund.amount
                    FROM clinic.refund
                    JOIN clinic.clinic AS house ON house.id = refund.clinic_id
                        AND house.currency = refund.currency
                    JOIN clinic.payment ON payment.clinic_id = refund.clinic_id
                        AND payment.id = refund.payment_id
                    WHERE refund.clinic_id = $1 AND refund.tender = 'cash'
                        AND refund.refunded_on >= $2 AND refund.refunded_on < $3
                ) AS part
                GROUP BY part.drawer_id, part.day
            ), counted AS (
                SELECT DISTINCT ON (drawer_id, moved_on) drawer_id, moved_on AS day, amount
                FROM clinic.drawer_movement
                WHERE drawer_movement.clinic_id = $1 AND kind = 'count'
                    AND moved_on >= $2 AND moved_on < $3
                ORDER BY drawer_id, moved_on, id DESC
            ), moved AS (
                SELECT CASE purpose WHEN 'advance' THEN 'advances' ELSE 'unallocated' END
                    AS register, '' AS owner, currency, -moved AS amount
                FROM held
                UNION ALL
                SELECT 'clearing', gateway, currency, gross - fee - fee_tax
                FROM clinic.gateway_transaction
                WHERE gateway_transaction.clinic_id = $1 AND status = 'captured'
                    AND created_at >= $2::date::timestamp AT TIME ZONE $4
                    AND created_at < $3::date::timestamp AT TIME ZONE $4
                UNION ALL
                SELECT 'clearing', gateway, currency, gross - fee - fee_tax
                FROM worker.gateway_line AS line
                WHERE line.clinic_id = $1 AND is_captured
                    AND created_at >= $2::date::timestamp AT TIME ZONE $4
                    AND created_at < $3::date::timestamp AT TIME ZONE $4
                    AND NOT EXISTS (SELECT FROM clinic.gateway_transaction AS own
                        WHERE own.clinic_id = line.clinic_id AND own.reference = line.reference
                            AND own.gateway = line.gateway AND own.kind = line.kind
                            AND sign(own.gross) = sign(line.gross))
                UNION ALL
                SELECT 'clearing', gateway, currency,
                    amount * (is_back::int - is_made::int)
                FROM paid_out WHERE is_made OR is_back
                UNION ALL
                SELECT 'transit', '', currency,
                    amount * (is_made::int - is_back::int - coalesce(has_arrived, false)::int)
                FROM paid_out
                UNION ALL
                -- At the end of a day the drawer holds what was counted, else what was expected.
                SELECT 'cash', '', house.currency,
                    coalesce(counted.amount - drawer_day.opening, drawer_day.amount)
                FROM drawer_day
                JOIN clinic.clinic AS house ON house.id = $1
                LEFT JOIN counted ON counted.drawer_id = drawer_day.drawer_id
                    AND counted.day = drawer_day.day
                UNION ALL
                SELECT 'cash', '', payment.currency, payment.amount
                FROM clinic.payment
                JOIN clinic.clinic AS house ON house.id = payment.clinic_id
                    AND house.currency <> payment.currency
                WHERE payment.clinic_id = $1 AND payment.method = 'cash'
                    AND payment.status = 'captured' AND payment.received_on >= $2
                    AND payment.received_on < $3
                UNION ALL
                SELECT 'cash', '', refund.currency, -refund.amount
                FROM clinic.refund
                JOIN clinic.clinic AS house ON house.id = refund.clinic_id
                    AND house.currency <> refund.currency
                WHERE refund.clinic_id = $1 AND refund.tender = 'cash'
                    AND refund.refunded_on >= $2 AND refund.refunded_on < $3
                UNION ALL
                SELECT 'cash', '', account.currency, coalesce((
                        SELECT sum(item.amount) FROM clinic.deposit_item AS item
                        JOIN clinic.payment ON payment.clinic_id = item.clinic_id
                            AND payment.id = item.payment_id AND payment.method = 'cheque'
                        WHERE item.clinic_id = $1 AND item.deposit_id = deposit.id), 0)
                    - deposit.amount
                FROM clinic.deposit
                JOIN clinic.bank_account AS account ON account.clinic_id = deposit.clinic_id
                    AND account.id = deposit.bank_account_id
                WHERE deposit.clinic_id = $1 AND deposit.deposited_on >= $2
                    AND deposit.deposited_on < $3
            )
            SELECT register, owner, currency, coalesce(sum(amount), 0)
            FROM moved WHERE scale(amount) IS NOT NULL
            GROUP BY register, owner, currency ORDER BY register, owner, currency
            """
    }
}
