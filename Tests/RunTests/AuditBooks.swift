import Foundation
import TestSupport
import Testing

/// A clinic in Berlin with two users, a trail that a test writes, and the job that rolls it up.
struct AuditBooks {
    let office: Office

    /// With the terms of the job, as its file has them.
    init(_ terms: String = "{ hours: 07:00-20:00, days: [mon, tue, wed, thu, fri, sat] }") throws {
        office = try Office(.schema)
        try office.folder.write(
            """
            kind: audit.rollup
            schedule: "15 4 * * *"
            zone: clinic
            runs_for: active_clinics
            period: previous_day
            catch_up: all
            limits: { timeout_seconds: 900, attempts: 5, max_staleness_seconds: 30 }
            files: { formats: [xlsx, csv] }
            terms: \(terms)
            """, to: "jobs/audit.yaml")
        try office.change(
            Office.founding("hand")
                + """
                INSERT INTO clinic.app_user (id, login, name) VALUES (1, 'mia', 'Mia'), (2, 'rob', 'Rob')
                """)
    }

    /// Rows of the trail as `('at', 'login', 'role', 'entity', 'id', 'action', 'before', 'after')`, JSON
    /// or NULL.
    func note(_ rows: [String], in clinic: Int = 1) throws {
        try office.change(
            """
            INSERT INTO clinic.audit_log (clinic_id, user_id, login, role, recorded_at, entity,
                    entity_id, action, before, after)
                SELECT \(clinic), (SELECT id FROM clinic.app_user WHERE app_user.login = noted.login),
                    login, role, at::timestamptz, entity, thing, action, before::jsonb, after::jsonb
                FROM (VALUES \(rows.joined(separator: ", ")))
                    AS noted (at, login, role, entity, thing, action, before, after)
            """)
    }

    /// The rollup of a period; 2 says that rows are flagged, `nil` takes either.
    func roll(
        _ period: String, exits status: Int32? = 2, _ more: String...
    ) throws -> PrintedReceipt {
        let done = try office.evclinic(
            [
                "run", "audit", "--clinic", "hand", "--period", period, "--out", office.out,
                "--format", "csv", "--json",
            ] + more, ["EVCLINIC_ROOT": office.folder.path])
        let isExpected = status.map { $0 == done.status } ?? [0, 2].contains(done.status)
        try #require(isExpected, "\(done.errors)\(done.output)")
        let receipt = try PrintedReceipt(done)
        #expect(receipt.ties_failed == 0)
        return receipt
    }

    /// What is kept, byte by byte, in the order of its key.
    func kept() throws -> [String] {
        try office.told(
            """
            SELECT rollup::text FROM worker.audit_rollup AS rollup
            ORDER BY clinic_id, local_day, login COLLATE "C", role COLLATE "C", entity COLLATE "C",
                action COLLATE "C", currency COLLATE "C"
            """)
    }

    /// A receipt's flags, told by some of their columns.
    static func flags(
        _ receipt: PrintedReceipt, _ columns: String = "Concern|When|Login|Action|Id|Rows|Why"
    ) throws -> [String] {
        try receipt.rows("flags", columns, between: "|")
    }
}
