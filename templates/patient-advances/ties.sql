-- Each table summed for itself.
SELECT :clinic AS clinic_id, moved.currency, coalesce(sum(moved.fresh), 0) AS received,
    sum(moved.amount) AS closing
FROM (
    SELECT currency, amount, CASE WHEN posted_on >= :from THEN amount END AS fresh
    FROM :payments AS payment
    WHERE status = 'captured' AND posted_on < :until
    UNION ALL
    SELECT payment.currency, -part.amount, NULL
    FROM :allocations AS part, clinic.payment
    WHERE payment.clinic_id = :clinic AND payment.id = part.payment_id
        AND payment.status = 'captured' AND part.posted_on < :until
    UNION ALL
    SELECT refund.currency, -refund.amount, NULL
    FROM :refunds AS refund
    WHERE posted_on < :until
        AND (payment_id, currency) IN (SELECT id, currency FROM clinic.payment
            WHERE payment.clinic_id = :clinic AND status = 'captured')
    UNION ALL
    SELECT payment.currency, -dispute.amount, NULL
    FROM :disputes AS dispute, clinic.payment
    WHERE payment.clinic_id = :clinic
        AND payment.id = dispute.payment_id AND payment.status = 'captured'
        AND dispute.posted_on < :until
) AS moved
GROUP BY moved.currency
