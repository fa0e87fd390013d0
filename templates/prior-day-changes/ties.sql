-- All that was recorded or voided in the period, less what is dated in it, and for the sales less what
-- posts in it because the books of its day were closed.
WITH document AS (
    SELECT invoice.currency, invoice.issue_date >= :from AS is_dated_in,
        CASE WHEN invoice.kind = 'invoice' THEN 1 ELSE -1 END
            * (invoice.net + invoice.tax + invoice.rounding) AS sold,
        invoice.id IN (SELECT late.id FROM :late AS late WHERE late.posted_on >= :from)
            AS posts_in,
        invoice.recorded_at >= :from::timestamp AT TIME ZONE :zone
            AND invoice.recorded_at < :until::timestamp AT TIME ZONE :zone AS came,
        coalesce(invoice.voided_at >= :from::timestamp AT TIME ZONE :zone
            AND invoice.voided_at < :until::timestamp AT TIME ZONE :zone, false) AS went
    FROM clinic.invoice
    WHERE invoice.clinic_id = :clinic AND invoice.status <> 'draft'
), refunded AS (
    SELECT refund.currency, refund.amount, refund.refunded_on >= :from AS is_dated_in
    FROM clinic.refund
    WHERE refund.clinic_id = :clinic AND refund.id::text IN (
        SELECT audit.entity_id FROM clinic.audit_log AS audit
        WHERE audit.clinic_id = :clinic AND audit.entity = 'refund' AND audit.action = 'refund'
            AND audit.recorded_at >= :from::timestamp AT TIME ZONE :zone
            AND audit.recorded_at < :until::timestamp AT TIME ZONE :zone)
)
SELECT :clinic AS clinic_id, part.currency, sum(part.rows)::bigint AS rows, sum(part.sales) AS sales,
    sum(part.collections) AS collections
FROM (
    SELECT currency, count(*) AS rows, sum(sold) AS sales, 0 AS collections
    FROM document WHERE came GROUP BY currency
    UNION ALL
    SELECT currency, -count(*), -sum(sold), 0 FROM document WHERE came AND is_dated_in
    GROUP BY currency
    UNION ALL
    SELECT currency, 0, -sum(sold), 0 FROM document WHERE came AND posts_in AND NOT is_dated_in
    GROUP BY currency
    UNION ALL
    SELECT currency, count(*), -sum(sold), 0 FROM document WHERE went GROUP BY currency
    UNION ALL
    SELECT currency, -count(*), sum(sold), 0 FROM document WHERE went AND is_dated_in
    GROUP BY currency
    UNION ALL
    SELECT currency, 0, sum(sold), 0 FROM document WHERE went AND posts_in AND NOT is_dated_in
    GROUP BY currency
    UNION ALL
    SELECT currency, count(*) - count(*) FILTER (WHERE received_on >= :from), 0,
        sum(amount) - coalesce(sum(amount) FILTER (WHERE received_on >= :from), 0)
    FROM clinic.payment
    WHERE payment.clinic_id = :clinic AND status = 'captured'
        AND recorded_at >= :from::timestamp AT TIME ZONE :zone
        AND recorded_at < :until::timestamp AT TIME ZONE :zone
    GROUP BY currency
    UNION ALL
    SELECT currency, count(*) - count(*) FILTER (WHERE is_dated_in), 0,
        coalesce(sum(amount) FILTER (WHERE is_dated_in), 0) - sum(amount)
    FROM refunded GROUP BY currency
) AS part
GROUP BY part.currency
