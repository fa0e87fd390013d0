-- Each drawer on each day: what should be in it, and what was counted.
WITH moved AS (
    SELECT clinic_id, drawer_id, moved_on AS day,
        CASE kind WHEN 'float' THEN amount ELSE 0 END AS opening, 0.0000 AS received, 0.0000 AS refunded,
        CASE kind WHEN 'pay_out' THEN amount ELSE 0 END AS paid_out,
        CASE kind WHEN 'count' THEN amount ELSE 0 END AS counted, (kind = 'count')::integer AS counts
    FROM clinic.drawer_movement
    WHERE drawer_movement.clinic_id = :clinic AND moved_on >= :from AND moved_on < :until
    UNION ALL
    SELECT clinic_id, drawer_id, received_on, 0, amount, 0, 0, 0, 0
    FROM clinic.payment
    WHERE payment.clinic_id = :clinic AND drawer_id IS NOT NULL AND method = 'cash'
        AND status = 'captured' AND received_on >= :from AND received_on < :until
    UNION ALL
    SELECT refund.clinic_id, payment.drawer_id, refund.refunded_on, 0, 0, refund.amount, 0, 0, 0
    FROM clinic.refund
    JOIN clinic.payment
        ON payment.clinic_id = refund.clinic_id AND payment.id = refund.payment_id
    WHERE refund.clinic_id = :clinic AND refund.tender = 'cash'
        AND refund.refunded_on >= :from AND refund.refunded_on < :until
)
SELECT sheet.clinic_id, sheet.day, coalesce(drawer.name, 'no drawer') AS drawer, sheet.opening,
    sheet.received, sheet.refunded, sheet.paid_out,
    sheet.opening + sheet.received - sheet.refunded - sheet.paid_out AS expected,
    CASE WHEN sheet.counts > 0 THEN sheet.counted END AS counted,
    CASE WHEN sheet.counts > 0 THEN sheet.counted
        - (sheet.opening + sheet.received - sheet.refunded - sheet.paid_out) END AS difference,
    CASE WHEN sheet.counts = 0 THEN 'not counted'
        WHEN sheet.counted > sheet.opening + sheet.received - sheet.refunded - sheet.paid_out THEN 'over'
        WHEN sheet.counted < sheet.opening + sheet.received - sheet.refunded - sheet.paid_out THEN 'short'
        ELSE 'agrees' END AS verdict, sheet.drawer_id
FROM (
    SELECT clinic_id, day, drawer_id, sum(opening) AS opening, sum(received) AS received,
        sum(refunded) AS refunded, sum(paid_out) AS paid_out, sum(counted) AS counted,
        sum(counts) AS counts
    FROM moved GROUP BY clinic_id, day, drawer_id
) AS sheet
LEFT JOIN clinic.drawer ON drawer.clinic_id = sheet.clinic_id AND drawer.id = sheet.drawer_id
ORDER BY day, drawer, drawer_id
