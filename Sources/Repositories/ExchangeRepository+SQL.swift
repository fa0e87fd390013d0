import Access

extension ExchangeRepository {
    package enum SQL: String, Statement {
        case rates = """
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
        case recent = """
            SELECT base, quote, rate_on, rate FROM clinic.exchange_rate
            WHERE rate_on >= $1::date - 93 AND rate_on < $2
            """
        /// Invoices in other currencies to which something was allocated in the period, or taken
        /// back, with all that was allocated to them before: `OFFSET` has each of them looked up,
        /// where the planner would read every allocation that there ever was.
        case settled = """
            WITH touched AS MATERIALIZED (
                SELECT DISTINCT part.invoice_id AS id
                FROM clinic.payment_allocation AS part
                WHERE part.clinic_id = $1 AND part.allocated_on >= $2 AND part.allocated_on < $3
            )
            SELECT invoice.clinic_id, invoice.id, invoice.number, invoice.currency,
                invoice.exchange_rate, 0::numeric, part.id, part.undoes_id, part.payment_id,
                part.allocated_on, part.amount, part.received_on, part.currency
            FROM touched JOIN clinic.invoice ON invoice.clinic_id = $1 AND invoice.id = touched.id
                AND invoice.kind = 'invoice' AND invoice.status = 'issued'
                AND invoice.currency <> $4
            CROSS JOIN LATERAL (SELECT one.id, one.undoes_id, one.payment_id, one.allocated_on,
                    one.amount, payment.received_on, payment.currency
                FROM clinic.payment_allocation AS one
                LEFT JOIN clinic.payment ON payment.clinic_id = $1 AND payment.id = one.payment_id
                WHERE one.clinic_id = $1 AND one.invoice_id = invoice.id
                    AND one.allocated_on < $3
                OFFSET 0) AS part
            ORDER BY invoice.id, part.allocated_on, part.id
            """
        /// Invoices in other currencies that are open at the end of the period, by the same rows and
        /// the same days as the closing of the receivables.
        case open = """
            WITH posted AS MATERIALIZED (
                SELECT document.*
                FROM clinic.invoice AS document
                LEFT JOIN unnest($4::bigint[], $5::text[]::date[]) AS late (id, posted_on)
                    ON late.id = document.id
                WHERE document.clinic_id = $1 AND document.status = 'issued'
                    AND coalesce(late.posted_on, document.issue_date) < $2
                    AND (document.currency <> $3 OR document.kind = 'credit_note')
            ), state AS (
                SELECT posted.clinic_id, posted.id, posted.number, posted.currency,
                    posted.exchange_rate, posted.gross - coalesce(note.amount, 0)
                    - coalesce((SELECT sum(change.amount)
                        FROM clinic.document_adjustment AS change
                        WHERE change.clinic_id = $1 AND change.invoice_id = posted.id
                            AND change.kind = 'write_off' AND change.adjusted_on < $2
                            AND change.id <> ALL ($7)), 0) AS owed,
                    coalesce((SELECT sum(part.amount) FROM clinic.payment_allocation AS part
                        WHERE part.clinic_id = $1 AND part.invoice_id = posted.id
                            AND part.allocated_on < $2 AND part.id <> ALL ($6)), 0) AS allocated
                FROM posted
                LEFT JOIN (SELECT credited_invoice_id AS id, sum(gross) AS amount
                    FROM posted WHERE kind = 'credit_note' GROUP BY credited_invoice_id) AS note
                    ON note.id = posted.id
                WHERE posted.kind = 'invoice' AND posted.currency <> $3
            )
            SELECT state.clinic_id, state.id, state.number, state.currency,
                state.exchange_rate, state.owed, part.id, part.undoes_id, part.payment_id,
                part.allocated_on, part.amount, payment.received_on, payment.currency
            FROM state
            LEFT JOIN clinic.payment_allocation AS part ON part.clinic_id = $1
                AND part.invoice_id = state.id AND part.allocated_on < $2
                AND part.id <> ALL ($6)
            LEFT JOIN clinic.payment ON payment.clinic_id = $1 AND payment.id = part.payment_id
            WHERE state.owed <> state.allocated
            ORDER BY state.id, part.allocated_on, part.id
            """
        /// What the period's allocations come to, at the rates of their payments and at those of
        /// their invoices, in minor units of the clinic's currency, by the database alone.
        ///
        /// Each sum is rounded half away from zero: by `round` where a rate multiplies, by `div`
        /// where it divides, since the digits of a quotient end somewhere and those of a product do
        /// not. Rows without a rate are left out, as they are refused.
        case sums = """
            WITH RECURSIVE touched AS (
                SELECT DISTINCT part.invoice_id AS id
                FROM clinic.payment_allocation AS part
                WHERE part.clinic_id = $1 AND part.allocated_on >= $2 AND part.allocated_on < $3
            ), step AS (
                SELECT invoice.id AS invoice_id, invoice.currency, part.id, part.undoes_id,
                    part.payment_id, part.allocated_on, part.amount,
                    row_number() OVER sequence AS place,
                    round(sum(part.amount) OVER sequence * invoice.exchange_rate * $5::bigint)
                        AS booked,
                    bool_and(scale(part.amount) IS NOT NULL) OVER (PARTITION BY invoice.id)
                        AS is_sound
                FROM touched
                JOIN clinic.invoice ON invoice.clinic_id = $1 AND invoice.id = touched.id
                    AND invoice.kind = 'invoice' AND invoice.status = 'issued'
                    AND invoice.currency <> $4 AND invoice.exchange_rate > 0
                    AND scale(invoice.exchange_rate) IS NOT NULL
                JOIN clinic.payment_allocation AS part ON part.clinic_id = $1
                    AND part.invoice_id = invoice.id AND part.allocated_on < $3
                WINDOW sequence AS (PARTITION BY invoice.id ORDER BY part.allocated_on, part.id)
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
                WHERE stored.base = payment.currency AND stored.quote = $4::char(3)
                    AND stored.rate > 0 AND stored.rate_on <= paid_on.day
                    AND stored.rate_on >= paid_on.day - 31
                ORDER BY stored.rate_on DESC LIMIT 1) AS direct ON true
            LEFT JOIN LATERAL (SELECT stored.rate FROM clinic.exchange_rate AS stored
                WHERE stored.base = $4::char(3) AND stored.quote = payment.currency
                    AND stored.rate > 0 AND stored.rate_on <= paid_on.day
                    AND stored.rate_on >= paid_on.day - 31
                ORDER BY stored.rate_on DESC LIMIT 1) AS inverse ON true
            CROSS JOIN LATERAL (SELECT coalesce(round(part.amount * direct.rate * $5::bigint),
                sign(part.amount)
                    * div(2 * abs(part.amount) * $5::bigint + inverse.rate, 2 * inverse.rate))
            ) AS paid (minor)
            WHERE part.allocated_on >= $2 AND scale(paid.minor) IS NOT NULL
            GROUP BY part.currency ORDER BY part.currency
            """
    }
}
