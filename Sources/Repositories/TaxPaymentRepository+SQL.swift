import Access

extension TaxPaymentRepository {
    /// All of it by the day on which a row posts, which is what `$4` to `$6` are for; rates are those of
    /// the row's own day.
    package enum SQL: Statement {
        case paid, received, advances

        package init?(rawValue: String) { nil }

        package var rawValue: String {
            switch self {
            case .paid: Self.paidText
            case .received: Self.receivedText
            case .advances: Self.advancesText
            }
        }

        private static let rows = PostedRows(lateAt: 4)

        /// Paid is what is allocated, less what was refunded without an allocation being undone.
        ///
        /// That is taken off the invoice whose credit note the refund names, and what is left off
        /// the payment's allocations, the last one first. An invoice counts net of its credit
        /// notes. All of it before the period, and at its end: what comes later changes neither.
        private static let paidText = """
            WITH instant (number, until) AS (VALUES (1, $2::date), (2, $3::date)),
            touched AS (
                SELECT allocation.invoice_id AS id FROM \(rows.allocated) AS allocation
                UNION
                SELECT note.credited_invoice_id FROM \(rows.taxedOfPeriod) AS note
                WHERE note.status = 'issued' AND note.credited_invoice_id IS NOT NULL
                UNION
                SELECT allocation.invoice_id FROM \(rows.refunded) AS refund
                JOIN clinic.payment_allocation AS allocation
                    ON allocation.clinic_id = $1 AND allocation.payment_id = refund.payment_id
            ),
            back AS (
                SELECT instant.number, instant.until, refund.payment_id,
                    sum(refund.amount) AS amount
                FROM instant JOIN \(rows.refunds) AS refund ON refund.posted_on < instant.until
                GROUP BY instant.number, instant.until, refund.payment_id
            ),
            named AS (
                SELECT instant.number, refund.payment_id, note.credited_invoice_id AS invoice_id,
                    sum(refund.amount) AS amount
                FROM instant JOIN \(rows.refunds) AS refund ON refund.posted_on < instant.until
                JOIN clinic.invoice AS note
                    ON note.clinic_id = $1 AND note.id = refund.credit_note_id
                GROUP BY instant.number, refund.payment_id, note.credited_invoice_id
            ),
            held AS (
                SELECT back.number, back.payment_id, allocation.invoice_id,
                    greatest(0, sum(allocation.amount)) AS amount, max(allocation.id) AS latest
                FROM back JOIN \(rows.allocations) AS allocation
                    ON allocation.payment_id = back.payment_id
                    AND allocation.posted_on < back.until
                GROUP BY back.number, back.payment_id, allocation.invoice_id
            ),
            owed AS (
                SELECT held.number, held.payment_id, held.invoice_id, held.amount, held.latest,
                    least(held.amount, coalesce(named.amount, 0)) AS wanted,
                    greatest(0, sum(held.amount) OVER whole - payment.amount + back.amount)
                        AS excess
                FROM held
                JOIN back ON back.number = held.number AND back.payment_id = held.payment_id
                JOIN clinic.payment ON payment.clinic_id = $1 AND payment.id = held.payment_id
                    AND payment.status <> 'voided'
                LEFT JOIN named ON named.number = held.number
                    AND named.payment_id = held.payment_id
                    AND named.invoice_id = held.invoice_id
                WINDOW whole AS (PARTITION BY held.number, held.payment_id)
            ),
            taken AS (
                SELECT owed.number, owed.payment_id, owed.invoice_id, owed.amount, owed.latest,
                    owed.excess, least(owed.wanted, greatest(0, owed.excess
                        - coalesce(sum(owed.wanted) OVER earlier, 0))) AS amount_named
                FROM owed
                WINDOW earlier AS (PARTITION BY owed.number, owed.payment_id
                    ORDER BY owed.latest DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
            ),
            returned AS (
                SELECT taken.number, taken.invoice_id, taken.amount_named + least(
                    taken.amount - taken.amount_named, greatest(0, taken.excess
                        - sum(taken.amount_named) OVER whole
                        - coalesce(sum(taken.amount - taken.amount_named) OVER earlier, 0)))
                    AS amount
                FROM taken
                WINDOW whole AS (PARTITION BY taken.number, taken.payment_id),
                    earlier AS (PARTITION BY taken.number, taken.payment_id
                    ORDER BY taken.latest DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
            ),
            document AS (
                SELECT touched.id AS owner, invoice.id, 1 AS sign, true AS before, invoice.net,
                    invoice.gross
                FROM touched JOIN clinic.invoice
                    ON invoice.clinic_id = $1 AND invoice.id = touched.id
                    AND invoice.status = 'issued' AND invoice.kind = 'invoice'
                UNION ALL
                SELECT touched.id, note.id, -1, note.posted_on < $2, note.net, note.gross
                FROM touched JOIN \(rows.taxed) AS note
                    ON note.credited_invoice_id = touched.id
                    AND note.status = 'issued' AND note.posted_on < $3
            ),
            total AS (
                SELECT document.owner,
                    coalesce(sum(document.sign * document.gross)
                        FILTER (WHERE document.before), 0) AS before,
                    sum(document.sign * document.gross) AS through
                FROM document GROUP BY document.owner
            ),
            allocated AS (
                SELECT touched.id,
                    coalesce(sum(allocation.amount)
                        FILTER (WHERE allocation.posted_on < $2), 0) AS before,
                    coalesce(sum(allocation.amount), 0) AS through
                FROM touched JOIN \(rows.allocations) AS allocation
                    ON allocation.invoice_id = touched.id AND allocation.posted_on < $3
                JOIN clinic.payment ON payment.clinic_id = $1
                    AND payment.id = allocation.payment_id AND payment.status <> 'voided'
                GROUP BY touched.id
            ),
            refunded AS (
                SELECT returned.invoice_id AS id,
                    coalesce(sum(returned.amount) FILTER (WHERE returned.number = 1), 0) AS before,
                    coalesce(sum(returned.amount) FILTER (WHERE returned.number = 2), 0) AS through
                FROM returned GROUP BY returned.invoice_id
            ),
            -- Beside the parts, not joined to them: the planner guesses one row of either.
            standing AS (
                SELECT summed.id, sum(summed.gross_before) AS gross_before,
                    sum(summed.paid_before) AS paid_before,
                    sum(summed.gross_through) AS gross_through,
                    sum(summed.paid_through) AS paid_through
                FROM (
                    SELECT owner AS id, before AS gross_before, 0 AS paid_before,
                        through AS gross_through, 0 AS paid_through
                    FROM total
                    UNION ALL
                    SELECT id, 0, before, 0, through FROM allocated
                    UNION ALL
                    SELECT id, 0, -before, 0, -through FROM refunded
                ) AS summed
                GROUP BY summed.id
            ),
            part AS (
                SELECT document.owner, line.tax_code_id, NULL AS component,
                    sum(document.sign * line.net) FILTER (WHERE document.before) AS base_before,
                    sum(document.sign * line.tax) FILTER (WHERE document.before) AS tax_before,
                    sum(document.sign * line.net) AS base_through,
                    sum(document.sign * line.tax) AS tax_through
                FROM document JOIN clinic.invoice_line AS line
                    ON line.clinic_id = $1 AND line.invoice_id = document.id
                GROUP BY document.owner, line.tax_code_id
                UNION ALL
                SELECT document.owner, line.tax_code_id, split.component, 0,
                    sum(document.sign * split.tax) FILTER (WHERE document.before), 0,
                    sum(document.sign * split.tax)
                FROM document JOIN clinic.invoice_line AS line
                    ON line.clinic_id = $1 AND line.invoice_id = document.id
                JOIN clinic.invoice_line_tax AS split
                    ON split.clinic_id = $1 AND split.invoice_id = line.invoice_id
                    AND split.invoice_line_id = line.id
                GROUP BY document.owner, line.tax_code_id, split.component
            )
            SELECT invoice.clinic_id, invoice.id, invoice.number, invoice.tax_point,
                invoice.currency, part.gross_before, part.paid_before, part.gross_through,
                part.paid_through, part.tax_code_id, part.component,
                coalesce(part.base_before, 0), coalesce(part.tax_before, 0),
                part.base_through, part.tax_through, invoice.exchange_rate
            FROM (
                SELECT beside.owner, beside.is_part, beside.tax_code_id, beside.component,
                    beside.base_before, beside.tax_before, beside.base_through,
                    beside.tax_through, sum(beside.gross_before) OVER whole AS gross_before,
                    sum(beside.paid_before) OVER whole AS paid_before,
                    sum(beside.gross_through) OVER whole AS gross_through,
                    sum(beside.paid_through) OVER whole AS paid_through
                FROM (
                    SELECT owner, true AS is_part, tax_code_id, component, base_before, tax_before,
                        base_through, tax_through, NULL::numeric AS gross_before,
                        NULL::numeric AS paid_before, NULL::numeric AS gross_through,
                        NULL::numeric AS paid_through
                    FROM part
                    UNION ALL
                    SELECT id, false, NULL, NULL, NULL, NULL, NULL, NULL, gross_before, paid_before,
                        gross_through, paid_through
                    FROM standing
                ) AS beside
                WINDOW whole AS (PARTITION BY beside.owner)
            ) AS part
            JOIN clinic.invoice ON invoice.clinic_id = $1 AND invoice.id = part.owner
            WHERE part.is_part
            ORDER BY invoice.id, part.tax_code_id, part.component NULLS FIRST
            """
        /// What payments brought in the period: allocated, and not given back.
        ///
        /// By payment and not by invoice. It ties to what the invoices were paid.
        private static let receivedText = """
            SELECT payment.currency, coalesce(sum(kept.amount)
                FILTER (WHERE kept.amount < 'infinity'), 0)
            FROM (
                SELECT allocation.payment_id AS id FROM \(rows.allocated) AS allocation
                UNION
                SELECT refund.payment_id FROM \(rows.refunded) AS refund
            ) AS moved
            JOIN clinic.payment ON payment.clinic_id = $1 AND payment.id = moved.id
                AND payment.status <> 'voided'
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(allocation.amount)
                        FILTER (WHERE allocation.posted_on < $2), 0) AS before,
                    coalesce(sum(allocation.amount), 0) AS through
                FROM \(rows.allocations) AS allocation
                WHERE allocation.payment_id = payment.id AND allocation.posted_on < $3
            ) AS held
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(refund.amount) FILTER (WHERE refund.posted_on < $2), 0)
                        AS before,
                    coalesce(sum(refund.amount), 0) AS through
                FROM \(rows.refunds) AS refund
                WHERE refund.payment_id = payment.id AND refund.posted_on < $3
            ) AS back
            CROSS JOIN LATERAL (
                SELECT least(held.through, greatest(0, payment.amount - back.through))
                    - least(held.before, greatest(0, payment.amount - back.before)) AS amount
            ) AS kept
            GROUP BY payment.currency ORDER BY payment.currency
            """
        /// What an advance is applied to: invoices, and whoever gets it back; never more than it.
        private static let advancesText = """
            WITH advance AS MATERIALIZED (
                SELECT payment.clinic_id, payment.id, payment.received_on, payment.posted_on,
                    payment.currency, payment.tax_code_id, payment.amount
                FROM \(rows.payments) AS payment
                WHERE payment.tax_code_id IS NOT NULL AND payment.status = 'captured'
                    AND payment.posted_on < $3
            )
            SELECT payment.clinic_id, payment.id, payment.received_on, payment.currency,
                (SELECT rate.rate FROM clinic.exchange_rate AS rate
                    WHERE rate.base = payment.currency AND rate.quote = $7
                        AND rate.rate_on <= payment.received_on
                    ORDER BY rate.rate_on DESC LIMIT 1),
                payment.tax_code_id, payment.amount, payment.posted_on >= $2,
                least(payment.amount, used.before + back.before),
                least(payment.amount, used.through + back.through)
            FROM advance AS payment
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(allocation.amount)
                        FILTER (WHERE allocation.posted_on < $2), 0) AS before,
                    coalesce(sum(allocation.amount), 0) AS through
                FROM \(rows.allocations) AS allocation
                WHERE allocation.payment_id = payment.id AND allocation.posted_on < $3
            ) AS used
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(refund.amount) FILTER (WHERE refund.posted_on < $2), 0)
                        AS before,
                    coalesce(sum(refund.amount), 0) AS through
                FROM \(rows.refunds) AS refund
                WHERE refund.payment_id = payment.id AND refund.posted_on < $3
            ) AS back
            WHERE payment.posted_on >= $2
                OR used.before + back.before <> used.through + back.through
            ORDER BY payment.id
            """
    }
}
