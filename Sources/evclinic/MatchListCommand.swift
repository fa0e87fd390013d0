import ArgumentParser
import Controllers
import Domain
import Persistence
import Repositories

/// `evclinic match list`: which decisions count.
struct MatchListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List a clinic's decisions that count.")

    @Flag(help: "Those that were taken back too.")
    var all = false

    @OptionGroup var place: MatchClinic
    @OptionGroup var change: Change

    func run() throws {
        let desk = try MatchDesk(place, change)
        let decisions = try desk.ledger.primary.transaction(of: desk.clinic.id) {
            try MatchRepository().kept(all ? .all : .live, of: desk.clinic.id, from: $0)
        }
        guard !change.json else {
            for kept in decisions { print(try MatchText.json(kept, nil)) }
            return
        }
        print(decisions.isEmpty ? "Nothing is decided." : MatchText.table(decisions))
    }
}

/// `evclinic match undo ID`: takes a decision back.
struct MatchUndoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Take a decision back; it stays on record.")

    @Argument(help: "The decision's number, from `match list`.")
    var decision: Int64

    @OptionGroup var place: MatchClinic
    @OptionGroup var why: MatchReason
    @OptionGroup var change: Change

    func run() throws {
        let desk = try MatchDesk(place, change)
        let kept = try desk.matches.undo(decision, desk.order(why))
        print(change.json ? try MatchText.json(kept, nil) : MatchText.undone(kept.decision))
    }
}
