-- What was sold, by whom and to whom, by day of issue; credit notes take away.
SELECT sold.clinic_id, sold.what, sold.practitioner, sold.payer, sold.currency,
    count(*) AS lines, sum(sold.quantity) AS quantity, sum(sold.net + sold.discount) AS before,
    sum(sold.discount) AS discounts, sum(sold.net) AS net, sum(sold.tax) AS tax
FROM (
    SELECT line.clinic_id, coalesce(service.name, medicine.name, 'other') AS what,
        coalesce(practitioner.name, '') AS practitioner, CASE WHEN payer.kind <> 'person' THEN payer.name ELSE 'patients' END AS payer,
        invoice.currency, sign.of * line.quantity AS quantity,
        sign.of * coalesce(off.amount, 0) AS discount, sign.of * line.net AS net,
        sign.of * line.tax AS tax
    FROM clinic.invoice
    JOIN clinic.invoice_line AS line
        ON line.clinic_id = invoice.clinic_id AND line.invoice_id = invoice.id
    LEFT JOIN clinic.service
        ON service.clinic_id = line.clinic_id AND service.id = line.service_id
    LEFT JOIN clinic.medicine
        ON medicine.clinic_id = line.clinic_id AND medicine.id = line.medicine_id
    LEFT JOIN clinic.practitioner ON practitioner.clinic_id = line.clinic_id
        AND practitioner.id = line.practitioner_id
    LEFT JOIN clinic.payer ON payer.clinic_id = invoice.clinic_id AND payer.id = invoice.payer_id
    LEFT JOIN (SELECT invoice_line_id AS id,
            sum(CASE kind WHEN 'discount' THEN amount ELSE -amount END) AS amount
        FROM clinic.document_adjustment AS change
        WHERE change.clinic_id = :clinic AND change.kind IN ('discount', 'charge')
            AND change.adjusted_on < :until
        GROUP BY invoice_line_id) AS off ON off.id = line.id
    CROSS JOIN LATERAL (SELECT CASE invoice.kind WHEN 'invoice' THEN 1 ELSE -1 END) AS sign (of)
    WHERE invoice.clinic_id = :clinic AND invoice.status = 'issued'
        AND invoice.issue_date >= :from AND invoice.issue_date < :until
) AS sold
GROUP BY sold.clinic_id, sold.what, sold.practitioner, sold.payer, sold.currency
ORDER BY what, practitioner, payer, currency
