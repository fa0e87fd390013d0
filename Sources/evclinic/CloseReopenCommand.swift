import ArgumentParser
import Controllers
import Domain
import Persistence
import Repositories

/// `evclinic close reopen`: a period may be restated.
struct CloseReopenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reopen",
        abstract: "Take an approval back, with a reason, to restate a period.",
        discussion: """
            The approved files stay where they are. What posted later because the period was closed \
            posts in it again, and the approvals of later periods are stale until each is given anew.
            """)

    @OptionGroup var place: ClosePeriod
    @OptionGroup var why: MatchReason
    @OptionGroup var change: Change

    func run() throws {
        let desk = try CloseDesk(place)
        let actor = try desk.signer(change.user)
        let (close, stale) = try desk.ledger.primary.transaction(of: desk.clinic.id) {
            try desk.closing.reopen(desk.period, by: actor, because: why.reason, in: $0)
        }
        print(
            change.json
                ? try CloseText.json(close, reopenedBy: actor.login, stale)
                : CloseText.reopened(desk.clinic, close, stale))
    }
}
