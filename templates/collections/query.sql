-- What came in and went back, by day, method, tender, terminal and cashier.
SELECT moved.clinic_id, moved.day, moved.method, moved.tender,
    coalesce(moved.terminal, '') AS terminal,
    coalesce(cashier.login, '') AS cashier, moved.currency, sum(moved.payments)::bigint AS payments,
    sum(moved.received) AS received, sum(moved.refunded) AS refunded,
    sum(moved.received - moved.refunded) AS net
FROM (
    SELECT clinic_id, received_on AS day, method, tender, terminal, cashier_id, currency, 1 AS payments,
        amount AS received, 0 AS refunded
    FROM clinic.payment
    WHERE payment.clinic_id = :clinic AND status = 'captured'
        AND received_on >= :from AND received_on < :until
    UNION ALL
    SELECT refund.clinic_id, refund.refunded_on,
        CASE WHEN refund.tender = payment.tender THEN payment.method ELSE refund.tender END,
        refund.tender, NULL, NULL, refund.currency, 0, 0, refund.amount
    FROM clinic.refund
    JOIN clinic.payment
        ON payment.clinic_id = refund.clinic_id AND payment.id = refund.payment_id
    WHERE refund.clinic_id = :clinic
        AND refund.refunded_on >= :from AND refund.refunded_on < :until
) AS moved
LEFT JOIN clinic.app_user AS cashier ON cashier.id = moved.cashier_id
GROUP BY moved.clinic_id, moved.day, moved.method, moved.tender, moved.terminal, cashier.login, moved.currency
ORDER BY day, method, tender, terminal, cashier, currency
