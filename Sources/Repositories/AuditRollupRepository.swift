package import Access
package import Domain

/// The audit trail of a period, condensed by the database, and the rollup that is kept of it.
package struct AuditRollupRepository: Sendable {
    /// So many days before a period are held against the rollup each time.
    ///
    /// What was committed late there is taken in. What comes later than that waits for a rerun of its own
    /// period.
    package static let lateDays = 62

    package init() {}

    /// The rollup of a period's days, by its key.
    package func rollup(
        of clinic: Clinic, in period: Period, from snapshot: some Snapshot
    ) throws -> [AuditRollupRow] {
        try snapshot.all(
            SQL.rollup, with: Self.parameters(clinic, period) + [.text(clinic.currency.code)]
        ) { row in
            try clinic.id.assertOwns(row, "audit_log")
            return AuditRollupRow(
                day: try row.day(1), login: try row.text(2), role: try row.text(3),
                entity: try row.text(4), action: try row.text(5), currency: try row.text(6),
                rows: try row.int(7), money: try row.numeric(8), unreadable: try row.int(9))
        }
    }

    /// Rows of a period by hour and weekday of the clinic's clocks, by both.
    package func hours(
        of clinic: Clinic, in period: Period, from snapshot: some Snapshot
    ) throws -> [AuditHour] {
        try snapshot.all(SQL.hours, with: Self.parameters(clinic, period)) { row in
            try clinic.id.assertOwns(row, "audit_log")
            return AuditHour(
                weekday: Int(try row.int(1)), hour: Int(try row.int(2)), rows: try row.int(3))
        }
    }

    /// How many rows of the trail a period has.
    package func count(
        of clinic: Clinic, in period: Period, from snapshot: some Snapshot
    ) throws -> Int64 {
        try snapshot.first(SQL.count, with: Self.parameters(clinic, period)) { try $0.int(0) } ?? 0
    }

    /// How many of these rows the trail of a period has.
    package func count(
        _ ids: [Int64], of clinic: Clinic, in period: Period, from snapshot: some Snapshot
    ) throws -> Int64 {
        try snapshot.first(SQL.found, with: Self.parameters(clinic, period) + [.ints(ids)]) {
            try $0.int(0)
        } ?? 0
    }

    /// Days before a period of which the kept rollup has more or fewer rows than the trail.
    package func lateDays(
        of clinic: Clinic, before period: Period, from snapshot: some Snapshot
    ) throws -> [Day] {
        try snapshot.all(
            SQL.late, .int(clinic.id.rawValue), .day(period.from.adding(days: -Self.lateDays)),
            .day(period.from), .text(clinic.timeZone)
        ) { row in
            try clinic.id.assertOwns(row, "audit_log")
            return try row.day(1)
        }
    }

    /// Keeps the rollup of whole days, in place of what was kept of them.
    ///
    /// Nothing is written where it is as it was.
    ///
    /// - Parameters:
    ///   - rows: all that the days have.
    ///   - days: whole days, with those that have no rows.
    ///   - clinic: whose.
    ///   - transaction: a session of the clinic.
    /// - Throws: what the database throws.
    package func keep(
        _ rows: [AuditRollupRow], of days: [Day], of clinic: ClinicID,
        in transaction: some Transaction
    ) throws {
        try transaction.execute(
            SQL.keep,
            [
                .int(clinic.rawValue), .texts(days.map(\.description)),
                .texts(rows.map(\.day.description)), .texts(rows.map(\.login)),
                .texts(rows.map(\.role)), .texts(rows.map(\.entity)), .texts(rows.map(\.action)),
                .texts(rows.map(\.currency)), .ints(rows.map(\.rows)),
                .texts(rows.map(\.money.description)), .ints(rows.map(\.unreadable)),
            ])
    }

    private static func parameters(_ clinic: Clinic, _ period: Period) -> [Value] {
        [
            .int(clinic.id.rawValue), .day(period.from), .day(period.until),
            .text(clinic.timeZone),
        ]
    }
}

extension Reader {
    /// The first row of a small result, decoded, or `nil`; the parameters are at hand as a list.
    fileprivate func first<Element>(
        _ statement: some Statement, with parameters: [Value], decode: (Row) throws -> Element
    ) throws -> Element? {
        var found: Element?
        try rows(statement, parameters) { if found == nil { found = try decode($0) } }
        return found
    }
}
