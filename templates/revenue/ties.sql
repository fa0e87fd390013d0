-- From the documents, not their lines, each by the day on which it posts; then each table that takes
-- off what they owe.
WITH sold AS (
    SELECT * FROM :posted AS document WHERE document.status = 'issued'
), taken AS (
    SELECT invoice_id AS id, 1 AS is_paid, amount FROM :allocations AS part
    WHERE part.posted_on < :until
    UNION ALL
    SELECT invoice_id, 0, amount FROM :adjustments AS change
    WHERE change.kind = 'write_off' AND change.posted_on < :until
    UNION ALL
    SELECT note.credited_invoice_id, 0, note.gross FROM :documents AS note
    WHERE note.kind = 'credit_note' AND note.status = 'issued' AND note.posted_on < :until
)
SELECT :clinic AS clinic_id, document.currency, sum(document.net) AS net,
    sum(document.collected) AS collected, sum(document.outstanding) AS outstanding
FROM (
    -- Added up by document rather than joined: the planner guesses few of either.
    SELECT part.id, max(part.currency) AS currency, sum(part.net) AS net,
        CASE max(part.kind) WHEN 'invoice' THEN sum(part.collected) ELSE 0 END AS collected,
        CASE max(part.kind) WHEN 'invoice' THEN sum(part.outstanding) ELSE 0 END AS outstanding
    FROM (
        SELECT id, currency, kind, CASE kind WHEN 'invoice' THEN net ELSE -net END AS net,
            0 AS collected, gross AS outstanding
        FROM sold
        UNION ALL
        SELECT id, NULL, NULL, 0, is_paid * amount, -amount FROM taken
    ) AS part
    GROUP BY part.id
    HAVING count(part.kind) > 0
) AS document
GROUP BY document.currency
