import Access
import Domain
import Persistence
import Repositories
import TestSupport
import Testing

@Suite("Audit plan", .serialized) struct AuditPlanTests {
    /// Each statement over the trail with what stands behind clinic, period and zone.
    private static let statements: [(what: String, sql: String, types: String, values: String)] =
        AuditRollupRepository.SQL.allCases.compactMap { statement in
            switch statement {
            // The one is of the rollup, the other goes by the rows' ids.
            case .keep, .found: nil
            case .rollup: ("\(statement)", statement.rawValue, ", text", ", 'USD'")
            case .hours, .count, .late: ("\(statement)", statement.rawValue, "", "")
            }
        }
        + AuditFlagRepository.SQL.allCases.map { statement in
            switch statement {
            case .afterHours:
                (
                    "\(statement)", statement.rawValue, ", text, text, int8[]",
                    ", '07:00', '20:00', '{1,2,3}'"
                )
            case .firstTime: ("\(statement)", statement.rawValue, ", int8", ", 180")
            default: ("\(statement)", statement.rawValue, "", "")
            }
        }

    @Test("finds the rows of a period by the index of clinic and time, as of ten million")
    func indexes() throws {
        let database = try TestDatabase(.seeded)
        let planner = try TenMillion(database, "invoice|payment|refund|audit_log")
        for (what, sql, types, values) in Self.statements {
            let plan = try planner.plan(
                of: sql, "(int8, date, date, text\(types))",
                "1, '2026-10-05', '2026-10-06', 'America/New_York'\(values)")
            let byTime = /audit_by_time[^\n]*\n(?:[^\n]*\n)?[^\n]*Index Cond[^\n]*recorded_at >=/
            #expect(plan.contains(byTime), "\(what): \(plan)")
            let whole =
                /Seq Scan on (audit_log|invoice|invoice_line|payment|refund|payment_allocation)/
            #expect(!plan.contains(whole), "\(what): \(plan)")
        }
    }
}
