-- Counted, not listed.
SELECT :clinic AS clinic_id, coalesce(sum(span.last - span.first + 1 - span.documents), 0)::bigint AS rows
FROM (
    SELECT max(place) AS last, min(place) AS first, count(DISTINCT place) AS documents
    FROM (
        SELECT series, regexp_replace(number, '[0-9]+$', '') AS stem,
            substring(number FROM '[0-9]{1,15}$')::bigint AS place
        FROM clinic.invoice
        WHERE invoice.clinic_id = :clinic AND number ~ '[0-9]$' AND status IN ('issued', 'void')
            AND issue_date >= :from AND issue_date < :until
    ) AS numbered
    GROUP BY series, stem
) AS span
