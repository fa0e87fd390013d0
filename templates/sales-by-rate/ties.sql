-- Nets of the documents, taxes of their lines, whatever their codes; each by the day on which it posts.
SELECT invoice.clinic_id, invoice.currency, sum(invoice.net * sign.of) AS base,
    sum(line.tax * sign.of) AS tax
FROM :posted AS invoice
CROSS JOIN LATERAL (SELECT coalesce(sum(part.tax), 0) FROM clinic.invoice_line AS part
    WHERE part.clinic_id = :clinic AND part.invoice_id = invoice.id) AS line (tax)
CROSS JOIN LATERAL (SELECT CASE invoice.kind WHEN 'invoice' THEN 1 ELSE -1 END) AS sign (of)
WHERE invoice.status = 'issued'
GROUP BY invoice.clinic_id, invoice.currency
