import Foundation
import TestSupport
import Testing

/// `evclinic explain` over three months of the seeded world.
@Suite("Chains") struct ChainTests {
    private static func office() throws -> Office {
        let office = try Office()
        for month in ["2026-08", "2026-09", "2026-10"] {
            let done = try office.evclinic([
                "run", "billing-reconciliation", "--clinic", "harbor-dental", "--period", month,
                "--out", office.out, "--format", "csv",
            ])
            try #require(done.status == 2, "\(done.errors)")
            #expect(done.output.contains("\n  gateway, theirs  "), "\(done.output)")
        }
        return office
    }

    private static func picture(_ office: Office, _ arguments: String...) throws -> String {
        let done = try office.evclinic(["explain"] + arguments + ["--clinic", "harbor-dental"])
        try #require(done.status == 0, "\(done.errors)")
        if !arguments.contains("--json") {
            #expect(done.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
        }
        return done.output
    }

    @Test("go from the invoice to the bank, link by link, in 80 columns") func whole() throws {
        let office = try Self.office()
        let id = try #require(
            try office.told(
                """
                SELECT min(payment.id)::text FROM clinic.payment
                JOIN clinic.gateway_transaction AS charge ON charge.clinic_id = payment.clinic_id
                    AND charge.reference = gateway_reference AND charge.gross = payment.amount
                JOIN clinic.payout ON payout.clinic_id = payment.clinic_id
                    AND payout.id = payout_id AND payout.status = 'paid'
                JOIN clinic.bank_entry AS entry ON entry.clinic_id = payment.clinic_id
                    AND entry.reference = trace_id AND entry.amount = payout.amount
                WHERE payment.clinic_id = 1 AND purpose = 'invoice'
                """
            ).first)
        let picture = try Self.picture(office, "payment", id)
        let marks = [
            "invoice:", "└─ paid by payment:\(id) ", "✓ ledger-gateway MATCHED_EXACT: 1 exact id",
            "└─ found as gateway:", "└─ paid out in payout:",
            "✓ ledger-bank MATCHED_EXACT: 1 exact id",
            "└─ found as bank:",
        ]
        var rest = picture[...]
        for mark in marks {
            let place = try #require(rest.range(of: mark), "\(mark) in \(picture)")
            rest = rest[place.upperBound...]
        }
        #expect(!picture.contains("✗") && !picture.contains("┄┄┄"))
    }

    @Test("show what is missing as an empty place, with its code and what to do") func missing()
        throws
    {
        let office = try Self.office()
        let found = try office.told(
            """
            SELECT DISTINCT ON (code) owner_kind || ' ' || owner_id || ' ' || code
            FROM worker.break_item WHERE clinic_id = 1 AND owner_kind IN ('payment', 'bank_entry')
                AND code IN ('MISSING_IN_GATEWAY', 'MISSING_IN_BANK', 'MISSING_IN_LEDGER',
                    'DUPLICATE_OURS', 'WRONG_TENDER')
            ORDER BY code, owner_id
            """)
        #expect(!found.isEmpty)
        for line in found {
            let words = line.split(separator: " ").map(String.init)
            let kind = words[0] == "payment" ? "payment" : "bank"
            let picture = try Self.picture(office, kind, words[1])
            #expect(picture.contains(words[2]), "\(picture)")
            if words[2].hasPrefix("MISSING") { #expect(picture.contains("└─ ┄┄┄ "), "\(picture)") }
        }
    }

    @Test("go back from a bank line; an invoice is found by its number; the same as JSON")
    func others() throws {
        let office = try Self.office()
        let entry = try #require(
            try office.told(
                "SELECT min(id)::text FROM clinic.bank_entry WHERE clinic_id = 1 AND reference LIKE 'SLIP%'"
            ).first)
        let picture = try Self.picture(office, "bank", entry)
        #expect(picture.hasPrefix("bank:\(entry) "))
        #expect(picture.contains("└─ comes from deposit:") && picture.contains("of payment:"))
        let number = try #require(
            try office.told("SELECT min(number) FROM clinic.invoice WHERE clinic_id = 1").first)
        #expect(try Self.picture(office, "invoice", number).contains(number))
        struct Report: Decodable {
            let item: String
            let below: [Report]
        }
        let json = try Self.picture(office, "bank", entry, "--json")
        let report = try JSONDecoder().decode(Report.self, from: Data(json.utf8))
        #expect(report.item == "bank:\(entry)")
        #expect(report.below.first?.below.isEmpty == false)
    }

    @Test(
        "of nothing are refused",
        arguments: [
            ["payment", "999999"], ["invoice", "XX-1"], ["bank", "999999"], ["bank", "x"],
        ])
    func unknown(_ arguments: [String]) throws {
        let office = try Office()
        let done = try office.evclinic(["explain"] + arguments + ["--clinic", "harbor-dental"])
        try Refusal("MATCH_ITEM_UNKNOWN", "64").expectSaid(by: done)
    }
}
