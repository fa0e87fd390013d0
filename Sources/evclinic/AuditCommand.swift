import ArgumentParser
import Controllers
import Domain
import Repositories
import Settings

/// `evclinic audit`: the trail of modifications, and whether it was touched.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Link the audit trail into a chain, and verify it.",
        discussion: """
            Every row of the audit trail is linked by SHA-256 to the one before; each day's end is \
            signed and kept as a file beside the reports, and in every manifest. docs/audit-chain.md \
            says how to recompute it without this program.
            """, subcommands: [AuditVerifyCommand.self, AuditChainCommand.self])
}

/// `evclinic audit chain`: what `work` and `tick` do each minute.
struct AuditChainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chain", abstract: "Link what was written since the last time, now.",
        discussion: """
            `evclinic work` and `tick` do it each minute. It follows behind the oldest open \
            transaction: a row whose transaction is open, or younger than one that is, waits.
            """)

    @Option(help: "The clinic's slug. Default: every one.")
    var clinic: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let ledger = try Ledger(statementSeconds: 3600)
        let clinics = try clinic.map { [try ledger.clinic($0).id] }
        let outcome = try AuditChainController(
            primary: ledger.primary, keys: ledger.composition.keys,
            folder: ledger.composition.settings.outputFolder
        ).pass(clinics) { Terminal.progress("audit chain: \($0) rows linked", done: $0, of: 0) }
        Terminal.clearProgress()
        if json {
            print(
                try JSON.text(
                    Line(
                        linked: outcome.linked, heads: outcome.heads, busy: outcome.busy,
                        faults: outcome.faults.map(\.errorCode))))
        } else {
            print(AuditText.chained(outcome))
        }
        for fault in outcome.faults { Terminal.report(fault, about: "audit chain") }
        if let fault = outcome.faults.first { throw ExitCode(fault.exitCode) }
    }

    private struct Line: Encodable {
        let linked: Int
        let heads: Int
        let busy: Int
        let faults: [String]
    }
}

/// `evclinic audit verify`: whether the trail is as it was linked.
struct AuditVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Hold the audit trail against its chain and its heads.",
        discussion: """
            Reads every row on a replica, recomputes every link, and holds the chain against the \
            heads that were kept in the database, in files and in manifests. Names each row that was \
            changed, taken away, put in, doubled or moved, and a tail that was cut off.

            evclinic audit verify
            evclinic audit verify --clinic harbor-dental --from 2026-10-01 --until 2026-11-01

            A range is what was recorded or linked on those days. Exit status 65 when anything is wrong.
            """)

    @Option(help: "The clinic's slug. Default: every one, active or not.")
    var clinic: String?

    @Option(help: "The first day of a range. Default: the beginning.")
    var from: String?

    @Option(help: "The day after its last one. Default: the end.")
    var until: String?

    @Option(help: "The only folder to take keys from.", completion: .directory)
    var keys: String?

    @Option(name: .customLong("as"), help: "Act as this user.")
    var user: String?

    @Flag(help: "Print one JSON object a clinic.")
    var json = false

    func run() throws {
        let days = try range()
        let ledger = try Ledger()
        let ring = try KeyPlace.ring(keys)
        var results: [AuditCheck.Result] = []
        for clinic in try clinics(ledger) {
            _ = try ledger.actor(user, in: clinic, holding: "report.run")
            let check = AuditCheck(
                clinic, below: ledger.composition.settings.outputFolder, ring)
            let result = try ledger.snapshot(of: clinic) { snapshot in
                try check.verify(days, at: Clock.wall.now, from: snapshot) { done, total in
                    Terminal.progress(
                        "audit verify: \(clinic.slug)", done: Int(done), of: max(Int(total), 1))
                }
            }
            if json { print(try AuditText.json(result)) }
            results.append(result)
        }
        Terminal.clearProgress()
        if !json { print(AuditText.text(results, isBesideReports: ring.isBesideReports)) }
        guard results.allSatisfy({ $0.faultCount == 0 }) else { throw ExitCode(65) }
    }

    /// The one that is named, else every one: a trail does not end with its clinic.
    private func clinics(_ ledger: Ledger) throws -> [Clinic] {
        if let clinic { return [try ledger.clinic(clinic)] }
        return try ledger.read { reader in
            try ClinicRepository().ids(from: reader).map {
                try ClinicRepository().clinic(id: $0, from: reader)
            }
        }.sorted { $0.slug < $1.slug }
    }

    private func range() throws -> (from: Day?, until: Day?)? {
        guard from != nil || until != nil else { return nil }
        let days = (from: from.flatMap { Day($0) }, until: until.flatMap { Day($0) })
        guard (from == nil) == (days.from == nil), (until == nil) == (days.until == nil) else {
            let given = [from, until].compactMap(\.self).map { AppError.quoted($0) }
            throw AppError(
                .periodInvalid, "\(given.joined(separator: " ")), days are written 2026-10-31")
        }
        if let from = days.from, let until = days.until, from >= until {
            throw AppError(.periodReversed, "\(from) to \(until)")
        }
        return days
    }
}
