import Digests
import Foundation
import TestSupport
import Testing

@Suite("Report") struct ReportTests {
    /// The names that REPORTS.md gives the files of a run, without their folder.
    private static let names = [
        "tax-reconciliation-harbor-dental-2026-10-r1-certificate.csv",
        "tax-reconciliation-harbor-dental-2026-10-r1-tax-summary.csv",
        "tax-reconciliation-harbor-dental-2026-10-r1-tax-variances.csv",
        "tax-reconciliation-harbor-dental-2026-10-r1.manifest.json",
        "tax-reconciliation-harbor-dental-2026-10-r1.xlsx",
    ]

    @Test("leaves every file that it names, with that hash, and no other file")
    func files() throws {
        let office = try Office()
        let receipt = try office.receipt(office.order())

        #expect(receipt.state == "done")
        #expect(receipt.outcome == "recorded")
        #expect(receipt.revision == 1)
        #expect(receipt.clinic == "harbor-dental")
        #expect(receipt.period == "2026-10")
        #expect(receipt.breaks > 0)
        #expect(receipt.ties_failed == 0)
        for file in receipt.files {
            #expect(sha256(file.path) == file.sha256, "\(file.path)")
        }
        let folder = "out/harbor-dental/2026-10"
        #expect(
            receipt.files.map(\.path).sorted()
                == Self.names.map { "\(office.folder.path)/\(folder)/\($0)" })
        #expect(office.folder.files().keys.sorted() == Self.names.map { "\(folder)/\($0)" })
    }
}

/// SHA-256 of a file; empty when there is none.
func sha256(_ path: String) -> String {
    FileManager.default.contents(atPath: path).map { SHA256.hex(of: Array($0)) } ?? ""
}
