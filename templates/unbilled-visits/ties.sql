-- The visits of the period, counted by what became of them. Late are invoices that were recorded after
-- the books of their day were closed, where the period's end lies between their two days.
WITH late AS (
    SELECT invoice.id, invoice.issue_date >= :until AS is_before
    FROM clinic.accounting_period AS closed
    JOIN clinic.invoice ON invoice.clinic_id = closed.clinic_id
        AND invoice.issue_date >= closed.from_date AND invoice.issue_date < closed.until_date
        AND invoice.recorded_at >= closed.closed_at
    WHERE closed.clinic_id = :clinic AND (invoice.issue_date < :until)
        <> (invoice.recorded_at < :until::timestamp AT TIME ZONE :zone)
)
SELECT :clinic AS clinic_id, (count(*) - count(*) FILTER (WHERE NOT billable)
    - count(*) FILTER (WHERE billable AND is_billed)) AS rows
FROM (
    SELECT visit.billable, visit.id IN (SELECT line.appointment_id FROM clinic.invoice_line AS line
        JOIN clinic.invoice ON invoice.clinic_id = line.clinic_id AND invoice.id = line.invoice_id
        WHERE line.clinic_id = :clinic AND line.appointment_id IS NOT NULL
            AND invoice.status = 'issued' AND invoice.kind = 'invoice'
            AND (invoice.issue_date < :until
                    AND invoice.id NOT IN (SELECT id FROM late WHERE NOT is_before)
                OR invoice.id IN (SELECT id FROM late WHERE is_before))) AS is_billed
    FROM clinic.appointment AS visit
    WHERE visit.clinic_id = :clinic AND visit.status = 'completed'
        AND coalesce(visit.completed_at, visit.booked_for) >= :from::timestamp AT TIME ZONE :zone
        AND coalesce(visit.completed_at, visit.booked_for) < :until::timestamp AT TIME ZONE :zone
) AS visits
