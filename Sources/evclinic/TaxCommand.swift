import ArgumentParser

/// `evclinic tax`: what a document's tax is.
struct TaxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tax", abstract: "Compute the tax of documents, and explain it.",
        subcommands: [ComputeCommand.self, ExplainCommand.self])
}
