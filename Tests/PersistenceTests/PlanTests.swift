import Access
import Domain
import Persistence
import Repositories
import TestSupport
import Testing

@Suite("Plan", .serialized) struct PlanTests {
    /// What is looked up, and the large tables that may not be read whole for it.
    private static let lookups: [(what: String, types: String, sql: String, values: String)] = [
        (
            "documents of a period", "(int8, date, date)", TaxRepository.SQL.documents.rawValue,
            "1, '2026-10-01', '2026-10-08'"
        ),
        (
            "credit notes of a period", "(int8, date, date)", TaxRepository.SQL.credits.rawValue,
            "1, '2026-10-01', '2026-11-01'"
        ),
        (
            "register of a period", "(int8, date, date)", TaxRepository.SQL.register.rawValue,
            "1, '2026-10-01', '2026-11-01'"
        ),
        (
            "a patient's documents", "(int8, int8)",
            """
            SELECT id, number FROM clinic.invoice WHERE clinic_id = $1 AND patient_id = $2
            ORDER BY issue_date
            """, "1, 5"
        ),
        (
            "a document by its number", "(int8, text)",
            "SELECT id FROM clinic.invoice WHERE clinic_id = $1 AND number = $2", "1, 'A-1'"
        ),
        (
            "a document's lines", "(int8, int8)",
            "SELECT id FROM clinic.invoice_line WHERE clinic_id = $1 AND invoice_id = $2", "1, 7"
        ),
        (
            "payments of a day", "(int8, date)",
            "SELECT id FROM clinic.payment WHERE clinic_id = $1 AND received_on = $2",
            "1, '2026-10-05'"
        ),
        (
            "a document's payments", "(int8, int8)",
            """
            SELECT payment.id FROM clinic.payment_allocation AS part
            JOIN clinic.payment ON payment.clinic_id = part.clinic_id
                AND payment.id = part.payment_id
            WHERE part.clinic_id = $1 AND part.invoice_id = $2
            """, "1, 7"
        ),
    ]

    @Test("reads by index what is looked up, as of ten million lines")
    func indexes() throws {
        let database = try TestDatabase(.seeded)
        // The planner multiplies the rows a page is said to hold by the pages there are.
        try database.superuser().script(
            """
            ANALYZE;
            UPDATE pg_class SET reltuples = reltuples * 3000
            WHERE relnamespace = 'clinic'::regnamespace AND relkind = 'r'
                AND relname ~ '^(invoice|payment)'
            """)
        let worker = try database.connection("worker")
        try worker.script("SET evclinic.clinic = '1'")
        for (what, types, sql, values) in Self.lookups {
            try worker.script("PREPARE lookup \(types) AS \(sql)")
            var plan: [String] = []
            try worker.query("EXPLAIN EXECUTE lookup(\(values))") { plan.append(try $0.text(0)) }
            try worker.script("DEALLOCATE lookup")
            let whole = plan.filter { $0.contains("Seq Scan") }
            #expect(whole == [], "\(what): \(plan.joined(separator: "\n"))")
            #expect(plan.contains { $0.contains("Index") }, "\(what)")
        }
    }
}
