-- Every number of the period, void ones too: a gap would show. A document that was recorded after the
-- books of its day were closed posts on the day of its recording, and belongs to the period of that day.
WITH posted AS (
    SELECT document.*, document.issue_date AS posted_on
    FROM clinic.invoice AS document
    WHERE document.clinic_id = :clinic AND document.issue_date >= :from
        AND document.issue_date < :until
        AND NOT EXISTS (SELECT FROM clinic.accounting_period AS closed
            WHERE closed.clinic_id = document.clinic_id
                AND closed.from_date < :until AND closed.until_date > :from
                AND document.issue_date >= closed.from_date
                AND document.issue_date < closed.until_date
                AND document.recorded_at >= closed.closed_at)
    UNION ALL
    SELECT document.*, (document.recorded_at AT TIME ZONE :zone)::date
    FROM clinic.invoice AS document
    WHERE document.clinic_id = :clinic
        AND document.recorded_at >= :from::timestamp AT TIME ZONE :zone
        AND document.recorded_at < :until::timestamp AT TIME ZONE :zone
        AND EXISTS (SELECT FROM clinic.accounting_period AS closed
            WHERE closed.clinic_id = document.clinic_id
                AND document.issue_date >= closed.from_date
                AND document.issue_date < closed.until_date
                AND document.recorded_at >= closed.closed_at)
)
SELECT invoice.clinic_id, invoice.series, invoice.number,
    CASE invoice.kind WHEN 'invoice' THEN 'Invoice' ELSE 'Credit note' END AS kind,
    invoice.issue_date, invoice.posted_on, invoice.tax_point,
    CASE WHEN payer.id IS NULL AND :names THEN patient.name
        WHEN payer.kind <> 'person' OR :names THEN payer.name END AS payer,
    invoice.payer_id, invoice.patient_id,
    invoice.currency, sign.of * invoice.net AS net, sign.of * invoice.tax AS tax,
    sign.of * invoice.rounding AS rounding, sign.of * invoice.gross AS gross, invoice.status,
    invoice.id
FROM posted AS invoice
LEFT JOIN clinic.payer ON payer.clinic_id = :clinic AND payer.id = invoice.payer_id
LEFT JOIN clinic.patient
    ON patient.clinic_id = :clinic AND patient.id = invoice.patient_id
CROSS JOIN LATERAL (SELECT CASE WHEN invoice.status <> 'issued' THEN 0
    WHEN invoice.kind = 'invoice' THEN 1 ELSE -1 END) AS sign (of)
WHERE invoice.status IN ('issued', 'void')
ORDER BY series, number, id
