-- Numbers that were voided in the period, whenever they were issued.
SELECT invoice.clinic_id, invoice.number, invoice.issue_date, invoice.recorded_at,
    invoice.voided_at, voider.login AS voided_by, invoice.void_reason,
    (extract(epoch FROM invoice.voided_at - invoice.recorded_at) / 60)::bigint AS minutes,
    invoice.currency, invoice.gross, coalesce(paid.amount, 0) AS paid,
    CASE WHEN paid.amount > 0 THEN 'paid before' ELSE '' END AS verdict, invoice.id
FROM clinic.invoice
LEFT JOIN clinic.app_user AS voider ON voider.id = invoice.voided_by
LEFT JOIN LATERAL (
    SELECT sum(part.amount) FROM clinic.payment_allocation AS part
    CROSS JOIN LATERAL (SELECT (invoice.voided_at AT TIME ZONE :zone)::date) AS void (day)
    WHERE part.clinic_id = invoice.clinic_id AND part.invoice_id = invoice.id
        AND CASE WHEN part.undoes_id IS NULL THEN part.allocated_on <= void.day
            ELSE part.allocated_on < void.day END
) AS paid (amount) ON true
WHERE invoice.clinic_id = :clinic AND invoice.status = 'void'
    AND invoice.voided_at >= :from::timestamp AT TIME ZONE :zone
    AND invoice.voided_at < :until::timestamp AT TIME ZONE :zone
ORDER BY voided_at, id
