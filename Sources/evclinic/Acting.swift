import Domain
import Glibc
import Persistence
import Repositories
import Settings

/// Who acts: a user of the books, or the operator of the machine.
struct Acting {
    /// As named by `--as`.
    let user: String?
    let composition: Composition
    let primary: PrimaryServer

    /// The user named or mapped, checked against the clinic, else the operator.
    ///
    /// - Parameters:
    ///   - clinic: whose runs are touched; `nil` for a run of all clinics, which is the operator's.
    ///   - slug: of the clinic, for errors.
    ///   - permission: that one of his roles must have.
    /// - Returns: how the audit trail names him.
    /// - Throws: `userUnknown`, `accessDenied`.
    func actor(
        in clinic: ClinicID?, slug: String?, holding permission: String = "report.run"
    ) throws -> AuditRepository.Actor {
        let account = Self.account
        guard let login = user ?? composition.settings.osUsers[account] else {
            return AuditRepository.Actor(login: "operator:\(account)", role: "operator")
        }
        guard let clinic else {
            throw AppError(
                .accessDenied, "\(AppError.quoted(login)), a run of all clinics is the operator's")
        }
        let roles = try primary.transaction(of: clinic) {
            try ClinicRepository().roles(
                of: clinic, login: login, holding: permission, from: $0)
        }
        guard let role = roles.first else {
            throw AppError(
                .accessDenied,
                "\(AppError.quoted(login)), permission \(permission), \(slug ?? "")")
        }
        return AuditRepository.Actor(login: login, role: role)
    }

    /// The operating system's name for who runs the program.
    private static let account: String = {
        guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else {
            return "uid \(getuid())"
        }
        return String(cString: name)
    }()
}
