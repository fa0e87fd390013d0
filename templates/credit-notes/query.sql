-- Each credit note of the period with its invoice, all that was credited of it so far, and the refund.
-- A note that was recorded after the books of its day were closed posts on the day of its recording, and
-- belongs to the period of that day; it comes behind those that posted before.
WITH posted AS (
    SELECT document.*, document.issue_date AS posted_on
    FROM clinic.invoice AS document
    WHERE document.clinic_id = :clinic AND document.kind = 'credit_note'
        AND document.status = 'issued' AND document.issue_date >= :from
        AND document.issue_date < :until
        AND NOT EXISTS (SELECT FROM clinic.accounting_period AS closed
            WHERE closed.clinic_id = document.clinic_id
                AND closed.from_date < :until AND closed.until_date > :from
                AND document.issue_date >= closed.from_date
                AND document.issue_date < closed.until_date
                AND document.recorded_at >= closed.closed_at)
    UNION ALL
    SELECT document.*, (document.recorded_at AT TIME ZONE :zone)::date
    FROM clinic.invoice AS document
    WHERE document.clinic_id = :clinic AND document.kind = 'credit_note'
        AND document.status = 'issued'
        AND document.recorded_at >= :from::timestamp AT TIME ZONE :zone
        AND document.recorded_at < :until::timestamp AT TIME ZONE :zone
        AND EXISTS (SELECT FROM clinic.accounting_period AS closed
            WHERE closed.clinic_id = document.clinic_id
                AND document.issue_date >= closed.from_date
                AND document.issue_date < closed.until_date
                AND document.recorded_at >= closed.closed_at)
)
SELECT note.clinic_id, note.number, note.issue_date, note.posted_on, invoice.number AS invoice,
    CASE WHEN payer.id IS NULL AND :names THEN patient.name
        WHEN payer.kind <> 'person' OR :names THEN payer.name END AS payer,
    note.payer_id, note.patient_id, note.currency,
    note.net, note.tax, note.gross,
    invoice.gross AS invoiced, credited.gross AS credited,
    CASE WHEN credited.gross > invoice.gross THEN 'more than invoiced' ELSE '' END AS verdict,
    coalesce(refund.tenders, '') AS tenders, coalesce(refund.amount, 0) AS refunded,
    coalesce(refund.approvers, '') AS approvers, note.id
FROM posted AS note
JOIN clinic.invoice ON invoice.clinic_id = note.clinic_id
    AND invoice.id = note.credited_invoice_id
LEFT JOIN clinic.payer ON payer.clinic_id = note.clinic_id AND payer.id = note.payer_id
LEFT JOIN clinic.patient ON patient.clinic_id = note.clinic_id AND patient.id = note.patient_id
CROSS JOIN LATERAL (
    SELECT sum(part.gross)
    FROM clinic.invoice AS part
    CROSS JOIN LATERAL (SELECT CASE WHEN EXISTS (SELECT FROM clinic.accounting_period AS closed
            WHERE closed.clinic_id = part.clinic_id AND part.issue_date >= closed.from_date
                AND part.issue_date < closed.until_date AND part.recorded_at >= closed.closed_at)
        THEN (part.recorded_at AT TIME ZONE :zone)::date ELSE part.issue_date END) AS post (day)
    WHERE part.clinic_id = note.clinic_id AND part.credited_invoice_id = invoice.id
        AND part.status = 'issued' AND (post.day, part.id) <= (note.posted_on, note.id)
) AS credited (gross)
LEFT JOIN (SELECT paid.credit_note_id AS id, paid.currency,
        string_agg(DISTINCT paid.tender, ', ' ORDER BY paid.tender) AS tenders,
        sum(paid.amount) AS amount,
        string_agg(DISTINCT approver.login, ', ' ORDER BY approver.login) AS approvers
    FROM clinic.refund AS paid
    LEFT JOIN clinic.app_user AS approver ON approver.id = paid.approved_by
    WHERE paid.clinic_id = :clinic AND paid.refunded_on < :until AND paid.credit_note_id IS NOT NULL
    GROUP BY paid.credit_note_id, paid.currency
) AS refund ON refund.id = note.id AND refund.currency = note.currency
ORDER BY number, id
