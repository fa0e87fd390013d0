import ArgumentParser
import Controllers
import Domain
import Settings

/// `evclinic recover`: a restored ledger learns again what was published since its backup.
struct RecoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover",
        abstract: "After a restore: adopt runs from signed manifests that the ledger lacks.",
        discussion: """
            Verifies every signed manifest below the folders and takes the runs into the ledger that \
            it does not have, with their files, before anything runs again: so no revision is given \
            twice and no file is in the way of another. Changes no file. What the ledger has with \
            another result is named and left alone.

            evclinic recover --dry-run
            evclinic recover

            The rows of results (variances, matches, breaks) are in no manifest: run again what was \
            adopted, and they are back; files and revision stay. Exit status 65 when a manifest was \
            left alone or a file is damaged. RUNBOOK.md has the steps of a restore.
            """)

    @Argument(
        help: "Manifests, or folders that hold some. Default: OUTPUT_DIR.", completion: .file())
    var paths: [String] = []

    @Option(help: "The only folder to take keys from. Default: KEYS_DIR.", completion: .directory)
    var keys: String?

    @Flag(help: "Show what would be adopted, and change nothing.")
    var dryRun = false

    @OptionGroup var change: Change

    func run() throws {
        let ledger = try Ledger()
        let settings = ledger.composition.settings
        let actor = try ledger.actor(change.user, in: [])
        let controller = AdoptionController(
            primary: ledger.primary, ring: KeyRing(keys ?? settings.keysFolder))
        let adoptions = try controller.recover(
            paths.isEmpty ? [settings.outputFolder] : paths, isDryRun: dryRun, by: actor
        ) { done, total in
            let (read, all) = (Int(done >> 20), Int(total >> 20))
            Terminal.progress("recover: \(read) of \(all) MiB", done: read, of: max(all, 1))
        }
        Terminal.clearProgress()
        print(try AdoptionText.text(adoptions, isDryRun: dryRun, json: change.json))
        guard adoptions.allSatisfy(\.faults.isEmpty) else { throw ExitCode(65) }
    }
}
