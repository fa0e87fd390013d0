-- Each credit note of the period with its invoice, all that was credited of it so far, and the refund.
-- A note that was recorded after the books of its day were closed posts on the day of its recording, and
-- belongs to the period of that day; it comes behind those that posted before.
SELECT note.clinic_id, note.number, note.issue_date, note.posted_on, invoice.number AS invoice,
    CASE WHEN payer.id IS NULL AND :names THEN patient.name
        WHEN payer.kind <> 'person' OR :names THEN payer.name END AS payer,
    note.payer_id, note.patient_id, note.currency,
    note.net, note.tax, note.gross,
    invoice.gross AS invoiced, credited.gross AS credited,
    CASE WHEN credited.gross > invoice.gross THEN 'more than invoiced' ELSE '' END AS verdict,
    coalesce(refund.tenders, '') AS tenders, coalesce(refund.amount, 0) AS refunded,
    coalesce(refund.approvers, '') AS approvers, note.id
FROM :posted AS note
JOIN clinic.invoice ON invoice.clinic_id = :clinic
    AND invoice.id = note.credited_invoice_id
LEFT JOIN clinic.payer ON payer.clinic_id = :clinic AND payer.id = note.payer_id
LEFT JOIN clinic.patient ON patient.clinic_id = :clinic AND patient.id = note.patient_id
CROSS JOIN LATERAL (
    SELECT sum(part.gross) FROM :documents AS part
    WHERE part.credited_invoice_id = invoice.id AND part.status = 'issued'
        AND (part.posted_on, part.id) <= (note.posted_on, note.id)
) AS credited (gross)
LEFT JOIN (SELECT paid.credit_note_id AS id, paid.currency,
        string_agg(DISTINCT paid.tender, ', ' ORDER BY paid.tender) AS tenders,
        sum(paid.amount) AS amount,
        string_agg(DISTINCT approver.login, ', ' ORDER BY approver.login) AS approvers
    FROM clinic.refund AS paid
    LEFT JOIN clinic.app_user AS approver ON approver.id = paid.approved_by
    WHERE paid.clinic_id = :clinic AND paid.refunded_on < :until AND paid.credit_note_id IS NOT NULL
    GROUP BY paid.credit_note_id, paid.currency
) AS refund ON refund.id = note.id AND refund.currency = note.currency
WHERE note.kind = 'credit_note' AND note.status = 'issued'
ORDER BY number, id
