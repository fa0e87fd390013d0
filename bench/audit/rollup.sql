-- A month of one clinic's audit trail: :rows rows, evenly over October 2026, by 23 users, about documents and
-- payments that there are; a fifth are edits. Money stands as the clinic backend writes it, in text.
INSERT INTO clinic.audit_log (clinic_id, user_id, login, role, recorded_at, entity, entity_id, action, before,
    after, request_id)
SELECT :clinic, who.number, 'user.' || who.number,
    CASE WHEN who.number % 5 = 0 THEN 'manager' ELSE 'receptionist' END,
    timestamptz '2026-10-01 12:00+00' + step * interval '30 days' / :rows,
    what.entity, (1 + step % (SELECT count(*) FROM clinic.invoice WHERE clinic_id = :clinic))::text, what.action,
    CASE WHEN what.action = 'edit' THEN jsonb_build_object('net', step % 1000 || '.10', 'tax', '1.10', 'gross',
        step % 1000 + 1 || '.20') END,
    CASE WHEN what.entity = 'invoice' THEN jsonb_build_object('net', step % 1000 || '.00', 'tax', '1.00', 'gross',
        step % 1000 + 1 || '.00') ELSE jsonb_build_object('amount', step % 700 || '.50') END,
    'req-' || md5(step::text)
FROM generate_series(0, :rows - 1) AS step
CROSS JOIN LATERAL (SELECT 1 + step % 23) AS who (number)
CROSS JOIN LATERAL (SELECT (ARRAY['invoice', 'invoice', 'payment', 'invoice', 'refund'])[1 + step % 5],
    (ARRAY['create', 'edit', 'create', 'credit', 'refund'])[1 + step % 5]) AS what (entity, action)
