-- What came in and went back, by the day on which it posts, method, tender, terminal and cashier; what the gateways kept of
-- it, and what had reached the bank. Of two payments with one charge the first alone has it.
WITH came AS (
    SELECT payment.*, payment.gateway_reference IS NOT NULL
        AND NOT EXISTS (SELECT FROM clinic.payment AS earlier
            WHERE earlier.clinic_id = :clinic AND earlier.id < payment.id
                AND earlier.gateway_reference = payment.gateway_reference
                AND earlier.gateway = payment.gateway AND earlier.status = 'captured')
        AS has_the_charge
    FROM :received AS payment
    WHERE payment.status = 'captured'
), banked AS (
    SELECT item.payment_id, sum(item.amount) AS amount
    FROM clinic.deposit_item AS item
    JOIN clinic.deposit ON deposit.clinic_id = item.clinic_id AND deposit.id = item.deposit_id
    WHERE item.clinic_id = :clinic AND deposit.deposited_on < :until
    GROUP BY item.payment_id
)
SELECT moved.clinic_id, moved.day, moved.method, moved.tender, moved.terminal, moved.cashier,
    moved.currency, sum(moved.payments)::bigint AS payments, sum(moved.received) AS received,
    sum(moved.refunded) AS refunded, sum(moved.received - moved.refunded) AS net,
    sum(moved.fees) AS fees, sum(moved.deposited) AS deposited
FROM (
    SELECT payment.clinic_id, payment.posted_on AS day, payment.method, payment.tender,
        coalesce(payment.terminal, '') AS terminal, coalesce(cashier.login, '') AS cashier,
        payment.currency, 1 AS payments, payment.amount AS received, 0 AS refunded,
        coalesce(charged.fees, 0) AS fees,
        CASE WHEN payment.method = 'bank_transfer' AND payment.gateway_reference IS NULL
                OR charged.arrived AND banked.amount IS NULL THEN payment.amount
            ELSE coalesce(banked.amount, 0) END AS deposited
    FROM came AS payment
    LEFT JOIN clinic.app_user AS cashier ON cashier.id = payment.cashier_id
    LEFT JOIN banked ON banked.payment_id = payment.id
    LEFT JOIN LATERAL (
        SELECT sum(charge.fee + charge.fee_tax), bool_or(payout.arrived_on < :until)
        FROM clinic.gateway_transaction AS charge
        LEFT JOIN clinic.payout ON payout.clinic_id = :clinic
            AND payout.id = charge.payout_id AND payout.status NOT IN ('failed', 'reversed')
        WHERE payment.has_the_charge AND charge.clinic_id = :clinic
            AND charge.reference = payment.gateway_reference AND charge.gateway = payment.gateway
            AND charge.kind = 'charge' AND charge.status = 'captured'
            AND charge.currency = payment.currency
    ) AS charged (fees, arrived) ON true
    UNION ALL
    SELECT refund.clinic_id, refund.posted_on,
        CASE WHEN refund.tender = payment.tender THEN payment.method ELSE refund.tender END,
        refund.tender, '', '', refund.currency, 0, 0, refund.amount, 0, 0
    FROM :refunded AS refund
    JOIN clinic.payment
        ON payment.clinic_id = :clinic AND payment.id = refund.payment_id
) AS moved
GROUP BY moved.clinic_id, moved.day, moved.method, moved.tender, moved.terminal, moved.cashier,
    moved.currency
ORDER BY day, method, tender, terminal, cashier, currency
