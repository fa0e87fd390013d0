import ArgumentParser
import Controllers
import Domain
import Settings

/// `evclinic keys`: what signs manifests.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Make, rotate and list the keys that sign manifests.",
        discussion: """
            They lie in KEYS_DIR: ID.key.pem for who signs, mode 0600, and ID.pem for who verifies, \
            which is copied into the folder keys of every output folder and is never taken away. \
            Without a key, manifests are not signed. Tell accountants the key's number by another \
            way than the files; the README shows how they verify with openssl alone.
            """,
        subcommands: [New.self, Rotate.self, List.self])

    /// `evclinic keys new`: the first one.
    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the first key, or one where none is in force.")

        @Option(help: "Days that it will be in force, 1 to 3650.")
        var days = 730

        @OptionGroup var change: Change

        func validate() throws { try refuseOddDays(days) }

        func run() throws {
            let ledger = try Ledger()
            let actor = try ledger.actor(change.user, in: [])
            let key = try KeyController(primary: ledger.primary, folder: ledger.composition.keys)
                .make(validDays: days, by: actor)
            print(try KeyText.made(key, retired: nil, in: ledger, json: change.json))
        }
    }

    /// `evclinic keys rotate`: the next one.
    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a new key that signs from now on, and retire the one before.",
            discussion: """
                The old public key stays and counts for what it signed, also during the overlap, for \
                machines that have a copy of its private half. Here that half is taken away.
                """)

        @Option(help: "Days that the new one will be in force, 1 to 3650.")
        var days = 730

        @Option(help: "Days for which what the old one signs still counts, 0 to 90.")
        var overlapDays = 7

        @OptionGroup var change: Change

        func validate() throws {
            try refuseOddDays(days)
            guard (0...90).contains(overlapDays) else {
                throw ValidationError("--overlap-days takes 0 to 90.")
            }
        }

        func run() throws {
            let ledger = try Ledger()
            let actor = try ledger.actor(change.user, in: [])
            let rotation = try KeyController(
                primary: ledger.primary, folder: ledger.composition.keys
            ).rotate(validDays: days, overlapDays: overlapDays, by: actor)
            print(
                try KeyText.made(rotation.new, retired: rotation.old, in: ledger, json: change.json)
            )
        }
    }

    /// `evclinic keys list`: all of them.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Every key, the newest first, and which one signs.")

        @Flag(help: "Print one JSON array.")
        var json = false

        func run() throws {
            let folder = KeyFolder(try KeyPlace.configured() ?? KeyPlace.standard)
            let entries = try folder.entries()
            print(try KeyText.list(entries, now: Clock.wall.now, in: folder.path, json: json))
            // A private half that cannot be used is told beside the list.
            do { _ = try folder.signer() } catch { Terminal.report(error) }
        }
    }
}

private func refuseOddDays(_ days: Int) throws {
    guard (1...3650).contains(days) else { throw ValidationError("--days takes 1 to 3650.") }
}
