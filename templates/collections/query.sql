-- What came in and went back, by day, method, terminal and cashier.
SELECT moved.clinic_id, moved.day, moved.method, coalesce(moved.terminal, '') AS terminal,
    coalesce(cashier.login, '') AS cashier, moved.currency, sum(moved.payments)::bigint AS payments,
    sum(moved.received) AS received, sum(moved.refunded) AS refunded,
    sum(moved.received - moved.refunded) AS net
FROM (
    SELECT clinic_id, received_on AS day, method, terminal, cashier_id, currency, 1 AS payments,
        amount AS received, 0 AS refunded
    FROM clinic.payment
    WHERE payment.clinic_id = :clinic AND status = 'captured'
        AND received_on >= :from AND received_on < :until
    UNION ALL
    SELECT clinic_id, refunded_on, tender, NULL, NULL, currency, 0, 0, amount
    FROM clinic.refund
    WHERE refund.clinic_id = :clinic AND refunded_on >= :from AND refunded_on < :until
) AS moved
LEFT JOIN clinic.app_user AS cashier ON cashier.id = moved.cashier_id
GROUP BY moved.clinic_id, moved.day, moved.method, moved.terminal, cashier.login, moved.currency
ORDER BY day, method, terminal, cashier, currency
