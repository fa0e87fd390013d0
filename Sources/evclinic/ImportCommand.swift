import ArgumentParser

/// `evclinic import`: what banks and gateways send.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Read and check files that banks and gateways send.",
        subcommands: [ImportBankCommand.self, ImportSettlementCommand.self])
}
