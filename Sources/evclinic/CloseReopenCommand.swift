import ArgumentParser
import Controllers
import Domain
import Persistence
import Repositories
import Settings

/// `evclinic close reopen`: a period may be restated.
struct CloseReopenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reopen",
        abstract: "Take an approval back, with a reason, to restate a period.",
        discussion: """
            The approved files stay where they are; beside their manifest a signed .reopened.json \
            says who took the approval back and why, which recover reads. What posted later because \
            the period was closed posts in it again, and the approvals of later periods are stale \
            until each is given anew.
            """)

    @OptionGroup var place: ClosePeriod
    @OptionGroup var why: MatchReason
    @OptionGroup var change: Change

    func run() throws {
        let desk = try CloseDesk(place)
        let actor = try desk.signer(change.user)
        let composition = desk.ledger.composition
        let controller = ReopenController(
            primary: desk.ledger.primary, keys: composition.keys,
            folder: composition.settings.outputFolder)
        let result = try controller.reopen(
            desk.period, of: desk.clinic, desk.closing, by: actor, because: why.reason)
        print(
            change.json
                ? try CloseText.json(result.close, reopenedBy: actor.login, result.stale)
                : CloseText.reopened(desk.clinic, result.close, result.stale))
        if let fault = result.unpublished { throw fault }
    }
}
