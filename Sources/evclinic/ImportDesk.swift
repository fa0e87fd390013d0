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

    var imports: ImportController<PrimaryServer> { ImportController(primary: ledger.primary) }
}
