-- What the days before the period came to at its end, less what they came to at its beginning: each thing
-- as the first edit after either moment begins, or as its row says today where nothing came after. An edit
-- that does not fit the ones beside it, or the row, is between these two and in no row of the list. Counts
-- are of all that the trail and the rows tell of in the period, less what is dated in it; an edit of what
-- is not there counts here and in no row.
WITH edit AS (
    SELECT audit.entity,
        CASE WHEN audit.entity_id ~ '^[1-9][0-9]{0,17}$' THEN audit.entity_id::bigint END AS id,
        audit.recorded_at,
        audit.before ->> 'status' <> 'void' AND audit.after ->> 'status' = 'void' AS is_void
    FROM clinic.audit_log AS audit
    WHERE audit.clinic_id = :clinic AND audit.entity IN ('invoice', 'payment', 'refund')
        AND jsonb_typeof(audit.before) <> 'null' AND jsonb_typeof(audit.after) <> 'null'
        AND audit.before ->> 'status' IS DISTINCT FROM 'draft'
        AND audit.recorded_at >= :from::timestamp AT TIME ZONE :zone
        AND audit.recorded_at < :until::timestamp AT TIME ZONE :zone
), refunded AS (
    SELECT CASE WHEN audit.entity_id ~ '^[1-9][0-9]{0,17}$' THEN audit.entity_id::bigint END AS id,
        min(audit.recorded_at) AS recorded_at
    FROM clinic.audit_log AS audit
    WHERE audit.clinic_id = :clinic AND audit.entity = 'refund' AND audit.action = 'refund'
        AND audit.recorded_at >= :from::timestamp AT TIME ZONE :zone
        AND audit.recorded_at < :until::timestamp AT TIME ZONE :zone
    GROUP BY audit.entity_id
), thing AS (
    SELECT 'invoice' AS entity, invoice.id, 'gross' AS field, invoice.currency,
        invoice.issue_date >= :from OR invoice.status = 'draft' AS is_dated_in,
        CASE WHEN invoice.id IN (SELECT late.id FROM :late AS late WHERE late.posted_on >= :from)
            THEN 0 WHEN invoice.kind = 'invoice' THEN 1 ELSE -1 END AS sign,
        invoice.net + invoice.tax + invoice.rounding AS figure, 'issued' AS status,
        invoice.recorded_at, invoice.voided_at
    FROM clinic.invoice
    WHERE invoice.clinic_id = :clinic
        AND (invoice.recorded_at >= :from::timestamp AT TIME ZONE :zone
                AND invoice.recorded_at < :until::timestamp AT TIME ZONE :zone
            OR invoice.voided_at >= :from::timestamp AT TIME ZONE :zone
                AND invoice.voided_at < :until::timestamp AT TIME ZONE :zone
            OR invoice.id IN (SELECT edit.id FROM edit WHERE edit.entity = 'invoice'))
    UNION ALL
    SELECT 'payment', payment.id, 'amount', payment.currency, payment.received_on >= :from,
        CASE WHEN payment.posted_on < :from THEN 1 ELSE 0 END, payment.amount, payment.status,
        payment.recorded_at, NULL
    FROM :payments AS payment
    WHERE payment.recorded_at >= :from::timestamp AT TIME ZONE :zone
            AND payment.recorded_at < :until::timestamp AT TIME ZONE :zone
        OR payment.id IN (SELECT edit.id FROM edit WHERE edit.entity = 'payment')
    UNION ALL
    SELECT 'refund', refund.id, 'amount', refund.currency, refund.refunded_on >= :from,
        CASE WHEN refund.posted_on < :from THEN -1 ELSE 0 END, refund.amount, 'captured',
        coalesce(refunded.recorded_at, '-infinity'), NULL
    FROM :refunds AS refund
    LEFT JOIN refunded ON refunded.id = refund.id
    WHERE refunded.id IS NOT NULL
        OR refund.id IN (SELECT edit.id FROM edit WHERE edit.entity = 'refund')
), state AS (
    SELECT thing.*, edge.side, edge.moment, coalesce(
        (SELECT (audit.before ->> thing.field)::numeric FROM clinic.audit_log AS audit
            WHERE audit.clinic_id = :clinic AND audit.entity_id = thing.id::text
                AND audit.entity = thing.entity AND audit.recorded_at >= edge.moment
                AND audit.recorded_at >= thing.recorded_at
                AND audit.before ->> thing.field ~ '^-?[0-9]{1,15}([.][0-9]{1,4}0{0,12})?$'
                AND audit.before ->> 'status' IS DISTINCT FROM 'draft'
            ORDER BY audit.recorded_at, audit.id LIMIT 1), thing.figure) AS worth, coalesce(
        (SELECT audit.before ->> 'status' FROM clinic.audit_log AS audit
            WHERE audit.clinic_id = :clinic AND audit.entity_id = thing.id::text
                AND audit.entity = thing.entity AND audit.recorded_at >= edge.moment
                AND audit.recorded_at >= thing.recorded_at
                AND audit.before ->> 'status' IN ('issued', 'void', 'captured', 'failed', 'voided')
            ORDER BY audit.recorded_at, audit.id LIMIT 1),
        CASE WHEN thing.voided_at < edge.moment THEN 'void' ELSE thing.status END)
            IN ('issued', 'captured') AS counts
    FROM thing
    CROSS JOIN LATERAL (
        VALUES (-1, :from::timestamp AT TIME ZONE :zone), (0, thing.recorded_at),
            (1, :until::timestamp AT TIME ZONE :zone)
    ) AS edge (side, moment)
    WHERE NOT thing.is_dated_in
)
SELECT :clinic AS clinic_id, part.currency, sum(part.changes)::bigint AS changes,
    sum(part.sales) AS sales, sum(part.collections) AS collections, 0 AS untraced
FROM (
    SELECT state.currency, 0 AS changes,
        CASE WHEN state.entity = 'invoice' THEN state.side * state.sign * state.worth ELSE 0 END
            AS sales,
        CASE WHEN state.entity <> 'invoice' THEN state.side * state.sign * state.worth ELSE 0 END
            AS collections
    FROM state
    WHERE state.counts AND state.recorded_at < state.moment
    UNION ALL
    SELECT state.currency, 1, 0, 0 FROM state
    WHERE state.side = 0 AND state.counts
        AND state.recorded_at >= :from::timestamp AT TIME ZONE :zone
        AND state.recorded_at < :until::timestamp AT TIME ZONE :zone
    UNION ALL
    SELECT thing.currency, 1, 0, 0 FROM thing
    WHERE NOT thing.is_dated_in AND thing.voided_at >= :from::timestamp AT TIME ZONE :zone
        AND thing.voided_at < :until::timestamp AT TIME ZONE :zone
        AND NOT EXISTS (SELECT FROM edit
            WHERE edit.entity = 'invoice' AND edit.id = thing.id AND edit.is_void)
    UNION ALL
    SELECT coalesce(thing.currency, clinic.currency), 1, 0, 0
    FROM edit
    JOIN clinic.clinic ON clinic.id = :clinic
    LEFT JOIN thing ON thing.entity = edit.entity AND thing.id = edit.id
    WHERE thing.id IS NULL OR NOT thing.is_dated_in AND edit.recorded_at >= thing.recorded_at
) AS part
GROUP BY part.currency
