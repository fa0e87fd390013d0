-- The documents of the sales register by tax code and rate. The rate is what was in force at the tax
-- point, of a credit note at that of its invoice: all percentages of the code that are not withheld.
WITH posted AS (
    SELECT document.*, document.issue_date AS posted_on
    FROM clinic.invoice AS document
    WHERE document.clinic_id = :clinic AND document.status = 'issued'
        AND document.issue_date >= :from AND document.issue_date < :until
        AND NOT EXISTS (SELECT FROM clinic.accounting_period AS closed
            WHERE closed.clinic_id = document.clinic_id
                AND closed.from_date < :until AND closed.until_date > :from
                AND document.issue_date >= closed.from_date
                AND document.issue_date < closed.until_date
                AND document.recorded_at >= closed.closed_at)
    UNION ALL
    SELECT document.*, (document.recorded_at AT TIME ZONE :zone)::date
    FROM clinic.invoice AS document
    WHERE document.clinic_id = :clinic AND document.status = 'issued'
        AND document.recorded_at >= :from::timestamp AT TIME ZONE :zone
        AND document.recorded_at < :until::timestamp AT TIME ZONE :zone
        AND EXISTS (SELECT FROM clinic.accounting_period AS closed
            WHERE closed.clinic_id = document.clinic_id
                AND document.issue_date >= closed.from_date
                AND document.issue_date < closed.until_date
                AND document.recorded_at >= closed.closed_at)
), sold AS (
    SELECT posted.clinic_id, posted.id, posted.series, posted.number, posted.kind,
        posted.issue_date, posted.posted_on, posted.currency, line.tax_code_id,
        coalesce(credited.tax_point, posted.tax_point) AS rated_on,
        sum(line.net) AS base, sum(line.tax) AS tax
    FROM posted
    JOIN clinic.invoice_line AS line
        ON line.clinic_id = :clinic AND line.invoice_id = posted.id
    LEFT JOIN clinic.invoice AS credited
        ON credited.clinic_id = :clinic AND credited.id = posted.credited_invoice_id
    GROUP BY posted.clinic_id, posted.id, posted.series, posted.number, posted.kind,
        posted.issue_date, posted.posted_on, posted.currency, line.tax_code_id, rated_on
), rated AS (
    SELECT asked.tax_code_id, asked.rated_on, sum(rate.percent) AS percent
    FROM (SELECT DISTINCT tax_code_id, rated_on FROM sold) AS asked
    JOIN clinic.tax_rate AS rate ON rate.clinic_id = :clinic
        AND rate.tax_code_id = asked.tax_code_id AND rate.valid_from <= asked.rated_on
        AND (rate.valid_until IS NULL OR rate.valid_until > asked.rated_on)
    WHERE rate.kind <> 'per_unit' AND NOT rate.withheld
    GROUP BY asked.tax_code_id, asked.rated_on
)
SELECT sold.clinic_id, sold.series, sold.number,
    CASE sold.kind WHEN 'invoice' THEN 'Invoice' ELSE 'Credit note' END AS kind,
    sold.issue_date, sold.posted_on, sold.rated_on, coalesce(code.code, '(none)') AS code,
    coalesce(code.category, '') AS category,
    round(rated.percent, greatest(2, min_scale(rated.percent))) AS percent,
    sold.currency, sign.of * sold.base AS base, sign.of * sold.tax AS tax,
    sold.id, sold.tax_code_id
FROM sold
LEFT JOIN clinic.tax_code AS code ON code.clinic_id = :clinic AND code.id = sold.tax_code_id
LEFT JOIN rated ON rated.tax_code_id = sold.tax_code_id AND rated.rated_on = sold.rated_on
CROSS JOIN LATERAL (SELECT CASE sold.kind WHEN 'invoice' THEN 1 ELSE -1 END) AS sign (of)
ORDER BY series, number, id, code, tax_code_id
