-- From the lines, each note by the day on which it posts.
SELECT note.clinic_id, note.currency, count(DISTINCT note.id) AS rows, sum(line.net) AS net
FROM :posted AS note
JOIN clinic.invoice_line AS line ON line.clinic_id = :clinic AND line.invoice_id = note.id
WHERE note.kind = 'credit_note' AND note.status = 'issued'
GROUP BY note.clinic_id, note.currency
