import Controllers
import Domain
import Persistence
import Repositories

/// What commands about a clinic's imports begin with: the books, and who acts.
struct ImportDesk {
    let imports: ImportController<PrimaryServer>
    let primary: PrimaryServer
    let clinic: Clinic
    let actor: AuditRepository.Actor

    /// - Throws: `clinicUnknown`, `userUnknown`, `accessDenied`, or what the database throws.
    init(clinic slug: String, user: String?) throws {
        let composition = try Composition.load()
        // A large file is loaded by statements that take minutes.
        primary = composition.primary(statementSeconds: 3600)
        try Migrator(primary.connection()).check()
        clinic = try primary.transaction(of: nil) {
            try ClinicRepository().clinic(slug: slug, from: $0)
        }
        actor = try Acting(user: user, composition: composition, primary: primary)
            .actor(in: clinic.id, slug: clinic.slug, holding: "import.write")
        imports = ImportController(primary: primary)
    }
}
