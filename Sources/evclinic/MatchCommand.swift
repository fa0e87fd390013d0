import ArgumentParser

/// `evclinic match`: what an accountant decides about the billing reconciliation.
struct MatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match",
        abstract: "Decide what the billing reconciliation cannot, and take it back.",
        discussion: """
            Items are written as reports have them, several of a kind behind one word:

              payment:123   refund:5   dispute:3   gateway:77   payout:9   deposit:4
              bank:1001 (an entry of the clinic's books)
              imported:8 (a line of a booked bank file)

            Whoever decides needs the permission match.write; the audit trail has each decision \
            with its reason. The next run of the reconciliation follows what counts then.
            """,
        subcommands: [
            MatchAcceptCommand.self, MatchRejectCommand.self, MatchNoteCommand.self,
            MatchListCommand.self, MatchUndoCommand.self, MatchRuleCommand.self,
        ])
}
