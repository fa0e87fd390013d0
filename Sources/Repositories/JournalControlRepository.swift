package import Access
package import Domain

/// What registers say that control accounts moved by in a period, from other statements than the
/// journal's own.
package struct JournalControlRepository: Sendable {
    package init() {}

    /// Payments on account, advances, clearing, payouts in transit, and cash, by currency; of books and
    /// gateway, what late rows move.
    ///
    /// Receivables, taxes and the link of books and gateway, which has every row on its own day, are told
    /// by their own repositories. What is in no currency, or NaN, is left out: the journal lists such rows.
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

    package enum SQL: Statement {
        case registers

        package init?(rawValue: String) { nil }

        private static let posted = PostedRows(lateAt: 5)

        package var rawValue: String {
            """
            WITH held AS (
                SELECT payment.purpose, payment.currency, payment.amount AS moved
                FROM \(Self.posted.received) AS payment
                WHERE payment.clinic_id = $1 AND payment.status = 'captured'
                UNION ALL
                SELECT payment.purpose, payment.currency, -used.amount
                FROM \(Self.posted.allocated) AS used
                JOIN clinic.payment
                    ON payment.clinic_id = used.clinic_id AND payment.id = used.payment_id
                WHERE used.clinic_id = $1 AND payment.status = 'captured'
                UNION ALL
                SELECT payment.purpose, payment.currency, -refund.amount
                FROM \(Self.posted.refunded) AS refund
                JOIN clinic.payment
                    ON payment.clinic_id = refund.clinic_id AND payment.id = refund.payment_id
                WHERE refund.clinic_id = $1 AND payment.status = 'captured'
                    AND refund.currency = payment.currency
                UNION ALL
                SELECT payment.purpose, payment.currency, -dispute.amount
                FROM \(Self.posted.lost) AS dispute
                JOIN clinic.payment
                    ON payment.clinic_id = dispute.clinic_id AND payment.id = dispute.payment_id
                WHERE dispute.clinic_id = $1 AND payment.status = 'captured'
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
            ), cash AS (
                -- What a close listed earlier than it is dated now was in the drawer by then.
                SELECT payment.drawer_id, least(payment.received_on, payment.posted_on) AS day,
                    payment.posted_on, payment.currency, payment.amount
                FROM \(Self.posted.received) AS payment
                WHERE payment.clinic_id = $1 AND payment.method = 'cash'
                    AND payment.status = 'captured'
                UNION ALL
                SELECT payment.drawer_id, least(refund.refunded_on, refund.posted_on),
                    refund.posted_on, refund.currency, -refund.amount
                FROM \(Self.posted.refunded) AS refund
                JOIN clinic.payment ON payment.clinic_id = refund.clinic_id
                    AND payment.id = refund.payment_id
                WHERE refund.clinic_id = $1 AND refund.tender = 'cash'
            ), drawer_day AS (
                SELECT part.drawer_id, part.day, sum(part.opening) AS opening,
                    sum(part.amount) AS amount
                FROM (
                    SELECT drawer_id, moved_on AS day,
                        CASE kind WHEN 'float' THEN amount ELSE 0 END AS opening,
                        CASE kind WHEN 'pay_out' THEN -amount ELSE 0 END AS amount
                    FROM clinic.drawer_movement
                    WHERE drawer_movement.clinic_id = $1 AND moved_on >= $2 AND moved_on < $3
                    UNION ALL
                    SELECT cash.drawer_id, cash.day, 0, cash.amount
                    FROM cash
                    JOIN clinic.clinic AS house ON house.id = $1 AND house.currency = cash.currency
                    WHERE cash.posted_on = cash.day
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
                -- What came late moves no cash where its drawer was counted that day.
                SELECT 'cash', '', cash.currency, cash.amount
                FROM cash JOIN clinic.clinic AS house ON house.id = $1
                WHERE cash.currency <> house.currency OR cash.posted_on > cash.day
                    AND NOT EXISTS (SELECT FROM clinic.drawer_movement AS last
                        WHERE last.clinic_id = $1 AND last.kind = 'count'
                            AND last.drawer_id = cash.drawer_id AND last.moved_on = cash.day)
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
                UNION ALL
                SELECT 'gateway_difference', '', late.currency, late.amount
                    * ((late.posted_on >= $2 AND late.posted_on < $3)::int
                        - (late.day >= $2 AND late.day < $3)::int)
                FROM (
                    SELECT payment.currency, payment.received_on AS day, payment.posted_on,
                        payment.amount
                    FROM \(Self.posted.latePayments) AS payment
                    WHERE payment.clinic_id = $1 AND payment.status = 'captured'
                        AND payment.method NOT IN ('cash', 'cheque', 'bank_transfer')
                        AND (payment.gateway IS NULL AND payment.gateway_reference IS NULL
                            AND payment.terminal <> '') IS NOT TRUE
                    UNION ALL
                    SELECT refund.currency, refund.refunded_on, refund.posted_on, -refund.amount
                    FROM \(Self.posted.lateRefunds) AS refund
                    WHERE refund.clinic_id = $1 AND refund.gateway_reference IS NOT NULL
                ) AS late
            )
            SELECT register, owner, currency, coalesce(sum(amount), 0)
            FROM moved WHERE scale(amount) IS NOT NULL
            GROUP BY register, owner, currency ORDER BY register, owner, currency
            """
        }
    }
}
