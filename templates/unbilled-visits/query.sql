-- Completed and billable, and on no invoice that was issued before the period's end. A visit without a
-- time of completion counts on the day it was booked for.
SELECT visit.clinic_id, done.day, practitioner.name AS practitioner, practitioner.speciality,
    :until - 1 - done.day AS age, visit.id AS visit,
    CASE WHEN :names THEN patient.name END AS patient, visit.patient_id,
    CASE WHEN EXISTS (SELECT FROM clinic.invoice_line AS line
            WHERE line.clinic_id = visit.clinic_id AND line.appointment_id = visit.id)
        THEN 'only on a draft, void or later document' ELSE 'on no document' END AS reason
FROM clinic.appointment AS visit
CROSS JOIN LATERAL (
    SELECT (coalesce(visit.completed_at, visit.booked_for) AT TIME ZONE :zone)::date) AS done (day)
LEFT JOIN clinic.patient ON patient.clinic_id = visit.clinic_id AND patient.id = visit.patient_id
JOIN clinic.practitioner ON practitioner.clinic_id = visit.clinic_id
    AND practitioner.id = visit.practitioner_id
WHERE visit.clinic_id = :clinic AND visit.status = 'completed' AND visit.billable
    AND done.day >= :from AND done.day < :until
    AND NOT EXISTS (SELECT FROM clinic.invoice_line AS line
        JOIN clinic.invoice ON invoice.clinic_id = line.clinic_id AND invoice.id = line.invoice_id
        WHERE line.clinic_id = visit.clinic_id AND line.appointment_id = visit.id
            AND invoice.status = 'issued' AND invoice.kind = 'invoice'
            AND invoice.issue_date < :until)
ORDER BY day, visit
