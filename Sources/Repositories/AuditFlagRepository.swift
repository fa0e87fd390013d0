package import Access
package import Domain

/// Rows of a period's audit trail that somebody should look at, and why.
package struct AuditFlagRepository: Sendable {
    /// What a login has not done for so many days is a first time.
    package static let lookBackDays: Int64 = 180

    package init() {}

    /// All of a period, by concern, then by time.
    ///
    /// Rows alike are one flag where there may be many: those after hours, and those whose money cannot be
    /// read, by day, login, role, entity and action.
    ///
    /// - Parameters:
    ///   - clinic: whose trail.
    ///   - period: of these days.
    ///   - hours: when it is open.
    ///   - snapshot: of a replica.
    /// - Returns: no two of one concern and row.
    /// - Throws: what the database throws.
    package func flags(
        of clinic: Clinic, in period: Period, open hours: OpeningHours,
        from snapshot: some Snapshot
    ) throws -> [AuditFlag] {
        let shared: [Value] = [
            .int(clinic.id.rawValue), .day(period.from), .day(period.until),
            .text(clinic.timeZone),
        ]
        return try AuditConcern.allCases.flatMap { concern in
            try snapshot.all(
                SQL.of(concern), with: shared + Self.more(for: concern, open: hours)
            ) { try Self.flag($0, concern, clinic) }
        }
    }

    private static func more(for concern: AuditConcern, open hours: OpeningHours) -> [Value] {
        switch concern {
        case .afterHours:
            [
                .text(OpeningHours.clock(hours.from)), .text(OpeningHours.clock(hours.until)),
                .ints(hours.days.map(Int64.init)),
            ]
        case .firstTime: [.int(lookBackDays)]
        default: []
        }
    }

    private static func flag(
        _ row: Row, _ concern: AuditConcern, _ clinic: Clinic
    ) throws -> AuditFlag {
        try clinic.id.assertOwns(row, "audit_log")
        var why = try row.text(10)
        if let amount = try row.optionalNumeric(11) {
            let code = try row.optionalText(12) ?? clinic.currency.code
            let digits = (try? Currency(code: code))?.exponent ?? 2
            why += " \(amount.reduced.padded(digits)) \(code)"
        }
        return AuditFlag(
            concern, id: try row.int(1), at: try row.instant(2), local: try row.text(3),
            login: try row.text(4), role: try row.text(5), entity: try row.text(6),
            entityID: try row.text(7), action: try row.text(8), rows: try row.int(9), why: why)
    }
}
