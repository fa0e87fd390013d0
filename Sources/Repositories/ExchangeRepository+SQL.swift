import Access

extension ExchangeRepository {
    /// Allocations, documents and write-offs are those of the day on which they post.
    package enum SQL: Statement {
        case rates, recent, settled, open, sums

        package init?(rawValue: String) { nil }

        package var rawValue: String {
            switch self {
            case .rates: Self.ratesText
            case .recent: Self.recentText
            case .settled: Self.settledText
            case .open: Self.openText
            case .sums: Self.sumsText
            }
        }

        /// Of statements that take what is late from `$4` on.
        private static let rows = PostedRows(lateAt: 4)

        private static let ratesText = """
            SELECT stored.base, stored.quote, stored.rate_on, stored.rate
            FROM clinic.exchange_rate AS stored
            WHERE stored.base = ANY($2::char(3)[]) AND stored.quote = $1::char(3)
                AND stored.rate_on < $3
            UNION ALL
            SELECT stored.base, stored.quote, stored.rate_on, stored.rate
            FROM clinic.exchange_rate AS stored
            WHERE stored.base = $1::char(3) AND stored.quote = ANY($2::char(3)[])
                AND stored.rate_on < $3
            """
        private static let recentText = """
            SELECT base, quote, rate_on, rate FROM clinic.exchange_rate
            WHERE rate_on >= $1::date - 93 AND rate_on < $2
            """
        /// Invoices in other currencies to which something was allocated in the period, or taken
        /// back, with all that was allocated to them before: `OFFSET` has each of them looked up,
        /// where the planner would read every allocation that there ever was.
        private static let settledText = """
            WITH touched AS MATERIALIZED (
                SELECT DISTINCT part.invoice_id AS id FROM \(rows.allocated) AS part
            )
            SELECT invoice.clinic_id, invoice.id, invoice.number, invoice.currency,
                invoice.exchange_rate, 0::numeric, part.id, part.undoes_id, part.payment_id,
                part.posted_on, part.amount, part.received_on, part.currency
            FROM touched JOIN clinic.invoice ON invoice.clinic_id = $1 AND invoice.id = touched.id
                AND invoice.kind = 'invoice' AND invoice.status = 'issued'
                AND invoice.currency <> $7
            CROSS JOIN LATERAL (SELECT used.id, used.undoes_id, used.payment_id, used.posted_on,
                    used.amount, payment.received_on, payment.currency
                FROM \(rows.allocations) AS used
                LEFT JOIN clinic.payment ON payment.clinic_id = $1 AND payment.id = used.payment_id
                WHERE used.invoice_id = invoice.id AND used.posted_on < $3
                OFFSET 0) AS part
            ORDER BY invoice.id, part.posted_on, part.id
            """
        /// Invoices in other currencies that are open at the end of the period, by the same rows and
        /// the same days as the closing of the receivables.
        private static let openText = """
            WITH posted AS MATERIALIZED (
                SELECT document.* FROM \(rows.documents) AS document
                WHERE document.status = 'issued' AND document.posted_on < $3
                    AND (document.currency <> $7 OR document.kind = 'credit_note')
            ), state AS (
                SELECT posted.clinic_id, posted.id, posted.number, posted.currency,
                    posted.exchange_rate, posted.gross - coalesce(note.amount, 0)
                    - coalesce((SELECT sum(change.amount)
                        FROM \(rows.adjustments) AS change
                        WHERE change.invoice_id = posted.id AND change.kind = 'write_off'
                            AND change.posted_on < $3), 0) AS owed,
                    coalesce((SELECT sum(part.amount) FROM \(rows.allocations) AS part
                        WHERE part.invoice_id = posted.id AND part.posted_on < $3), 0) AS allocated
                FROM posted
                LEFT JOIN (SELECT credited_invoice_id AS id, sum(gross) AS amount
                    FROM posted WHERE kind = 'credit_note' GROUP BY credited_invoice_id) AS note
                    ON note.id = posted.id
                WHERE posted.kind = 'invoice' AND posted.currency <> $7
            )
            SELECT state.clinic_id, state.id, state.number, state.currency,
                state.exchange_rate, state.owed, part.id, part.undoes_id, part.payment_id,
                part.posted_on, part.amount, payment.received_on, payment.currency
            FROM state
            LEFT JOIN \(rows.allocations) AS part
                ON part.invoice_id = state.id AND part.posted_on < $3
            LEFT JOIN clinic.payment ON payment.clinic_id = $1 AND payment.id = part.payment_id
            WHERE state.owed <> state.allocated
            ORDER BY state.id, part.posted_on, part.id
            """
        /// What the period's allocations come to, at the rates of their payments and at those of
        /// their invoices, in minor units of the clinic's currency, by the database alone.
        ///
        /// Each sum is rounded half away from zero: by `round` where a rate multiplies, by `div`
        /// where it divides, since the digits of a quotient end somewhere and those of a product do
        /// not. Rows without a rate are left out, as they are refused.
        private static let sumsText = """
            WITH RECURSIVE touched AS (
                SELECT DISTINCT part.invoice_id AS id FROM \(rows.allocated) AS part
            ), step AS (
                SELECT invoice.id AS invoice_id, invoice.currency, part.id, part.undoes_id,
                    part.payment_id, part.posted_on, part.amount,
                    row_number() OVER sequence AS place,
                    round(sum(part.amount) OVER sequence * invoice.exchange_rate * $8::bigint)
                        AS booked,
                    bool_and(scale(part.amount) IS NOT NULL) OVER (PARTITION BY invoice.id)
                        AS is_sound
                FROM touched
                JOIN clinic.invoice ON invoice.clinic_id = $1 AND invoice.id = touched.id
                    AND invoice.kind = 'invoice' AND invoice.status = 'issued'
                    AND invoice.currency <> $7 AND invoice.exchange_rate > 0
                    AND scale(invoice.exchange_rate) IS NOT NULL
                JOIN \(rows.allocations) AS part
                    ON part.invoice_id = invoice.id AND part.posted_on < $3
                WINDOW sequence AS (PARTITION BY invoice.id ORDER BY part.posted_on, part.id)
            ), part AS (
                SELECT step.*, undone.place AS undone
                FROM step LEFT JOIN step AS undone ON undone.invoice_id = step.invoice_id
                    AND undone.id = step.undoes_id AND undone.payment_id = step.payment_id
                    AND undone.amount = -step.amount AND undone.place < step.place
                WHERE step.is_sound
            ), walk AS (
                SELECT part.invoice_id, part.place, ARRAY[part.booked] AS released,
                    part.booked AS total
                FROM part WHERE part.place = 1
                UNION ALL
                SELECT part.invoice_id, part.place, walk.released || share.booked,
                    walk.total + share.booked
                FROM walk JOIN part ON part.invoice_id = walk.invoice_id
                    AND part.place = walk.place + 1
                CROSS JOIN LATERAL (SELECT CASE WHEN part.undone IS NULL
                    THEN part.booked - walk.total ELSE -walk.released[part.undone] END
                ) AS share (booked)
            )
            SELECT part.currency, sum(paid.minor), sum(walk.released[walk.place])
            FROM walk
            JOIN part ON part.invoice_id = walk.invoice_id AND part.place = walk.place
            JOIN clinic.payment ON payment.clinic_id = $1 AND payment.id = part.payment_id
                AND payment.currency = part.currency
            CROSS JOIN LATERAL (SELECT least(payment.received_on, $3::date - 1)) AS paid_on (day)
            LEFT JOIN LATERAL (SELECT stored.rate FROM clinic.exchange_rate AS stored
                WHERE stored.base = payment.currency AND stored.quote = $7::char(3)
                    AND stored.rate > 0 AND stored.rate_on <= paid_on.day
                    AND stored.rate_on >= paid_on.day - 31
                ORDER BY stored.rate_on DESC LIMIT 1) AS direct ON true
            LEFT JOIN LATERAL (SELECT stored.rate FROM clinic.exchange_rate AS stored
                WHERE stored.base = $7::char(3) AND stored.quote = payment.currency
                    AND stored.rate > 0 AND stored.rate_on <= paid_on.day
                    AND stored.rate_on >= paid_on.day - 31
                ORDER BY stored.rate_on DESC LIMIT 1) AS inverse ON true
            CROSS JOIN LATERAL (SELECT coalesce(round(part.amount * direct.rate * $8::bigint),
                sign(part.amount)
                    * div(2 * abs(part.amount) * $8::bigint + inverse.rate, 2 * inverse.rate))
            ) AS paid (minor)
            WHERE part.posted_on >= $2 AND scale(paid.minor) IS NOT NULL
            GROUP BY part.currency ORDER BY part.currency
            """
    }
}
