-- What came in and went back, by day, method, tender, terminal and cashier.
SELECT moved.clinic_id, moved.day, moved.method, moved.tender, moved.terminal, moved.cashier,
    moved.currency, sum(moved.payments)::bigint AS payments, sum(moved.received) AS received,
    sum(moved.refunded) AS refunded, sum(moved.received - moved.refunded) AS net
FROM (
    SELECT payment.clinic_id, payment.received_on AS day, payment.method, payment.tender,
        coalesce(payment.terminal, '') AS terminal, coalesce(cashier.login, '') AS cashier,
        payment.currency, 1 AS payments, payment.amount AS received, 0 AS refunded
    FROM clinic.payment
    LEFT JOIN clinic.app_user AS cashier ON cashier.id = payment.cashier_id
    WHERE payment.clinic_id = :clinic AND payment.status = 'captured'
        AND payment.received_on >= :from AND payment.received_on < :until
    UNION ALL
    SELECT refund.clinic_id, refund.refunded_on,
        CASE WHEN refund.tender = payment.tender THEN payment.method ELSE refund.tender END,
        refund.tender, '', '', refund.currency, 0, 0, refund.amount
    FROM clinic.refund
    JOIN clinic.payment
        ON payment.clinic_id = refund.clinic_id AND payment.id = refund.payment_id
    WHERE refund.clinic_id = :clinic
        AND refund.refunded_on >= :from AND refund.refunded_on < :until
) AS moved
GROUP BY moved.clinic_id, moved.day, moved.method, moved.tender, moved.terminal, moved.cashier,
    moved.currency
ORDER BY day, method, tender, terminal, cashier, currency
