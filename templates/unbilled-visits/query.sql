-- Completed and billable, and on no document that was issued before the period's end.
SELECT visit.clinic_id, (visit.completed_at AT TIME ZONE :zone)::date AS day,
    practitioner.name AS practitioner, practitioner.speciality,
    :until - (visit.completed_at AT TIME ZONE :zone)::date AS age, visit.id AS visit,
    CASE WHEN EXISTS (SELECT FROM clinic.invoice_line AS line
            WHERE line.clinic_id = visit.clinic_id AND line.appointment_id = visit.id)
        THEN 'only on a draft, void or later document' ELSE 'on no document' END AS reason
FROM clinic.appointment AS visit
JOIN clinic.practitioner ON practitioner.clinic_id = visit.clinic_id
    AND practitioner.id = visit.practitioner_id
WHERE visit.clinic_id = :clinic AND visit.status = 'completed' AND visit.billable
    AND visit.completed_at >= :from::timestamp AT TIME ZONE :zone
    AND visit.completed_at < :until::timestamp AT TIME ZONE :zone
    AND NOT EXISTS (SELECT FROM clinic.invoice_line AS line
        JOIN clinic.invoice ON invoice.clinic_id = line.clinic_id AND invoice.id = line.invoice_id
        WHERE line.clinic_id = visit.clinic_id AND line.appointment_id = visit.id
            AND invoice.status = 'issued' AND invoice.issue_date < :until)
ORDER BY day, visit
