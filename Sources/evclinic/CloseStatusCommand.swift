import ArgumentParser
import Controllers
import Domain
import Persistence
import Repositories

/// `evclinic close status`: which periods are approved, and which are to be.
struct CloseStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show periods with their state, of one clinic or of all.")

    @Option(help: "The clinic's slug. Default: every active one.")
    var clinic: String?

    @Option(help: "The job whose results are approved.")
    var job = CloseDesk.pack

    @Flag(help: "Approvals that were reopened or are stale, too, where a later one stands.")
    var all = false

    @OptionGroup var change: Change

    func run() throws {
        let ledger = try Ledger()
        let slugs =
            try clinic.map { [$0] }
            ?? ledger.read { try ClinicRepository().activeSlugs(from: $0) }
        var standings: [CloseStanding] = []
        for slug in slugs {
            let clinic = try ledger.clinic(slug)
            _ = try ledger.actor(change.user, in: clinic, holding: "report.run")
            standings += try ledger.primary.transaction(of: clinic.id) {
                try CloseStanding.all(
                    of: clinic, closes: CloseRepository().closes(of: clinic.id, from: $0),
                    made: CloseRepository().made(job, of: clinic.id, from: $0), withPast: all)
            }
        }
        guard !change.json else {
            for standing in standings { print(try CloseText.json(standing)) }
            return
        }
        print(CloseText.table(standings, job: job))
    }
}

/// A period of a clinic: its approval, or what there is to approve.
struct CloseStanding {
    let clinic: String
    let period: String
    let from: Day
    let close: CloseRepository.Close?
    /// The latest revision, where it is not the approved one.
    let made: CloseRepository.Made?

    /// `open` where a result waits to be approved for the first time.
    var state: String { close?.state.rawValue ?? "open" }

    /// By period: the latest approval of each, and results that nobody approved.
    ///
    /// - Parameters:
    ///   - clinic: whose.
    ///   - closes: all there ever were.
    ///   - made: latest revisions.
    ///   - withPast: earlier approvals of a period too.
    /// - Returns: one a period, or one an approval.
    static func all(
        of clinic: Clinic, closes: [CloseRepository.Close], made: [CloseRepository.Made],
        withPast: Bool
    ) -> [CloseStanding] {
        let latest = Dictionary(closes.map { ($0.from, $0.id) }) { max($0, $1) }
        let kept = closes.filter { withPast || latest[$0.from] == $0.id }.map { close in
            CloseStanding(
                clinic: clinic.slug, period: close.period, from: close.from, close: close,
                made: latest[close.from] == close.id
                    ? made.first { $0.from == close.from && $0.revision > close.revision } : nil)
        }
        let open = made.filter { latest[$0.from] == nil }.map {
            CloseStanding(
                clinic: clinic.slug, period: $0.period, from: $0.from, close: nil, made: $0)
        }
        return (kept + open).sorted {
            ($0.from, $0.close?.id ?? .max) < ($1.from, $1.close?.id ?? .max)
        }
    }
}
