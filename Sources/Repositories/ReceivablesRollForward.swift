import Access

/// What was owed at a period's start and its end by currency, and every movement between.
///
/// From documents, allocations and write-offs by the day on which they post; what came after its month
/// was closed is a movement of its own. `$4` to `$6` are what is late, and its days. The closing is not
/// the sum of the movements but comes from each invoice's own rows.
package enum ReceivablesRollForward: Statement {
    case byCurrency

    package init?(rawValue: String) { nil }

    package var rawValue: String {
        let rows = PostedRows(lateAt: 4)
        return """
            WITH posted AS (
                SELECT invoice.*, invoice.posted_on <> invoice.issue_date AS is_late
                FROM \(rows.documents) AS invoice WHERE invoice.status = 'issued'
            ), part AS (
                SELECT used.invoice_id, used.undoes_id, used.amount, used.posted_on,
                    used.posted_on <> used.allocated_on AS is_late
                FROM \(rows.allocations) AS used
            ), change AS (
                SELECT given.invoice_id, given.amount, given.posted_on,
                    given.posted_on <> given.adjusted_on AS is_late
                FROM \(rows.adjustments) AS given WHERE given.kind = 'write_off'
            ), moved AS (
                SELECT currency, posted_on AS day,
                    CASE WHEN is_late THEN 'late' ELSE 'invoice' END AS kind,
                    gross AS amount
                FROM posted WHERE kind = 'invoice' AND posted_on < $3
                UNION ALL
                SELECT note.currency, note.posted_on,
                    CASE WHEN note.is_late THEN 'late' ELSE 'note' END,
                    CASE WHEN note.is_late THEN -note.gross ELSE note.gross END
                FROM posted AS note
                JOIN clinic.invoice AS credited ON credited.clinic_id = $1
                    AND credited.id = note.credited_invoice_id AND credited.status = 'issued'
                WHERE note.kind = 'credit_note' AND note.posted_on < $3
                UNION ALL
                SELECT invoice.currency, part.posted_on,
                    CASE WHEN part.is_late THEN 'late_use' WHEN part.undoes_id IS NULL
                        THEN 'allocation' ELSE 'reversal' END,
                    CASE WHEN part.is_late THEN -part.amount ELSE part.amount END
                FROM part JOIN clinic.invoice ON invoice.clinic_id = $1
                    AND invoice.id = part.invoice_id AND invoice.status = 'issued'
                WHERE part.posted_on < $3
                UNION ALL
                SELECT invoice.currency, change.posted_on,
                    CASE WHEN change.is_late THEN 'late_use' ELSE 'write_off' END,
                    CASE WHEN change.is_late THEN -change.amount ELSE change.amount END
                FROM change JOIN clinic.invoice ON invoice.clinic_id = $1
                    AND invoice.id = change.invoice_id AND invoice.status = 'issued'
                WHERE change.posted_on < $3
            ), flows AS (
                SELECT currency,
                    coalesce(sum(CASE WHEN kind IN ('invoice', 'late', 'late_use') THEN amount ELSE -amount END)
                        FILTER (WHERE day < $2), 0) AS opening,
                    coalesce(sum(amount) FILTER (WHERE day >= $2 AND kind = 'invoice'), 0) AS invoices,
                    coalesce(sum(amount) FILTER (WHERE day >= $2 AND kind = 'note'), 0) AS notes,
                    coalesce(sum(amount) FILTER (WHERE day >= $2 AND kind = 'allocation'), 0)
                        AS allocations,
                    coalesce(-sum(amount) FILTER (WHERE day >= $2 AND kind = 'reversal'), 0)
                        AS reversals,
                    coalesce(sum(amount) FILTER (WHERE day >= $2 AND kind = 'write_off'), 0)
                        AS write_offs,
                    coalesce(sum(amount) FILTER (WHERE day >= $2 AND kind = 'late'), 0) AS late,
                    coalesce(sum(amount) FILTER (WHERE day >= $2 AND kind = 'late_use'), 0)
                        AS late_use
                FROM moved GROUP BY currency
            ), standing AS (
                SELECT invoice.currency, sum(invoice.gross - coalesce(note.amount, 0)
                    - coalesce(part.amount, 0) - coalesce(change.amount, 0)) AS closing
                FROM posted AS invoice
                LEFT JOIN (SELECT credited_invoice_id AS id, sum(gross) AS amount
                    FROM posted WHERE kind = 'credit_note' AND posted_on < $3
                    GROUP BY credited_invoice_id) AS note ON note.id = invoice.id
                LEFT JOIN (SELECT invoice_id AS id, sum(amount) AS amount
                    FROM part WHERE posted_on < $3
                    GROUP BY invoice_id) AS part ON part.id = invoice.id
                LEFT JOIN (SELECT invoice_id AS id, sum(amount) AS amount
                    FROM change WHERE posted_on < $3
                    GROUP BY invoice_id) AS change ON change.id = invoice.id
                WHERE invoice.kind = 'invoice' AND invoice.posted_on < $3
                GROUP BY invoice.currency
            )
            SELECT flows.currency, opening, invoices, notes, allocations, reversals, write_offs,
                late, late + late_use, coalesce(standing.closing, 0)
            FROM flows LEFT JOIN standing ON standing.currency = flows.currency
            ORDER BY flows.currency
            """
    }
}
