-- Ranges of numbers that the period skips, from the highest number before it, and how many of them a
-- draft or a later document has. A number is given on the day on which its document is recorded, so a
-- late one is given in the period of its recording. What was recorded after the books of the period's
-- last day were closed explains nothing: a closed period's gaps stay as they were.
WITH known AS (
    SELECT invoice.clinic_id, invoice.series, invoice.number, named.stem,
        right(substr(invoice.number, length(named.stem) + 1), 15)::bigint AS place,
        invoice.status IN ('issued', 'void')
            AND invoice.recorded_at < :until::timestamp AT TIME ZONE :zone AS is_given,
        invoice.recorded_at >= :from::timestamp AT TIME ZONE :zone AS is_new
    FROM clinic.invoice
    CROSS JOIN LATERAL (SELECT rtrim(invoice.number, '0123456789')) AS named (stem)
    WHERE invoice.clinic_id = :clinic AND named.stem <> invoice.number
        AND (invoice.recorded_at < :until::timestamp AT TIME ZONE :zone
            OR NOT EXISTS (SELECT FROM clinic.accounting_period AS closed
                WHERE closed.clinic_id = :clinic AND closed.from_date < :until
                    AND closed.until_date >= :until AND invoice.recorded_at >= closed.closed_at))
), reached AS (
    SELECT series, stem, max(place) FILTER (WHERE NOT is_new) AS highest
    FROM known WHERE is_given GROUP BY series, stem HAVING bool_or(is_new)
), ranked AS (
    SELECT known.*, dense_rank() OVER (PARTITION BY series, stem ORDER BY place) AS rank
    FROM known JOIN reached USING (series, stem)
    WHERE reached.highest IS NULL OR known.place >= reached.highest
), stepped AS (
    SELECT ranked.*, lag(place) OVER by_place AS before, lag(number) OVER by_place AS after_number,
        lag(rank) OVER by_place AS rank_before
    FROM ranked WHERE is_given
    WINDOW by_place AS (PARTITION BY series, stem ORDER BY place, number)
)
SELECT step.clinic_id, step.series, step.after_number, step.number AS before_number,
    step.place - step.before - 1 AS missing, step.rank - step.rank_before - 1 AS elsewhere, step.place
FROM stepped AS step
WHERE step.is_new AND step.place - step.before > 1
ORDER BY series, place, before_number
