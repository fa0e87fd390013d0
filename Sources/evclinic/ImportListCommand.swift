import ArgumentParser
import Domain
import Persistence
import Repositories

/// `evclinic import list`: which files are booked.
struct ImportListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List a clinic's booked files, the newest first.")

    @Option(help: "The clinic's slug.")
    var clinic: String

    @Option(help: "At most so many.")
    var limit = 50

    @Option(name: .customLong("as"), help: "Act as this user, with his membership and role.")
    var user: String?

    @Flag(help: "Print one JSON object a file.")
    var json = false

    func validate() throws {
        guard (1...100_000).contains(limit) else {
            throw ValidationError("--limit takes 1 to 100000.")
        }
    }

    func run() throws {
        let desk = try ImportDesk(clinic: clinic, user: user)
        let files = try desk.primary.transaction(of: desk.clinic.id) {
            try ImportRepository().files(of: desk.clinic.id, limit: limit, from: $0)
        }
        guard !json else {
            for file in files {
                print(ImportText.json(file, file.undoneAt == nil ? "booked" : "undone"))
            }
            return
        }
        print(files.isEmpty ? "No file was ever booked." : ImportText.table(files))
    }
}
