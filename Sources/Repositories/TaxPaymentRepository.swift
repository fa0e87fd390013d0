package import Access
package import Domain

/// Payments as far as tax depends on them: a cash basis, and advances.
package struct TaxPaymentRepository: Sendable {
    package init() {}

    /// Invoices that a payment, its undoing or a credit note of the period changes, by id.
    ///
    /// - Returns: those that cannot be read, which are not handed over.
    package func paid(
        of clinic: Clinic, in period: Period, late: LatePostings, under rules: TaxRules,
        from snapshot: some Snapshot, each take: (PaidDocument) throws -> Void
    ) throws -> [TaxRefusal] {
        var document: PaidDocument?
        var refusals: [TaxRefusal] = []
        try snapshot.stream(SQL.paid, Self.parameters(clinic, period, late)) { row in
            try clinic.id.assertOwns(row, "invoice")
            let id = try row.int(1)
            if let known = document, known.id != id {
                try take(known)
                document = nil
            }
            guard refusals.last?.documentID != id else { return }
            do {
                if document == nil { document = try Self.document(row) }
                try Self.read(row, into: &document, rules)
            } catch let error as AppError where error.concernsOneDocument {
                document = nil
                let number = try row.text(2)
                refusals.append(
                    .of(id, number, error, "document \(number), its payments"))
            }
        }
        if let document { try take(document) }
        return refusals
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

    /// Reads a tax code's lines, or one of their components.
    private static func read(
        _ row: Row, into document: inout PaidDocument?, _ rules: TaxRules
    ) throws(AppError) {
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

    /// What payments brought in the period by currency, whatever they were allocated to.
    package func received(
        of clinic: Clinic, in period: Period, late: LatePostings, from snapshot: some Snapshot
    ) throws -> [(currency: Currency, amount: Fixed)] {
        try snapshot.all(
            SQL.received, with: Self.parameters(clinic, period, late)
        ) { row -> (Currency, Fixed)? in
            guard let currency = try? Currency(code: try row.text(0)) else { return nil }
            return (currency, try row.numeric(1))
        }.compactMap(\.self)
    }

    /// Advances with a tax code that were received, deducted or given back in the period, by id.
    ///
    /// - Returns: those that cannot be read, which are not handed over.
    package func advances(
        of clinic: Clinic, in period: Period, late: LatePostings, under rules: TaxRules,
        from snapshot: some Snapshot, each take: (TaxableAdvance) throws -> Void
    ) throws -> [TaxRefusal] {
        var refusals: [TaxRefusal] = []
        let parameters = Self.parameters(clinic, period, late) + [.text(clinic.currency.code)]
        try snapshot.stream(SQL.advances, parameters) { row in
            try clinic.id.assertOwns(row, "payment")
            let advance: TaxableAdvance
            do { advance = try Self.advance(row, rules) } catch let error as AppError
                where error.concernsOneDocument
            {
                let id = try row.int(1)
                return refusals.append(.of(id, "payment \(id)", error, "payment \(id)"))
            }
            try take(advance)
        }
        return refusals
    }

    private static func advance(_ row: Row, _ rules: TaxRules) throws(AppError) -> TaxableAdvance {
        let currency = try Currency(code: try row.text(3))
        let digits = currency.exponent
        let amount = try row.minor(6, digits: digits)
        return TaxableAdvance(
            paymentID: try row.int(1), receivedOn: try row.day(2), currency: currency,
            exchangeRate: try row.rate(4), codeIndex: rules.index(ofCodeID: try row.optionalInt(5)),
            received: try row.bool(7) ? amount : 0,
            appliedBefore: try row.minor(8, digits: digits),
            appliedThrough: try row.minor(9, digits: digits))
    }

    private static func parameters(
        _ clinic: Clinic, _ period: Period, _ late: LatePostings
    ) -> [Value] {
        [.int(clinic.id.rawValue), .day(period.from), .day(period.until)] + late.table
    }
}
