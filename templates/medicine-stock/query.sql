-- Each batch that was there or moved, from opening to closing.
SELECT moved.clinic_id, medicine.code, medicine.name, moved.batch, max(moved.expires_on) AS expires_on,
    coalesce(sum(signed.quantity) FILTER (WHERE moved_on < :from), 0.000) AS opening,
    coalesce(sum(signed.quantity) FILTER (WHERE moved_on >= :from AND kind = 'in'), 0.000) AS came,
    coalesce(sum(signed.quantity) FILTER (WHERE moved_on >= :from AND kind = 'dispensed'), 0.000) AS dispensed,
    coalesce(sum(signed.quantity) FILTER (WHERE moved_on >= :from AND kind = 'returned'), 0.000) AS returned,
    coalesce(sum(signed.quantity) FILTER (WHERE moved_on >= :from AND kind = 'destroyed'), 0.000) AS destroyed,
    coalesce(sum(signed.quantity) FILTER (WHERE moved_on >= :from AND kind = 'adjusted'), 0.000) AS adjusted,
    sum(signed.quantity) AS closing
FROM clinic.stock_movement AS moved
CROSS JOIN LATERAL (SELECT CASE WHEN moved.kind IN ('dispensed', 'destroyed') THEN -moved.quantity
    ELSE moved.quantity END) AS signed (quantity)
JOIN clinic.medicine ON medicine.clinic_id = moved.clinic_id AND medicine.id = moved.medicine_id
WHERE moved.clinic_id = :clinic AND moved.moved_on < :until
GROUP BY moved.clinic_id, medicine.code, medicine.name, moved.batch
HAVING max(moved.moved_on) >= :from OR sum(signed.quantity) <> 0
ORDER BY code, batch, name
