import ArgumentParser
import Controllers
import Domain
import Persistence
import Repositories

/// `evclinic close`: periods that are approved, and stay as they were approved.
struct CloseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "Approve a period's pack, reopen it with a reason, and see what came since.",
        discussion: """
              evclinic run monthly-pack --clinic harbor-dental --period 2026-10
              evclinic close approve --clinic harbor-dental --period 2026-10 \\
                --as anna.accountant
              evclinic close status --clinic harbor-dental

            What comes after an approval keeps its date and posts to the first open period. Only \
            reopening restates a month, and it makes the approvals after it stale. Who approves or \
            reopens needs the permission close.approve; the audit trail has both.
            """,
        subcommands: [
            CloseStatusCommand.self, CloseApproveCommand.self, CloseReopenCommand.self,
            CloseChangesCommand.self,
        ])
}

/// The period of a close.
struct ClosePeriod: ParsableArguments {
    @Option(help: "The clinic's slug.")
    var clinic: String

    @Option(help: "The period, such as 2026-10.")
    var period: String

    @Option(help: "The job whose result is approved.")
    var job = CloseDesk.pack
}

/// What commands about closes begin with: the books, whose, and who acts.
struct CloseDesk {
    /// The job whose results close a month.
    static let pack = "monthly-pack"

    let ledger: Ledger
    let clinic: Clinic
    let period: Period
    let closing: Closing

    /// - Throws: `clinicUnknown`, `periodInvalid`, or what the database throws.
    init(_ place: ClosePeriod) throws {
        ledger = try Ledger()
        clinic = try ledger.clinic(place.clinic)
        period = try Period(place.period, fiscalStartMonth: clinic.fiscalStartMonth)
        closing = Closing(clinic, place.job)
    }

    /// Who signs: a user of the books, never the machine's operator.
    ///
    /// - Throws: `accessDenied`, `userUnknown`.
    func signer(_ user: String?) throws -> AuditRepository.Actor {
        let actor = try ledger.actor(user, in: clinic, holding: "close.approve")
        guard actor.role != "operator" else {
            throw AppError(
                .accessDenied, "\(actor.login), a period is approved by a user: name him with --as")
        }
        return actor
    }

    /// Today in the clinic's zone, by the primary's clock.
    func today(_ handle: PrimaryServer.Handle) throws -> Day {
        let now = try HealthRepository().clock(from: handle)
        let local = try ClinicRepository().localTime(of: clinic, at: now, from: handle)
        guard let day = Day(local.prefix(10)) else {
            throw AppError(.unexpected, "the primary's date is \(local)")
        }
        return day
    }
}
