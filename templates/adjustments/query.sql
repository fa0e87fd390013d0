-- Discounts, charges and write-offs by the day they were made.
SELECT change.clinic_id, change.adjusted_on, invoice.number, line.position, change.kind, invoice.currency,
    change.amount, trim_scale(change.percent) AS percent, change.reason, coalesce(approver.login, '') AS approver, change.id
FROM clinic.document_adjustment AS change
JOIN clinic.invoice ON invoice.clinic_id = change.clinic_id AND invoice.id = change.invoice_id
LEFT JOIN clinic.invoice_line AS line ON line.clinic_id = change.clinic_id
    AND line.id = change.invoice_line_id
LEFT JOIN clinic.app_user AS approver ON approver.id = change.approved_by
WHERE change.clinic_id = :clinic AND change.adjusted_on >= :from AND change.adjusted_on < :until
ORDER BY adjusted_on, id
