import Access

extension TaxRepository {
    package enum SQL: String, Statement {
        case codes = """
            SELECT clinic_id, id, code, category FROM clinic.tax_code
            WHERE clinic_id = $1 ORDER BY id
            """
        case rates = """
            SELECT clinic_id, tax_code_id, component, kind, percent, per_unit, position, compound,
                withheld, valid_from, valid_until
            FROM clinic.tax_rate WHERE clinic_id = $1 ORDER BY tax_code_id, position, valid_from, id
            """
        case policies = """
            SELECT clinic_id, valid_from, rounding_level, rounding_mode, basis
            FROM clinic.tax_policy WHERE clinic_id = $1 ORDER BY valid_from
            """
        /// The order is total, and that of three indexes, so that PostgreSQL may merge instead of
        /// sorting. A credit note takes the tax point of the invoice it credits.
        case documents = """
            SELECT line.clinic_id, invoice.id, line.id, invoice.number,
                invoice.kind = 'credit_note', coalesce(credited.tax_point, invoice.tax_point),
                invoice.currency, invoice.net, invoice.tax, line.position, line.tax_code_id,
                line.net, line.tax, line.quantity, line.base_quantity, line.list_price,
                line.unit_price, part.component, part.tax, line.credited_line_id,
                coalesce(credited.exchange_rate, invoice.exchange_rate), invoice.tax_point
            FROM clinic.invoice
            JOIN clinic.invoice_line AS line
                ON line.clinic_id = invoice.clinic_id AND line.invoice_id = invoice.id
            LEFT JOIN clinic.invoice AS credited
                ON credited.clinic_id = invoice.clinic_id
                AND credited.id = invoice.credited_invoice_id
            LEFT JOIN clinic.invoice_line_tax AS part
                ON part.clinic_id = line.clinic_id AND part.invoice_id = line.invoice_id
                AND part.invoice_line_id = line.id
            WHERE invoice.clinic_id = $1 AND invoice.status = 'issued'
                AND (invoice.tax_point >= $2 AND invoice.tax_point < $3 AND invoice.id <> ALL ($4)
                    OR invoice.id = ANY ($5))
            ORDER BY invoice.id, line.id, part.position
            """
        /// Where a document is found among those of its day.
        case numbered = """
            SELECT clinic_id, id, tax_point, status FROM clinic.invoice
            WHERE clinic_id = $1 AND number = $2 ORDER BY id LIMIT 1
            """
        /// Net and tax, without the rounding of what is payable: that is no part of a document's tax.
        case credits = """
            SELECT note.clinic_id, note.id, note.number, note.currency,
                (SELECT sum(other.net + other.tax) FROM clinic.invoice AS other
                    WHERE other.clinic_id = note.clinic_id AND other.status = 'issued'
                        AND other.credited_invoice_id = note.credited_invoice_id
                        AND (other.issue_date, other.id) <= (note.issue_date, note.id)),
                credited.net + credited.tax, note.net + note.tax
            FROM clinic.invoice AS note
            JOIN clinic.invoice AS credited
                ON credited.clinic_id = note.clinic_id AND credited.id = note.credited_invoice_id
            WHERE note.clinic_id = $1 AND note.kind = 'credit_note' AND note.status = 'issued'
                AND (note.tax_point >= $2 AND note.tax_point < $3 AND note.id <> ALL ($4)
                    OR note.id = ANY ($5))
            ORDER BY note.number, note.id
            """
        /// Lines of earlier credit notes of the same invoice, by note: what it is cumulated with.
        case earlier = """
            SELECT note.clinic_id, note.id, line.credited_line_id, line.tax_code_id, line.net,
                line.tax, line.quantity, note.currency
            FROM clinic.invoice AS note
            JOIN clinic.invoice AS before
                ON before.clinic_id = note.clinic_id AND before.status = 'issued'
                AND before.credited_invoice_id = note.credited_invoice_id
                AND (before.issue_date, before.id) < (note.issue_date, note.id)
            JOIN clinic.invoice_line AS line
                ON line.clinic_id = before.clinic_id AND line.invoice_id = before.id
            WHERE note.clinic_id = $1 AND note.kind = 'credit_note' AND note.status = 'issued'
                AND (note.tax_point >= $2 AND note.tax_point < $3 AND note.id <> ALL ($4)
                    OR note.id = ANY ($5))
            ORDER BY note.id, before.issue_date, before.id, line.id
            """
        /// Lines are counted by themselves, so that neither sum is multiplied by a join. NaN is
        /// greater than infinity: a document with either is left out, and is not computed.
        case register = """
            SELECT document.currency, document.documents, coalesce(line_count.lines, 0),
                document.net, document.tax, document.wrong_gross, document.first_wrong
            FROM (
                SELECT invoice.currency, count(*) AS documents,
                    coalesce(sum(CASE invoice.kind WHEN 'invoice' THEN invoice.net
                        ELSE -invoice.net END) FILTER (WHERE invoice.net < 'infinity'), 0) AS net,
                    coalesce(sum(CASE invoice.kind WHEN 'invoice' THEN invoice.tax
                        ELSE -invoice.tax END) FILTER (WHERE invoice.tax < 'infinity'), 0) AS tax,
                    count(*) FILTER (WHERE invoice.gross
                        <> invoice.net + invoice.tax + invoice.rounding) AS wrong_gross,
                    min(invoice.number) FILTER (WHERE invoice.gross
                        <> invoice.net + invoice.tax + invoice.rounding) AS first_wrong
                FROM clinic.invoice
                WHERE invoice.clinic_id = $1 AND invoice.status = 'issued'
                    AND (invoice.tax_point >= $2 AND invoice.tax_point < $3 AND invoice.id <> ALL ($4)
                        OR invoice.id = ANY ($5))
                GROUP BY invoice.currency
            ) AS document
            LEFT JOIN (
                SELECT invoice.currency, count(*) AS lines
                FROM clinic.invoice
                JOIN clinic.invoice_line AS line
                    ON line.clinic_id = invoice.clinic_id AND line.invoice_id = invoice.id
                WHERE invoice.clinic_id = $1 AND invoice.status = 'issued'
                    AND (invoice.tax_point >= $2 AND invoice.tax_point < $3 AND invoice.id <> ALL ($4)
                        OR invoice.id = ANY ($5))
                GROUP BY invoice.currency
            ) AS line_count ON line_count.currency = document.currency
            ORDER BY document.currency
            """
        /// Documents issued in the period, and those whose tax point lies in another period than
        /// their issue: each currency's net and tax. Late ones count where they post.
        case moves = """
            SELECT moved.currency, coalesce(sum(moved.net) FILTER (WHERE moved.issued), 0),
                coalesce(sum(moved.tax) FILTER (WHERE moved.issued), 0),
                coalesce(sum(moved.net) FILTER (WHERE NOT moved.issued), 0),
                coalesce(sum(moved.tax) FILTER (WHERE NOT moved.issued), 0),
                coalesce(sum(moved.net) FILTER (WHERE NOT moved.due), 0),
                coalesce(sum(moved.tax) FILTER (WHERE NOT moved.due), 0)
            FROM (
                SELECT invoice.currency,
                    invoice.issue_date >= $2 AND invoice.issue_date < $3 AND invoice.id <> ALL ($6)
                        OR invoice.id = ANY ($7) AS issued,
                    invoice.tax_point >= $2 AND invoice.tax_point < $3 AND invoice.id <> ALL ($4)
                        OR invoice.id = ANY ($5) AS due,
                    CASE invoice.kind WHEN 'invoice' THEN invoice.net ELSE -invoice.net END AS net,
                    CASE invoice.kind WHEN 'invoice' THEN invoice.tax ELSE -invoice.tax END AS tax
                FROM clinic.invoice
                WHERE invoice.clinic_id = $1 AND invoice.status = 'issued'
                    AND (invoice.issue_date >= $2 AND invoice.issue_date < $3
                        OR invoice.tax_point >= $2 AND invoice.tax_point < $3
                        OR invoice.id = ANY ($5) OR invoice.id = ANY ($7))
                    AND invoice.net < 'infinity' AND invoice.tax < 'infinity'
            ) AS moved
            WHERE moved.issued OR moved.due
            GROUP BY moved.currency ORDER BY moved.currency
            """
        case months = """
            SELECT date_trunc('month', coalesce(late.posted_on, invoice.tax_point))::date AS month,
                invoice.currency, count(*),
                coalesce(sum(CASE invoice.kind WHEN 'invoice' THEN invoice.net
                    ELSE -invoice.net END) FILTER (WHERE invoice.net < 'infinity'), 0),
                coalesce(sum(CASE invoice.kind WHEN 'invoice' THEN invoice.tax
                    ELSE -invoice.tax END) FILTER (WHERE invoice.tax < 'infinity'), 0)
            FROM clinic.invoice
            LEFT JOIN unnest($5::bigint[], $6::text[]::date[]) AS late (id, posted_on) ON late.id = invoice.id
            WHERE invoice.clinic_id = $1 AND invoice.status = 'issued'
                AND (invoice.tax_point >= $2 AND invoice.tax_point < $3 AND invoice.id <> ALL ($4)
                    OR invoice.id = ANY ($5))
            GROUP BY month, invoice.currency ORDER BY invoice.currency, month
            """
        case record = """
            INSERT INTO worker.tax_variance (clinic_id, run_id, position, document, line, tax_code,
                reason, currency, charged, recomputed, difference)
            SELECT $1, $2, found.position, found.document, found.line::int, found.tax_code,
                found.reason, found.currency, found.charged::numeric, found.recomputed::numeric,
                found.charged::numeric - found.recomputed::numeric
            FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                $9::text[]) WITH ORDINALITY AS found (document, line, tax_code, reason, currency,
                charged, recomputed, position)
            """
    }
}
