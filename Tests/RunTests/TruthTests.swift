import Foundation
import TestSupport
import Testing

@Suite("Truth") struct TruthTests {
    private static let months = ["2026-08", "2026-09", "2026-10"]

    @Test("is found whole and nothing is invented, whatever the seed", arguments: [1, 2, 3])
    func truth(_ seed: Int) throws {
        let office = try Office(.schema)
        let file = "\(office.folder.path)/truth.jsonl"
        let seeded = try office.evclinic(["db", "seed", "--seed", "\(seed)", "--truth", file])
        try #require(seeded.status == 0, "\(seeded.errors)")
        let planted = try TaxErrors.planted(file)

        var found: [String] = []
        for month in Self.months {
            let done = try office.evclinic([
                "run", "tax-reconciliation", "--all", "--period", month, "--out", office.out,
                "--json", "--format", "csv",
            ])
            #expect(done.status == 2, "\(done.errors)")
            let receipts = try PrintedReceipt.all(done)
            #expect(receipts.count == 5)
            #expect(receipts.allSatisfy { $0.ties_failed == 0 })
            found += try receipts.flatMap(TaxErrors.found)
        }
        #expect(Set(planted).subtracting(found) == [], "missed")
        #expect(Set(found).subtracting(planted) == [], "invented")
        #expect(found.count == planted.count, "found once each")
        let codes = Set(planted.map { $0.split(separator: " ")[4] })
        #expect(codes.count == 11, "every reason of DOMAIN.md is planted")
    }

    @Test("of a clean world is that nothing is wrong") func clean() throws {
        let office = try Office(.schema)
        let seeded = try office.evclinic(["db", "seed", "--clean"])
        try #require(seeded.status == 0, "\(seeded.errors)")

        for month in Self.months {
            let done = try office.evclinic([
                "run", "tax-reconciliation", "--all", "--period", month, "--out", office.out,
                "--json",
            ])
            #expect(done.status == 0, "\(done.errors)")
            let receipts = try PrintedReceipt.all(done)
            #expect(receipts.count == 5)
            #expect(receipts.allSatisfy { $0.breaks == 0 && $0.ties_failed == 0 })
            #expect(receipts.allSatisfy { $0.file("-tax-variances.csv")?.rows == 0 })
        }
        #expect(try office.told("SELECT count(*)::text FROM worker.tax_variance") == ["0"])
    }
}

/// Tax errors, each a line of `clinic period document line code amount currency`; the line is
/// `-` for a document as a whole.
private enum TaxErrors {
    /// What the seed's truth file says.
    static func planted(_ path: String) throws -> [String] {
        struct Line: Decodable {
            let code: String
            let clinic: String
            let period: String
            let document: String
            let line: Int?
            let amount: String
            let currency: String
        }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try text.split(separator: "\n").filter { $0.hasPrefix("{\"kind\":\"tax\"") }.map {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8))
        }.map {
            [
                $0.clinic, $0.period, $0.document, $0.line.map(String.init) ?? "-", $0.code,
                $0.amount, $0.currency,
            ].joined(separator: " ")
        }
    }

    /// What a run's CSV says.
    static func found(_ receipt: PrintedReceipt) throws -> [String] {
        try CSV(try #require(receipt.file("-tax-variances.csv")).path).rows.map { row in
            let cells = ["Document", "Line", "Reason", "Difference", "Currency"].map {
                row[$0].map { $0.isEmpty ? "-" : $0 } ?? "?"
            }
            return ([receipt.clinic, receipt.period] + cells).joined(separator: " ")
        }
    }
}
