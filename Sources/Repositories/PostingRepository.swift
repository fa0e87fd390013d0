package import Access
package import Domain

/// Where late documents post.
package struct PostingRepository: Sendable {
    package init() {}

    /// What leaves a period or comes into it, or one of the months before it that the tax by month shows.
    package func late(
        of clinic: Clinic, in period: Period, from snapshot: some Snapshot
    ) throws -> LatePostings {
        var late = LatePostings()
        let span = try Self.months(through: period)
        try snapshot.stream(
            SQL.late,
            [.int(clinic.id.rawValue), .day(span.from), .day(span.until), .text(clinic.timeZone)]
        ) { row in
            try clinic.id.assertOwns(row, "close_document")
            guard let kind = BookedKind(rawValue: try row.text(1)) else { return }
            late.add(kind, try row.int(2), day: try row.day(3), postedOn: try row.day(4))
        }
        return late
    }

    /// The period's months, and those before it up to twelve in all.
    package static func months(through period: Period) throws -> Period {
        let last = period.until.adding(days: -1).firstOfMonth()
        let first = min(period.from.firstOfMonth(), last.firstOfMonth(adding: -11))
        return try Period(from: first, until: period.until)
    }

    package enum SQL: String, Statement {
        /// Three rules, the first that holds. What a standing close lists posts where it is listed. What is
        /// dated in a month of a standing close and is not listed came later, whatever its times say: it
        /// posts on the local day of its recording, or on the first open day if that day is closed or
        /// nobody knows it. Where the clinic's own system closed a month, or the first close of ours began
        /// after it, or a close was recovered whose list is not made again yet, the time of recording
        /// decides. And nothing posts before what it belongs to: a credit
        /// note not before its invoice, an allocation not before either of its sides.
        case late = """
            WITH ours AS MATERIALIZED (
                SELECT close.from_date, close.until_date, close.run_id, close.as_of
                FROM worker.close JOIN worker.run ON run.id = close.run_id
                WHERE close.clinic_id = $1 AND close.reopened_at IS NULL AND close.stale_at IS NULL
                    AND NOT run.lacks_rows
            ), opening AS (
                SELECT max(ours.until_date) AS day FROM ours
            ), listed AS MATERIALIZED (
                SELECT list.kind, one.id, one.day, one.posted_on
                FROM ours
                JOIN worker.close_document AS list ON list.clinic_id = $1 AND list.run_id = ours.run_id
                CROSS JOIN LATERAL unnest(list.ids, list.days, list.posted)
                    AS one (id, day, posted_on)
            ), by_time AS (
                SELECT theirs.from_date, theirs.until_date, theirs.closed_at
                FROM clinic.accounting_period AS theirs
                WHERE theirs.clinic_id = $1 AND theirs.closed_at IS NOT NULL
                    AND NOT EXISTS (SELECT FROM worker.close WHERE close.clinic_id = $1
                        AND close.from_date < theirs.until_date
                        AND close.until_date > theirs.from_date)
                UNION ALL
                SELECT close.from_date, close.until_date, close.as_of
                FROM worker.close JOIN worker.run ON run.id = close.run_id
                WHERE close.clinic_id = $1 AND close.reopened_at IS NULL AND close.stale_at IS NULL
                    AND run.lacks_rows
                UNION ALL
                SELECT '-infinity', min(ours.from_date), min(ours.as_of)
                FROM ours HAVING count(*) > 0
            ), unlisted AS (
                SELECT dated.kind, dated.id, dated.day, dated.recorded_at
                FROM ours CROSS JOIN LATERAL (
                    SELECT 'invoice' AS kind, invoice.id, invoice.issue_date AS day,
                        invoice.recorded_at
                    FROM clinic.invoice
                    WHERE invoice.clinic_id = $1 AND invoice.status <> 'draft'
                        AND invoice.issue_date >= ours.from_date
                        AND invoice.issue_date < ours.until_date
                    UNION ALL
                    SELECT 'tax_point', invoice.id, invoice.tax_point, invoice.recorded_at
                    FROM clinic.invoice
                    WHERE invoice.clinic_id = $1 AND invoice.status <> 'draft'
                        AND invoice.tax_point >= ours.from_date
                        AND invoice.tax_point < ours.until_date
                    UNION ALL
                    SELECT 'payment', payment.id, payment.received_on, payment.recorded_at
                    FROM clinic.payment
                    WHERE payment.clinic_id = $1 AND payment.received_on >= ours.from_date
                        AND payment.received_on < ours.until_date
                    UNION ALL
                    SELECT 'allocation', part.id, part.allocated_on, NULL
                    FROM clinic.payment_allocation AS part
                    WHERE part.clinic_id = $1 AND part.allocated_on >= ours.from_date
                        AND part.allocated_on < ours.until_date
                    UNION ALL
                    SELECT 'refund', refund.id, refund.refunded_on, NULL
                    FROM clinic.refund
                    WHERE refund.clinic_id = $1 AND refund.refunded_on >= ours.from_date
                        AND refund.refunded_on < ours.until_date
                    UNION ALL
                    SELECT 'dispute', dispute.id, dispute.lost_on, NULL
                    FROM clinic.dispute
                    WHERE dispute.clinic_id = $1 AND dispute.lost_on >= ours.from_date
                        AND dispute.lost_on < ours.until_date
                    UNION ALL
                    SELECT 'write_off', change.id, change.adjusted_on, NULL
                    FROM clinic.document_adjustment AS change
                    WHERE change.clinic_id = $1 AND change.kind = 'write_off'
                        AND change.adjusted_on >= ours.from_date
                        AND change.adjusted_on < ours.until_date
                ) AS dated
                UNION ALL
                SELECT dated.kind, dated.id, dated.day, dated.recorded_at
                FROM by_time CROSS JOIN LATERAL (
                    SELECT 'invoice' AS kind, invoice.id, invoice.issue_date AS day,
                        invoice.recorded_at
                    FROM clinic.invoice
                    WHERE invoice.clinic_id = $1 AND invoice.issue_date >= by_time.from_date
                        AND invoice.issue_date < by_time.until_date
                        AND invoice.recorded_at >= by_time.closed_at
                    UNION ALL
                    SELECT 'tax_point', invoice.id, invoice.tax_point, invoice.recorded_at
                    FROM clinic.invoice
                    WHERE invoice.clinic_id = $1 AND invoice.tax_point >= by_time.from_date
                        AND invoice.tax_point < by_time.until_date
                        AND invoice.recorded_at >= by_time.closed_at
                    UNION ALL
                    SELECT 'payment', payment.id, payment.received_on, payment.recorded_at
                    FROM clinic.payment
                    WHERE payment.clinic_id = $1 AND payment.received_on >= by_time.from_date
                        AND payment.received_on < by_time.until_date
                        AND payment.recorded_at >= by_time.closed_at
                ) AS dated
            ), placed AS (
                SELECT found.kind, found.id, found.day, CASE
                    WHEN found.recorded_at IS NULL OR EXISTS (SELECT FROM ours
                        WHERE local.day >= ours.from_date AND local.day < ours.until_date)
                    THEN opening.day ELSE local.day END AS posted_on, false AS is_listed
                FROM unlisted AS found CROSS JOIN opening CROSS JOIN LATERAL (
                    SELECT (found.recorded_at AT TIME ZONE $4)::date) AS local (day)
                WHERE NOT EXISTS (SELECT FROM listed
                    WHERE listed.kind = found.kind AND listed.id = found.id)
                UNION
                SELECT listed.kind, listed.id, listed.day, listed.posted_on, true
                FROM listed WHERE listed.posted_on <> listed.day
            ), behind AS (
                SELECT placed.kind, note.id, CASE placed.kind WHEN 'invoice' THEN note.issue_date
                    ELSE note.tax_point END AS day, placed.posted_on
                FROM placed JOIN clinic.invoice AS note
                    ON note.clinic_id = $1 AND note.credited_invoice_id = placed.id
                WHERE placed.kind IN ('invoice', 'tax_point') AND note.status <> 'draft'
                UNION ALL
                SELECT 'allocation', part.id, part.allocated_on, placed.posted_on
                FROM placed JOIN clinic.payment_allocation AS part
                    ON part.clinic_id = $1 AND part.invoice_id = placed.id
                WHERE placed.kind = 'invoice'
                UNION ALL
                SELECT 'allocation', part.id, part.allocated_on, placed.posted_on
                FROM placed JOIN clinic.payment_allocation AS part
                    ON part.clinic_id = $1 AND part.payment_id = placed.id
                WHERE placed.kind = 'payment'
                UNION ALL
                SELECT 'write_off', change.id, change.adjusted_on, placed.posted_on
                FROM placed JOIN clinic.document_adjustment AS change
                    ON change.clinic_id = $1 AND change.invoice_id = placed.id
                WHERE placed.kind = 'invoice' AND change.kind = 'write_off'
                UNION ALL
                SELECT 'refund', refund.id, refund.refunded_on, placed.posted_on
                FROM placed JOIN clinic.refund
                    ON refund.clinic_id = $1 AND refund.payment_id = placed.id
                WHERE placed.kind = 'payment'
                UNION ALL
                SELECT 'dispute', dispute.id, dispute.lost_on, placed.posted_on
                FROM placed JOIN clinic.dispute
                    ON dispute.clinic_id = $1 AND dispute.payment_id = placed.id
                WHERE placed.kind = 'payment' AND dispute.lost_on IS NOT NULL
            )
            SELECT $1::bigint, late.kind, late.id, late.day, max(late.posted_on)
            FROM (
                SELECT placed.kind, placed.id, placed.day, placed.posted_on, placed.is_listed
                FROM placed
                UNION ALL
                SELECT behind.kind, behind.id, behind.day, behind.posted_on, false FROM behind
                WHERE NOT EXISTS (SELECT FROM listed
                    WHERE listed.kind = behind.kind AND listed.id = behind.id)
            ) AS late
            GROUP BY late.kind, late.id, late.day
            HAVING max(late.posted_on) <> late.day AND late.day < $3 AND max(late.posted_on) >= $2
                AND (max(late.posted_on) > late.day OR bool_or(late.is_listed))
            ORDER BY late.kind, late.id, late.day
            """
    }
}
