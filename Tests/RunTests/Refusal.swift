import Domain
import Foundation
import TestSupport
import Testing

/// How a command must end that was asked for what it cannot do.
struct Refusal {
    let code: AppError.Code
    let exit: Int32
    /// What the attempt is put down as; `nil` when no run may be claimed.
    let attempt: String?
    /// What standard error must say, as a pattern.
    let says: String

    init(_ code: String, _ exit: String, attempt: String? = nil, says: String = "") throws {
        self.code = try #require(AppError.Code(rawValue: code))
        self.exit = try #require(Int32(exit))
        self.attempt = attempt
        self.says = says
    }

    /// What only a database, its driver, or somebody who prints an error as it is would say (I9).
    private static let foreign = [
        "ERROR:", "FATAL:", "DETAIL:", "HINT:", "relation \"", "column \"", "role \"", "syntax",
        "violates", "password authentication", "pg_hba.conf entry", "SELECT", "INSERT", "UPDATE",
        "AppError", "postgresql://",
        "evclinic_worker", "evclinic_reporter",
    ]

    /// Holds that the program said so, with a remedy, in our own words, and that nothing came of it
    /// in an office that had neither runs nor reports, only the files kept.
    func expect(
        of done: Program, in office: Office, besides kept: [String] = [],
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        try expectSaid(by: done, location)
        #expect(office.folder.files().keys.sorted() == kept.sorted(), sourceLocation: location)
        let attempts = try office.told(
            "SELECT concat_ws(' ', outcome, error_code) FROM worker.run_attempt")
        #expect(
            attempts == (attempt.map { ["\($0) \(code.rawValue)"] } ?? []),
            sourceLocation: location)
        #expect(
            try office.told("SELECT state FROM worker.run") == (attempt.map { [$0] } ?? []),
            sourceLocation: location)
        try expectNothingRecorded(in: office, location)
    }

    /// Holds what the program said, and the status that it ended with.
    func expectSaid(by done: Program, _ location: SourceLocation = #_sourceLocation) throws {
        #expect(!done.isKilled && done.status == exit, "\(done.status)", sourceLocation: location)
        let lines = done.errors.split(separator: "\n").map(String.init)
        let remedy = AppError(code).remedy
        #expect(remedy.count > 10, sourceLocation: location)
        #expect(lines.last == "  \(code.rawValue): \(remedy)", sourceLocation: location)
        let sentence = lines.dropLast().last ?? ""
        #expect(sentence.hasPrefix("evclinic: "), sourceLocation: location)
        #expect(
            sentence.firstMatch(of: try Regex(says)) != nil, "\(sentence)",
            sourceLocation: location)
        Self.expectOurWords(done.output + sentence, location)
    }

    /// Holds that the ledger has no result, no file, no lease and no foreign word.
    func expectNothingRecorded(in office: Office, _ location: SourceLocation) throws {
        #expect(
            try office.told(
                """
                SELECT 'file' FROM worker.run_file UNION ALL SELECT 'lease' FROM worker.queue
                UNION ALL SELECT 'variance' FROM worker.tax_variance
                UNION ALL SELECT 'audit' FROM clinic.audit_log WHERE action LIKE 'report.%'
                """) == [], sourceLocation: location)
        for context in try office.told("SELECT coalesce(error_context, '') FROM worker.run_attempt")
        {
            Self.expectOurWords(context, location)
        }
    }

    private static func expectOurWords(_ text: String, _ location: SourceLocation) {
        #expect(!foreign.contains { text.contains($0) }, "\(text)", sourceLocation: location)
    }
}
