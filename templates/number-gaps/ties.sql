-- By the ends of each series alone.
WITH numbered AS (
    SELECT series, regexp_replace(number, '[0-9]+$', '') AS stem,
        substring(number FROM '([0-9]{1,15})$')::bigint AS place,
        (recorded_at AT TIME ZONE :zone)::date >= :from AS is_new
    FROM clinic.invoice
    WHERE invoice.clinic_id = :clinic AND number ~ '[0-9]$' AND status IN ('issued', 'void')
        AND recorded_at < :until::timestamp AT TIME ZONE :zone
), span AS (
    SELECT series, stem, coalesce(max(place) FILTER (WHERE NOT is_new), min(place) - 1) AS first,
        max(place) AS last
    FROM numbered GROUP BY series, stem HAVING bool_or(is_new)
)
SELECT :clinic AS clinic_id, coalesce(sum(greatest(span.last - span.first, 0)
    - (SELECT count(DISTINCT numbered.place) FROM numbered
        WHERE numbered.series = span.series AND numbered.stem = span.stem
            AND numbered.place > span.first)), 0)::bigint AS missing
FROM span
