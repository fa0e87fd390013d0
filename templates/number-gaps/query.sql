-- Ranges of numbers that the period skips, from the highest number before it, and how many of them a
-- draft or a later document has. A number is given on the day on which its document is recorded.
WITH known AS (
    SELECT invoice.clinic_id, series, number, status,
        regexp_replace(number, '[0-9]+$', '') AS stem,
        substring(number FROM '([0-9]{1,15})$')::bigint AS place,
        (recorded_at AT TIME ZONE :zone)::date AS given_on
    FROM clinic.invoice
    WHERE invoice.clinic_id = :clinic AND number ~ '[0-9]$'
), stepped AS (
    SELECT clinic_id, series, stem, number, place, given_on,
        lag(place) OVER by_place AS before, lag(number) OVER by_place AS after_number,
        max(place) FILTER (WHERE given_on < :from) OVER (PARTITION BY series, stem) AS highest
    FROM known WHERE status IN ('issued', 'void') AND given_on < :until
    WINDOW by_place AS (PARTITION BY series, stem ORDER BY place, number)
)
SELECT step.clinic_id, step.series, step.after_number, step.number AS before_number,
    step.place - step.before - 1 AS missing,
    (SELECT count(DISTINCT other.place) FROM known AS other WHERE other.series = step.series
        AND other.stem = step.stem AND other.place > step.before AND other.place < step.place
    ) AS elsewhere, step.place
FROM stepped AS step
WHERE step.given_on >= :from AND step.place - step.before > 1
    AND (step.highest IS NULL OR step.place > step.highest)
ORDER BY series, place, before_number
