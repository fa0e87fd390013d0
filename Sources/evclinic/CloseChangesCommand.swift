import ArgumentParser
import Controllers
import Domain
import Persistence
import Repositories
import Services

/// `evclinic close changes`: what came, changed or went since a period was approved.
struct CloseChangesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "changes",
        abstract: "List what has changed in a period since its approval, document by document.",
        discussion: "Documents that came late say on which day they post instead.")

    @OptionGroup var place: ClosePeriod
    @OptionGroup var change: Change

    func run() throws {
        let desk = try CloseDesk(place)
        _ = try desk.ledger.actor(change.user, in: desk.clinic, holding: "report.run")
        let closes = try desk.ledger.primary.transaction(of: desk.clinic.id) {
            try CloseRepository().closes(of: desk.clinic.id, from: $0)
        }
        let close = closes.last { $0.from == desk.period.from && $0.until == desk.period.until }
        guard let close, close.state == .approved else {
            throw AppError(.closeNotStanding, "\(desk.clinic.slug), \(desk.period)")
        }
        let changes = try desk.ledger.snapshot(of: desk.clinic) {
            try PostingChanges(desk.clinic, desk.period).since(close.run, from: $0)
        }
        guard !change.json else {
            for found in changes { print(try CloseText.json(found)) }
            return
        }
        print(CloseText.changes(changes, of: close))
    }
}
