import ArgumentParser

/// `evclinic import`: what banks, gateways and ledgers send.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Book what banks, gateways and ledgers send.",
        subcommands: [
            ImportBankCommand.self, ImportSettlementCommand.self, ImportLedgerCommand.self,
            ImportListCommand.self, ImportUndoCommand.self, ImportInboxCommand.self,
        ], defaultSubcommand: ImportInboxCommand.self)
}
