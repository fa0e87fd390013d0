import Domain
import Seeding
import Testing

@Suite("References of a seeded world") struct SeedReferencesTests {
    let world: Written

    init() throws { world = try Written.sixClinics.get() }

    @Test("an id that is named is there, in the same clinic", arguments: Reference.all)
    func references(_ reference: Reference) {
        let targets = Set(world.keys(reference.target, "clinic_id", "id"))
        let rows = world.rows(reference.table)
        let named = rows.values.compactMap { row in
            rows.int(row, reference.column).map { [rows.int(row, "clinic_id") ?? 0, $0] }
        }
        #expect(!named.isEmpty)
        #expect(named.allSatisfy(targets.contains))
    }

    @Test(
        "ids of a table are 1, 2, 3 over all clinics",
        arguments: [
            SeedTable.patient, .invoice, .invoiceLine, .payment, .gatewayTransaction, .bankEntry,
            .auditLog,
        ])
    func ids(table: SeedTable) {
        let ids = world.keys(table, "id").compactMap(\.first)
        #expect(ids.sorted() == Array(1...ids.count))
    }

    /// A column that names a row of another table.
    struct Reference: Sendable, CustomTestStringConvertible {
        let table: SeedTable
        let column: String
        let target: SeedTable

        init(_ table: SeedTable, _ column: String, _ target: SeedTable) {
            (self.table, self.column, self.target) = (table, column, target)
        }

        var testDescription: String { "\(table.rawValue).\(column)" }

        static let all = [
            Reference(.taxRate, "tax_code_id", .taxCode),
            Reference(.service, "tax_code_id", .taxCode),
            Reference(.medicine, "tax_code_id", .taxCode),
            Reference(.stockMovement, "medicine_id", .medicine),
            Reference(.stockMovement, "invoice_line_id", .invoiceLine),
            Reference(.appointment, "patient_id", .patient),
            Reference(.appointment, "practitioner_id", .practitioner),
            Reference(.invoice, "patient_id", .patient),
            Reference(.invoice, "payer_id", .payer),
            Reference(.invoice, "credited_invoice_id", .invoice),
            Reference(.invoiceLine, "invoice_id", .invoice),
            Reference(.invoiceLine, "service_id", .service),
            Reference(.invoiceLine, "medicine_id", .medicine),
            Reference(.invoiceLine, "appointment_id", .appointment),
            Reference(.invoiceLine, "credited_line_id", .invoiceLine),
            Reference(.invoiceLineTax, "invoice_line_id", .invoiceLine),
            Reference(.documentAdjustment, "invoice_line_id", .invoiceLine),
            Reference(.payment, "drawer_id", .drawer),
            Reference(.paymentAllocation, "payment_id", .payment),
            Reference(.paymentAllocation, "invoice_id", .invoice),
            Reference(.paymentAllocation, "undoes_id", .paymentAllocation),
            Reference(.refund, "payment_id", .payment),
            Reference(.refund, "credit_note_id", .invoice),
            Reference(.dispute, "payment_id", .payment),
            Reference(.drawerMovement, "drawer_id", .drawer),
            Reference(.deposit, "bank_account_id", .bankAccount),
            Reference(.depositItem, "payment_id", .payment),
            Reference(.depositItem, "deposit_id", .deposit),
            Reference(.gatewayTransaction, "payout_id", .payout),
            Reference(.bankStatement, "bank_account_id", .bankAccount),
            Reference(.bankEntry, "bank_statement_id", .bankStatement),
        ]
    }
}
