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

    @OptionGroup var change: Change

    func validate() throws {
        guard (1...100_000).contains(limit) else {
            throw ValidationError("--limit takes 1 to 100000.")
        }
    }

    func run() throws {
        let desk = try ImportDesk(clinic: clinic, user: change.user)
        let files = try desk.ledger.primary.transaction(of: desk.clinic.id) {
            try ImportRepository().files(.newest(limit), of: desk.clinic.id, from: $0)
        }
        guard !change.json else {
            for file in files {
                print(try ImportText.json(file, file.undoneAt == nil ? "booked" : "undone"))
            }
            return
        }
        print(files.isEmpty ? "No file was ever booked." : ImportText.table(files))
    }
}
