package import Access
package import Domain
import Repositories
package import Services

/// Condenses a period's audit trail, keeps the rollup by day, and says what needs a look.
package struct AuditRollup: Job {
    package static let kind = "audit.rollup"
    /// The kept rollup is made good by every run: rows committed late, and a table that was emptied.
    package static let recordsAlways = true
    private let rollups = AuditRollupRepository()
    private let flags = AuditFlagRepository()

    package init() {}

    /// What a period's trail comes to.
    package typealias Output = AuditOutcome

    package func statements(_ plan: Plan) -> [String] {
        AuditRollupRepository.SQL.allCases.map(\.rawValue)
            + AuditFlagRepository.SQL.allCases.map(\.rawValue)
    }

    /// The database groups; days before the period are read again from the first to the last where rows
    /// came late.
    package func read(
        _ plan: Plan, from snapshot: some Snapshot, telling progress: (RowProgress) -> Void
    ) throws -> AuditOutcome {
        let (clinic, period) = (plan.clinic, plan.period)
        let open = plan.hours.of(clinic)
        let counted = try rollups.count(of: clinic, in: period, from: snapshot)
        let rollup = try rollups.rollup(of: clinic, in: period, from: snapshot)
        progress(RowProgress(done: counted, expected: counted))
        let found = try flags.flags(of: clinic, in: period, open: open, from: snapshot)
        let days = try rollups.lateDays(of: clinic, before: period, from: snapshot)
        var late = AuditOutcome.Late(days: [], rollup: [])
        if let first = days.first, let last = days.last {
            let span = try Period(from: first, until: last.adding(days: 1))
            late = .init(
                days: span.days, rollup: try rollups.rollup(of: clinic, in: span, from: snapshot))
        }
        return AuditOutcome(
            rollup: rollup, hours: try rollups.hours(of: clinic, in: period, from: snapshot),
            flags: found, counted: counted,
            found: try rollups.count(
                Set(found.map(\.id)).sorted(), of: clinic, in: period, from: snapshot),
            open: open, timeZone: clinic.timeZone,
            lookBackDays: AuditFlagRepository.lookBackDays, late: late)
    }

    package func report(_ output: AuditOutcome, _ plan: Plan) throws -> Report {
        Report(
            title: plan.title, ties: AuditTies(output).all, sheets: AuditSheets(output).all,
            rulesVersion: AuditOutcome.rulesVersion, breaks: output.flags.count, totals: [])
    }

    package func record(
        _ output: AuditOutcome, _ plan: Plan, run: RunID, in transaction: some Transaction
    ) throws {
        try rollups.keep(
            output.late.rollup + output.rollup, of: output.late.days + plan.period.days,
            of: plan.clinic.id, in: transaction)
    }
}

extension Period {
    /// Every day, in order.
    fileprivate var days: [Day] { (from.number..<until.number).map(Day.init(number:)) }
}
