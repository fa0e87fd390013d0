-- From the lines.
SELECT note.clinic_id, note.currency, count(DISTINCT note.id) AS rows, sum(line.net) AS net
FROM clinic.invoice_line AS line
JOIN clinic.invoice AS note ON note.clinic_id = line.clinic_id AND note.id = line.invoice_id
WHERE line.clinic_id = :clinic AND note.kind = 'credit_note' AND note.status = 'issued'
    AND note.issue_date >= :from AND note.issue_date < :until
GROUP BY note.clinic_id, note.currency
