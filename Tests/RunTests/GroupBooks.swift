import Foundation
import TestSupport
import Testing

/// A seeded office whose group's October is closed.
final class GroupBooks: Sendable {
    let office: Office
    /// Members of the group `evergreen`; the fifth clinic of the seed has none.
    static let clinics = ["harbor-dental", "nilgiri-clinic", "rhein-praxis", "sakura-iin"]

    init() throws { office = try Office() }

    var environment: [String: String] { ["OUTPUT_DIR": office.out] }

    /// A group's run that was done, and where its files are.
    struct Closed {
        let status: Int32
        let entry: Entry
        let files: [String]

        func file(_ suffix: String) throws -> String {
            try #require(files.first { $0.hasSuffix(suffix) }, "\(suffix) of \(files)")
        }
    }

    struct Entry: Decodable {
        let run: Int64
        let revision: Int
        let reason: String
        let ties_failed: Int
    }

    private struct Printed: Decodable {
        let run: Entry
        let files: [String]
    }

    func run(_ more: String...) throws -> Program { try run(more) }

    private func run(_ more: [String]) throws -> Program {
        try office.evclinic(
            ["run", "monthly-close", "--group", "evergreen", "--period", "2026-10"] + more,
            environment)
    }

    func close(_ more: String...) throws -> Closed {
        let done = try run(["--json"] + more)
        try #require([0, 2].contains(done.status), "\(done.errors)\(done.output)")
        let printed = try JSONDecoder().decode(Printed.self, from: Data(done.output.utf8))
        return Closed(status: done.status, entry: printed.run, files: printed.files)
    }

    /// Runs a command on the first clinic's October, which must go well.
    func evclinic(_ words: String...) throws {
        let done = try office.evclinic(
            words + ["--clinic", "harbor-dental", "--period", "2026-10"], environment)
        try #require([0, 2].contains(done.status), "\(done.errors)\(done.output)")
    }

    /// A file of a clinic's pack.
    func pack(_ clinic: String, _ suffix: String) throws -> String {
        let folder = "\(office.out)/\(clinic)/2026-10"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        return "\(folder)/" + (try #require(names.first { $0.hasSuffix("r1\(suffix)") }))
    }

    /// How the last attempt of the group's run ended.
    func outcomes() throws -> [String] {
        try office.told(
            """
            SELECT outcome FROM worker.run_attempt JOIN worker.run ON run.id = run_id
            WHERE clinic_id IS NULL ORDER BY run_attempt.id DESC LIMIT 1
            """)
    }

    /// What the sheet of packs says of the first clinic's close.
    func closeOfFirst(_ closed: Closed) throws -> String {
        let row = try #require(
            try CSV(closed.file("-packs.csv")).rows.first { $0["Clinic"] == "harbor-dental" })
        return ["Close", "Approved by", "Reopened by"].map { row[$0] ?? "?" }
            .joined(separator: " ")
    }
}
