import Access

/// Invoices that are accepted as paid too little: what that adds to, or takes from, what earlier
/// periods posted of them.
///
/// Columns are those of `JournalRepository.SQL`; `$4` is the period's reconciliation, or null, and `$5`
/// to `$7` are what is late. An earlier reconciliation is the one that the journal of its period posts.
/// Of what it accepted stands what was still owed when this period began; an invoice that this
/// period's reconciliation does not name keeps what is still owed at its end, and nothing once that is
/// more than was accepted.
package enum JournalShortPayments: Statement {
    case changed

    package init?(rawValue: String) { nil }

    private static let posted = PostedRows(lateAt: 5)

    /// Days, weeks, months, quarters and years, by how many days they have at least.
    private static let rhythms = "ARRAY[2, 8, 32, 93]"

    package var rawValue: String {
        """
        WITH accepted AS (
            SELECT found.left_ids[1] AS id, found.currency, found.difference
            FROM worker.match AS found
            WHERE found.clinic_id = $1 AND found.run_id = $4::bigint
                AND found.left_kind = 'invoice' AND found.difference_type IS NOT NULL
        ), moved AS (
            SELECT part.invoice_id AS id FROM \(Self.posted.allocated) AS part
            WHERE part.clinic_id = $1
            UNION
            SELECT note.credited_invoice_id FROM \(Self.posted.documentsOfPeriod) AS note
            WHERE note.clinic_id = $1 AND note.kind = 'credit_note' AND note.status = 'issued'
            UNION
            SELECT change.invoice_id FROM \(Self.posted.adjusted) AS change
            WHERE change.clinic_id = $1 AND change.kind = 'write_off'
            UNION
            SELECT accepted.id FROM accepted
        ), told AS (
            SELECT DISTINCT ON (run.from_date, run.until_date) run.id, run.until_date
            FROM worker.run
            WHERE run.clinic_id = $1 AND run.until_date <= $2 AND run.state = 'done'
                AND run.kind IN ('close.pack', 'billing.reconcile')
                AND width_bucket(run.until_date - run.from_date, \(Self.rhythms))
                    = width_bucket($3::date - $2::date, \(Self.rhythms))
            ORDER BY run.from_date, run.until_date, run.kind = 'close.pack' DESC,
                run.revision DESC, run.id DESC
        ), earlier AS (
            SELECT DISTINCT ON (found.left_ids[1]) found.left_ids[1] AS id, found.currency,
                found.difference
            FROM told JOIN worker.match AS found
                ON found.clinic_id = $1 AND found.run_id = told.id
            WHERE found.left_kind = 'invoice' AND found.difference_type IS NOT NULL
                AND found.left_ids[1] IN (SELECT moved.id FROM moved)
            ORDER BY found.left_ids[1], told.until_date DESC
        ), standing AS (
            SELECT earlier.id, earlier.currency, owed.now, CASE
                WHEN owed.before > 0 AND owed.before <= earlier.difference
                THEN owed.before ELSE 0 END AS before
            FROM earlier
            JOIN clinic.invoice ON invoice.clinic_id = $1 AND invoice.id = earlier.id
            CROSS JOIN LATERAL (
                SELECT invoice.gross - coalesce(sum(less.amount)
                        FILTER (WHERE less.posted_on < $2), 0) AS before,
                    invoice.gross - coalesce(sum(less.amount), 0) AS now
                FROM (
                    SELECT part.posted_on, part.amount FROM \(Self.posted.allocations) AS part
                    WHERE part.clinic_id = $1 AND part.invoice_id = earlier.id
                    UNION ALL
                    SELECT note.posted_on, note.gross FROM \(Self.posted.documents) AS note
                    WHERE note.clinic_id = $1 AND note.credited_invoice_id = earlier.id
                        AND note.status = 'issued'
                    UNION ALL
                    SELECT change.posted_on, change.amount FROM \(Self.posted.adjustments) AS change
                    WHERE change.clinic_id = $1 AND change.invoice_id = earlier.id
                        AND change.kind = 'write_off'
                ) AS less
                WHERE less.posted_on < $3
            ) AS owed
        )
        SELECT $1::bigint, short.id, $3::date - 1, 'short pay, invoice ' || short.id, 'short_pay',
            short.currency, short.amount, NULL::text
        FROM (
            SELECT coalesce(accepted.id, standing.id) AS id,
                coalesce(accepted.currency, standing.currency) AS currency,
                coalesce(accepted.difference, CASE
                    WHEN standing.now > 0 AND standing.now <= standing.before
                    THEN standing.now ELSE 0 END) - coalesce(standing.before, 0) AS amount
            FROM accepted FULL JOIN standing ON standing.id = accepted.id
        ) AS short
        WHERE short.amount <> 0
        ORDER BY short.id
        """
    }
}
