import ArgumentParser

/// `evclinic doctor`: one line a check, green or red, with the remedy.
struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check servers, schema, replicas, clocks and folders.")
    func run() throws {}
}
