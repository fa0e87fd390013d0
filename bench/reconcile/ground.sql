-- A clinic's month of card payments, and what gateway and bank say of them; psql -v payments=N -v shuffle=K.
--
-- Nothing is drawn by lot: the same number of payments is the same rows, and `shuffle` alone says in which physical
-- order they lie. One payment in a thousand has a break of one of eight kinds, one payout in a hundred of each of five.
-- Payments are advances, so that no invoice is part of the work.

SET session_replication_role = replica;  -- no foreign key looks at each row
SET synchronous_commit = off;
SET work_mem = '256MB';
SET maintenance_work_mem = '512MB';

BEGIN;
TRUNCATE clinic.payment, clinic.gateway_transaction, clinic.payout, clinic.bank_entry, clinic.bank_statement,
    clinic.bank_account, clinic.gateway_fee CASCADE;

INSERT INTO clinic.legal_entity (id, name, country) VALUES (1, 'Bench', 'US') ON CONFLICT DO NOTHING;
INSERT INTO clinic.clinic (id, slug, name, legal_entity_id, country, currency, time_zone)
VALUES (1, 'bench', 'Bench', 1, 'US', 'USD', 'America/New_York') ON CONFLICT DO NOTHING;
INSERT INTO clinic.patient (clinic_id, id, name) VALUES (1, 1, 'Nobody') ON CONFLICT DO NOTHING;
INSERT INTO clinic.gateway_fee (clinic_id, id, gateway, valid_from, valid_until, percent, fixed, tax_percent)
VALUES (1, 1, 'stripe', '2026-01-01', NULL, 2.9, 0.30, 20);
INSERT INTO clinic.bank_account (clinic_id, id, name, number, currency) VALUES (1, 1, 'Current', '1', 'USD');

-- Indexes are made at the end. Constraints keep theirs.
CREATE TEMPORARY TABLE made_later AS
SELECT indexdef, indexname FROM pg_indexes
WHERE schemaname = 'clinic' AND tablename IN ('payment', 'gateway_transaction')
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname);
SELECT format('DROP INDEX clinic.%I', indexname) FROM made_later \gexec

CREATE TEMPORARY TABLE item AS
SELECT n, n % 8000 AS kind, upper(left(md5(n::text), 14)) AS reference,
    (1000 + (hashint8extended(n, 1) & 65535)) / 100.0::numeric(19, 4) AS amount,
    '2026-10-01'::timestamp AT TIME ZONE 'America/New_York'
        + (n - 1) * (2678400000000 / :payments) * interval '1 microsecond' AS at,
    (n - 1) / 2000 + 1 AS payout
FROM generate_series(1::bigint, :payments) AS n;

-- The books: 2 was never booked, 4 was booked twice, 6 failed here and not there.
INSERT INTO clinic.payment (clinic_id, id, patient_id, method, tender, gateway, gateway_reference, received_on,
    recorded_at, currency, amount, purpose, status)
SELECT 1, id, 1, 'card', 'card', 'stripe', reference, (at AT TIME ZONE 'America/New_York')::date, at, 'USD', amount,
    'advance', CASE kind WHEN 6 THEN 'failed' ELSE 'captured' END
FROM (SELECT *, n AS id FROM item WHERE kind <> 2
    UNION ALL SELECT *, n + :payments FROM item WHERE kind = 4) AS booked
ORDER BY hashint8extended(id, :shuffle);

-- The gateway: 1 is unknown, 3 is less, 5 was charged twice, 7 cost more than agreed, 8 is in another currency.
INSERT INTO clinic.gateway_transaction (clinic_id, id, gateway, reference, kind, currency, gross, fee, fee_tax, net,
    status, payout_id, created_at)
SELECT 1, id, 'stripe', reference, 'charge', currency, gross, fee, tax, gross - fee - tax, 'captured',
    CASE currency WHEN 'USD' THEN payout END, at
FROM (SELECT *, n AS id FROM item WHERE kind <> 1
    UNION ALL SELECT *, n + :payments FROM item WHERE kind = 5) AS charged,
    LATERAL (SELECT amount - (kind = 3)::int AS gross, CASE kind WHEN 8 THEN 'EUR' ELSE 'USD' END AS currency) AS money,
    LATERAL (SELECT round(gross * 2.9 / 100, 2) + 0.30 + 0.05 * (kind = 7)::int AS fee) AS cost,
    LATERAL (SELECT round(fee * 20 / 100, 2) AS tax) AS on_top
ORDER BY hashint8extended(id, :shuffle);

-- Each payout comes six hours after its last charge; 10 does not come to its charges.
INSERT INTO clinic.payout (clinic_id, id, gateway, reference, currency, amount, created_at, expected_on, trace_id, status)
SELECT 1, payout_id, 'stripe', 'po_' || payout_id, 'USD', sum(net) + (payout_id % 100 = 10)::int,
    max(created_at) + interval '6 hours', max(created_at)::date + 3, upper(left(md5('trace' || payout_id), 16)), 'paid'
FROM clinic.gateway_transaction WHERE payout_id IS NOT NULL
GROUP BY payout_id ORDER BY hashint8extended(payout_id, :shuffle);

-- The bank: 20 did not arrive, 30 is less, 40 is there twice, beside 45 is a line that nobody knows.
INSERT INTO clinic.bank_entry (clinic_id, id, bank_statement_id, booked_on, value_on, amount, reference, narration)
SELECT 1, 3 * payout.id + extra, 1, day, day,
    CASE extra WHEN 2 THEN 12.34 ELSE amount - (payout.id % 100 = 30)::int END,
    CASE WHEN extra < 2 THEN trace_id END, CASE WHEN extra < 2 THEN 'STRIPE PAYOUT' ELSE 'SUNDRY' END
FROM clinic.payout, generate_series(0, 2) AS extra,
    LATERAL (SELECT (created_at AT TIME ZONE 'America/New_York')::date + 1 + (payout.id % 3)::int AS day) AS booked
WHERE CASE extra WHEN 0 THEN payout.id % 100 <> 20 WHEN 1 THEN payout.id % 100 = 40 ELSE payout.id % 100 = 45 END
ORDER BY hashint8extended(3 * payout.id + extra, :shuffle);
INSERT INTO clinic.bank_statement (clinic_id, id, bank_account_id, sequence, from_date, until_date, opening, closing,
    source_sha256)
SELECT 1, 1, 1, 1, '2026-10-01', '2026-11-06', 0, sum(amount), repeat('0', 64) FROM clinic.bank_entry;

SELECT indexdef FROM made_later \gexec
COMMIT;
VACUUM (ANALYZE);
CHECKPOINT;
