-- From the documents, not their lines.
SELECT clinic_id, currency, sum(CASE kind WHEN 'invoice' THEN net ELSE -net END) AS net
FROM clinic.invoice
WHERE invoice.clinic_id = :clinic AND status = 'issued'
    AND issue_date >= :from AND issue_date < :until
GROUP BY clinic_id, currency
