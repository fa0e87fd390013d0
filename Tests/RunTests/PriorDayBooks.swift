import Foundation
import TestSupport
import Testing

/// A clinic on 5 October 2026, where days before were edited, and the report that tells of it.
struct PriorDayBooks {
    let office: Office

    init() throws {
        office = try Office(.schema)
        try office.folder.write(Office.reports("prior-day-changes"), to: "jobs/changes.yaml")
        try FileManager.default.createDirectory(
            atPath: "\(office.folder.path)/templates", withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: "\(TestCluster.checkout)/templates/prior-day-changes",
            toPath: "\(office.folder.path)/templates/prior-day-changes")
        try office.change(
            Office.founding("hand")
                + "INSERT INTO clinic.app_user (id, login, name) VALUES (1, 'mia', 'Mia');")
    }

    /// Invoices as `(id, 'kind', 'day', 'recorded', 'voided', 'currency', net, tax)`.
    func bill(_ rows: String...) throws {
        try office.change(
            """
            INSERT INTO clinic.invoice (clinic_id, id, series, number, kind, patient_id, status,
                    issue_date, tax_point, due_date, recorded_at, voided_at, voided_by, void_reason,
                    currency, net, tax, gross, credited_invoice_id)
                SELECT 1, id, 'D', 'D-' || id, CASE kind WHEN 'draft' THEN 'invoice' ELSE kind END, 1,
                    CASE WHEN kind = 'draft' THEN 'draft' WHEN voided IS NULL THEN 'issued'
                        ELSE 'void' END,
                    day::date, day::date, day::date, recorded::timestamptz, voided::timestamptz,
                    CASE WHEN voided IS NOT NULL THEN 1 END, CASE WHEN voided IS NOT NULL THEN 'twice' END,
                    currency, net, tax, net + tax, CASE WHEN kind = 'credit_note' THEN 1 END
                FROM (VALUES \(rows.joined(separator: ", ")))
                    AS billed (id, kind, day, recorded, voided, currency, net, tax)
            """)
    }

    /// Payments as `(id, 'day', 'recorded', amount, 'status')`.
    func take(_ rows: String...) throws {
        try office.change(
            """
            INSERT INTO clinic.payment (clinic_id, id, patient_id, method, tender, cashier_id,
                    received_on, recorded_at, currency, amount, status)
                SELECT 1, id, 1, 'cash', 'cash', 1, day::date, recorded::timestamptz, 'EUR', amount,
                    status
                FROM (VALUES \(rows.joined(separator: ", "))) AS paid (id, day, recorded, amount, status)
            """)
    }

    /// Rows of the trail as `('at', 'entity', 'id', 'action', 'before', 'after')`, JSON or NULL.
    func note(_ rows: String...) throws {
        try office.change(
            """
            INSERT INTO clinic.audit_log (clinic_id, user_id, login, role, recorded_at, entity,
                    entity_id, action, before, after)
                SELECT 1, 1, 'mia', 'manager', at::timestamptz, entity, thing, action, before::jsonb,
                    after::jsonb
                FROM (VALUES \(rows.joined(separator: ", ")))
                    AS noted (at, entity, thing, action, before, after)
            """)
    }

    /// The report of a day; 2 is a tie that fails.
    func report(_ day: String = "2026-10-05", exits status: Int32 = 0) throws -> PrintedReceipt {
        let done = try office.evclinic(
            [
                "run", "changes", "--clinic", "hand", "--period", day, "--out", office.out,
                "--format", "csv", "--json",
            ], ["EVCLINIC_ROOT": office.folder.path])
        try #require(done.status == status, "\(done.errors)\(done.output)")
        return try PrintedReceipt(done)
    }

    /// What a report's rows say, after the time and the day.
    static func told(_ receipt: PrintedReceipt) throws -> [String] {
        try receipt.rows(
            "r\(receipt.revision)-prior-day-changes",
            "Number or reference|What|From → to|Reason|Sales|Collections|Untraced", between: "|")
    }
}
