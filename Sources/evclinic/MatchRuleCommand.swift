import ArgumentParser
import Controllers
import Domain
import Persistence
import Repositories

/// `evclinic match rule`: which bank entries have nothing to do with billing.
struct MatchRuleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rule",
        abstract: "Say which bank entries have nothing to do with billing.",
        subcommands: [Add.self, List.self, Undo.self])

    /// `evclinic match rule add PATTERN`.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take bank entries whose narration fits a pattern out of the reconciliation.",
            discussion: """
                evclinic match rule add "RENT*" --direction out --clinic rhein-praxis \\
                  --reason "the practice's rooms"

                The pattern is of the whole narration: * is any text. Case (of A to Z) and runs of \
                blanks do not matter. What it takes out is totalled as OUT_OF_SCOPE, never hidden.
                """)

        @Argument(help: "Such as \"RENT*\"; three letters or digits at least.")
        var pattern: String

        @Option(help: "Of money that goes in, out or any way.")
        var direction = BankRule.Direction.any

        @OptionGroup var place: MatchClinic
        @OptionGroup var why: MatchReason
        @OptionGroup var change: Change

        func run() throws {
            let desk = try MatchDesk(place, change)
            let kept = try desk.matches.addRule(pattern, direction, desk.order(why))
            print(
                change.json
                    ? try MatchRuleText.json(kept) : MatchRuleText.added(kept.rule, desk.clinic))
        }
    }

    /// `evclinic match rule list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List a clinic's rules that count.")

        @Flag(help: "Those that were taken back too.")
        var all = false

        @OptionGroup var place: MatchClinic
        @OptionGroup var change: Change

        func run() throws {
            let desk = try MatchDesk(place, change)
            let rules = try desk.ledger.primary.transaction(of: desk.clinic.id) {
                try MatchRepository().keptRules(all ? .all : .live, of: desk.clinic.id, from: $0)
            }
            guard !change.json else {
                for kept in rules { print(try MatchRuleText.json(kept)) }
                return
            }
            print(rules.isEmpty ? "There is no rule." : MatchRuleText.table(rules))
        }
    }

    /// `evclinic match rule undo ID`.
    struct Undo: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a rule back; it stays on record.")

        @Argument(help: "The rule's number, from `match rule list`.")
        var rule: Int64

        @OptionGroup var place: MatchClinic
        @OptionGroup var why: MatchReason
        @OptionGroup var change: Change

        func run() throws {
            let desk = try MatchDesk(place, change)
            let kept = try desk.matches.undoRule(rule, desk.order(why))
            print(
                change.json ? try MatchRuleText.json(kept) : MatchRuleText.undone(kept.rule))
        }
    }
}

extension BankRule.Direction: ExpressibleByArgument {}
