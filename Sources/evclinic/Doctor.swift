import ArgumentParser
import Controllers
import Domain
import Jobs
import Persistence
import Repositories
import Settings

/// `evclinic doctor`: one line a check, green or red, with the remedy.
struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check configuration, servers, roles, schema, replicas, clocks and folders.",
        discussion: "Exit status 0 when all is well, else 1.")

    @Flag(help: "Print one JSON array.")
    var json = false

    func run() throws {
        let composition = try Composition.load()
        let findings = examine(composition)
        if json { print(try JSON.text(findings)) } else { show(findings) }
        if findings.contains(where: { !$0.isWell }) { throw ExitCode(1) }
    }

    private func show(_ findings: [Finding]) {
        let width = findings.map(\.subject.count).max() ?? 0
        for finding in findings {
            let mark = finding.isWell ? Terminal.green("ok  ") : Terminal.red("FAIL")
            let padding = String(repeating: " ", count: width - finding.subject.count)
            print("\(mark)  \(finding.subject)\(padding)  \(finding.finding)")
            if !finding.isWell {
                print(String(repeating: " ", count: width + 8) + "→ \(finding.remedy)")
            }
        }
    }

    private func examine(_ composition: Composition) -> [Finding] {
        let settings = composition.settings
        var findings = [
            Finding.well("configuration", "valid, \(settings.deployment.rawValue)"), jobs(settings),
        ]
        var standing: HealthRepository.Standing?
        findings += checked("primary") {
            let primary = composition.primary()
            let migrator = Migrator(try primary.connection())
            var found = [
                Finding.well("primary", "reached, PostgreSQL \(try primary.connection().version)")
            ]
            found += checked("schema worker") {
                try migrator.check()
                let version = Finding.well("schema worker", "version \(try migrator.version())")
                return [
                    version,
                    try primary.transaction(of: nil) {
                        try Examination.primary("primary", from: $0)
                    },
                ]
            }
            return try primary.transaction(of: nil) { transaction in
                standing = try HealthRepository().standing(from: transaction)
                found.append(try Examination.rights("primary", from: transaction))
                found.append(
                    try Examination.clock("primary", from: transaction, now: Clock.wall.now))
                return found + (try Examination.relations(from: transaction))
            }
        }
        findings += checked("time zones") {
            let primary = composition.primary()
            try Migrator(primary.connection()).check()
            return try primary.transaction(of: nil) {
                try Examination.zones(
                    from: $0, now: Clock.wall.now, tzdata: Composition.tzdataVersion)
            }
        }
        for replica in settings.replicas {
            findings += examine(replica, composition, standing)
        }
        if settings.replicas.isEmpty {
            findings.append(.well("replicas", "none; REPLICA_POLICY=primary reads the primary"))
        }
        let free = UInt64(settings.minFreeBytes)
        return findings + [
            Examination.folder("output folder", settings.outputFolder, minFreeBytes: free),
            Examination.folder("log folder", settings.logs.folder, minFreeBytes: 0),
            Examination.keys(composition.keys, now: Clock.wall.now),
        ]
    }

    private func examine(
        _ replica: Replica, _ composition: Composition, _ primary: HealthRepository.Standing?
    ) -> [Finding] {
        let subject = "replica \(replica.alias)"
        return checked(subject) {
            let server = PrimaryServer(
                url: replica.url.uri.revealed, alias: replica.alias, limits: composition.limits())
            return try server.reading { reader in
                [
                    try Examination.replica(
                        subject, replica.alias, from: reader, primary: primary),
                    try Examination.rights(subject, from: reader),
                    try Examination.clock(subject, from: reader, now: Clock.wall.now),
                ]
            }
        }
    }

    private func jobs(_ settings: Settings) -> Finding {
        do {
            let catalogue = try Root.catalogue(settings.root)
            if let fault = catalogue.faults.first { return .ill("jobs", fault) }
            return .well("jobs", "\(catalogue.jobs.count) declared")
        } catch { return .ill("jobs", error) }
    }

    private func checked(_ subject: String, _ body: () throws -> [Finding]) -> [Finding] {
        do { return try body() } catch { return [.ill(subject, error)] }
    }
}
