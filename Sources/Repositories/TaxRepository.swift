package import Access
package import Domain

/// A clinic's tax rules, and the documents whose tax is recomputed by them.
package struct TaxRepository: Sendable {
    /// Documents are handed over in batches of about so many lines.
    private static let linesPerBatch = 4096

    package init() {}

    /// Codes, rates and policies of a clinic, checked.
    ///
    /// - Throws: `taxRatesInvalid`, `taxPolicyMissing`.
    package func rules(of clinic: Clinic, from snapshot: some Snapshot) throws -> TaxRules {
        let id = Value.int(clinic.id.rawValue)
        let codes = try snapshot.all(SQL.codes, id) { row in
            try clinic.id.assertOwns(row, "tax_code")
            return TaxCode(
                id: try row.int(1), code: try row.text(2),
                category: try Self.named(try row.text(3), TaxCategory.self))
        }
        let rates = try snapshot.all(SQL.rates, id) { row in
            try clinic.id.assertOwns(row, "tax_rate")
            return TaxRate(
                taxCodeID: try row.int(1), component: try row.text(2),
                percentMillionths: try row.minor(3, digits: 6), position: Int(try row.int(4)),
                compound: try row.bool(5), validFrom: try row.day(6),
                validUntil: try row.optionalDay(7))
        }
        let policies = try snapshot.all(SQL.policies, id) { row in
            try clinic.id.assertOwns(row, "tax_policy")
            return TaxPolicy(
                validFrom: try row.day(1), level: try Self.named(try row.text(2)),
                mode: try Self.named(try row.text(3)))
        }
        return try TaxRules(
            codes: codes, rates: rates, policies: policies,
            pricesIncludeTax: clinic.pricesIncludeTax)
    }

    /// Issued documents whose tax point lies in the period, with their lines and components.
    ///
    /// By document and line, in batches of whole documents; memory stays flat.
    ///
    /// - Throws: `lineQuantityNegative`, `numericNotFinite`, `amountTooPrecise` with the line.
    package func documents(
        of clinic: Clinic, in period: Period, under rules: TaxRules, from snapshot: some Snapshot,
        each batch: (TaxBatch) throws -> Void
    ) throws {
        var reader = TaxDocumentReader(clinic: clinic, rules: rules)
        try snapshot.stream(
            SQL.documents,
            [.int(clinic.id.rawValue), .day(period.from), .day(period.until)]
        ) { row in
            if try reader.beginsDocument(row), reader.lineCount >= Self.linesPerBatch {
                try batch(reader.batch)
                reader.empty()
            }
            try reader.read(row)
        }
        if reader.lineCount > 0 { try batch(reader.batch) }
    }

    /// Credit notes of the period with what their invoices were credited up to each of them.
    package func credits(
        of clinic: Clinic, in period: Period, from snapshot: some Snapshot
    ) throws -> [CreditCheck] {
        try snapshot.all(
            SQL.credits, .int(clinic.id.rawValue), .day(period.from), .day(period.until)
        ) { row in
            try clinic.id.assertOwns(row, "invoice")
            let currency = try Currency(code: try row.text(3))
            return CreditCheck(
                documentID: try row.int(1), document: try row.text(2), currency: currency,
                cumulatedGross: try row.money(4, currency).minor,
                invoiceGross: try row.money(5, currency).minor,
                ownGross: try row.money(6, currency).minor)
        }
    }

    /// What the register of documents adds up to in one currency; credit notes count negative.
    package struct RegisterTotal: Sendable, Equatable {
        package let currency: Currency
        package let documents: Int64
        package let lines: Int64
        package let net: Int64
        package let tax: Int64
    }

    /// The period's register, added up by the database from the documents' own totals.
    package func register(
        of clinic: Clinic, in period: Period, from snapshot: some Snapshot
    ) throws -> [RegisterTotal] {
        try snapshot.all(
            SQL.register, .int(clinic.id.rawValue), .day(period.from), .day(period.until)
        ) { row in
            let currency = try Currency(code: try row.text(0))
            return RegisterTotal(
                currency: currency, documents: try row.int(1), lines: try row.int(2),
                net: try row.money(3, currency).minor, tax: try row.money(4, currency).minor)
        }
    }

    /// Stores variances as the result of a run, in their order.
    package func record(
        _ variances: [TaxVariance], of clinic: ClinicID, run: RunID,
        in transaction: some Transaction
    ) throws {
        try transaction.execute(
            SQL.record, with: .int(clinic.rawValue), .int(run.rawValue),
            .texts(variances.map(\.document)),
            .texts(variances.map { $0.line.map(String.init) }),
            .texts(variances.map(\.taxCode)), .texts(variances.map(\.reason.rawValue)),
            .texts(variances.map(\.currency.code)),
            .texts(variances.map { Money(minor: $0.charged, $0.currency).plain }),
            .texts(variances.map { Money(minor: $0.recomputed, $0.currency).plain }))
    }

    private static func named<Name: RawRepresentable<String>>(
        _ text: String, _ type: Name.Type = Name.self
    ) throws -> Name {
        guard let name = Name(rawValue: text) else {
            throw AppError(.taxRatesInvalid, "\(Name.self) \(AppError.quoted(text))")
        }
        return name
    }
}

extension ClinicID {
    /// Refuses a row of another clinic; its first column is the owner (I7).
    func assertOwns(_ row: Row, _ relation: String) throws(AppError) {
        let owner = try row.int(0)
        guard owner == rawValue else {
            throw AppError(.tenantMismatch, "clinic.\(relation), wanted \(rawValue), got \(owner)")
        }
    }
}
