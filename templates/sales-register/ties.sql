-- The same documents from their lines, each by the day on which it posts. A document's net is that of
-- its lines.
SELECT invoice.clinic_id, invoice.currency, count(*) AS rows,
    sum(line.net * sign.of) AS net, sum(line.tax * sign.of) AS tax,
    sum((invoice.net + invoice.tax + invoice.rounding) * sign.of) AS gross
FROM :posted AS invoice
CROSS JOIN LATERAL (SELECT coalesce(sum(part.net), 0), coalesce(sum(part.tax), 0)
    FROM clinic.invoice_line AS part
    WHERE part.clinic_id = :clinic AND part.invoice_id = invoice.id) AS line (net, tax)
CROSS JOIN LATERAL (SELECT CASE WHEN invoice.status <> 'issued' THEN 0
    WHEN invoice.kind = 'invoice' THEN 1 ELSE -1 END) AS sign (of)
WHERE invoice.status IN ('issued', 'void')
GROUP BY invoice.clinic_id, invoice.currency
