-- Sums of each table, joined to no invoice but by its status and its day.
WITH posted AS (
    SELECT document.* FROM clinic.invoice AS document
    WHERE document.clinic_id = :clinic AND document.status = 'issued'
        AND CASE WHEN EXISTS (SELECT FROM clinic.accounting_period AS closed
                WHERE closed.clinic_id = :clinic AND document.issue_date >= closed.from_date
                    AND document.issue_date < closed.until_date
                    AND document.recorded_at >= closed.closed_at)
            THEN (document.recorded_at AT TIME ZONE :zone)::date
            ELSE document.issue_date END < :until
)
SELECT :clinic AS clinic_id, moved.currency, sum(moved.amount) AS total
FROM (
    SELECT currency, CASE kind WHEN 'invoice' THEN gross ELSE -gross END AS amount
    FROM posted
    WHERE kind = 'invoice' OR credited_invoice_id IN (SELECT id FROM posted AS whole)
    UNION ALL
    SELECT posted.currency, -part.amount
    FROM clinic.payment_allocation AS part JOIN posted ON posted.id = part.invoice_id
    WHERE part.clinic_id = :clinic AND part.allocated_on < :until AND posted.kind = 'invoice'
    UNION ALL
    SELECT posted.currency, -change.amount
    FROM clinic.document_adjustment AS change JOIN posted ON posted.id = change.invoice_id
    WHERE change.clinic_id = :clinic AND change.kind = 'write_off' AND change.adjusted_on < :until
        AND posted.kind = 'invoice'
) AS moved
GROUP BY moved.currency
