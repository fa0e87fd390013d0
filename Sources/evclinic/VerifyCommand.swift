import ArgumentParser
import Controllers
import Domain

/// `evclinic verify`: whether files are what their signed manifests say.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Hold manifests against their signature, and files against their manifests.",
        discussion: """
            Reads signature, key and its days, names, sizes, SHA-256, rows, and adds every CSV up to \
            its control totals. Names every fault. Needs no database and no configuration.

            evclinic verify reports
            evclinic verify pack.manifest.json --keys from-the-clinic --clinic harbor-dental

            Keys are those of --keys, else of KEYS_DIR, else of the folder keys beside the reports: \
            whoever can change files there can change keys too, so compare the key's number with \
            the one that the clinic told you. Exit status 65 when anything is wrong.
            """)

    @Argument(help: "Manifests, or folders that hold some.", completion: .file())
    var paths: [String]

    @Option(help: "The only folder to take keys from.", completion: .directory)
    var keys: String?

    @Option(help: "The clinic whose manifests they have to be.")
    var clinic: String?

    @Flag(help: "Take manifests that were made without a key.")
    var unsigned = false

    @Flag(help: "Print one JSON array.")
    var json = false

    func run() throws {
        let ring = try KeyPlace.ring(keys)
        let proofs = try ProofController(ring, clinic: clinic, takesUnsigned: unsigned)
            .prove(paths) { done, total in
                let (read, all) = (Int(done >> 20), Int(total >> 20))
                Terminal.progress("verify: \(read) of \(all) MiB", done: read, of: max(all, 1))
            }
        Terminal.clearProgress()
        print(try ProofText.text(proofs, isBesideReports: ring.isBesideReports, json: json))
        guard proofs.allSatisfy(\.faults.isEmpty) else { throw ExitCode(65) }
    }
}
