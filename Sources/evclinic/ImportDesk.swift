import ArgumentParser
import Controllers
import Domain
import Persistence
import Repositories

/// Whether a file is booked, for whom, or only looked at.
struct ImportGoal: ParsableArguments {
    @Flag(help: "Show what would be booked, and book nothing.")
    var dryRun = false

    @Option(help: "The clinic's slug.")
    var clinic: String?

    func validate() throws {
        guard dryRun != (clinic != nil) else {
            throw ValidationError(
                dryRun
                    ? "--dry-run reads no books, and goes without --clinic."
                    : "--clinic says whose books; --dry-run only shows what would be booked.")
        }
    }
}

/// Why files with findings are booked all the same.
struct Acceptance: ParsableArguments {
    @Option(
        name: .customLong("accept"),
        help: "Book it in spite of findings, for this reason; the audit trail has it.")
    var reason: String?

    func validate() throws {
        if let reason, reason.allSatisfy(\.isWhitespace) {
            throw ValidationError("--accept takes a reason, in words.")
        }
    }
}

/// What commands about a clinic's imports begin with: the books, and who acts.
struct ImportDesk {
    let ledger: Ledger
    let clinic: Clinic
    let actor: AuditRepository.Actor

    /// - Throws: `clinicUnknown`, `userUnknown`, `accessDenied`, or what the database throws.
    init(clinic slug: String, user: String?) throws {
        // A large file is loaded by statements that take minutes.
        ledger = try Ledger(statementSeconds: 3600)
        clinic = try ledger.clinic(slug)
        actor = try ledger.actor(user, in: clinic, holding: "import.write")
    }

    typealias Imports = ImportController<PrimaryServer>

    var imports: Imports { ImportController(primary: ledger.primary) }

    /// Books a bank's file.
    func book(_ file: BankFile, account: String?, reason: String?) throws -> Imports.Outcome {
        try imports.book(
            .init(name: Self.lastPart(file.name), format: file.format, read: file.read),
            .init(clinic: clinic, actor: actor, account: account, reason: reason))
    }

    /// Books a gateway's file.
    func book(_ file: SettlementFile, reason: String?) throws -> Imports.Outcome {
        try imports.book(
            .init(name: Self.lastPart(file.name), form: file.form, read: file.read),
            .init(clinic: clinic, actor: actor, account: nil, reason: reason))
    }

    static func lastPart(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
