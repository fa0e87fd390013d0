import Controllers
import Domain
import Persistence
import Repositories

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
            .init(name: Self.lastPart(file.name), gateway: file.gateway, read: file.read),
            .init(clinic: clinic, actor: actor, account: nil, reason: reason))
    }

    private static func lastPart(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
