package import Access
package import Domain

/// Invoices in other currencies than the clinic's, what settled them, and at which rates.
package struct ExchangeRepository: Sendable {
    package init() {}

    /// Every rate between those currencies and the clinic's, up to the last day of the period, since
    /// a payment may be years older than its allocation.
    package func rates(
        of clinic: Clinic, for currencies: [Currency], in period: Period,
        from snapshot: some Snapshot
    ) throws -> ExchangeRates {
        try rates(
            .rates,
            [
                .text(clinic.currency.code), .texts(currencies.map(\.code)), .day(period.until),
            ], from: snapshot)
    }

    /// The rates of any two currencies in the months before a period's end: a payment that is still
    /// looked for at a bank is not much older.
    package func recent(
        in period: Period, from snapshot: some Snapshot
    ) throws -> ExchangeRates {
        try rates(.recent, [.day(period.from), .day(period.until)], from: snapshot)
    }

    private func rates(
        _ statement: SQL, _ parameters: [Value], from snapshot: some Snapshot
    ) throws -> ExchangeRates {
        var rates: [ExchangeRates.Rate] = []
        try snapshot.stream(statement, parameters) { row in
            guard let rate = try row.rate(3), rate > 0 else { return }
            rates.append(
                ExchangeRates.Rate(
                    try Currency(code: try row.text(0)), try Currency(code: try row.text(1)),
                    on: try row.day(2), billionths: rate))
        }
        return ExchangeRates(rates)
    }

    /// Which invoices are asked for.
    package enum Selection: Sendable {
        /// Those to which something was allocated in the period, or taken back; found by the
        /// allocations' days.
        case settled
        /// Those that are open at its end; every invoice of the clinic is looked at.
        case open
    }

    /// Invoices in other currencies with all that was allocated to them by the period's end, by id.
    ///
    /// What is owed of one is only told of those that are open. One with a row that cannot be read
    /// is handed to `refuse` as a whole.
    package func invoices(
        _ selection: Selection, of clinic: Clinic, in period: Period, late: LatePostings,
        from snapshot: some Snapshot, refuse: BillingRepository.Refuse,
        each take: (ForeignInvoice) throws -> Void
    ) throws {
        var (invoice, refused): (ForeignInvoice?, Int64?) = (nil, nil)
        try snapshot.stream(
            selection == .open ? SQL.open : SQL.settled,
            Self.parameters(clinic, period, late)
        ) { row in
            try clinic.id.assertOwns(row, "invoice")
            let id = try row.int(1)
            if let known = invoice, known.id != id {
                try take(known)
                invoice = nil
            }
            guard refused != id else { return }
            do {
                var known = try invoice ?? Self.invoice(row)
                if !row.isNull(6) { known.add(try Self.allocation(row, known.currency)) }
                invoice = known
            } catch let error as AppError where error.concernsOneDocument {
                (invoice, refused) = (nil, id)
                refuse(.invoice, id, error)
            }
        }
        if let invoice { try take(invoice) }
    }

    private static func parameters(
        _ clinic: Clinic, _ period: Period, _ late: LatePostings
    ) -> [Value] {
        [.int(clinic.id.rawValue), .day(period.from), .day(period.until)] + late.table
            + [.text(clinic.currency.code)]
    }

    private static func invoice(_ row: Row) throws(AppError) -> ForeignInvoice {
        let currency = try Currency(code: try row.text(3))
        return ForeignInvoice(
            id: try row.int(1), number: try row.text(2), currency: currency,
            exchangeRate: try row.rate(4) ?? 0,
            owed: try row.minor(5, digits: currency.exponent))
    }

    private static func allocation(
        _ row: Row, _ currency: Currency
    ) throws(AppError) -> ForeignInvoice.Allocation {
        ForeignInvoice.Allocation(
            id: try row.int(6), undoes: try row.optionalInt(7), payment: try row.int(8),
            allocatedOn: try row.day(9),
            amount: try row.minor(10, digits: currency.exponent),
            receivedOn: try row.optionalDay(11), paidIn: try row.optionalText(12) ?? "")
    }

    /// What the period's allocations come to, by the invoices' currency.
    package func sums(
        of clinic: Clinic, in period: Period, late: LatePostings, from snapshot: some Snapshot
    ) throws -> [ExchangeSum] {
        var sums: [ExchangeSum] = []
        try snapshot.rows(
            SQL.sums,
            Self.parameters(clinic, period, late) + [.int(clinic.currency.minorUnitsPerUnit)]
        ) { row in
            guard let currency = try? Currency(code: try row.text(0)) else { return }
            func figure(_ column: Int) throws -> Fixed {
                Fixed(
                    unscaled: try row.numeric(column).reduced.unscaled,
                    scale: clinic.currency.exponent)
            }
            sums.append(
                ExchangeSum(currency: currency, received: try figure(1), booked: try figure(2)))
        }
        return sums
    }
}
