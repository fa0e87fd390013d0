-- What was done within the period to days before it: documents and payments that were recorded late,
-- refunds as the audit trail has them, and documents of those days that were voided. A document that
-- was recorded after the books of its day were closed posts on the day of its recording, so no sales of
-- days before the period move.
WITH document AS (
    SELECT invoice.*, CASE invoice.kind WHEN 'invoice' THEN 'Invoice' ELSE 'Credit note' END AS name,
        CASE invoice.kind WHEN 'invoice' THEN invoice.gross ELSE -invoice.gross END AS sold
    FROM :documents AS invoice
    WHERE invoice.status IN ('issued', 'void')
        AND invoice.issue_date < :from
        AND (invoice.recorded_at >= :from::timestamp AT TIME ZONE :zone
                AND invoice.recorded_at < :until::timestamp AT TIME ZONE :zone
            OR invoice.status = 'void' AND invoice.voided_at >= :from::timestamp AT TIME ZONE :zone
                AND invoice.voided_at < :until::timestamp AT TIME ZONE :zone)
), audited AS (
    SELECT audit.entity, audit.entity_id, min(audit.recorded_at) AS recorded_at,
        min(audit.login) AS login
    FROM clinic.audit_log AS audit
    WHERE audit.clinic_id = :clinic
        AND audit.recorded_at >= :from::timestamp AT TIME ZONE :zone
        AND audit.recorded_at < :until::timestamp AT TIME ZONE :zone
        AND (audit.entity = 'invoice' AND audit.action IN ('create', 'credit')
            OR audit.entity = 'refund' AND audit.action = 'refund')
    GROUP BY audit.entity, audit.entity_id
)
SELECT change.*
FROM (
    SELECT document.clinic_id, document.recorded_at AS changed_at, document.issue_date AS day,
        document.name AS kind, document.number AS reference, 'added' AS what,
        coalesce(audited.login, '') AS changed_by,
        CASE WHEN document.posted_on >= :from
            THEN 'books closed, posts on ' || to_char(document.posted_on, 'YYYY-MM-DD')
            ELSE '' END AS reason,
        document.currency,
        CASE WHEN document.posted_on < :from THEN document.sold ELSE 0 END AS sales,
        NULL::numeric AS collections, document.id
    FROM document
    LEFT JOIN audited ON audited.entity = 'invoice' AND audited.entity_id = document.id::text
    WHERE document.recorded_at >= :from::timestamp AT TIME ZONE :zone
        AND document.recorded_at < :until::timestamp AT TIME ZONE :zone
    UNION ALL
    SELECT document.clinic_id, document.voided_at,
        CASE WHEN document.posted_on < :from THEN document.posted_on ELSE document.issue_date END,
        document.name, document.number, 'removed', coalesce(voider.login, ''),
        coalesce(document.void_reason, ''), document.currency,
        CASE WHEN document.posted_on < :from THEN -document.sold ELSE 0 END, NULL, document.id
    FROM document
    LEFT JOIN clinic.app_user AS voider ON voider.id = document.voided_by
    WHERE document.voided_at >= :from::timestamp AT TIME ZONE :zone
        AND document.voided_at < :until::timestamp AT TIME ZONE :zone
    UNION ALL
    SELECT payment.clinic_id, payment.recorded_at, payment.received_on, 'Payment',
        coalesce(payment.gateway_reference, payment.id::text), 'added',
        coalesce(cashier.login, ''), '', payment.currency, NULL, payment.amount, payment.id
    FROM clinic.payment
    LEFT JOIN clinic.app_user AS cashier ON cashier.id = payment.cashier_id
    WHERE payment.clinic_id = :clinic AND payment.status = 'captured'
        AND payment.received_on < :from
        AND payment.recorded_at >= :from::timestamp AT TIME ZONE :zone
        AND payment.recorded_at < :until::timestamp AT TIME ZONE :zone
    UNION ALL
    SELECT refund.clinic_id, audited.recorded_at, refund.refunded_on, 'Refund',
        coalesce(refund.gateway_reference, refund.id::text), 'added', audited.login, '',
        refund.currency, NULL, -refund.amount, refund.id
    FROM audited
    JOIN clinic.refund ON refund.clinic_id = :clinic AND refund.id::text = audited.entity_id
    WHERE audited.entity = 'refund' AND refund.refunded_on < :from
) AS change
ORDER BY changed_at, kind, what, id
