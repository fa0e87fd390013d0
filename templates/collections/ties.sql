-- The tables added up without days or methods: fees from the gateways' charges, what was deposited
-- from slips and payouts.
WITH received AS MATERIALIZED (
    SELECT * FROM :received AS payment
), charge AS (
    SELECT charge.*, payment.id AS payment_id, payment.amount AS paid
    FROM clinic.gateway_transaction AS charge
    JOIN LATERAL (
        SELECT * FROM clinic.payment
        WHERE payment.clinic_id = charge.clinic_id AND payment.gateway = charge.gateway
            AND payment.gateway_reference = charge.reference AND payment.status = 'captured'
        ORDER BY payment.id LIMIT 1
    ) AS payment ON payment.currency = charge.currency
        AND payment.id IN (SELECT received.id FROM received)
    WHERE charge.clinic_id = :clinic AND charge.kind = 'charge' AND charge.status = 'captured'
        AND charge.reference IN (SELECT received.gateway_reference FROM received)
), banked AS (
    SELECT payment.id, payment.currency, item.amount
    FROM clinic.deposit
    JOIN clinic.deposit_item AS item
        ON item.clinic_id = deposit.clinic_id AND item.deposit_id = deposit.id
    JOIN received AS payment
        ON payment.clinic_id = item.clinic_id AND payment.id = item.payment_id
    WHERE deposit.clinic_id = :clinic AND deposit.deposited_on < :until
        AND payment.status = 'captured'
        AND (payment.method <> 'bank_transfer' OR payment.gateway_reference IS NOT NULL)
), arrived AS (
    SELECT DISTINCT charge.payment_id, charge.currency, charge.paid
    FROM clinic.payout
    JOIN charge ON charge.payout_id = payout.id
    WHERE payout.clinic_id = :clinic AND payout.arrived_on < :until
        AND payout.status NOT IN ('failed', 'reversed')
        AND charge.payment_id NOT IN (SELECT banked.id FROM banked)
)
SELECT :clinic AS clinic_id, moved.currency, sum(moved.payments)::bigint AS payments,
    sum(moved.received) AS received, sum(moved.refunded) AS refunded, sum(moved.fees) AS fees,
    sum(moved.deposited) AS deposited
FROM (
    SELECT payment.currency, 1 AS payments, payment.amount AS received, 0 AS refunded, 0 AS fees,
        CASE WHEN payment.method = 'bank_transfer' AND payment.gateway_reference IS NULL
            THEN payment.amount ELSE 0 END AS deposited
    FROM received AS payment
    WHERE payment.status = 'captured'
    UNION ALL
    SELECT refund.currency, 0, 0, refund.amount, 0, 0 FROM :refunded AS refund
    UNION ALL
    SELECT charge.currency, 0, 0, 0, charge.fee + charge.fee_tax, 0 FROM charge
    UNION ALL
    SELECT banked.currency, 0, 0, 0, 0, banked.amount FROM banked
    UNION ALL
    SELECT arrived.currency, 0, 0, 0, 0, arrived.paid FROM arrived
) AS moved
GROUP BY moved.currency
