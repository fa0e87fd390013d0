-- The documents of the sales register by tax code and rate. The rate is what was in force at the tax
-- point, of a credit note at that of its invoice: all percentages of the code that are not withheld.
WITH sold AS (
    SELECT posted.clinic_id, posted.id, posted.series, posted.number, posted.kind,
        posted.issue_date, posted.posted_on, posted.currency, line.tax_code_id,
        coalesce(credited.tax_point, posted.tax_point) AS rated_on,
        sum(line.net) AS base, sum(line.tax) AS tax
    FROM :posted AS posted
    JOIN clinic.invoice_line AS line
        ON line.clinic_id = :clinic AND line.invoice_id = posted.id
    LEFT JOIN clinic.invoice AS credited
        ON credited.clinic_id = :clinic AND credited.id = posted.credited_invoice_id
    WHERE posted.status = 'issued'
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
