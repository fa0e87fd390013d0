package import Domain

/// What a period's audit trail comes to.
package struct AuditOutcome: Sendable {
    /// Changes with what a rollup or a flag means.
    package static let rulesVersion = "audit rollup 1"

    /// Of the period's days, by the rollup's key.
    package let rollup: [AuditRollupRow]
    package let hours: [AuditHour]
    /// By concern, then by time.
    package let flags: [AuditFlag]
    /// Rows of the trail, counted without grouping.
    package let counted: Int64
    /// Rows that flags name, as the trail has them.
    package let found: Int64
    package let open: OpeningHours
    package let timeZone: String
    /// How far back a first time looks.
    package let lookBackDays: Int64
    package let late: Late

    package init(
        rollup: [AuditRollupRow], hours: [AuditHour], flags: [AuditFlag], counted: Int64,
        found: Int64, open: OpeningHours, timeZone: String, lookBackDays: Int64,
        late: Late
    ) {
        (self.rollup, self.hours, self.flags) = (rollup, hours, flags)
        (self.counted, self.found, self.open) = (counted, found, open)
        (self.timeZone, self.lookBackDays, self.late) = (timeZone, lookBackDays, late)
    }

    /// Days before the period, since the kept rollup lacks rows of some, and what they come to now.
    ///
    /// It is kept and not shown: a report says nothing of days that are not its own.
    package struct Late: Sendable {
        package let days: [Day]
        package let rollup: [AuditRollupRow]
        package init(days: [Day], rollup: [AuditRollupRow]) {
            (self.days, self.rollup) = (days, rollup)
        }
    }

    package var rows: Int64 { rollup.reduce(0) { $0 + $1.rows } }

    /// Of rows whose money cannot be read.
    package var unreadable: Int64 { rollup.reduce(0) { $0 + $1.unreadable } }

    /// Rows of the trail that flags name, each once.
    package var flagged: [Int64] { Set(flags.map(\.id)).sorted() }

    /// A row of the trail with all that concerns it.
    package struct Look: Sendable, Equatable {
        /// In the order of concerns.
        package let flags: [AuditFlag]
        package var weight: Int { flags.reduce(0) { $0 + $1.concern.weight } }
    }

    /// What needs a look, the weightiest first; of equal weight the earliest, then by id.
    package var looks: [Look] {
        Dictionary(grouping: flags, by: \.id).values.map { Look(flags: $0) }
            .map { (look: $0, weight: $0.weight, first: $0.flags[0]) }
            .sorted {
                ($1.weight, $0.first.at.microseconds, $0.first.id)
                    < ($0.weight, $1.first.at.microseconds, $1.first.id)
            }
            .map(\.look)
    }
}
