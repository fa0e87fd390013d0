import Foundation
import TestSupport

/// What `run --json` prints for a run that was done; a missing key fails the test.
struct PrintedReceipt: Decodable, Equatable {
    let run: Int64
    let state: String
    let outcome: String
    let revision: Int
    let job: String
    let clinic: String
    let period: String
    let as_of: String
    let lsn: String
    let files: [File]
    let totals: [Total]
    let breaks: Int
    let ties_failed: Int

    struct File: Decodable, Equatable {
        let path: String
        let sha256: String
        let rows: Int
    }

    struct Total: Decodable, Equatable {
        let name: String
        let currency: String
        let amount: String
    }

    /// The one line of JSON that a run printed.
    init(_ done: Program) throws {
        self = try JSONDecoder().decode(PrintedReceipt.self, from: Data(done.output.utf8))
    }

    /// Every line, for `--all`.
    static func all(_ done: Program) throws -> [PrintedReceipt] {
        try done.output.split(separator: "\n").map {
            try JSONDecoder().decode(PrintedReceipt.self, from: Data($0.utf8))
        }
    }

    /// Columns of a sheet's rows in its CSV, given as `Item|Amount` and told with a mark between.
    ///
    /// None where there is no such sheet.
    func rows(_ sheet: String, _ columns: String, between mark: String = " ") throws -> [String] {
        guard let file = file("-\(sheet).csv") else { return [] }
        let names = columns.split(separator: "|").map(String.init)
        return try CSV(file.path).rows.map { row in
            names.map { row[$0] ?? "?" }.joined(separator: mark)
        }
    }

    /// Ties of the certificate that do not hold, with both sides.
    func failedTies() throws -> [String] {
        try rows("certificate", "Result|Tie|This side|Other side").filter { $0.hasPrefix("FAIL") }
    }

    /// The file whose name ends so.
    func file(_ suffix: String) -> File? { files.first { $0.path.hasSuffix(suffix) } }
}

/// What `run --json` prints for a run that failed.
struct PrintedFailure: Decodable, Equatable {
    let state: String
    let error: Cause

    struct Cause: Decodable, Equatable {
        let code: String
        let message: String
        let remedy: String
    }

    init(_ line: some StringProtocol) throws {
        self = try JSONDecoder().decode(PrintedFailure.self, from: Data(line.utf8))
    }
}
