package import Access
package import Domain

/// What the database itself adds up, against which a reconciliation's buckets are held; and what the
/// run before left open.
package struct BillingControlRepository: Sendable {
    package init() {}

    /// One side of a link as the database adds it up, without what is open since before.
    package struct Side: Sendable, Equatable {
        package let link: BillingLink
        package let isLeft: Bool
        package let currency: Currency
        package let count: Int64
        package let amount: Fixed
    }

    /// Every side of every link, by currency.
    package func sides(
        of clinic: Clinic, in period: Period, from snapshot: some Snapshot
    ) throws -> [Side] {
        try snapshot.all(
            SQL.sides, .int(clinic.id.rawValue), .day(period.from), .day(period.until),
            .text(clinic.timeZone)
        ) { row -> Side? in
            guard let link = BillingLink(rawValue: try row.text(0)),
                let currency = try? Currency(code: try row.text(2))
            else { return nil }
            return Side(
                link: link, isLeft: try row.bool(1), currency: currency, count: try row.int(3),
                amount: try row.numeric(4).padded(currency.exponent))
        }.compactMap(\.self)
    }

    /// A gateway's own word on what it owes, and rows between its days and the clinic's.
    package struct Balance: Sendable, Equatable {
        package let gateway: String
        package let currency: Currency
        /// At the end of the day before the period; `nil` where there is none.
        package let opening: Fixed?
        /// At the end of the period.
        package let closing: Fixed?
        /// Rows of the clinic's period that lie outside it by UTC, less the reverse: net of payouts.
        package let cutOff: Fixed
    }

    /// By gateway and currency.
    package func balances(
        of clinic: Clinic, in period: Period, from snapshot: some Snapshot
    ) throws -> [Balance] {
        try snapshot.all(
            SQL.balances, .int(clinic.id.rawValue), .day(period.from), .day(period.until),
            .text(clinic.timeZone)
        ) { row -> Balance? in
            guard let currency = try? Currency(code: try row.text(1)) else { return nil }
            return Balance(
                gateway: try row.text(0), currency: currency,
                opening: try row.optionalNumeric(2)?.padded(currency.exponent),
                closing: try row.optionalNumeric(3)?.padded(currency.exponent),
                cutOff: try row.numeric(4).padded(currency.exponent))
        }.compactMap(\.self)
    }

    /// What became of receivables in the period, and before it, by currency.
    package struct Receivables: Sendable, Equatable {
        package let currency: Currency
        package let opening: Fixed
        package let invoices: Fixed
        package let creditNotes: Fixed
        package let allocations: Fixed
        package let reversals: Fixed
        package let writeOffs: Fixed
        /// From each invoice's own rows at the end of the period.
        package let closing: Fixed
    }

    /// By currency.
    package func receivables(
        of clinic: Clinic, in period: Period, from snapshot: some Snapshot
    ) throws -> [Receivables] {
        try snapshot.all(
            SQL.receivables, .int(clinic.id.rawValue), .day(period.from), .day(period.until)
        ) { row -> Receivables? in
            guard let currency = try? Currency(code: try row.text(0)) else { return nil }
            func figure(_ column: Int) throws -> Fixed {
                try row.numeric(column).padded(currency.exponent)
            }
            return Receivables(
                currency: currency, opening: try figure(1), invoices: try figure(2),
                creditNotes: try figure(3), allocations: try figure(4), reversals: try figure(5),
                writeOffs: try figure(6), closing: try figure(7))
        }.compactMap(\.self)
    }

    /// Balances of the general ledger that somebody imported, at the end of the period.
    package func ledger(
        of clinic: Clinic, at day: Day, from snapshot: some Snapshot
    ) throws -> [(account: String, currency: Currency, amount: Fixed)] {
        try snapshot.all(SQL.ledger, .int(clinic.id.rawValue), .day(day)) { row in
            let currency = try? Currency(code: try row.text(1))
            return currency.flatMap { currency in
                (try? row.numeric(2).padded(currency.exponent)).flatMap { amount in
                    (try? row.text(0)).map { ($0, currency, amount) }
                }
            }
        }.compactMap(\.self)
    }
}
