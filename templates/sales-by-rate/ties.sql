-- Nets of the documents, taxes of their lines, whatever their codes; each by the day on which it posts.
WITH candidate AS (
    SELECT * FROM clinic.invoice
    WHERE invoice.clinic_id = :clinic AND invoice.status = 'issued'
        AND (invoice.issue_date >= :from AND invoice.issue_date < :until
            OR invoice.recorded_at >= :from::timestamp AT TIME ZONE :zone
            AND invoice.recorded_at < :until::timestamp AT TIME ZONE :zone)
), dated AS (
    SELECT candidate.*, CASE WHEN EXISTS (SELECT FROM clinic.accounting_period AS closed
            WHERE closed.clinic_id = :clinic AND candidate.issue_date >= closed.from_date
                AND candidate.issue_date < closed.until_date
                AND candidate.recorded_at >= closed.closed_at)
        THEN (candidate.recorded_at AT TIME ZONE :zone)::date
        ELSE candidate.issue_date END AS posted_on
    FROM candidate
)
SELECT invoice.clinic_id, invoice.currency, sum(invoice.net * sign.of) AS base,
    sum(line.tax * sign.of) AS tax
FROM dated AS invoice
CROSS JOIN LATERAL (SELECT coalesce(sum(part.tax), 0) FROM clinic.invoice_line AS part
    WHERE part.clinic_id = invoice.clinic_id AND part.invoice_id = invoice.id) AS line (tax)
CROSS JOIN LATERAL (SELECT CASE invoice.kind WHEN 'invoice' THEN 1 ELSE -1 END) AS sign (of)
WHERE invoice.posted_on >= :from AND invoice.posted_on < :until
GROUP BY invoice.clinic_id, invoice.currency
