-- What was owed at the period's end, by payer and by how long it was overdue then. Rebuilt from what is
-- dated before that day, so a later payment changes nothing. A document that was recorded after its own
-- period was closed counts from the day on which it was recorded.
WITH posted AS (
    SELECT document.* FROM clinic.invoice AS document
    WHERE document.clinic_id = :clinic AND document.status = 'issued'
        AND document.issue_date < :until
        AND NOT EXISTS (SELECT FROM clinic.accounting_period AS closed
            WHERE closed.clinic_id = document.clinic_id
                AND document.recorded_at >= closed.closed_at
                AND document.issue_date >= closed.from_date
                AND document.issue_date < closed.until_date
                AND (document.recorded_at AT TIME ZONE :zone)::date >= :until)
)
SELECT owed.clinic_id, owed.payer, owed.payer_id, owed.patient_id, owed.currency, count(*) AS invoices,
    coalesce(sum(owed.amount) FILTER (WHERE owed.overdue <= 0), 0) AS not_due,
    coalesce(sum(owed.amount) FILTER (WHERE owed.overdue BETWEEN 1 AND 30), 0) AS days_30,
    coalesce(sum(owed.amount) FILTER (WHERE owed.overdue BETWEEN 31 AND 60), 0) AS days_60,
    coalesce(sum(owed.amount) FILTER (WHERE owed.overdue BETWEEN 61 AND 90), 0) AS days_90,
    coalesce(sum(owed.amount) FILTER (WHERE owed.overdue BETWEEN 91 AND 120), 0) AS days_120,
    coalesce(sum(owed.amount) FILTER (WHERE owed.overdue > 120), 0) AS older,
    sum(owed.amount) AS total
FROM (
    SELECT invoice.clinic_id,
        CASE WHEN payer.id IS NULL AND :names THEN patient.name
            WHEN payer.kind <> 'person' OR :names THEN payer.name END AS payer,
        invoice.payer_id,
        CASE WHEN invoice.payer_id IS NULL THEN invoice.patient_id END AS patient_id,
        invoice.currency,
        :until - 1 - invoice.due_date AS overdue,
        invoice.gross - coalesce(credited.amount, 0) - coalesce(paid.amount, 0)
            - coalesce(forgiven.amount, 0) AS amount
    FROM posted AS invoice
    LEFT JOIN clinic.payer ON payer.clinic_id = :clinic AND payer.id = invoice.payer_id
    LEFT JOIN clinic.patient ON patient.clinic_id = :clinic AND patient.id = invoice.patient_id
    LEFT JOIN (SELECT credited_invoice_id AS id, sum(gross) AS amount FROM posted AS note
        WHERE note.kind = 'credit_note'
        GROUP BY credited_invoice_id) AS credited ON credited.id = invoice.id
    LEFT JOIN (SELECT invoice_id AS id, sum(amount) AS amount FROM clinic.payment_allocation AS part
        WHERE part.clinic_id = :clinic AND part.allocated_on < :until
        GROUP BY invoice_id) AS paid ON paid.id = invoice.id
    LEFT JOIN (SELECT invoice_id AS id, sum(amount) AS amount
        FROM clinic.document_adjustment AS change
        WHERE change.clinic_id = :clinic AND change.kind = 'write_off'
            AND change.adjusted_on < :until
        GROUP BY invoice_id) AS forgiven ON forgiven.id = invoice.id
    WHERE invoice.kind = 'invoice'
) AS owed
WHERE owed.amount <> 0
GROUP BY owed.clinic_id, owed.payer, owed.payer_id, owed.patient_id, owed.currency
ORDER BY payer, payer_id, patient_id, currency
