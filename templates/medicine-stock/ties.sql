-- Without batches.
SELECT :clinic AS clinic_id,
    coalesce(sum(moved.signed) FILTER (WHERE moved.moved_on < :from), 0) AS opening,
    coalesce(sum(moved.signed), 0) AS closing
FROM (
    SELECT moved_on, CASE WHEN kind IN ('dispensed', 'destroyed') THEN -quantity ELSE quantity END AS signed
    FROM clinic.stock_movement
    WHERE stock_movement.clinic_id = :clinic AND moved_on < :until
) AS moved
