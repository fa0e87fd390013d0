import Foundation
import TestSupport
import Testing

@Suite("Tax explain") struct ExplainTests {
    /// What `tax explain --json` prints, as far as it is compared.
    private struct Printed: Decodable {
        let tax_charged: String
        let tax_recomputed: String
        let credit_note: Bool
        let lines: [Line]
        let sums: [Sum]
        let variances: [Variance]

        struct Line: Decodable {
            let tax_recomputed: String
        }

        struct Sum: Decodable {
            let credited_before: String?
        }

        struct Variance: Decodable {
            let line: Int?
            let reason: String
        }
    }

    private static func explained(
        _ office: Office, _ number: String, _ clinic: String
    ) throws -> Printed {
        let done = try office.evclinic(["tax", "explain", number, "--clinic", clinic, "--json"])
        try #require(done.status == 0, "\(done.errors)")
        return try JSONDecoder().decode(Printed.self, from: Data(done.output.utf8))
    }

    @Test(
        "gives the reconciliation's figures and reasons for every document that differs",
        arguments: [
            "harbor-dental", "nilgiri-clinic", "rhein-praxis", "sakura-iin", "gulf-polyclinic",
        ])
    func sameFigures(_ clinic: String) throws {
        let office = try Office()
        let receipt = try office.receipt(office.order(clinic))
        let documents = try CSV(try #require(receipt.file("-tax-documents.csv")).path).rows
        let variances = try CSV(try #require(receipt.file("-tax-variances.csv")).path).rows
        let differing = documents.filter { $0["Document"]?.hasPrefix("(") == false }
        #expect(differing.count > 2)
        for row in differing {
            let number = try #require(row["Document"])
            let told = try Self.explained(office, number, clinic)
            let sign = told.credit_note ? "-" : ""
            #expect([row["Tax"] ?? "", "0.00"].contains(sign + told.tax_charged), "\(number)")
            #expect(row["Recomputed"] == sign + told.tax_recomputed, "\(number)")
            let reasons = variances.filter { $0["Document"] == number }
                .compactMap { $0["Reason"] }.filter { $0 != "CREDIT_EXCEEDS_INVOICE" }
            #expect(told.variances.map(\.reason) == reasons, "\(number)")
        }
    }

    @Test("shows what earlier credit notes hold, and nothing of the kind elsewhere")
    func cumulated() throws {
        let office = try Office()
        let later = try office.told(
            """
            SELECT clinic.slug || ' ' || note.number FROM clinic.invoice AS note
            JOIN clinic.clinic ON clinic.id = note.clinic_id
            JOIN clinic.tax_policy AS policy ON policy.clinic_id = clinic.id
            WHERE note.status = 'issued' AND policy.rounding_level = 'group'
                AND EXISTS (SELECT FROM clinic.invoice AS before
                    WHERE before.clinic_id = note.clinic_id AND before.status = 'issued'
                        AND before.credited_invoice_id = note.credited_invoice_id
                        AND (before.issue_date, before.id) < (note.issue_date, note.id))
            ORDER BY 1
            """)
        try #require(!later.isEmpty)
        var shown = 0
        for note in later {
            let words = note.split(separator: " ").map(String.init)
            let told = try Self.explained(office, words[1], words[0])
            shown += told.sums.count { $0.credited_before != nil }
        }
        #expect(shown > 0)
    }

    @Test("fits a terminal of 80 columns, steps, reasons and totals") func page() throws {
        let office = try Office()
        let receipt = try office.receipt(office.order("nilgiri-clinic"))
        let rows = try CSV(try #require(receipt.file("-tax-variances.csv")).path).rows
        for row in rows.filter({ $0["Reason"] != "CREDIT_EXCEEDS_INVOICE" }) {
            let number = try #require(row["Document"])
            let page = try office.evclinic([
                "tax", "explain", number, "--clinic", "nilgiri-clinic",
            ]).output
            for line in page.split(separator: "\n") where !line.hasPrefix("  → ") {
                #expect(line.count <= 80, "\(line)")
            }
            #expect(page.contains(row["Reason"] ?? "?"))
            #expect(page.contains("CHARGED  RECOMPUTED  DIFFERENCE"))
        }
    }

    @Test(
        "refuses what it cannot explain, with a code and what to do",
        arguments: table(
            """
            number                                                      clinic           code              status
            NO-SUCH                                                     harbor-dental    DOCUMENT_UNKNOWN  64
            (SELECT max(number) FROM clinic.invoice WHERE status = 'draft' AND clinic_id = 1)  harbor-dental  DOCUMENT_UNKNOWN  64
            (SELECT max(number) FROM clinic.invoice WHERE status = 'void' AND clinic_id = 1)  harbor-dental  DOCUMENT_UNKNOWN  64
            (SELECT max(number) FROM clinic.invoice WHERE clinic_id = 2)  harbor-dental  DOCUMENT_UNKNOWN  64
            ' OR 1=1 --                                                 harbor-dental    DOCUMENT_UNKNOWN  64
            NO-SUCH                                                     nowhere          CLINIC_UNKNOWN    64
            """))
    func refused(_ row: [String]) throws {
        let office = try Office()
        let number =
            row[0].hasPrefix("(") ? try #require(try office.told("SELECT \(row[0])").first) : row[0]
        let done = try office.evclinic(["tax", "explain", number, "--clinic", row[1]])
        #expect(done.status == Int32(row[3]), "\(done.output)\(done.errors)")
        #expect(done.errors.contains("\(row[2]): "))
        #expect(done.output.isEmpty)
    }
}
