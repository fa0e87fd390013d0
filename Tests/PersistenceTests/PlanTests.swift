import Access
import Domain
import Persistence
import Repositories
import TestSupport
import Testing

@Suite("Plan", .serialized) struct PlanTests {
    /// Something that is looked up, and the indexes that it has to go by.
    private struct Lookup {
        let what: String
        let types: String
        let sql: String
        let values: String
        let indexes: [String]
    }

    /// The first parameters of statements that take what is late, and those for a month with nothing late.
    private static let late = "(int8, date, date, text[], int8[], text[]"
    private static let ofOctober = "1, '2026-10-01', '2026-11-01', '{}', '{}', '{}'"

    private static let lookups = [
        Lookup(
            what: "documents of a week", types: "(int8, date, date, int8[], int8[])",
            sql: TaxRepository.SQL.documents.rawValue,
            values: "1, '2026-10-01', '2026-10-08', '{}', '{}'",
            indexes: ["invoice_by_tax_point", "line_by_invoice", "invoice_line_tax_pkey"]),
        Lookup(
            what: "credit notes of a month", types: "(int8, date, date, int8[], int8[])",
            sql: TaxRepository.SQL.credits.rawValue,
            values: "1, '2026-10-01', '2026-11-01', '{}', '{}'",
            indexes: ["invoice_by_credited", "invoice_pkey"]),
        Lookup(
            what: "register of a month", types: "(int8, date, date, int8[], int8[])",
            sql: TaxRepository.SQL.register.rawValue,
            values: "1, '2026-10-01', '2026-11-01', '{}', '{}'",
            indexes: ["invoice_by_tax_point", "line_by_invoice"]),
        Lookup(
            what: "late documents of a month", types: "(int8, date, date, text)",
            sql: PostingRepository.SQL.late.rawValue,
            values: "1, '2026-10-01', '2026-11-01', 'UTC'",
            indexes: ["invoice_by_issue_date", "invoice_by_tax_point", "payment_by_day"]),
        Lookup(
            what: "a patient's documents", types: "(int8, int8)",
            sql: """
                SELECT id, number FROM clinic.invoice WHERE clinic_id = $1 AND patient_id = $2
                ORDER BY issue_date
                """, values: "1, 5", indexes: ["invoice_by_patient"]),
        Lookup(
            what: "a document by its number", types: "(int8, text)",
            sql: TaxRepository.SQL.numbered.rawValue, values: "1, 'A-1'",
            indexes: ["one_document_a_number"]),
        Lookup(
            what: "earlier credit notes of a month", types: "(int8, date, date, int8[], int8[])",
            sql: TaxRepository.SQL.earlier.rawValue,
            values: "1, '2026-10-01', '2026-11-01', '{}', '{}'",
            indexes: ["invoice_by_credited", "line_by_invoice"]),
        Lookup(
            what: "advances of a month", types: late + ", text)",
            sql: TaxPaymentRepository.SQL.advances.rawValue, values: ofOctober + ", 'USD'",
            indexes: ["advance_by_day", "allocation_by_payment", "refund_by_payment"]),
        Lookup(
            what: "what payments brought in a month", types: late + ")",
            sql: TaxPaymentRepository.SQL.received.rawValue, values: ofOctober,
            indexes: ["allocation_by_day", "allocation_by_payment", "refund_by_payment"]),
        Lookup(
            what: "what a month settled in other currencies", types: late + ", text)",
            sql: ExchangeRepository.SQL.settled.rawValue, values: ofOctober + ", 'USD'",
            indexes: [
                "allocation_by_day", "allocation_by_invoice", "invoice_pkey", "payment_pkey",
            ]),
        Lookup(
            what: "what the database adds up of it", types: late + ", text, int8)",
            sql: ExchangeRepository.SQL.sums.rawValue, values: ofOctober + ", 'USD', 100",
            indexes: [
                "allocation_by_day", "allocation_by_invoice", "invoice_pkey", "payment_pkey",
                "exchange_rate_pkey",
            ]),
        Lookup(
            what: "rates of two currencies", types: "(text, text[], date)",
            sql: ExchangeRepository.SQL.rates.rawValue,
            values: "'USD', '{EUR,JPY}', '2026-11-01'", indexes: ["exchange_rate_pkey"]),
        Lookup(
            what: "a document's lines", types: "(int8, int8)",
            sql: "SELECT net FROM clinic.invoice_line WHERE clinic_id = $1 AND invoice_id = $2",
            values: "1, 7", indexes: ["line_by_invoice"]),
        Lookup(
            what: "payments of a day", types: "(int8, date)",
            sql: "SELECT id FROM clinic.payment WHERE clinic_id = $1 AND received_on = $2",
            values: "1, '2026-10-05'", indexes: ["payment_by_day"]),
        Lookup(
            what: "a document's payments", types: "(int8, int8)",
            sql: """
                SELECT payment.id FROM clinic.payment_allocation AS part
                JOIN clinic.payment ON payment.clinic_id = part.clinic_id
                    AND payment.id = part.payment_id
                WHERE part.clinic_id = $1 AND part.invoice_id = $2
                """, values: "1, 7", indexes: ["allocation_by_invoice", "payment_pkey"]),
    ]

    @Test("goes by the index made for it, as of ten million lines")
    func indexes() throws {
        let database = try TestDatabase(.seeded)
        let planner = try TenMillion(database, "invoice|payment|refund|exchange_rate")
        for lookup in Self.lookups {
            let plan = try planner.plan(of: lookup.sql, lookup.types, lookup.values)
            // A clinic has a dozen periods a year, and few disputes: no index would be faster.
            let whole = plan.replacing(
                /Seq Scan on (accounting_period|close|run|dispute|document_adjustment)/, with: "")
            #expect(!whole.contains("Seq Scan"), "\(lookup.what): \(plan)")
            for index in lookup.indexes {
                let isUsed = plan.contains("using \(index) ") || plan.contains("on \(index) ")
                #expect(isUsed, "\(lookup.what) without \(index): \(plan)")
            }
        }
    }
}
