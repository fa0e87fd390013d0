import Access

extension ClosingRepository {
    package enum SQL: String, Statement {
        /// By kind: late ones that leave the period or come into it, and when those post. A digest is of
        /// all that a document says, its lines too. Rows whose invoice or payment is gone have ISO 4217's code
        /// of no currency.
        case documents = """
            SELECT $1::bigint, found.kind, found.id, found.name, found.currency, found.day,
                coalesce(found.posted_on, found.day), found.net, found.tax, found.amount,
                ('x' || left(md5(found.content), 16))::bit(64)::bigint
            FROM (
                SELECT dated.kind, dated.id, one.number AS name, one.currency, dated.day,
                    dated.posted_on,
                    CASE WHEN one.status = 'issued' AND scale(one.net) IS NOT NULL
                        THEN sign.of * one.net ELSE 0 END AS net,
                    CASE WHEN one.status = 'issued' AND scale(one.tax) IS NOT NULL
                        THEN sign.of * one.tax ELSE 0 END AS tax,
                    CASE WHEN one.status = 'issued' AND scale(one.gross) IS NOT NULL
                        THEN sign.of * one.gross ELSE 0 END AS amount,
                    concat_ws('|', one.series, one.number, one.kind, one.status, one.patient_id,
                        one.payer_id, one.issue_date, one.tax_point, one.due_date, one.currency,
                        one.exchange_rate, one.net, one.tax, one.rounding, one.gross,
                        one.credited_invoice_id, lines.content) AS content
                FROM (
                    SELECT 'invoice' AS kind, invoice.id, invoice.issue_date AS day,
                        late.posted_on
                    FROM clinic.invoice LEFT JOIN unnest($5::bigint[], $6::text[]::date[])
                        AS late (id, posted_on) ON late.id = invoice.id
                    WHERE invoice.clinic_id = $1 AND invoice.status <> 'draft'
                        AND (invoice.issue_date >= $2 AND invoice.issue_date < $3
                                AND invoice.id <> ALL ($4) OR invoice.id = ANY ($5))
                    UNION ALL
                    SELECT 'tax_point', invoice.id, invoice.tax_point, late.posted_on
                    FROM clinic.invoice LEFT JOIN unnest($8::bigint[], $9::text[]::date[])
                        AS late (id, posted_on) ON late.id = invoice.id
                    WHERE invoice.clinic_id = $1 AND invoice.status <> 'draft'
                        AND (invoice.tax_point >= $2 AND invoice.tax_point < $3
                                AND invoice.id <> ALL ($7) OR invoice.id = ANY ($8))
                ) AS dated
                JOIN clinic.invoice AS one ON one.clinic_id = $1 AND one.id = dated.id
                CROSS JOIN LATERAL (SELECT CASE one.kind WHEN 'invoice' THEN 1 ELSE -1 END)
                    AS sign (of)
                LEFT JOIN LATERAL (
                    SELECT string_agg(concat_ws(',', line.id, line.service_id, line.medicine_id,
                        line.practitioner_id, line.quantity, line.list_price, line.unit_price,
                        line.tax_code_id, line.net, line.tax), ';' ORDER BY line.id) AS content
                    FROM clinic.invoice_line AS line
                    WHERE line.clinic_id = $1 AND line.invoice_id = dated.id
                ) AS lines ON true
                UNION ALL
                SELECT 'payment', one.id, coalesce(nullif(one.gateway_reference, ''), one.id::text),
                    one.currency, one.received_on, late.posted_on, 0, 0,
                    CASE WHEN one.status = 'captured' AND scale(one.amount) IS NOT NULL
                        THEN one.amount ELSE 0 END,
                    concat_ws('|', one.patient_id, one.payer_id, one.method, one.tender,
                        one.drawer_id, one.gateway, one.gateway_reference, one.received_on,
                        one.currency, one.amount, one.purpose, one.status, one.tax_code_id)
                FROM clinic.payment AS one LEFT JOIN unnest($11::bigint[], $12::text[]::date[])
                    AS late (id, posted_on) ON late.id = one.id
                WHERE one.clinic_id = $1 AND (one.received_on >= $2 AND one.received_on < $3
                    AND one.id <> ALL ($10) OR one.id = ANY ($11))
                UNION ALL
                SELECT 'allocation', one.id, coalesce(owner.number, one.invoice_id::text),
                    coalesce(owner.currency, 'XXX'), one.allocated_on, late.posted_on, 0, 0,
                    CASE WHEN scale(one.amount) IS NOT NULL THEN one.amount ELSE 0 END,
                    concat_ws('|', one.payment_id, one.invoice_id, one.allocated_on, one.amount,
                        one.undoes_id)
                FROM clinic.payment_allocation AS one
                LEFT JOIN unnest($14::bigint[], $15::text[]::date[])
                    AS late (id, posted_on) ON late.id = one.id
                LEFT JOIN clinic.invoice AS owner
                    ON owner.clinic_id = $1 AND owner.id = one.invoice_id
                WHERE one.clinic_id = $1 AND (one.allocated_on >= $2 AND one.allocated_on < $3
                    AND one.id <> ALL ($13) OR one.id = ANY ($14))
                UNION ALL
                SELECT 'refund', one.id, coalesce(nullif(one.gateway_reference, ''), one.id::text),
                    one.currency, one.refunded_on, late.posted_on, 0, 0,
                    CASE WHEN scale(one.amount) IS NOT NULL THEN one.amount ELSE 0 END,
                    concat_ws('|', one.payment_id, one.credit_note_id, one.tender,
                        one.gateway_reference, one.refunded_on, one.currency, one.amount)
                FROM clinic.refund AS one LEFT JOIN unnest($17::bigint[], $18::text[]::date[])
                    AS late (id, posted_on) ON late.id = one.id
                WHERE one.clinic_id = $1 AND (one.refunded_on >= $2 AND one.refunded_on < $3
                    AND one.id <> ALL ($16) OR one.id = ANY ($17))
                UNION ALL
                SELECT 'dispute', one.id, one.id::text, coalesce(payment.currency, 'XXX'),
                    one.lost_on, late.posted_on, 0, 0,
                    CASE WHEN scale(one.amount) IS NOT NULL THEN one.amount ELSE 0 END,
                    concat_ws('|', one.payment_id, one.amount, one.fee, one.opened_on, one.lost_on)
                FROM clinic.dispute AS one LEFT JOIN unnest($20::bigint[], $21::text[]::date[])
                    AS late (id, posted_on) ON late.id = one.id
                LEFT JOIN clinic.payment
                    ON payment.clinic_id = $1 AND payment.id = one.payment_id
                WHERE one.clinic_id = $1 AND (one.lost_on >= $2 AND one.lost_on < $3
                    AND one.id <> ALL ($19) OR one.id = ANY ($20))
                UNION ALL
                SELECT 'write_off', one.id, coalesce(owner.number, one.invoice_id::text),
                    coalesce(owner.currency, 'XXX'), one.adjusted_on, late.posted_on, 0, 0,
                    CASE WHEN scale(one.amount) IS NOT NULL THEN one.amount ELSE 0 END,
                    concat_ws('|', one.invoice_id, one.amount, one.adjusted_on)
                FROM clinic.document_adjustment AS one
                LEFT JOIN unnest($23::bigint[], $24::text[]::date[])
                    AS late (id, posted_on) ON late.id = one.id
                LEFT JOIN clinic.invoice AS owner
                    ON owner.clinic_id = $1 AND owner.id = one.invoice_id
                WHERE one.clinic_id = $1 AND one.kind = 'write_off'
                    AND (one.adjusted_on >= $2 AND one.adjusted_on < $3
                        AND one.id <> ALL ($22) OR one.id = ANY ($23))
            ) AS found
            """
        case keep = """
            INSERT INTO worker.close_document (clinic_id, run_id, kind, currency, chunk, ids, names,
                days, posted, nets, taxes, amounts, digests)
            VALUES ($1, $2, $3, $4, $5::bigint, $6::bigint[], $7::text[], $8::text[]::date[],
                $9::text[]::date[], $10::text[]::numeric[], $11::text[]::numeric[],
                $12::text[]::numeric[], $13::bigint[])
            """
        case kept = """
            SELECT list.clinic_id, list.kind, one.id, one.name, list.currency, one.day,
                one.posted_on, one.net, one.tax, one.amount, one.digest
            FROM worker.close_document AS list
            CROSS JOIN LATERAL unnest(list.ids, list.names, list.days, list.posted, list.nets,
                list.taxes, list.amounts, list.digests)
                AS one (id, name, day, posted_on, net, tax, amount, digest)
            WHERE list.clinic_id = $1 AND list.run_id = $2
            """
        case keepBalance = """
            INSERT INTO worker.close_balance (clinic_id, run_id, account, currency, amount)
            VALUES ($1, $2, $3, $4, $5::text::numeric)
            """
        /// The balances of the standing close that ends on a day.
        case balances = """
            SELECT balance.clinic_id, balance.account, balance.currency, balance.amount
            FROM worker.close
            JOIN worker.close_balance AS balance
                ON balance.clinic_id = $1 AND balance.run_id = close.run_id
            WHERE close.clinic_id = $1 AND close.until_date = $2 AND close.reopened_at IS NULL
                AND close.stale_at IS NULL
            ORDER BY balance.account, balance.currency
            """
        /// The revision before a run's own.
        case before = """
            SELECT older.id FROM worker.run
            JOIN worker.run AS older ON older.job = run.job AND older.clinic_id = run.clinic_id
                AND older.period = run.period AND older.revision < run.revision
            WHERE run.id = $1 ORDER BY older.revision DESC LIMIT 1
            """
        /// Who last did something to each of these documents.
        case audited = """
            SELECT DISTINCT ON (audit.entity, audit.entity_id) audit.clinic_id, audit.entity,
                audit.entity_id, audit.login, audit.action, audit.recorded_at
            FROM clinic.audit_log AS audit
            WHERE audit.clinic_id = $1 AND audit.recorded_at <= $2
                AND (audit.entity, audit.entity_id) IN (
                    SELECT * FROM unnest($3::text[], $4::text[]))
            ORDER BY audit.entity, audit.entity_id, audit.recorded_at DESC, audit.id DESC
            """
    }
}
