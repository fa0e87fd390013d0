-- Sums of each table, joined to no invoice but by its status and the day on which it posts.
WITH posted AS (
    SELECT invoice.* FROM clinic.invoice
    WHERE invoice.clinic_id = :clinic AND invoice.status = 'issued' AND invoice.issue_date < :until
        AND invoice.id NOT IN (SELECT late.id FROM :late AS late WHERE late.posted_on >= :until)
)
SELECT :clinic AS clinic_id, moved.currency, coalesce(sum(moved.amount), 0) AS total,
    coalesce(sum(moved.advance), 0) AS advances
FROM (
    SELECT currency, CASE kind WHEN 'invoice' THEN gross ELSE -gross END AS amount, NULL::numeric AS advance
    FROM posted
    WHERE kind = 'invoice' OR credited_invoice_id IN (SELECT id FROM posted AS whole)
    UNION ALL
    SELECT posted.currency, -part.amount, NULL
    FROM :allocations AS part JOIN posted ON posted.id = part.invoice_id
    WHERE part.posted_on < :until AND posted.kind = 'invoice'
    UNION ALL
    SELECT posted.currency, -change.amount, NULL
    FROM :adjustments AS change JOIN posted ON posted.id = change.invoice_id
    WHERE change.kind = 'write_off' AND change.posted_on < :until
        AND posted.kind = 'invoice'
    UNION ALL
    SELECT currency, NULL, amount FROM :payments AS payment
    WHERE status = 'captured' AND posted_on < :until
    UNION ALL
    SELECT payment.currency, NULL, -part.amount
    FROM :allocations AS part, clinic.payment
    WHERE payment.clinic_id = :clinic AND payment.id = part.payment_id
        AND payment.status = 'captured' AND part.posted_on < :until
    UNION ALL
    SELECT refund.currency, NULL, -refund.amount
    FROM :refunds AS refund
    WHERE posted_on < :until
        AND (payment_id, currency) IN (SELECT id, currency FROM clinic.payment
            WHERE payment.clinic_id = :clinic AND status = 'captured')
    UNION ALL
    SELECT payment.currency, NULL, -dispute.amount
    FROM :disputes AS dispute, clinic.payment
    WHERE payment.clinic_id = :clinic
        AND payment.id = dispute.payment_id AND payment.status = 'captured'
        AND dispute.posted_on < :until
) AS moved
GROUP BY moved.currency
