package import Access
package import Domain

/// A clinic's tax rules, and the documents whose tax is recomputed by them.
package struct TaxRepository: Sendable {
    /// Documents are handed over in batches of about so many lines.
    private static let linesPerBatch = 4096
    /// In minor units: a document with a larger amount is not computed.
    static let largestAmount: UInt64 = 1_000_000_000_000_000

    package init() {}

    /// Codes, rates and policies of a clinic, checked.
    ///
    /// A rate that cannot be read is a fault of its code.
    ///
    /// - Throws: `taxRatesInvalid`, `taxPolicyMissing`.
    package func rules(of clinic: Clinic, from snapshot: some Snapshot) throws -> TaxRules {
        let id = Value.int(clinic.id.rawValue)
        let codes = try snapshot.all(SQL.codes, id) { row in
            try clinic.id.assertOwns(row, "tax_code")
            return TaxCode(
                id: try row.int(1), code: try row.text(2),
                categoryNamed: try row.text(3))
        }
        var faults: [Int64: String] = [:]
        let rates = try snapshot.all(SQL.rates, id) { row -> TaxRate? in
            try clinic.id.assertOwns(row, "tax_rate")
            do { return try Self.rate(row) } catch let error as AppError
                where error.concernsOneDocument || error.code == .taxRatesInvalid
            {
                let place = "\(try row.text(2)), \(try row.day(9))"
                faults[try row.int(1)] = "\(place): \(error.code.rawValue) \(error.context)"
                return nil
            }
        }.compactMap(\.self)
        let policies = try snapshot.all(SQL.policies, id) { row in
            try clinic.id.assertOwns(row, "tax_policy")
            return TaxPolicy(
                validFrom: try row.day(1), level: try Self.named(try row.text(2)),
                mode: try Self.named(try row.text(3)), basis: try Self.named(try row.text(4)))
        }
        return try TaxRules(
            codes: codes.map { code in faults[code.id].map { code.faulty($0) } ?? code },
            rates: rates, policies: policies, pricesIncludeTax: clinic.pricesIncludeTax,
            currency: clinic.currency)
    }

    private static func rate(_ row: Row) throws(AppError) -> TaxRate {
        TaxRate(
            taxCodeID: try row.int(1), component: try row.text(2),
            kind: try named(try row.text(3)), percentMillionths: try row.minor(4, digits: 6),
            perUnit: try row.minor(5, digits: 4), position: Int(try row.int(6)),
            compound: try row.bool(7), isWithheld: try row.bool(8), validFrom: try row.day(9),
            validUntil: try row.optionalDay(10))
    }

    /// Issued documents whose tax point lies in the period, with their lines and components; late ones
    /// where they post.
    ///
    /// By document and line, in batches of whole documents; memory grows with credit notes that
    /// are not the first of their invoice, and with nothing else. What cannot be read is among a
    /// batch's refusals.
    package func documents(
        of clinic: Clinic, in period: Period, late: LatePostings = LatePostings(),
        under rules: TaxRules, from snapshot: some Snapshot, each batch: (TaxBatch) throws -> Void
    ) throws {
        var reader = TaxDocumentReader(
            clinic: clinic, rules: rules,
            earlier: try earlier(of: clinic, in: period, late, under: rules, from: snapshot))
        try snapshot.stream(
            SQL.documents, Self.parameters(clinic, period, late)
        ) { row in
            if try reader.beginsDocument(row), reader.lineCount >= Self.linesPerBatch {
                try batch(reader.batch)
                reader.empty()
            }
            try reader.read(row)
        }
        if reader.lineCount > 0 || !reader.batch.refusals.isEmpty { try batch(reader.batch) }
    }

    /// One issued document, in a batch of its own and whatever else it shares that with.
    ///
    /// - Returns: the batch, and the document's index in it.
    /// - Throws: `documentUnknown`, or why it cannot be read.
    package func document(
        numbered number: String, of clinic: Clinic, under rules: TaxRules,
        from snapshot: some Snapshot
    ) throws -> (TaxBatch, Int) {
        let found = try snapshot.first(
            SQL.numbered, .int(clinic.id.rawValue), .text(number)
        ) { row in
            try clinic.id.assertOwns(row, "invoice")
            return (id: try row.int(1), day: try row.day(2), status: try row.text(3))
        }
        guard let found else {
            throw AppError(.documentUnknown, "\(AppError.quoted(number)), \(clinic.slug)")
        }
        guard found.status == "issued" else {
            throw AppError(.documentUnknown, "\(AppError.quoted(number)) is \(found.status)")
        }
        var kept: (TaxBatch, Int)?
        var refusal: AppError?
        try documents(
            of: clinic, in: Period(dayOf: found.day), under: rules, from: snapshot
        ) { batch in
            if let index = batch.documents.firstIndex(where: { $0.id == found.id }) {
                kept = (batch, index)
            }
            refusal = batch.refusals.first { $0.documentID == found.id }?.error ?? refusal
        }
        if let refusal { throw refusal }
        guard let kept else {
            throw AppError(.documentUnknown, "\(AppError.quoted(number)) has no lines")
        }
        return kept
    }

    /// By credit note: the lines of earlier ones of the same invoice, or what is wrong with them.
    private func earlier(
        of clinic: Clinic, in period: Period, _ late: LatePostings, under rules: TaxRules,
        from snapshot: some Snapshot
    ) throws -> [Int64: Result<[CreditedLine], AppError>] {
        var earlier: [Int64: Result<[CreditedLine], AppError>] = [:]
        try snapshot.stream(
            SQL.earlier, Self.parameters(clinic, period, late)
        ) { row in
            try clinic.id.assertOwns(row, "invoice_line")
            let note = try row.int(1)
            do throws(AppError) {
                let line = try Self.creditedLine(row, clinic, rules)
                earlier[note] = .success(try (earlier[note]?.get() ?? []) + [line])
            } catch {
                earlier[note] = .failure(
                    AppError(error.code, "an earlier credit note, \(error.context)"))
            }
        }
        return earlier
    }

    private static func creditedLine(
        _ row: Row, _ clinic: Clinic, _ rules: TaxRules
    ) throws(AppError) -> CreditedLine {
        let digits = try Currency(code: try row.text(7)).exponent
        let (net, tax) = (try row.minor(4, digits: digits), try row.minor(5, digits: digits))
        guard max(net.magnitude, tax.magnitude) <= largestAmount else {
            throw AppError(.numericOutOfRange, "its amounts")
        }
        return CreditedLine(
            credited: try row.optionalInt(2) ?? 0,
            codeIndex: rules.index(ofCodeID: try row.optionalInt(3)),
            amount: clinic.pricesIncludeTax ? net + tax : net,
            quantity: try row.minor(6, digits: 3))
    }

    /// Credit notes of the period with what their invoices were credited up to each of them, and
    /// those that cannot be read.
    package func credits(
        of clinic: Clinic, in period: Period, late: LatePostings = LatePostings(),
        from snapshot: some Snapshot
    ) throws -> ([CreditCheck], [TaxRefusal]) {
        var (checks, refusals): ([CreditCheck], [TaxRefusal]) = ([], [])
        try snapshot.stream(
            SQL.credits, Self.parameters(clinic, period, late)
        ) { row in
            try clinic.id.assertOwns(row, "invoice")
            let (id, number) = (try row.int(1), try row.text(2))
            do {
                let currency = try Currency(code: try row.text(3))
                checks.append(
                    CreditCheck(
                        documentID: id, document: number, currency: currency,
                        cumulatedGross: try row.money(4, currency).minor,
                        invoiceGross: try row.money(5, currency).minor,
                        ownGross: try row.money(6, currency).minor))
            } catch let error as AppError where error.concernsOneDocument {
                refusals.append(
                    .of(id, number, error, "document \(number), what its invoice was credited"))
            }
        }
        return (checks, refusals)
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
    ) throws(AppError) -> Name {
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
