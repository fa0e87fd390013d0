import ArgumentParser

/// `evclinic tax`: what a document's tax is.
///
/// Needs neither a database nor settings.
struct TaxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tax", abstract: "Compute the tax of documents.",
        subcommands: [ComputeCommand.self])
}
