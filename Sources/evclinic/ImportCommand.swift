import ArgumentParser

/// `evclinic import`: what banks and gateways send.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Book what banks and gateways send.",
        subcommands: [
            ImportBankCommand.self, ImportSettlementCommand.self, ImportListCommand.self,
            ImportUndoCommand.self, ImportInboxCommand.self,
        ], defaultSubcommand: ImportInboxCommand.self)
}
