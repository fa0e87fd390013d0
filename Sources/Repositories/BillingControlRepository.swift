package import Access
package import Domain

/// What the database itself adds up, against which a reconciliation's buckets are held; and what the
/// run before left open.
package struct BillingControlRepository: Sendable {
    package init() {}

    /// More rows are added up beside their reading, which takes a second connection.
    private static let fewRows: Int64 = 20_000

    /// Every side of every link, by currency, and what the body gives, which reads the rows themselves.
    ///
    /// - Parameters:
    ///   - clinic: whose rows.
    ///   - period: of which days.
    ///   - rows: how many to expect.
    ///   - snapshot: that the body reads too.
    ///   - body: runs while the server adds up.
    /// - Returns: the sides, and what the body gave.
    /// - Throws: what the body throws, or reading.
    package func sides<Result>(
        of clinic: Clinic, in period: Period, expecting rows: Int64, from snapshot: some Snapshot,
        while body: () throws -> Result
    ) throws -> ([BillingSide], Result) {
        let parameters: [Value] = [
            .int(clinic.id.rawValue), .day(period.from), .day(period.until), .text(clinic.timeZone),
        ]
        var sides: [BillingSide] = []
        func take(_ row: Row) throws {
            guard let link = BillingLink(rawValue: try row.text(0)),
                let currency = try? Currency(code: try row.text(2))
            else { return }
            sides.append(
                BillingSide(
                    link: link, isLeft: try row.bool(1), currency: currency,
                    count: try row.int(3),
                    amount: try row.numeric(4).padded(currency.exponent)))
        }
        guard rows > Self.fewRows else {
            try snapshot.rows(SQL.sides, parameters, each: take)
            return (sides, try body())
        }
        let result = try snapshot.beside(SQL.sides, parameters, each: take, body)
        return (sides, result)
    }

    /// How many payments, and how many rows of gateways, the planner expects.
    package func expected(
        of clinic: Clinic, in period: Period, from snapshot: some Snapshot
    ) throws -> (payments: Int64, transactions: Int64) {
        func rows(_ statement: SQL, _ zone: [Value]) throws -> Int64 {
            var plan = ""
            try snapshot.rows(
                statement,
                [.int(clinic.id.rawValue), .day(period.from), .day(period.until)] + zone
            ) { if plan.isEmpty { plan = try $0.text(0) } }
            // Seq Scan on payment  (cost=0.00..34742.00 rows=1000000 width=8)
            let digits = plan.firstRange(of: " rows=").map { plan[$0.upperBound...] } ?? ""
            return Int64(digits.prefix { $0.isNumber }) ?? 0
        }
        return (
            try rows(.expectedPayments, []),
            try rows(.expectedTransactions, [.text(clinic.timeZone)])
        )
    }

    /// By gateway and currency.
    package func balances(
        of clinic: Clinic, in period: Period, from snapshot: some Snapshot
    ) throws -> [GatewayBalance] {
        try snapshot.all(
            SQL.balances, .int(clinic.id.rawValue), .day(period.from), .day(period.until),
            .text(clinic.timeZone)
        ) { row -> GatewayBalance? in
            guard let currency = try? Currency(code: try row.text(1)) else { return nil }
            return GatewayBalance(
                gateway: try row.text(0), currency: currency,
                opening: try row.optionalNumeric(2)?.padded(currency.exponent),
                closing: try row.optionalNumeric(3)?.padded(currency.exponent),
                cutOff: try row.numeric(4).padded(currency.exponent))
        }.compactMap(\.self)
    }

    /// By currency.
    package func receivables(
        of clinic: Clinic, in period: Period, late: LatePostings, from snapshot: some Snapshot
    ) throws -> [ReceivableFlow] {
        try snapshot.all(
            ReceivablesRollForward.byCurrency,
            with: [.int(clinic.id.rawValue), .day(period.from), .day(period.until)] + late.table
        ) { row -> ReceivableFlow? in
            guard let currency = try? Currency(code: try row.text(0)) else { return nil }
            func figure(_ column: Int) throws -> Fixed {
                try row.numeric(column).padded(currency.exponent)
            }
            return ReceivableFlow(
                currency: currency, opening: try figure(1), invoices: try figure(2),
                creditNotes: try figure(3), allocations: try figure(4), reversals: try figure(5),
                writeOffs: try figure(6), lateDocuments: try figure(7), late: try figure(8),
                closing: try figure(9))
        }.compactMap(\.self)
    }

    /// Balances of the general ledger that somebody imported, at the end of the period.
    package func ledger(
        of clinic: Clinic, at day: Day, from snapshot: some Snapshot
    ) throws -> [ImportedBalance] {
        try snapshot.all(SQL.ledger, .int(clinic.id.rawValue), .day(day)) { row in
            guard let currency = try? Currency(code: try row.text(1)) else { return nil }
            return ImportedBalance(
                account: try row.text(0), currency: currency,
                amount: try row.numeric(2).padded(currency.exponent))
        }.compactMap { (balance: ImportedBalance?) in balance }
    }
}
