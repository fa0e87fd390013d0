-- Each drawer on each day: what should be in it, and what was counted last. Movements are in the
-- clinic's currency.
WITH moved AS (
    SELECT movement.clinic_id, movement.drawer_id, movement.moved_on AS day, house.currency,
        CASE movement.kind WHEN 'float' THEN movement.amount ELSE 0 END AS opening,
        0.0000 AS received, 0.0000 AS refunded,
        CASE movement.kind WHEN 'pay_out' THEN movement.amount ELSE 0 END AS paid_out
    FROM clinic.drawer_movement AS movement
    JOIN clinic.clinic AS house ON house.id = movement.clinic_id
    WHERE movement.clinic_id = :clinic AND movement.moved_on >= :from AND movement.moved_on < :until
    UNION ALL
    SELECT clinic_id, drawer_id, received_on, currency, 0, amount, 0, 0
    FROM clinic.payment
    WHERE payment.clinic_id = :clinic AND drawer_id IS NOT NULL AND method = 'cash'
        AND status = 'captured' AND received_on >= :from AND received_on < :until
    UNION ALL
    SELECT refund.clinic_id, payment.drawer_id, refund.refunded_on, refund.currency, 0, 0,
        refund.amount, 0
    FROM clinic.refund
    JOIN clinic.payment
        ON payment.clinic_id = refund.clinic_id AND payment.id = refund.payment_id
    WHERE refund.clinic_id = :clinic AND refund.tender = 'cash'
        AND refund.refunded_on >= :from AND refund.refunded_on < :until
), counted AS (
    SELECT DISTINCT ON (drawer_id, moved_on) drawer_id, moved_on AS day, amount
    FROM clinic.drawer_movement
    WHERE drawer_movement.clinic_id = :clinic AND kind = 'count'
        AND moved_on >= :from AND moved_on < :until
    ORDER BY drawer_id, moved_on, id DESC
), sheet AS (
    SELECT clinic_id, day, drawer_id, currency, sum(opening) AS opening, sum(received) AS received,
        sum(refunded) AS refunded, sum(paid_out) AS paid_out,
        sum(opening + received - refunded - paid_out) AS expected
    FROM moved GROUP BY clinic_id, day, drawer_id, currency
)
SELECT sheet.clinic_id, sheet.day, coalesce(drawer.name, 'no drawer') AS drawer, sheet.currency,
    sheet.opening, sheet.received, sheet.refunded, sheet.paid_out, sheet.expected,
    counted.amount AS counted, counted.amount - sheet.expected AS difference,
    CASE WHEN counted.amount IS NULL THEN 'not counted'
        WHEN counted.amount > sheet.expected THEN 'over'
        WHEN counted.amount < sheet.expected THEN 'short' ELSE 'agrees' END AS verdict,
    sheet.drawer_id
FROM sheet
JOIN clinic.clinic AS house ON house.id = sheet.clinic_id
LEFT JOIN clinic.drawer ON drawer.clinic_id = :clinic AND drawer.id = sheet.drawer_id
LEFT JOIN counted ON counted.drawer_id = sheet.drawer_id AND counted.day = sheet.day
    AND sheet.currency = house.currency
ORDER BY day, drawer, drawer_id, currency
