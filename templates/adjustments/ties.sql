-- By kind first, then together.
SELECT part.clinic_id, part.currency, sum(part.rows)::bigint AS rows, sum(part.amount) AS amount
FROM (
    SELECT change.clinic_id, change.kind, invoice.currency, count(*) AS rows, sum(change.amount) AS amount
    FROM clinic.document_adjustment AS change, clinic.invoice
    WHERE change.clinic_id = :clinic AND invoice.clinic_id = :clinic
        AND invoice.id = change.invoice_id
        AND change.adjusted_on >= :from AND change.adjusted_on < :until
    GROUP BY change.clinic_id, change.kind, invoice.currency
) AS part
GROUP BY part.clinic_id, part.currency
