import ArgumentParser
import Controllers
import Domain
import Repositories

/// `evclinic match reject LEFT RIGHT`: two items are not the same money.
struct MatchRejectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject", abstract: "Keep two items apart, whatever the rules say.")

    @Argument(help: "An item, such as payment:12.")
    var left: String

    @Argument(help: "The item that it is not, such as bank:1001.")
    var right: String

    @OptionGroup var place: MatchClinic
    @OptionGroup var why: MatchReason
    @OptionGroup var change: Change

    func validate() throws { _ = try sides() }

    private func sides() throws -> (left: MatchItems, right: MatchItems) {
        let left = try MatchItems.argument(left, among: ItemKind.ofMoney)
        let right = try MatchItems.argument(right, among: ItemKind.ofMoney)
        guard left.ids.count == 1, right.ids.count == 1, left != right else {
            throw ValidationError("Name two items, one on each side.")
        }
        return (left, right)
    }

    func run() throws {
        let sides = try sides()
        let desk = try MatchDesk(place, change)
        let kept = try desk.matches.reject(sides.left, sides.right, desk.order(why))
        print(
            change.json
                ? try MatchText.json(kept, nil) : MatchText.rejected(kept.decision, desk.clinic))
    }
}

/// `evclinic match note ITEM`: a remark.
struct MatchNoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "Put a remark beside an item of the exceptions.",
        discussion: """
            evclinic match note invoice:881 --clinic rhein-praxis --reason "pays by instalments"

            Takes invoice:881 and statement:7 (a bank statement of the books) too.
            """)

    @Argument(help: "An item, such as payout:9; several of a kind as payout:9,10.")
    var item: String

    @OptionGroup var place: MatchClinic
    @OptionGroup var why: MatchReason
    @OptionGroup var change: Change

    func validate() throws { _ = try MatchItems.argument(item, among: ItemKind.ofBreaks) }

    func run() throws {
        let items = try MatchItems.argument(item, among: ItemKind.ofBreaks)
        let desk = try MatchDesk(place, change)
        let kept = try desk.matches.note(items, desk.order(why))
        print(
            change.json
                ? try MatchText.json(kept, nil) : MatchText.noted(kept.decision, desk.clinic))
    }
}
