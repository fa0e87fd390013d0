-- A million invoice lines as an accountant asks for them: ten columns of every common type.
SELECT line.id, invoice.number, invoice.issue_date, line.position,
    coalesce(service.name, medicine.name) AS item, line.quantity, line.unit_price, line.net,
    line.tax, invoice.status = 'void' AS void
FROM clinic.invoice_line AS line
JOIN clinic.invoice ON invoice.clinic_id = line.clinic_id AND invoice.id = line.invoice_id
LEFT JOIN clinic.service ON service.clinic_id = line.clinic_id AND service.id = line.service_id
LEFT JOIN clinic.medicine ON medicine.clinic_id = line.clinic_id AND medicine.id = line.medicine_id
ORDER BY line.id
