-- Numbers that the period's register leaves out between its first and last of a series, and who has
-- them: a document of another day, a draft, or nobody.
WITH known AS (
    SELECT invoice.clinic_id, series, number, issue_date, recorded_at, status,
        regexp_replace(number, '[0-9]+$', '') AS stem,
        substring(number FROM '[0-9]{1,15}$')::bigint AS place,
        status IN ('issued', 'void') AND issue_date >= :from AND issue_date < :until AS is_here
    FROM clinic.invoice
    WHERE invoice.clinic_id = :clinic AND number ~ '[0-9]$'
), span AS (
    SELECT clinic_id, series, stem, min(place) AS first, max(place) AS last
    FROM known WHERE is_here GROUP BY clinic_id, series, stem
)
SELECT span.clinic_id, span.series, coalesce(other.number, span.stem || gap.place) AS number,
    coalesce(other.status || ', of ' || other.issue_date, 'no document') AS found,
    other.recorded_at, gap.place
FROM span
CROSS JOIN LATERAL generate_series(span.first, span.last) AS gap (place)
LEFT JOIN known AS other ON other.series = span.series AND other.stem = span.stem
    AND other.place = gap.place
WHERE other.is_here IS NOT TRUE
ORDER BY series, place, number
