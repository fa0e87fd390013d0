import ArgumentParser
import Controllers
import Domain
import Persistence
import Settings

/// `evclinic db`: the schema, and a made-up world to try things on.
struct DatabaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db", abstract: "Migrate the schema, show its state, or seed a made-up world.",
        subcommands: [Migrate.self, Status.self, Seed.self])

    /// `evclinic db migrate`: apply what is missing.
    struct Migrate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Apply what is missing, all or nothing, as MIGRATION_URL's role.",
            discussion: "In production only schema `worker` is touched.")

        func run() throws {
            let composition = try Composition.load()
            let migrator = Migrator(try composition.owner())
            let applied = try migrator.migrate(
                onlyWorker: composition.settings.deployment == .production)
            for migration in applied { print("applied \(migration.number) \(migration.name)") }
            if applied.isEmpty { print("nothing to apply") }
            print("schema \(try migrator.version())")
        }
    }

    /// `evclinic db status`: what is applied.
    struct Status: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Which migrations the database has.")

        @Flag(help: "Print one JSON array.")
        var json = false

        func run() throws {
            let composition = try Composition.load()
            let migrator = Migrator(try composition.primary().connection())
            let standings = try migrator.standings()
            let rows = standings.map {
                [
                    String($0.number), $0.schema.rawValue, $0.name,
                    $0.appliedAt?.description ?? "not applied",
                ]
            }
            if json {
                print(
                    try JSON.text(
                        rows.map {
                            ["number": $0[0], "schema": $0[1], "name": $0[2], "applied": $0[3]]
                        }))
            } else {
                print(Terminal.table(["NUMBER", "SCHEMA", "NAME", "APPLIED"], rows, right: [0]))
            }
            try migrator.check()
        }
    }
}
