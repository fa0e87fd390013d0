-- The visits of the period, counted by what became of them.
SELECT :clinic AS clinic_id, (count(*) - count(*) FILTER (WHERE NOT billable)
    - count(*) FILTER (WHERE billable AND is_billed)) AS rows
FROM (
    SELECT visit.billable, visit.id IN (SELECT line.appointment_id FROM clinic.invoice_line AS line
        JOIN clinic.invoice ON invoice.clinic_id = line.clinic_id AND invoice.id = line.invoice_id
        WHERE line.clinic_id = :clinic AND line.appointment_id IS NOT NULL
            AND invoice.status = 'issued' AND invoice.kind = 'invoice'
            AND invoice.issue_date < :until AND invoice.id NOT IN (SELECT late.id
                FROM :late AS late WHERE late.posted_on >= :until)) AS is_billed
    FROM clinic.appointment AS visit
    WHERE visit.clinic_id = :clinic AND visit.status = 'completed'
        AND coalesce(visit.completed_at, visit.booked_for) >= :from::timestamp AT TIME ZONE :zone
        AND coalesce(visit.completed_at, visit.booked_for) < :until::timestamp AT TIME ZONE :zone
) AS visits
