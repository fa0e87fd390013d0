import ArgumentParser

/// `evclinic import`: what banks send, into the books.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Read and check files that banks send.",
        subcommands: [ImportBankCommand.self])
}
