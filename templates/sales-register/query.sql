-- Every number of the period, void ones too: a gap would show. A document that was recorded after the
-- books of its day were closed posts on the day of its recording, and belongs to the period of that day.
SELECT invoice.clinic_id, invoice.series, invoice.number,
    CASE invoice.kind WHEN 'invoice' THEN 'Invoice' ELSE 'Credit note' END AS kind,
    invoice.issue_date, invoice.posted_on, invoice.tax_point,
    CASE WHEN payer.id IS NULL AND :names THEN patient.name
        WHEN payer.kind <> 'person' OR :names THEN payer.name END AS payer,
    invoice.payer_id, invoice.patient_id,
    invoice.currency, sign.of * invoice.net AS net, sign.of * invoice.tax AS tax,
    sign.of * invoice.rounding AS rounding, sign.of * invoice.gross AS gross, invoice.status,
    invoice.id
FROM :posted AS invoice
LEFT JOIN clinic.payer ON payer.clinic_id = :clinic AND payer.id = invoice.payer_id
LEFT JOIN clinic.patient
    ON patient.clinic_id = :clinic AND patient.id = invoice.patient_id
CROSS JOIN LATERAL (SELECT CASE WHEN invoice.status <> 'issued' THEN 0
    WHEN invoice.kind = 'invoice' THEN 1 ELSE -1 END) AS sign (of)
WHERE invoice.status IN ('issued', 'void')
ORDER BY series, number, id
