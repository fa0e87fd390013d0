import Foundation
import TestSupport
import Testing

/// An invoice of 110 of which 109 are paid, where the terms let one go, and what becomes of the rest.
@Suite("Journal of short payments") struct JournalShortPayTests {
    private struct Months {
        let books: ClosingBooks

        init() throws {
            books = try ClosingBooks()
            try books.add(
                .init(id: 1, day: "2025-01-10", recorded: "2025-01-10 10:00+01", net: 100),
                payments: [
                    .init(
                        id: 1, day: "2025-01-20", recorded: "2025-01-20 10:00+01", amount: "109",
                        invoice: 1)
                ])
            try books.office.change(
                """
                INSERT INTO clinic.account_map (clinic_id, event_kind, debit_account, credit_account)
                    VALUES (1, 'short_pay', 'Short payments', 'Allowance')
                """)
            let job = try String(
                contentsOfFile: "\(TestCluster.checkout)/jobs/billing-reconciliation.yaml",
                encoding: .utf8)
            try books.office.folder.write(
                job + """

                    terms:
                      tolerances:
                        short_pay: { EUR: 1.00 }
                    """, to: "jobs/billing-reconciliation.yaml")
        }

        /// A payment of the rest, with no invoice yet.
        func pay(_ amount: String, on day: String, recorded: String) throws {
            try books.office.change(
                """
                INSERT INTO clinic.payment (clinic_id, id, patient_id, method, tender, received_on,
                        recorded_at, currency, amount, purpose, status)
                    VALUES (1, 2, 1, 'bank_transfer', 'bank_transfer', '\(day)', '\(recorded)', 'EUR',
                        \(amount), 'invoice', 'captured')
                """)
        }

        func allocate(_ id: Int, _ amount: String, on day: String) throws {
            try books.office.change(
                """
                INSERT INTO clinic.payment_allocation (clinic_id, id, payment_id, invoice_id,
                        allocated_on, amount)
                    VALUES (1, \(id), 2, 1, '\(day)', \(amount))
                """)
        }

        /// What a month's reconciliation accepted as too little.
        func reconcile(_ month: String) throws -> [String] {
            let done = try books.office.billing(
                ClosingBooks.clinic, month, ["EVCLINIC_ROOT": books.office.folder.path])
            let receipt = try PrintedReceipt(done)
            return try receipt.rows("differences", "Type|Ledger|Difference")
        }

        /// The difference's entries in a month's journal.
        func posted(_ month: String) throws -> [String] {
            let journal = try books.journal(month)
            #expect(journal.ties_failed == 0)
            return try JournalDesk.entries(journal).filter { $0.key.hasPrefix("DFV") }
                .map { "\($0.key) \($0.value)" }.sorted()
        }
    }

    private static let first = "DFV-000001 2025-01-31: Short payments 1.00, Allowance -1.00"

    @Test("posts the change alone when the invoice is matched again, and by an id of its own")
    func again() throws {
        let months = try Months()
        #expect(try months.reconcile("2025-01") == ["short_pay invoice:1 1.00"])
        #expect(try months.posted("2025-01") == [Self.first])
        // Touched, and as it was.
        try months.pay("1", on: "2025-02-04", recorded: "2025-02-04 10:00+01")
        try months.allocate(2, "0.50", on: "2025-02-05")
        try months.allocate(3, "-0.50", on: "2025-02-06")
        #expect(try months.reconcile("2025-02") == ["short_pay invoice:1 1.00"])
        #expect(try months.posted("2025-02") == [])
        try months.allocate(4, "0.40", on: "2025-03-05")
        #expect(try months.reconcile("2025-03") == ["short_pay invoice:1 0.60"])
        #expect(
            try months.posted("2025-03") == [
                "DFV-000001-2 2025-03-31: Short payments -0.40, Allowance 0.40"
            ])
        #expect(try months.posted("2025-04") == [])
        // Paid in full: no reconciliation names it any more, and nothing is left of the allowance.
        try months.allocate(5, "0.60", on: "2025-05-05")
        #expect(try months.reconcile("2025-05") == [])
        #expect(
            try months.posted("2025-05") == [
                "DFV-000001-3 2025-05-31: Short payments -0.60, Allowance 0.60"
            ])
        // None of them is restated by what came after it.
        #expect(try months.books.journal("2025-01").outcome == "unchanged")
        #expect(try months.books.journal("2025-03").outcome == "unchanged")
    }

    @Test("takes it back whole once more is owed again than was let go") func more() throws {
        let months = try Months()
        #expect(try months.reconcile("2025-01") == ["short_pay invoice:1 1.00"])
        #expect(try months.posted("2025-01") == [Self.first])
        try months.pay("1", on: "2025-02-04", recorded: "2025-02-04 10:00+01")
        try months.allocate(2, "-9", on: "2025-02-06")
        #expect(try months.reconcile("2025-02") == [])
        #expect(
            try months.posted("2025-02") == [
                "DFV-000001-2 2025-02-28: Short payments -1.00, Allowance 1.00"
            ])
    }

    @Test("posts what came late of it where that posts") func late() throws {
        let months = try Months()
        try months.books.office.change(
            """
            INSERT INTO clinic.accounting_period (clinic_id, name, from_date, until_date, state,
                    closed_at)
                VALUES (1, '2025-01', '2025-01-01', '2025-02-01', 'closed', '2025-02-02')
            """)
        #expect(try months.reconcile("2025-01") == ["short_pay invoice:1 1.00"])
        #expect(try months.posted("2025-01") == [Self.first])
        // Dated in January, recorded in February.
        try months.pay("1", on: "2025-01-25", recorded: "2025-02-10 10:00+01")
        try months.allocate(2, "0.40", on: "2025-01-25")
        #expect(
            try months.posted("2025-02") == [
                "DFV-000001-2 2025-02-28: Short payments -0.40, Allowance 0.40"
            ])
        #expect(try months.books.journal("2025-01").outcome == "unchanged")
    }
}
