-- From the lines, each note by the day on which it posts.
WITH dated AS (
    SELECT note.*, CASE WHEN EXISTS (SELECT FROM clinic.accounting_period AS closed
            WHERE closed.clinic_id = :clinic AND note.issue_date >= closed.from_date
                AND note.issue_date < closed.until_date
                AND note.recorded_at >= closed.closed_at)
        THEN (note.recorded_at AT TIME ZONE :zone)::date ELSE note.issue_date END AS posted_on
    FROM clinic.invoice AS note
    WHERE note.clinic_id = :clinic AND note.kind = 'credit_note' AND note.status = 'issued'
        AND (note.issue_date >= :from AND note.issue_date < :until
            OR note.recorded_at >= :from::timestamp AT TIME ZONE :zone
            AND note.recorded_at < :until::timestamp AT TIME ZONE :zone)
)
SELECT note.clinic_id, note.currency, count(DISTINCT note.id) AS rows, sum(line.net) AS net
FROM clinic.invoice_line AS line
JOIN dated AS note ON note.clinic_id = line.clinic_id AND note.id = line.invoice_id
WHERE line.clinic_id = :clinic AND note.posted_on >= :from AND note.posted_on < :until
GROUP BY note.clinic_id, note.currency
