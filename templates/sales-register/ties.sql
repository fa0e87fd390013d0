-- The same documents from their lines, each by the day on which it posts. A document's net is that of
-- its lines.
WITH candidate AS (
    SELECT * FROM clinic.invoice
    WHERE invoice.clinic_id = :clinic AND invoice.status IN ('issued', 'void')
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
SELECT invoice.clinic_id, invoice.currency, count(*) AS rows,
    sum(line.net * sign.of) AS net, sum(line.tax * sign.of) AS tax,
    sum((invoice.net + invoice.tax + invoice.rounding) * sign.of) AS gross
FROM dated AS invoice
CROSS JOIN LATERAL (SELECT coalesce(sum(part.net), 0), coalesce(sum(part.tax), 0)
    FROM clinic.invoice_line AS part
    WHERE part.clinic_id = invoice.clinic_id AND part.invoice_id = invoice.id) AS line (net, tax)
CROSS JOIN LATERAL (SELECT CASE WHEN invoice.status <> 'issued' THEN 0
    WHEN invoice.kind = 'invoice' THEN 1 ELSE -1 END) AS sign (of)
WHERE invoice.posted_on >= :from AND invoice.posted_on < :until
GROUP BY invoice.clinic_id, invoice.currency
