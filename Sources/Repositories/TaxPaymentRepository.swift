package import Access
package import Domain

/// Payments as far as tax depends on them: a cash basis, and advances.
package struct TaxPaymentRepository: Sendable {
    package init() {}

    /// Invoices that a payment, its undoing or a credit note of the period changes, by id.
    ///
    /// - Throws: `numericNotFinite`, `amountTooPrecise`, `currencyUnknown` with the invoice.
    package func paid(
        of clinic: Clinic, in period: Period, under rules: TaxRules, from snapshot: some Snapshot,
        each take: (PaidDocument) throws -> Void
    ) throws {
        var document: PaidDocument?
        try snapshot.stream(SQL.paid, Self.parameters(clinic, period)) { row in
            try clinic.id.assertOwns(row, "invoice")
            let id = try row.int(1)
            if document?.id != id {
                if let document { try take(document) }
                document = try Self.document(row)
            }
            let digits = document?.currency.exponent ?? 0
            let (before, through) = (
                try row.minor(12, digits: digits), try row.minor(14, digits: digits)
            )
            if row.isNull(10) {
                document?.group(
                    codeIndex: rules.index(ofCodeID: try row.optionalInt(9)),
                    before: TaxAmount(base: try row.minor(11, digits: digits), tax: before),
                    through: TaxAmount(base: try row.minor(13, digits: digits), tax: through))
            } else {
                document?.component(try row.text(10), before: before, through: through)
            }
        }
        if let document { try take(document) }
    }

    private static func document(_ row: Row) throws(AppError) -> PaidDocument {
        let currency = try Currency(code: try row.text(4))
        func payment(_ gross: Int, _ paid: Int) throws(AppError) -> PaidDocument.Payment {
            PaidDocument.Payment(
                gross: try row.minor(gross, digits: currency.exponent),
                paid: try row.minor(paid, digits: currency.exponent))
        }
        return PaidDocument(
            id: try row.int(1), number: try row.text(2), rateDay: try row.day(3),
            currency: currency, exchangeRate: try row.rate(15) ?? 0,
            before: try payment(5, 6), through: try payment(7, 8))
    }

    /// Advances with a tax code that were received, deducted or given back in the period, by id.
    ///
    /// - Throws: `numericNotFinite`, `amountTooPrecise`, `currencyUnknown`.
    package func advances(
        of clinic: Clinic, in period: Period, under rules: TaxRules, from snapshot: some Snapshot,
        each take: (TaxableAdvance) throws -> Void
    ) throws {
        let parameters = Self.parameters(clinic, period) + [.text(clinic.currency.code)]
        try snapshot.stream(SQL.advances, parameters) { row in
            try clinic.id.assertOwns(row, "payment")
            let currency = try Currency(code: try row.text(3))
            let digits = currency.exponent
            let amount = try row.minor(6, digits: digits)
            try take(
                TaxableAdvance(
                    paymentID: try row.int(1), receivedOn: try row.day(2), currency: currency,
                    exchangeRate: try row.rate(4),
                    codeIndex: rules.index(ofCodeID: try row.optionalInt(5)),
                    received: try row.bool(7) ? amount : 0,
                    appliedBefore: try row.minor(8, digits: digits),
                    appliedThrough: try row.minor(9, digits: digits)))
        }
    }

    private static func parameters(_ clinic: Clinic, _ period: Period) -> [Value] {
        [.int(clinic.id.rawValue), .day(period.from), .day(period.until)]
    }

    package enum SQL: String, Statement {
        /// Paid is what is allocated, less what was refunded without an allocation being undone:
        /// that is taken off the payment's last allocation. An invoice counts net of its credit
        /// notes, before the period and at its end.
        case paid = """
            WITH touched AS (
                SELECT allocation.invoice_id AS id FROM clinic.payment_allocation AS allocation
                WHERE allocation.clinic_id = $1 AND allocation.allocated_on >= $2
                    AND allocation.allocated_on < $3
                UNION
                SELECT note.credited_invoice_id FROM clinic.invoice AS note
                WHERE note.clinic_id = $1 AND note.status = 'issued'
                    AND note.credited_invoice_id IS NOT NULL
                    AND note.tax_point >= $2 AND note.tax_point < $3
                UNION
                SELECT allocation.invoice_id FROM clinic.refund
                JOIN clinic.payment_allocation AS allocation
                    ON allocation.clinic_id = refund.clinic_id
                    AND allocation.payment_id = refund.payment_id
                WHERE refund.clinic_id = $1 AND refund.refunded_on >= $2
                    AND refund.refunded_on < $3
            ),
            excess AS (
                SELECT last.invoice_id AS id,
                    greatest(0, held.before - payment.amount + back.before) AS before,
                    greatest(0, held.through - payment.amount + back.through) AS through
                FROM (
                    SELECT refund.payment_id, sum(refund.amount) AS through,
                        coalesce(sum(refund.amount) FILTER (WHERE refund.refunded_on < $2), 0)
                            AS before
                    FROM clinic.refund WHERE refund.clinic_id = $1 AND refund.refunded_on < $3
                    GROUP BY refund.payment_id
                ) AS back
                JOIN clinic.payment
                    ON payment.clinic_id = $1 AND payment.id = back.payment_id
                CROSS JOIN LATERAL (
                    SELECT coalesce(sum(allocation.amount)
                            FILTER (WHERE allocation.allocated_on < $2), 0) AS before,
                        coalesce(sum(allocation.amount), 0) AS through
                    FROM clinic.payment_allocation AS allocation
                    WHERE allocation.clinic_id = $1 AND allocation.payment_id = payment.id
                        AND allocation.allocated_on < $3
                ) AS held
                CROSS JOIN LATERAL (
                    SELECT allocation.invoice_id FROM clinic.payment_allocation AS allocation
                    WHERE allocation.clinic_id = $1 AND allocation.payment_id = payment.id
                    ORDER BY allocation.allocated_on DESC, allocation.id DESC LIMIT 1
                ) AS last
            ),
            document AS (
                SELECT touched.id AS owner, invoice.id, 1 AS sign, true AS before, invoice.net,
                    invoice.gross
                FROM touched JOIN clinic.invoice
                    ON invoice.clinic_id = $1 AND invoice.id = touched.id
                    AND invoice.status = 'issued'
                UNION ALL
                SELECT touched.id, note.id, -1, note.tax_point < $2, note.net, note.gross
                FROM touched JOIN clinic.invoice AS note
                    ON note.clinic_id = $1 AND note.credited_invoice_id = touched.id
                    AND note.status = 'issued' AND note.tax_point < $3
            ),
            total AS (
                SELECT document.owner,
                    coalesce(sum(document.sign * document.gross)
                        FILTER (WHERE document.before), 0) AS before,
                    sum(document.sign * document.gross) AS through
                FROM document GROUP BY document.owner
            ),
            allocated AS (
                SELECT touched.id,
                    coalesce(sum(allocation.amount)
                        FILTER (WHERE allocation.allocated_on < $2), 0) AS before,
                    coalesce(sum(allocation.amount), 0) AS through
                FROM touched JOIN clinic.payment_allocation AS allocation
                    ON allocation.clinic_id = $1 AND allocation.invoice_id = touched.id
                    AND allocation.allocated_on < $3
                JOIN clinic.payment ON payment.clinic_id = $1
                    AND payment.id = allocation.payment_id AND payment.status = 'captured'
                GROUP BY touched.id
            ),
            refunded AS (
                SELECT excess.id, sum(excess.before) AS before, sum(excess.through) AS through
                FROM excess GROUP BY excess.id
            ),
            part AS (
                SELECT document.owner, line.tax_code_id, NULL AS component,
                    sum(document.sign * line.net) FILTER (WHERE document.before) AS base_before,
                    sum(document.sign * line.tax) FILTER (WHERE document.before) AS tax_before,
                    sum(document.sign * line.net) AS base_through,
                    sum(document.sign * line.tax) AS tax_through
                FROM document JOIN clinic.invoice_line AS line
                    ON line.clinic_id = $1 AND line.invoice_id = document.id
                GROUP BY document.owner, line.tax_code_id
                UNION ALL
                SELECT document.owner, line.tax_code_id, split.component, 0,
                    sum(document.sign * split.tax) FILTER (WHERE document.before), 0,
                    sum(document.sign * split.tax)
                FROM document JOIN clinic.invoice_line AS line
                    ON line.clinic_id = $1 AND line.invoice_id = document.id
                JOIN clinic.invoice_line_tax AS split
                    ON split.clinic_id = $1 AND split.invoice_id = line.invoice_id
                    AND split.invoice_line_id = line.id
                GROUP BY document.owner, line.tax_code_id, split.component
            )
            SELECT invoice.clinic_id, invoice.id, invoice.number, invoice.tax_point,
                invoice.currency, total.before,
                coalesce(allocated.before, 0) - coalesce(refunded.before, 0), total.through,
                coalesce(allocated.through, 0) - coalesce(refunded.through, 0),
                part.tax_code_id, part.component, coalesce(part.base_before, 0),
                coalesce(part.tax_before, 0), part.base_through, part.tax_through,
                invoice.exchange_rate
            FROM part
            JOIN clinic.invoice ON invoice.clinic_id = $1 AND invoice.id = part.owner
            JOIN total ON total.owner = part.owner
            LEFT JOIN allocated ON allocated.id = part.owner
            LEFT JOIN refunded ON refunded.id = part.owner
            ORDER BY invoice.id, part.tax_code_id, part.component NULLS FIRST
            """
        /// What an advance is applied to: invoices, and whoever gets it back.
        case advances = """
            SELECT payment.clinic_id, payment.id, payment.received_on, payment.currency,
                (SELECT rate.rate FROM clinic.exchange_rate AS rate
                    WHERE rate.base = payment.currency AND rate.quote = $4
                        AND rate.rate_on <= payment.received_on
                    ORDER BY rate.rate_on DESC LIMIT 1),
                payment.tax_code_id, payment.amount, payment.received_on >= $2,
                used.before + back.before, used.through + back.through
            FROM clinic.payment
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(allocation.amount)
                        FILTER (WHERE allocation.allocated_on < $2), 0) AS before,
                    coalesce(sum(allocation.amount), 0) AS through
                FROM clinic.payment_allocation AS allocation
                WHERE allocation.clinic_id = $1 AND allocation.payment_id = payment.id
                    AND allocation.allocated_on < $3
            ) AS used
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(refund.amount) FILTER (WHERE refund.refunded_on < $2), 0)
                        AS before,
                    coalesce(sum(refund.amount), 0) AS through
                FROM clinic.refund
                WHERE refund.clinic_id = $1 AND refund.payment_id = payment.id
                    AND refund.refunded_on < $3
            ) AS back
            WHERE payment.clinic_id = $1 AND payment.tax_code_id IS NOT NULL
                AND payment.status = 'captured' AND payment.received_on < $3
                AND (payment.received_on >= $2 OR used.before + back.before
                    <> used.through + back.through)
            ORDER BY payment.id
            """
    }
}

extension Row {
    /// An exchange rate times 10⁹, or `nil` when the column is null.
    ///
    /// - Throws: `numericNotFinite`, `numericOutOfRange`, `amountTooPrecise`.
    func rate(_ column: Int) throws(AppError) -> Int64? {
        guard let exact = try optionalNumeric(column) else { return nil }
        guard let rate = exact.minor(digits: 9) else {
            throw AppError(.numericOutOfRange, "column \(column)")
        }
        return rate
    }
}
