-- What was sold, by whom and to whom, by the day on which it posts; credit notes take away. A document
-- that was recorded after the books of its day were closed posts on the day of its recording. What was
-- collected of an invoice by the period's end, and what was owed then, goes to its lines in proportion,
-- each cent to one of them; credit notes, whose amount their invoice owes no more, have neither. For
-- speed, sums of a document are made before its lines are joined, names come after most is grouped.
WITH owed AS MATERIALIZED (
    SELECT posted.clinic_id, posted.id, posted.kind, posted.payer_id, posted.currency,
        CASE posted.kind WHEN 'invoice' THEN coalesce(paid.amount, 0) ELSE 0 END AS collected,
        CASE posted.kind WHEN 'invoice' THEN posted.gross - coalesce(paid.amount, 0)
            - coalesce(credited.amount, 0) - coalesce(forgiven.amount, 0) ELSE 0 END AS outstanding,
        CASE WHEN posted.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG',
                'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 0
            WHEN posted.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 3
            WHEN posted.currency IN ('CLF', 'UYW') THEN 4 ELSE 2 END AS digits
    FROM :posted AS posted
    CROSS JOIN LATERAL (SELECT sum(part.amount) FROM :allocations AS part
        WHERE part.invoice_id = posted.id AND part.posted_on < :until) AS paid (amount)
    CROSS JOIN LATERAL (SELECT sum(note.gross) FROM :documents AS note
        WHERE note.credited_invoice_id = posted.id AND note.status = 'issued'
            AND note.posted_on < :until) AS credited (amount)
    CROSS JOIN LATERAL (SELECT sum(change.amount) FROM :adjustments AS change
        WHERE change.invoice_id = posted.id AND change.kind = 'write_off'
            AND change.posted_on < :until) AS forgiven (amount)
    WHERE posted.status = 'issued'
), line AS (
    SELECT part.*, owed.kind, owed.payer_id, owed.currency, owed.collected, owed.outstanding,
        owed.digits, lead(part.id) OVER ordered IS NULL AS is_last,
        sum(part.net + part.tax) OVER ordered AS reached,
        nullif(sum(part.net + part.tax) OVER (PARTITION BY part.invoice_id), 0) AS whole
    FROM owed
    JOIN clinic.invoice_line AS part
        ON part.clinic_id = :clinic AND part.invoice_id = owed.id
    WINDOW ordered AS (PARTITION BY part.invoice_id ORDER BY part.position, part.id)
), sold AS (
    SELECT line.clinic_id, line.service_id, line.medicine_id, line.practitioner_id, line.payer_id,
        line.currency, count(*) AS lines, sum(sign.of * line.quantity) AS quantity,
        sum(sign.of * coalesce(off.amount, 0)) AS discount, sum(sign.of * line.net) AS net,
        sum(sign.of * line.tax) AS tax,
        sum(CASE WHEN line.is_last THEN line.collected
            ELSE coalesce(round(line.collected * reached / whole, digits), 0) END
            - coalesce(round(line.collected * (reached - line.net - line.tax) / whole, digits), 0))
            AS collected,
        sum(CASE WHEN line.is_last THEN line.outstanding
            ELSE coalesce(round(line.outstanding * reached / whole, digits), 0) END
            - coalesce(round(line.outstanding * (reached - line.net - line.tax) / whole, digits), 0))
            AS outstanding
    FROM line
    LEFT JOIN (SELECT invoice_line_id AS id,
            sum(CASE kind WHEN 'discount' THEN amount ELSE -amount END) AS amount
        FROM clinic.document_adjustment AS change
        WHERE change.clinic_id = :clinic AND change.kind IN ('discount', 'charge')
            AND change.adjusted_on < :until
        GROUP BY invoice_line_id) AS off ON off.id = line.id
    CROSS JOIN LATERAL (SELECT CASE line.kind WHEN 'invoice' THEN 1 ELSE -1 END) AS sign (of)
    GROUP BY line.clinic_id, line.service_id, line.medicine_id, line.practitioner_id, line.payer_id,
        line.currency
)
SELECT sold.clinic_id, name.what, name.practitioner, name.payer, sold.currency,
    sum(sold.lines)::bigint AS lines, sum(sold.quantity) AS quantity,
    sum(sold.net + sold.discount) AS before, sum(sold.discount) AS discounts, sum(sold.net) AS net,
    sum(sold.tax) AS tax, sum(sold.collected) AS collected, sum(sold.outstanding) AS outstanding
FROM sold
LEFT JOIN clinic.service
    ON service.clinic_id = :clinic AND service.id = sold.service_id
LEFT JOIN clinic.medicine
    ON medicine.clinic_id = :clinic AND medicine.id = sold.medicine_id
LEFT JOIN clinic.practitioner ON practitioner.clinic_id = :clinic
    AND practitioner.id = sold.practitioner_id
LEFT JOIN clinic.payer ON payer.clinic_id = :clinic AND payer.id = sold.payer_id
CROSS JOIN LATERAL (SELECT coalesce(service.name, medicine.name, 'other'),
    coalesce(practitioner.name, ''),
    CASE WHEN payer.kind <> 'person' THEN payer.name ELSE 'patients' END
) AS name (what, practitioner, payer)
GROUP BY sold.clinic_id, name.what, name.practitioner, name.payer, sold.currency
ORDER BY what, practitioner, payer, currency
