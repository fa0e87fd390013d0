-- Each table summed for itself.
SELECT :clinic AS clinic_id, moved.currency, coalesce(sum(moved.fresh), 0) AS received,
    sum(moved.amount) AS closing
FROM (
    SELECT currency, amount, CASE WHEN received_on >= :from THEN amount END AS fresh
    FROM clinic.payment
    WHERE payment.clinic_id = :clinic AND status = 'captured' AND received_on < :until
    UNION ALL
    SELECT payment.currency, -part.amount, NULL
    FROM clinic.payment_allocation AS part, clinic.payment
    WHERE part.clinic_id = :clinic AND payment.clinic_id = :clinic AND payment.id = part.payment_id
        AND payment.status = 'captured' AND part.allocated_on < :until
    UNION ALL
    SELECT refund.currency, -refund.amount, NULL
    FROM clinic.refund
    WHERE refund.clinic_id = :clinic AND refunded_on < :until
        AND (payment_id, currency) IN (SELECT id, currency FROM clinic.payment
            WHERE payment.clinic_id = :clinic AND status = 'captured')
    UNION ALL
    SELECT payment.currency, -dispute.amount, NULL
    FROM clinic.dispute, clinic.payment
    WHERE dispute.clinic_id = :clinic AND payment.clinic_id = :clinic
        AND payment.id = dispute.payment_id AND payment.status = 'captured'
        AND dispute.lost_on < :until
) AS moved
GROUP BY moved.currency
