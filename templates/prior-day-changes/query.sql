-- What was done within the period to days before it: documents and payments that were recorded late,
-- refunds as the audit trail has them, documents that were voided, and whatever of these was edited, by
-- what the trail says of it before and after. Each row moves what the thing came to then, not what it
-- comes to today. What posts in the period because the books of its day were closed moves nothing of days
-- before; nor does an edit whose figures cannot be read.
--
-- A thing's trail is a chain: each row of it begins with what the one before ends with, and the last one
-- ends with what the thing is. Where it does not, somebody went past the trail. Nobody knows when, so that
-- moves nothing; it is told while the row beside it is of the period or of the 31 days before.
WITH recent AS NOT MATERIALIZED (
    SELECT audit.entity,
        CASE WHEN audit.entity_id ~ '^[1-9][0-9]{0,17}$' THEN audit.entity_id::bigint END AS id,
        jsonb_typeof(audit.before) <> 'null' AS says_before, audit.after ->> 'status' AS status,
        CASE WHEN word.figure ~ '^-?[0-9]{1,15}([.][0-9]{1,4}0{0,12})?$' THEN word.figure::numeric END
            AS figure
    FROM clinic.audit_log AS audit
    CROSS JOIN LATERAL (
        SELECT audit.after ->> CASE audit.entity WHEN 'invoice' THEN 'gross' ELSE 'amount' END
    ) AS word (figure)
    WHERE audit.clinic_id = :clinic AND audit.entity IN ('invoice', 'payment', 'refund')
        AND audit.recorded_at >= (:from - 31)::timestamp AT TIME ZONE :zone
        AND audit.recorded_at < :until::timestamp AT TIME ZONE :zone
), thing AS MATERIALIZED (
    SELECT 'invoice' AS entity, document.id, document.number AS reference,
        CASE document.kind WHEN 'invoice' THEN 'Invoice' ELSE 'Credit note' END AS kind,
        CASE document.kind WHEN 'invoice' THEN 1 ELSE -1 END AS sign, 'gross' AS field,
        document.gross AS figure, document.currency, document.issue_date AS day,
        document.posted_on, document.status, document.recorded_at, document.voided_at,
        document.voided_by, document.void_reason, NULL::bigint AS cashier_id
    FROM :documents AS document
    WHERE document.issue_date < :from AND document.status IN ('issued', 'void')
        AND document.id IN (
            -- Most were written once and are what they were.
            SELECT recent.id
            FROM recent
            JOIN clinic.invoice AS today ON today.clinic_id = :clinic AND today.id = recent.id
            WHERE recent.entity = 'invoice'
                AND (recent.says_before OR recent.figure <> today.gross)
            UNION
            SELECT came.id FROM clinic.invoice AS came
            WHERE came.clinic_id = :clinic
                AND came.recorded_at >= :from::timestamp AT TIME ZONE :zone
                AND came.recorded_at < :until::timestamp AT TIME ZONE :zone
            UNION
            SELECT went.id FROM clinic.invoice AS went
            WHERE went.clinic_id = :clinic
                AND went.voided_at >= :from::timestamp AT TIME ZONE :zone
                AND went.voided_at < :until::timestamp AT TIME ZONE :zone)
    UNION ALL
    SELECT 'payment', payment.id, coalesce(payment.gateway_reference, payment.id::text), 'Payment',
        1, 'amount', payment.amount, payment.currency, payment.received_on, payment.posted_on,
        payment.status, payment.recorded_at, NULL, NULL, NULL, payment.cashier_id
    FROM :payments AS payment
    WHERE payment.received_on < :from AND payment.id IN (
        SELECT recent.id
        FROM recent
        JOIN clinic.payment AS today ON today.clinic_id = :clinic AND today.id = recent.id
        WHERE recent.entity = 'payment' AND (recent.says_before OR recent.figure <> today.amount
            OR recent.status <> today.status)
        UNION
        SELECT came.id FROM clinic.payment AS came
        WHERE came.clinic_id = :clinic AND came.recorded_at >= :from::timestamp AT TIME ZONE :zone
            AND came.recorded_at < :until::timestamp AT TIME ZONE :zone)
    UNION ALL
    SELECT 'refund', refund.id, coalesce(refund.gateway_reference, refund.id::text), 'Refund', -1,
        'amount', refund.amount, refund.currency, refund.refunded_on, refund.posted_on, 'captured',
        coalesce((SELECT min(audit.recorded_at) FROM clinic.audit_log AS audit
            WHERE audit.clinic_id = :clinic AND audit.entity = 'refund'
                AND audit.entity_id = refund.id::text AND audit.action = 'refund'), '-infinity'),
        NULL, NULL, NULL, NULL
    FROM :refunds AS refund
    WHERE refund.refunded_on < :from
        AND refund.id IN (SELECT recent.id FROM recent WHERE recent.entity = 'refund')
), trail AS MATERIALIZED (
    -- All that the trail ever said of their figures and whether they count.
    SELECT thing.entity, thing.id, audit.id AS step, audit.recorded_at AS changed_at, audit.login,
        audit.action, coalesce(left(audit.after ->> 'reason', 200), '') AS reason, said.fields,
        said.is_garbled,
        jsonb_typeof(audit.before) <> 'null' AND jsonb_typeof(audit.after) <> 'null' AS is_edit,
        CASE WHEN said.old_figure NOT IN ('none', 'unreadable') THEN said.old_figure::numeric END
            AS old_figure,
        CASE WHEN said.new_figure NOT IN ('none', 'unreadable') THEN said.new_figure::numeric END
            AS new_figure,
        nullif(nullif(said.old_status, 'none'), 'unreadable') AS old_status,
        nullif(nullif(said.new_status, 'none'), 'unreadable') AS new_status,
        said.old_figure <> 'none' OR said.new_figure <> 'none' AS says_figure,
        said.old_status <> 'none' OR said.new_status <> 'none' AS says_status
    FROM thing
    JOIN clinic.audit_log AS audit ON audit.clinic_id = :clinic
        AND audit.entity_id = thing.id::text AND audit.entity = thing.entity
    CROSS JOIN LATERAL (
        SELECT string_agg(
                field.name || ' ' || word.old || ' → ' || word.new, ', ' ORDER BY field.place)
                FILTER (WHERE word.old <> word.new OR word.old = 'unreadable') AS fields,
            max(word.old) FILTER (WHERE field.name = thing.field) AS old_figure,
            max(word.new) FILTER (WHERE field.name = thing.field) AS new_figure,
            max(word.old) FILTER (WHERE field.name = 'status') AS old_status,
            max(word.new) FILTER (WHERE field.name = 'status') AS new_status,
            -- Not to be read, on one side alone, or parts of an amount without the amount.
            bool_or('unreadable' IN (word.old, word.new) OR field.name IN (thing.field, 'status')
                    AND (word.old = 'none') <> (word.new = 'none'))
                OR bool_or(field.name <> 'status' AND word.old <> word.new)
                    AND bool_or(field.name = thing.field AND word.old = 'none') AS is_garbled
        FROM (
            VALUES (1, 'net'), (2, 'tax'), (3, 'rounding'), (4, 'gross'), (5, 'amount'),
                (6, 'status')
        ) AS field (place, name)
        CROSS JOIN LATERAL (
            VALUES (audit.before ->> field.name, audit.after ->> field.name)
        ) AS text (old, new)
        CROSS JOIN LATERAL (SELECT
            CASE WHEN text.old IS NULL THEN 'none'
                WHEN CASE field.name WHEN 'status' THEN text.old IN (
                        'draft', 'issued', 'void', 'captured', 'failed', 'voided')
                    ELSE text.old ~ '^-?[0-9]{1,15}([.][0-9]{1,4}0{0,12})?$' END THEN text.old
                ELSE 'unreadable' END,
            CASE WHEN text.new IS NULL THEN 'none'
                WHEN CASE field.name WHEN 'status' THEN text.new IN (
                        'draft', 'issued', 'void', 'captured', 'failed', 'voided')
                    ELSE text.new ~ '^-?[0-9]{1,15}([.][0-9]{1,4}0{0,12})?$' END THEN text.new
                ELSE 'unreadable' END
        ) AS word (old, new)
    ) AS said
    WHERE coalesce(audit.before ->> 'status', audit.after ->> 'status') IS DISTINCT FROM 'draft'
        AND (audit.recorded_at >= thing.recorded_at
            OR coalesce(jsonb_typeof(audit.before), 'null') = 'null')
), event AS (
    SELECT trail.entity, trail.id, trail.step, trail.changed_at,
        CASE WHEN trail.is_edit THEN 'changed' ELSE 'said' END AS what, trail.login AS changed_by,
        trail.reason, coalesce(trail.fields, '') AS fields, trail.is_garbled,
        trail.old_figure, CASE WHEN NOT trail.is_garbled THEN trail.new_figure END AS new_figure,
        trail.old_status, CASE WHEN NOT trail.is_garbled THEN trail.new_status END AS new_status,
        trail.says_figure, CASE WHEN trail.is_edit THEN trail.new_figure
            ELSE coalesce(trail.new_figure, trail.old_figure) END AS figure,
        trail.says_status, CASE WHEN trail.is_edit THEN trail.new_status
            ELSE coalesce(trail.new_status, trail.old_status) END AS status
    FROM trail
    UNION ALL
    SELECT thing.entity, thing.id, 0, thing.recorded_at, 'added',
        coalesce(cashier.login, (SELECT min(trail.login) FROM trail
            WHERE trail.entity = thing.entity AND trail.id = thing.id
                AND trail.action IN ('create', 'credit', 'refund')), ''),
        '', '', false, NULL, NULL, NULL, NULL, false, NULL, false, NULL
    FROM thing
    LEFT JOIN clinic.app_user AS cashier ON cashier.id = thing.cashier_id
    WHERE thing.recorded_at >= :from::timestamp AT TIME ZONE :zone
        AND thing.recorded_at < :until::timestamp AT TIME ZONE :zone
    UNION ALL
    -- Where the trail does not tell of the void itself.
    SELECT thing.entity, thing.id, 0, thing.voided_at, 'removed', coalesce(voider.login, ''),
        coalesce(thing.void_reason, ''), '', false, NULL, NULL, NULL, NULL, false, NULL, false, NULL
    FROM thing
    LEFT JOIN clinic.app_user AS voider ON voider.id = thing.voided_by
    WHERE thing.voided_at >= :from::timestamp AT TIME ZONE :zone
        AND thing.voided_at < :until::timestamp AT TIME ZONE :zone
        AND NOT EXISTS (SELECT FROM trail
            WHERE trail.entity = thing.entity AND trail.id = thing.id AND NOT trail.is_garbled
                AND trail.is_edit AND trail.old_status <> 'void' AND trail.new_status = 'void')
), chain AS (
    SELECT event.*,
        (array_agg(event.old_figure) FILTER (WHERE event.old_figure IS NOT NULL) OVER later)[1]
            AS next_figure,
        (array_agg(event.old_status) FILTER (WHERE event.old_status IS NOT NULL) OVER later)[1]
            AS next_status,
        (array_agg(event.figure) FILTER (WHERE event.says_figure) OVER earlier)[1] AS last_figure,
        (array_agg(event.status) FILTER (WHERE event.says_status) OVER earlier)[1] AS last_status,
        count(*) FILTER (WHERE event.says_figure) OVER later = 0 AS has_last_figure,
        count(*) FILTER (WHERE event.says_status) OVER later = 0 AS has_last_status
    FROM event
    WINDOW later AS (PARTITION BY event.entity, event.id ORDER BY event.changed_at, event.step
            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING),
        earlier AS (PARTITION BY event.entity, event.id
            ORDER BY event.changed_at DESC, event.step DESC
            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
), done AS (
    -- What a row does not say is as the next one begins, or as it is today.
    SELECT chain.entity, chain.id, chain.step, chain.changed_at, chain.what, chain.changed_by,
        chain.reason, chain.fields, chain.is_garbled, old.figure AS old_figure,
        coalesce(chain.new_figure, old.figure) AS new_figure,
        chain.what = 'removed' OR chain.what = 'changed' AND old.status IN ('issued', 'captured')
            AS counted,
        chain.what <> 'removed' AND coalesce(chain.new_status, old.status) IN ('issued', 'captured')
            AS counts
    FROM chain
    JOIN thing ON thing.entity = chain.entity AND thing.id = chain.id
    CROSS JOIN LATERAL (SELECT
        coalesce(chain.old_figure, chain.next_figure, thing.figure),
        coalesce(chain.old_status, chain.next_status, CASE
            WHEN thing.entity <> 'invoice' THEN thing.status
            WHEN chain.what <> 'added' AND thing.voided_at <= chain.changed_at THEN 'void'
            ELSE 'issued' END)
    ) AS old (figure, status)
    WHERE chain.what <> 'said' AND chain.changed_at >= :from::timestamp AT TIME ZONE :zone
        AND chain.changed_at < :until::timestamp AT TIME ZONE :zone
), past AS (
    SELECT chain.entity, chain.id, chain.step, gap.fields || ', past the audit trail' AS fields,
        gap.side || to_char(chain.changed_at AT TIME ZONE 'UTC', ' YYYY-MM-DD HH24:MI') AS reason
    FROM chain
    JOIN thing ON thing.entity = chain.entity AND thing.id = chain.id
    CROSS JOIN LATERAL (
        VALUES
            ('before', thing.field || ' ' || chain.last_figure || ' → ' || chain.old_figure,
                chain.last_figure <> chain.old_figure),
            ('after', thing.field || ' ' || chain.figure || ' → ' || round(thing.figure,
                    greatest(scale(chain.figure), scale(trim_scale(thing.figure)))),
                chain.has_last_figure AND chain.figure <> thing.figure),
            ('before', 'status ' || chain.last_status || ' → ' || chain.old_status,
                thing.entity = 'payment' AND chain.last_status <> chain.old_status),
            ('after', 'status ' || chain.status || ' → ' || thing.status,
                thing.entity = 'payment' AND chain.has_last_status
                    AND chain.status <> thing.status)
    ) AS gap (side, fields, is_open)
    WHERE gap.is_open AND chain.changed_at >= (:from - 31)::timestamp AT TIME ZONE :zone
        AND chain.changed_at < :until::timestamp AT TIME ZONE :zone
)
SELECT :clinic AS clinic_id, told.changed_at,
    CASE WHEN told.what <> 'added' AND thing.posted_on < :from THEN thing.posted_on ELSE thing.day END
        AS day,
    thing.kind, thing.reference, told.what, told.changed_by, told.fields,
    concat_ws('; ', nullif(told.reason, ''),
        CASE WHEN thing.posted_on >= :from
            THEN 'books closed, posts on ' || to_char(thing.posted_on, 'YYYY-MM-DD') END,
        (SELECT 'books of ' || min(closed.name) || ' were closed'
            FROM clinic.accounting_period AS closed
            WHERE closed.clinic_id = :clinic AND closed.closed_at <= told.changed_at
                AND thing.posted_on >= closed.from_date AND thing.posted_on < closed.until_date
            HAVING count(*) > 0)) AS reason,
    thing.currency,
    CASE WHEN thing.entity = 'invoice' THEN told.moved * moves.sign END AS sales,
    CASE WHEN thing.entity <> 'invoice' THEN told.moved * moves.sign END AS collections,
    told.changes, told.untraced, told.id, told.step
FROM (
    SELECT done.entity, done.id, done.step, done.changed_at,
        CASE WHEN done.counted AND NOT done.counts THEN 'removed' ELSE done.what END AS what,
        done.changed_by, done.reason,
        CASE WHEN done.what = 'changed' AND done.fields = '' THEN 'no amount' ELSE done.fields END
            AS fields,
        CASE WHEN done.counts THEN done.new_figure ELSE 0 END
            - CASE WHEN done.counted THEN done.old_figure ELSE 0 END AS moved,
        1 AS changes, CASE WHEN done.is_garbled THEN 1 ELSE 0 END AS untraced
    FROM done
    WHERE done.what <> 'added' OR done.counts
    UNION ALL
    SELECT past.entity, past.id, past.step, NULL, 'untraced', '', past.reason, past.fields, NULL, 0, 1
    FROM past
) AS told
JOIN thing ON thing.entity = told.entity AND thing.id = told.id
CROSS JOIN LATERAL (SELECT CASE WHEN thing.posted_on < :from THEN thing.sign ELSE 0 END)
    AS moves (sign)
ORDER BY changed_at, kind, what, id, step, fields, reason
