import ArgumentParser
import Controllers
import Domain

/// `evclinic import undo ID`: takes a booked file back.
struct ImportUndoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Take a booked file back; its entries count no more.",
        discussion: """
            evclinic import undo 12 --clinic rhein-praxis --reason "wrong account"

            What another booked file says too stays. The file can be booked again.
            """)

    @Argument(help: "The file's number, from `import list`.")
    var file: Int64

    @Option(help: "The clinic's slug.")
    var clinic: String

    @Option(help: "Why; the audit trail has it.")
    var reason: String

    @OptionGroup var change: Change

    func validate() throws {
        if reason.allSatisfy(\.isWhitespace) {
            throw ValidationError("--reason takes a reason, in words.")
        }
    }

    func run() throws {
        let desk = try ImportDesk(clinic: clinic, user: change.user)
        let undone = try desk.imports.undo(
            file, of: desk.clinic, because: reason, by: desk.actor)
        print(change.json ? try ImportText.json(undone, "undone") : ImportText.undone(undone))
    }
}
