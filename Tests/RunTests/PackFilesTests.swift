import Foundation
import TestSupport
import Testing

/// The files of a month, read by others.
@Suite("Pack files") struct PackFilesTests {
    static let ours = ["EVCLINIC_ROOT": TestCluster.checkout]

    static func pack(_ office: Office, _ clinic: String...) throws -> [PrintedReceipt] {
        let whose = clinic.isEmpty ? ["--all"] : ["--clinic"] + clinic
        let done = try office.evclinic(
            [
                "run", "monthly-pack", "--period", "2026-10", "--out", office.out, "--json",
            ] + whose, ours)
        return try PrintedReceipt.all(done)
    }

    @Test("say the same in workbook and CSVs, and LibreOffice computes what they show")
    func equal() throws {
        let office = try Office()
        let receipts = try Self.pack(office)
        #expect(receipts.count == 5)
        for receipt in receipts {
            guard let found = try BookCheck.compare(receipt, in: office.folder.path) else { return }
            #expect(found.odd == [], "\(receipt.clinic)")
            #expect(found.cells > 1500 && found.formulas > 50, "\(found.cells) \(found.formulas)")
        }
    }

    @Test("hold every hostile text as text, in workbook and CSV") func texts() throws {
        struct List: Decodable {
            struct Entry: Decodable { let payload: String }
            let payloads: [Entry]
        }
        guard let naughty = Vectors.data("strings/blns.json"),
            let formulas = Vectors.data("strings/formula-injection.json")
        else { return }
        let words =
            try JSONDecoder().decode([String].self, from: naughty)
            + JSONDecoder().decode(List.self, from: formulas).payloads.map(\.payload)
        let distinct = Array(Set(words.filter { !$0.isEmpty && !$0.contains("\0") })).sorted()
        let office = try Office()
        let json = String(decoding: try JSONEncoder().encode(distinct), as: UTF8.self)
        try office.database.change(
            """
            CREATE TEMP TABLE word AS
                SELECT row_number() OVER () - 1 AS place, value
                FROM json_array_elements_text($words$\(json)$words$) AS word (value);
            INSERT INTO clinic.service (clinic_id, id, code, name, list_price)
                SELECT 1, 100000 + place, 'W' || place, value, 1 FROM word;
            INSERT INTO clinic.invoice (clinic_id, id, series, number, kind, patient_id, status,
                    issue_date, tax_point, due_date, recorded_at, currency, net, tax, gross)
                SELECT 1, 9000000 + place, 'W', value, 'invoice', 1, 'issued', '2026-10-20',
                    '2026-10-20', '2026-10-20', '2026-10-20 12:00+00', 'USD', 0, 0, 0
                FROM word;
            INSERT INTO clinic.invoice_line (clinic_id, id, invoice_id, position, service_id,
                    quantity, list_price, unit_price, net, tax)
                SELECT 1, 9000000 + place, 9000000 + place, 1, 100000 + place, 1, 0, 0, 0, 0
                FROM word;
            INSERT INTO clinic.payment (clinic_id, id, patient_id, method, tender, terminal,
                    received_on, recorded_at, currency, amount, status)
                SELECT 1, 9000000 + place, 1, 'bank_transfer', 'bank_transfer', value, '2026-10-20',
                    '2026-10-20 12:00+00', 'USD', 1, 'captured'
                FROM word;
            UPDATE clinic.invoice SET void_reason = value
            FROM word WHERE clinic_id = 1 AND status = 'void' AND place = invoice.id % 400;
            UPDATE clinic.payer SET name = value FROM word WHERE clinic_id = 1 AND place = payer.id;
            UPDATE clinic.practitioner SET name = value FROM word
                WHERE clinic_id = 1 AND place = 20 + practitioner.id;
            """)
        let receipt = try #require(try Self.pack(office, "harbor-dental").first)
        guard let found = try BookCheck.compare(receipt, in: office.folder.path) else { return }
        #expect(found.odd == [])
        for column in [
            "Revenue: Service or medicine", "Sales register: Number", "Collections: Terminal",
        ] {
            let missing = Set(distinct).subtracting(found.texts[column] ?? []).sorted()
            #expect(missing.prefix(3) == [], "\(column) lacks \(missing.count)")
        }
    }
}
