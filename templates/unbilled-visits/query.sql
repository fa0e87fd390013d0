-- Completed and billable, and on no invoice that posts before the period's end. A visit without a time
-- of completion counts on the day it was booked for. What was recorded after the books of the period's
-- last day were closed gives no reason: a closed period's rows stay as they were.
SELECT visit.clinic_id, visit.day, practitioner.name AS practitioner, practitioner.speciality,
    :until - 1 - visit.day AS age, visit.id AS visit,
    CASE WHEN :names THEN patient.name END AS patient, visit.patient_id,
    CASE WHEN visit.is_known THEN 'only on a draft, void or later document'
        ELSE 'on no document' END AS reason
FROM (
    SELECT booked.clinic_id, booked.id, booked.patient_id, booked.practitioner_id, done.day,
        bool_or(invoice.recorded_at < coalesce((SELECT min(closed.closed_at)
            FROM clinic.accounting_period AS closed
            WHERE closed.clinic_id = :clinic AND closed.from_date < :until
                AND closed.until_date >= :until), 'infinity')) AS is_known
    FROM clinic.appointment AS booked
    CROSS JOIN LATERAL (SELECT (coalesce(booked.completed_at, booked.booked_for)
        AT TIME ZONE :zone)::date) AS done (day)
    LEFT JOIN clinic.invoice_line AS line
        ON line.clinic_id = :clinic AND line.appointment_id = booked.id
    LEFT JOIN clinic.invoice ON invoice.clinic_id = line.clinic_id AND invoice.id = line.invoice_id
    LEFT JOIN :late AS late ON late.id = invoice.id
    WHERE booked.clinic_id = :clinic AND booked.status = 'completed' AND booked.billable
        AND done.day >= :from AND done.day < :until
    GROUP BY booked.clinic_id, booked.id, booked.patient_id, booked.practitioner_id, done.day
    HAVING bool_or(invoice.status = 'issued' AND invoice.kind = 'invoice'
        AND coalesce(late.posted_on, invoice.issue_date) < :until) IS NOT TRUE
) AS visit
LEFT JOIN clinic.patient ON patient.clinic_id = :clinic AND patient.id = visit.patient_id
JOIN clinic.practitioner ON practitioner.clinic_id = :clinic
    AND practitioner.id = visit.practitioner_id
ORDER BY day, visit
