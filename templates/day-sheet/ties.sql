-- Each table for itself, with or without a drawer.
SELECT :clinic AS clinic_id, moved.currency, coalesce(sum(moved.received), 0) AS received,
    coalesce(sum(moved.refunded), 0) AS refunded, coalesce(sum(moved.paid_out), 0) AS paid_out
FROM (
    SELECT currency, amount AS received, 0 AS refunded, 0 AS paid_out FROM clinic.payment
    WHERE payment.clinic_id = :clinic AND method = 'cash' AND status = 'captured'
        AND received_on >= :from AND received_on < :until
    UNION ALL
    SELECT currency, 0, amount, 0 FROM clinic.refund
    WHERE refund.clinic_id = :clinic AND tender = 'cash'
        AND refunded_on >= :from AND refunded_on < :until
    UNION ALL
    SELECT house.currency, 0, 0, movement.amount
    FROM clinic.drawer_movement AS movement JOIN clinic.clinic AS house ON house.id = :clinic
    WHERE movement.clinic_id = :clinic AND movement.kind = 'pay_out'
        AND movement.moved_on >= :from AND movement.moved_on < :until
) AS moved
GROUP BY moved.currency
