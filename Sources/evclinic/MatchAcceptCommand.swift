import ArgumentParser
import Controllers
import Domain
import Repositories

/// `evclinic match accept LEFT RIGHT…`: two sides are the same money.
struct MatchAcceptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept", abstract: "Match two sides by hand, whatever the rules say.",
        discussion: """
            evclinic match accept payment:12,13 bank:1001 --clinic rhein-praxis \\
              --reason "one transfer for two invoices"

            Both sides are added up. Where they differ, --difference says what the difference is; \
            it becomes a line of its own in the report. An item is accepted once.
            """)

    @Argument(help: "Items of one kind, such as payment:12,13.")
    var left: String

    @Argument(help: "Items of one kind, such as bank:1001 bank:1002.")
    var right: [String]

    @Option(help: "What the sides differ by: fee, rounding, exchange or short_pay.")
    var difference: MatchDifference?

    @OptionGroup var place: MatchClinic
    @OptionGroup var why: MatchReason
    @OptionGroup var change: Change

    func validate() throws { _ = try sides() }

    private func sides() throws -> (left: MatchItems, right: MatchItems) {
        let left = try MatchItems.argument(left, among: ItemKind.ofMoney)
        let parts = try right.map { try MatchItems.argument($0, among: ItemKind.ofMoney) }
        let ids = parts.flatMap(\.ids)
        guard let kind = parts.first?.kind, parts.allSatisfy({ $0.kind == kind }) else {
            throw ValidationError("The items on the right are of one kind.")
        }
        let right = MatchItems(kind, ids)
        guard right.ids.count == ids.count, left.shared(with: right) == nil else {
            throw ValidationError("An item stands once.")
        }
        return (left, right)
    }

    func run() throws {
        let sides = try sides()
        let desk = try MatchDesk(place, change)
        let accepted = try desk.matches.accept(
            sides.left, sides.right, as: difference, desk.order(why))
        print(
            change.json
                ? try MatchText.json(accepted.kept, accepted.balance)
                : MatchText.accepted(
                    accepted.kept.decision, accepted.balance, asked: difference, desk.clinic))
    }
}

extension MatchDifference: ExpressibleByArgument {}
