-- What was owed at the period's end, by payer and by how long it was overdue then, and what the payer
-- had paid that stood on no invoice. Rebuilt from what is dated before that day, so a later payment
-- changes nothing. A document counts from the day on which it posts.
WITH posted AS (
    SELECT document.* FROM :documents AS document
    WHERE document.status = 'issued' AND document.posted_on < :until
), owed AS (
    SELECT invoice.payer_id, invoice.patient_id, invoice.currency,
        :until - 1 - invoice.due_date AS overdue,
        invoice.gross - coalesce(credited.amount, 0) - coalesce(paid.amount, 0)
            - coalesce(forgiven.amount, 0) AS amount
    FROM posted AS invoice
    LEFT JOIN (SELECT credited_invoice_id AS id, sum(gross) AS amount FROM posted AS note
        WHERE note.kind = 'credit_note'
        GROUP BY credited_invoice_id) AS credited ON credited.id = invoice.id
    LEFT JOIN (SELECT invoice_id AS id, sum(amount) AS amount FROM :allocations AS part
        WHERE part.posted_on < :until
        GROUP BY invoice_id) AS paid ON paid.id = invoice.id
    LEFT JOIN (SELECT invoice_id AS id, sum(amount) AS amount
        FROM :adjustments AS change
        WHERE change.kind = 'write_off' AND change.posted_on < :until
        GROUP BY invoice_id) AS forgiven ON forgiven.id = invoice.id
    WHERE invoice.kind = 'invoice'
), spent AS (
    SELECT part.payment_id, part.amount FROM :allocations AS part
    WHERE part.posted_on < :until
    UNION ALL
    SELECT refund.payment_id, refund.amount FROM :refunds AS refund
    JOIN clinic.payment ON payment.clinic_id = :clinic
        AND payment.id = refund.payment_id AND payment.currency = refund.currency
    WHERE refund.posted_on < :until
    UNION ALL
    SELECT dispute.payment_id, dispute.amount FROM :disputes AS dispute
    WHERE dispute.posted_on < :until
), held AS (
    SELECT payment.payer_id, payment.patient_id, payment.currency,
        CASE WHEN payment.posted_on < :until THEN payment.amount ELSE 0 END
            - coalesce(used.amount, 0) AS amount
    FROM :payments AS payment
    LEFT JOIN (SELECT payment_id AS id, sum(amount) AS amount FROM spent
        GROUP BY payment_id) AS used ON used.id = payment.id
    WHERE payment.status = 'captured' AND (payment.posted_on < :until OR used.id IS NOT NULL)
), balance AS (
    SELECT item.payer_id, item.patient_id, item.currency, count(item.overdue) AS invoices,
        coalesce(sum(item.amount) FILTER (WHERE item.overdue <= 0), 0) AS not_due,
        coalesce(sum(item.amount) FILTER (WHERE item.overdue BETWEEN 1 AND 30), 0) AS days_30,
        coalesce(sum(item.amount) FILTER (WHERE item.overdue BETWEEN 31 AND 60), 0) AS days_60,
        coalesce(sum(item.amount) FILTER (WHERE item.overdue BETWEEN 61 AND 90), 0) AS days_90,
        coalesce(sum(item.amount) FILTER (WHERE item.overdue BETWEEN 91 AND 120), 0) AS days_120,
        coalesce(sum(item.amount) FILTER (WHERE item.overdue > 120), 0) AS older,
        sum(item.amount) AS total, sum(item.advance) AS advances
    FROM (
        SELECT payer_id, CASE WHEN payer_id IS NULL THEN patient_id END AS patient_id, currency,
            overdue, amount, 0.0000 AS advance
        FROM owed WHERE amount <> 0
        UNION ALL
        SELECT payer_id, CASE WHEN payer_id IS NULL THEN patient_id END, currency, NULL, 0, amount
        FROM held WHERE amount <> 0
    ) AS item
    GROUP BY item.payer_id, item.patient_id, item.currency
    HAVING count(item.overdue) > 0 OR sum(item.advance) <> 0
)
SELECT :clinic AS clinic_id,
    CASE WHEN payer.id IS NULL AND :names THEN patient.name
        WHEN payer.kind <> 'person' OR :names THEN payer.name END AS payer,
    balance.payer_id, balance.patient_id, balance.currency, balance.invoices, balance.not_due,
    balance.days_30, balance.days_60, balance.days_90, balance.days_120, balance.older,
    balance.total, balance.advances
FROM balance
LEFT JOIN clinic.payer ON payer.clinic_id = :clinic AND payer.id = balance.payer_id
LEFT JOIN clinic.patient ON patient.clinic_id = :clinic AND patient.id = balance.patient_id
ORDER BY payer, payer_id, patient_id, currency
