-- Discounts, charges and write-offs of issued documents, by the day they were made.
SELECT change.clinic_id, change.adjusted_on, invoice.number, line.position, invoice.currency,
    CASE change.kind WHEN 'discount' THEN change.amount END AS discount,
    CASE change.kind WHEN 'charge' THEN change.amount END AS charge,
    CASE change.kind WHEN 'write_off' THEN change.amount END AS written_off,
    trim_scale(change.percent) AS percent, change.reason, coalesce(approver.login, '') AS approver,
    change.id
FROM clinic.document_adjustment AS change
JOIN clinic.invoice ON invoice.clinic_id = change.clinic_id AND invoice.id = change.invoice_id
LEFT JOIN clinic.invoice_line AS line ON line.clinic_id = change.clinic_id
    AND line.id = change.invoice_line_id
LEFT JOIN clinic.app_user AS approver ON approver.id = change.approved_by
WHERE change.clinic_id = :clinic AND invoice.status = 'issued'
    AND change.adjusted_on >= :from AND change.adjusted_on < :until
ORDER BY adjusted_on, id
