-- From the documents, not their lines, each by the day on which it posts; then each table that takes
-- off what they owe.
WITH candidate AS (
    SELECT document.*, CASE WHEN EXISTS (SELECT FROM clinic.accounting_period AS closed
            WHERE closed.clinic_id = :clinic AND document.issue_date >= closed.from_date
                AND document.issue_date < closed.until_date
                AND document.recorded_at >= closed.closed_at)
        THEN (document.recorded_at AT TIME ZONE :zone)::date
        ELSE document.issue_date END AS posted_on
    FROM clinic.invoice AS document
    WHERE document.clinic_id = :clinic AND document.status = 'issued'
        AND (document.issue_date >= :from AND document.issue_date < :until
            OR document.recorded_at >= :from::timestamp AT TIME ZONE :zone
            AND document.recorded_at < :until::timestamp AT TIME ZONE :zone)
), sold AS (
    SELECT * FROM candidate WHERE posted_on >= :from AND posted_on < :until
), taken AS (
    SELECT invoice_id AS id, 1 AS is_paid, amount FROM clinic.payment_allocation AS part
    WHERE part.clinic_id = :clinic AND part.allocated_on < :until
    UNION ALL
    SELECT invoice_id, 0, amount FROM clinic.document_adjustment AS change
    WHERE change.clinic_id = :clinic AND change.kind = 'write_off' AND change.adjusted_on < :until
    UNION ALL
    SELECT note.credited_invoice_id, 0, note.gross FROM clinic.invoice AS note
    WHERE note.clinic_id = :clinic AND note.kind = 'credit_note' AND note.status = 'issued'
        AND CASE WHEN EXISTS (SELECT FROM clinic.accounting_period AS closed
                WHERE closed.clinic_id = :clinic AND note.issue_date >= closed.from_date
                    AND note.issue_date < closed.until_date
                    AND note.recorded_at >= closed.closed_at)
            THEN (note.recorded_at AT TIME ZONE :zone)::date ELSE note.issue_date END < :until
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
