import Foundation
import TestSupport
import Testing

/// An office with a key and two signed months of two clinics, for tests that only read it.
struct WithSignedOffice: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @concurrent () async throws -> Void
    ) async throws {
        let office = try Office()
        _ = try office.newKey()
        for (clinic, period) in [
            ("harbor-dental", "2026-09"), ("harbor-dental", "2026-10"),
            ("nilgiri-clinic", "2026-10"),
        ] { _ = try office.receipt(office.order(clinic, period)) }
        try await Office.$current.withValue(office) { try await function() }
    }
}

extension Office {
    /// Makes a key and gives its number.
    func newKey(_ verb: String = "new", _ more: String...) throws -> String {
        struct Made: Decodable { let key: String }
        let done = try evclinic(["keys", verb, "--json"] + more)
        try #require(done.status == 0, "\(done.errors)")
        return try JSONDecoder().decode(Made.self, from: Data(done.output.utf8)).key
    }

    /// Adds a cent to the tax of every line of harbor-dental.
    func chargeMore() throws { try change(Self.chargingMore) }

    static let chargingMore = """
        UPDATE clinic.invoice_line SET tax = tax + 0.01
        WHERE clinic_id = (SELECT id FROM clinic.clinic WHERE slug = 'harbor-dental')
        """

    /// A copy of the reports and their keys that a test may damage.
    func copiedReports() throws -> ReportsCopy {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: out, toPath: "\(folder.path)/out")
        return ReportsCopy(folder: folder)
    }
}

/// Reports as somebody was given them: no database, no configuration.
struct ReportsCopy {
    let folder: TemporaryFolder

    /// What one manifest came to, as `verify --json` prints it.
    struct Verdict: Decodable {
        let manifest: String
        let job: String?
        let clinic: String?
        let period: String?
        let revision: Int?
        let key: String?
        let files: Int
        let rows: Int
        let bytes: Int
        let formats_elsewhere: [String]
        let faults: [Fault]

        struct Fault: Decodable {
            let code: String
            let message: String
            let remedy: String
        }
    }

    func path(_ name: String) -> String { "\(folder.path)/out/\(name)" }

    /// Runs `verify` in the copy's folder, where there is no `.env`.
    func verify(_ arguments: [String]) throws -> Program {
        try Program.run(
            Program.evclinic, ["verify"] + arguments, environment: ["KEYS_DIR": ""],
            folder: folder.path)
    }

    /// What it says of each manifest, and its status.
    func verdicts(_ arguments: [String] = ["out"]) throws -> (status: Int32, [Verdict]) {
        let done = try verify(arguments + ["--json"])
        try #require([0, 65].contains(done.status), "\(done.errors)")
        return (
            done.status, try JSONDecoder().decode([Verdict].self, from: Data(done.output.utf8))
        )
    }

    func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: path(name))) }

    func put(_ bytes: Data, _ name: String) throws {
        try bytes.write(to: URL(filePath: path(name)))
    }

    /// Changes one byte, counted from the end where it is negative.
    func flip(_ name: String, at place: Int) throws {
        var bytes = Array(try bytes(name))
        let index = place < 0 ? bytes.count + place : place
        bytes[index] ^= 1
        try put(Data(bytes), name)
    }
}
