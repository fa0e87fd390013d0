import ArgumentParser
import Controllers
import Domain
import Jobs
import Persistence
import Repositories

/// What commands that change something in the ledger have in common.
struct Change: ParsableArguments {
    @Option(name: .customLong("as"), help: "Act as this user.")
    var user: String?

    @Flag(help: "Print one JSON object.")
    var json = false
}

/// What commands that explain something of a clinic have in common.
struct Question: ParsableArguments {
    @Option(help: "The clinic's slug.")
    var clinic: String

    @Option(name: .customLong("as"), help: "Act as this user, with his membership and role.")
    var user: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    /// Reads the answer from a replica, for who may see reports of the clinic.
    func answer<Result>(
        _ body: (Clinic, ReplicaSet.Handle) throws -> Result
    ) throws -> Result {
        let ledger = try Ledger()
        let clinic = try ledger.clinic(clinic)
        _ = try ledger.actor(user, in: clinic, holding: "report.run")
        return try ledger.snapshot(of: clinic) { try body(clinic, $0) }
    }
}

/// The primary, as commands about the ledger use it.
struct Ledger {
    let composition: Composition
    let primary: PrimaryServer

    /// - Parameter statementSeconds: more than the setting, where a statement may take minutes.
    /// - Throws: what the configuration or the database throws.
    init(statementSeconds: Int? = nil) throws {
        composition = try Composition.load()
        primary = composition.primary(statementSeconds: statementSeconds)
        try Migrator(primary.connection()).check()
    }

    func read<Result>(_ body: (PrimaryServer.Handle) throws -> Result) throws -> Result {
        try primary.transaction(of: nil, body)
    }

    func entry(_ run: Int64) throws -> LedgerRepository.Entry {
        try read { try LedgerRepository().entry(RunID(rawValue: run), from: $0) }
    }

    func clinic(_ slug: String) throws -> Clinic {
        try read { try ClinicRepository().clinic(slug: slug, from: $0) }
    }

    /// One snapshot of a replica that has all that was there when it was asked for.
    func snapshot<Result>(
        of clinic: Clinic, _ body: (ReplicaSet.Handle) throws -> Result
    ) throws -> Result { try snapshot(of: clinic.id, body) }

    func snapshot<Result>(
        of clinic: ClinicID, _ body: (ReplicaSet.Handle) throws -> Result
    ) throws -> Result {
        let leases = LeaseRepository()
        // The position is asked for after the beat's commit, so that it covers it.
        try primary.transaction(of: nil) { try leases.beat(Composition.worker, in: $0) }
        let freshness = try primary.transaction(of: nil) {
            try leases.freshness(maxStalenessSeconds: 300, from: $0)
        }
        return try composition.replicas(Interrupt()).snapshot(of: clinic, freshness, body).0
    }

    /// Who acts in a clinic, by a permission.
    func actor(
        _ user: String?, in clinic: Clinic, holding permission: String
    ) throws -> AuditRepository.Actor {
        try Acting(user: user, composition: composition, primary: primary)
            .actor(in: clinic.id, slug: clinic.slug, holding: permission)
    }

    /// Who acts, checked in every clinic that is touched.
    func actor(_ user: String?, in clinics: [Clinic]) throws -> AuditRepository.Actor {
        let acting = Acting(user: user, composition: composition, primary: primary)
        let actors = try clinics.map { try acting.actor(in: $0.id, slug: $0.slug) }
        return try actors.first ?? acting.actor(in: nil, slug: nil)
    }

    /// Who acts on that run.
    func actor(
        _ user: String?, for entry: LedgerRepository.Entry
    ) throws -> AuditRepository.Actor {
        try Acting(user: user, composition: composition, primary: primary)
            .actor(
                in: entry.clinicID, slug: entry.clinic,
                holding: JobDefinition.permission(of: entry.job))
    }
}
