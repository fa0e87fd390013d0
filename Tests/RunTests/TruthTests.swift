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
        let planted = try Error.planted(file).sorted()

        var found: [Error] = []
        for month in Self.months {
            let done = try office.evclinic([
                "run", "tax-reconciliation", "--all", "--period", month, "--out", office.out,
                "--json", "--format", "csv",
            ])
            #expect(done.status == 2, "\(done.errors)")
            let receipts = try PrintedReceipt.all(done)
            #expect(receipts.count == 5)
            #expect(receipts.allSatisfy { $0.ties_failed == 0 })
            for receipt in receipts {
                found += try Error.found(
                    try #require(receipt.file("-tax-variances.csv")).path, receipt)
            }
        }
        found.sort()
        #expect(Set(planted).subtracting(found) == [], "missed")
        #expect(Set(found).subtracting(planted) == [], "invented")
        #expect(found == planted)
        #expect(Set(planted.map(\.code)).count == 11, "every reason of DOMAIN.md is planted")
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

/// A tax error, as planted or as found.
private struct Error: Hashable, Comparable {
    let clinic: String
    let period: String
    let document: String
    /// Empty for the document as a whole.
    let line: String
    let code: String
    let amount: String
    let currency: String

    private var key: [String] { [clinic, period, document, line, code, amount, currency] }

    static func < (left: Error, right: Error) -> Bool {
        left.key.lexicographicallyPrecedes(right.key)
    }

    /// What the seed's truth file says.
    static func planted(_ path: String) throws -> [Error] {
        struct Line: Decodable {
            let kind: String
            let code: String
            let clinic: String
            let period: String
            let document: String
            let line: Int?
            let amount: String
            let currency: String
        }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try text.split(separator: "\n").map {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8))
        }.filter { $0.kind == "tax" }.map {
            Error(
                clinic: $0.clinic, period: $0.period, document: $0.document,
                line: $0.line.map(String.init) ?? "", code: $0.code, amount: $0.amount,
                currency: $0.currency)
        }
    }

    /// What a run's CSV says.
    static func found(_ path: String, _ receipt: PrintedReceipt) throws -> [Error] {
        try CSV(path).rows.map { row in
            func cell(_ name: String) throws -> String { try #require(row[name]) }
            return Error(
                clinic: receipt.clinic, period: receipt.period, document: try cell("Document"),
                line: try cell("Line"), code: try cell("Reason"),
                amount: try cell("Difference"), currency: try cell("Currency"))
        }
    }
}
