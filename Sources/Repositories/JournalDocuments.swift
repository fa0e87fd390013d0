import Access

/// Documents on the day on which they post, by tax code, with what their totals are beyond that.
///
/// Its text is put together from the relation that every register of documents reads. `$5` is
/// `invoice` or `credit_note`; what a note takes back of taxes is negative.
package enum JournalDocuments: Statement {
    case posted

    package init?(rawValue: String) { nil }

    package var rawValue: String {
        """
        SELECT document.clinic_id, document.id, document.posted_on, document.number, part.event,
            document.currency, part.amount, part.code
        FROM \(PostedRows(lateAt: 6).documentsOfPeriod) AS document
        LEFT JOIN LATERAL (
            SELECT coalesce(code.code, '(none)') AS code, sum(line.net) AS net,
                sum(line.tax) AS tax, sum(sum(line.net + line.tax)) OVER () AS total,
                row_number() OVER (ORDER BY code.code) AS place
            FROM clinic.invoice_line AS line
            LEFT JOIN clinic.tax_code AS code
                ON code.clinic_id = line.clinic_id AND code.id = line.tax_code_id
            WHERE line.clinic_id = $1 AND line.invoice_id = document.id
            GROUP BY code.code
        ) AS line ON true
        CROSS JOIN LATERAL (VALUES
            (1, $5::text, line.net, line.code),
            (2, 'tax', CASE $5 WHEN 'invoice' THEN line.tax ELSE -line.tax END, line.code),
            (3, CASE WHEN coalesce(line.place, 1) = 1 THEN 'rounding' END,
                CASE $5 WHEN 'invoice' THEN document.rounding ELSE -document.rounding END, NULL),
            (4, CASE WHEN coalesce(line.place, 1) = 1 THEN 'document_difference' END,
                (document.gross - document.rounding - coalesce(line.total, 0))
                    * CASE $5 WHEN 'invoice' THEN 1 ELSE -1 END, NULL)
        ) AS part (position, event, amount, code)
        WHERE document.clinic_id = $1 AND document.status = 'issued' AND document.kind = $5
            AND part.event IS NOT NULL AND part.amount IS NOT NULL
        ORDER BY document.id, line.place, part.position
        """
    }
}

/// Payouts that only settlement files know, when they were made, came back, and were at the bank.
package enum JournalFiledPayouts: Statement {
    case made, returned, arrived

    package init?(rawValue: String) { nil }

    package var rawValue: String {
        """
        \(with)SELECT line.clinic_id, line.id, \(day), line.gateway || ' ' || line.reference,
            '\(event)', line.currency, line.amount, NULL::text
        FROM worker.payout_line AS line\(join)
        WHERE line.clinic_id = $1 AND \(condition)
            AND NOT EXISTS (SELECT FROM clinic.payout AS own
                WHERE own.clinic_id = line.clinic_id AND own.gateway = line.gateway
                    AND (own.reference = line.reference OR own.trace_id = line.trace))
        ORDER BY line.id
        """
    }

    private var event: String {
        switch self {
        case .made: "payout"
        case .returned: "payout_failed"
        case .arrived: "payout_arrived"
        }
    }

    private var day: String {
        switch self {
        case .made: "(line.created_at AT TIME ZONE $4)::date"
        case .returned: "(line.returned_at AT TIME ZONE $4)::date"
        case .arrived: "booked.day"
        }
    }

    /// Which rows of files were paid within the period leads to the payouts that could be of it.
    private var condition: String {
        switch self {
        case .made: paid("created_at")
        case .returned: paid("returned_at")
        case .arrived:
            """
            line.returned_at IS NULL AND line.reference = ANY (ARRAY(
                SELECT DISTINCT row.payout_reference FROM worker.import_settlement AS row
                WHERE row.clinic_id = $1 AND row.payout_reference IS NOT NULL
                    AND (row.trace IN (SELECT reference FROM banked)
                        OR row.payout_reference IN (SELECT reference FROM banked))))
            """
        }
    }

    private func paid(_ instant: String) -> String {
        """
        line.reference = ANY (ARRAY(
                SELECT DISTINCT row.payout_reference FROM worker.import_settlement AS row
                WHERE row.clinic_id = $1 AND row.paid_at >= $2::date::timestamp AT TIME ZONE $4
                    AND row.paid_at < $3::date::timestamp AT TIME ZONE $4))
            AND line.\(instant) >= $2::date::timestamp AT TIME ZONE $4
            AND line.\(instant) < $3::date::timestamp AT TIME ZONE $4
        """
    }

    /// Lines at the bank of the period, which may have a payout's trace.
    private var with: String {
        guard case .arrived = self else { return "" }
        return """
            WITH banked AS (
                SELECT line.reference, min(line.booked_on) AS day FROM (
                    SELECT entry.reference, entry.booked_on FROM clinic.bank_entry AS entry
                    WHERE entry.clinic_id = $1 AND entry.booked_on >= $2
                        AND entry.booked_on < $3 AND entry.reference IS NOT NULL
                    UNION ALL
                    SELECT entry.reference, entry.booked_on FROM worker.bank_line AS entry
                    WHERE entry.clinic_id = $1 AND entry.booked_on >= $2
                        AND entry.booked_on < $3 AND entry.reference IS NOT NULL
                ) AS line
                WHERE $4::text IS NOT NULL GROUP BY line.reference
            )

            """
    }

    private var join: String {
        guard case .arrived = self else { return "" }
        return " JOIN banked AS booked ON booked.reference = line.trace"
    }
}
