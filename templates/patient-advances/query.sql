-- Parts of payments that no invoice has yet, from the period's beginning to its end.
SELECT held.clinic_id,
    CASE WHEN payer.id IS NULL AND :names THEN patient.name
        WHEN payer.kind <> 'person' OR :names THEN payer.name END AS payer, held.payer_id,
    held.patient_id, held.purpose, held.currency,
    coalesce(sum(held.received - held.used) FILTER (WHERE held.day < :from), 0) AS opening,
    coalesce(sum(held.received) FILTER (WHERE held.day >= :from), 0) AS received,
    coalesce(sum(held.applied) FILTER (WHERE held.day >= :from), 0) AS applied,
    coalesce(sum(held.refunded) FILTER (WHERE held.day >= :from), 0) AS refunded,
    coalesce(sum(held.lost) FILTER (WHERE held.day >= :from), 0) AS lost,
    sum(held.received - held.used) AS closing
FROM (
    SELECT clinic_id, payer_id,
        CASE WHEN payer_id IS NULL THEN patient_id END AS patient_id, purpose, currency, posted_on AS day, amount AS received,
        0.0000 AS applied, 0.0000 AS refunded, 0.0000 AS lost, 0.0000 AS used
    FROM :payments AS payment
    WHERE status = 'captured' AND posted_on < :until
    UNION ALL
    SELECT part.clinic_id, payment.payer_id,
        CASE WHEN payment.payer_id IS NULL THEN payment.patient_id END, payment.purpose, payment.currency, part.posted_on, 0,
        part.amount, 0, 0, part.amount
    FROM :allocations AS part
    JOIN clinic.payment ON payment.clinic_id = :clinic AND payment.id = part.payment_id
    WHERE payment.status = 'captured' AND part.posted_on < :until
    UNION ALL
    SELECT refund.clinic_id, payment.payer_id,
        CASE WHEN payment.payer_id IS NULL THEN payment.patient_id END, payment.purpose, payment.currency, refund.posted_on,
        0, 0, refund.amount, 0, refund.amount
    FROM :refunds AS refund
    JOIN clinic.payment ON payment.clinic_id = :clinic AND payment.id = refund.payment_id
    WHERE payment.status = 'captured'
        AND refund.currency = payment.currency AND refund.posted_on < :until
    UNION ALL
    SELECT dispute.clinic_id, payment.payer_id,
        CASE WHEN payment.payer_id IS NULL THEN payment.patient_id END, payment.purpose, payment.currency, dispute.posted_on,
        0, 0, 0, dispute.amount, dispute.amount
    FROM :disputes AS dispute
    JOIN clinic.payment ON payment.clinic_id = :clinic AND payment.id = dispute.payment_id
    WHERE payment.status = 'captured' AND dispute.posted_on < :until
) AS held
LEFT JOIN clinic.payer ON payer.clinic_id = :clinic AND payer.id = held.payer_id
LEFT JOIN clinic.patient ON patient.clinic_id = :clinic AND patient.id = held.patient_id
GROUP BY held.clinic_id, payer.id, payer.kind, payer.name, patient.name, held.payer_id,
    held.patient_id, held.purpose, held.currency
-- Who had nothing at the beginning and has moved nothing is left out.
HAVING coalesce(sum(held.received - held.used) FILTER (WHERE held.day < :from), 0) <> 0
    OR count(*) FILTER (WHERE held.day >= :from) > 0
ORDER BY payer, payer_id, patient_id, purpose, currency
