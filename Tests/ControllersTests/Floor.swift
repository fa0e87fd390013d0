import Access
import Controllers
import Domain
import Foundation
import Jobs
import Persistence
import Repositories
import TestSupport
import Testing

/// A database and a folder of a test's own, on which runs are performed in this process.
final class Floor: Sendable {
    let database: TestDatabase
    let folder: TemporaryFolder
    let site: Site

    init(_ content: TestDatabase.Content = .seeded) throws {
        database = try TestDatabase(content)
        folder = try TemporaryFolder()
        site = Site(
            worker: database.worker, replicas: database.standbys.map { [$0.alias, $0.url] },
            folder: "\(folder.path)/out", jobs: "\(TestCluster.checkout)/jobs")
    }

    /// Runs statements as superuser.
    func change(_ sql: String) throws { try database.change(sql) }

    /// The first column of a query's rows, which must be text, as the superuser sees it.
    func told(_ sql: String) throws -> [String] { try database.told(sql) }

    /// As if `LEASE_SECONDS` had passed for every claim.
    func lapseLeases() throws {
        try change("UPDATE worker.queue SET leased_until = clock_timestamp() - interval '1 s'")
    }

    func outcomes() throws -> [String] {
        try told("SELECT coalesce(outcome, 'open') FROM worker.run_attempt ORDER BY id")
    }

    /// Names of files below the folder, by whether they are temporary.
    var names: [String] {
        folder.files().keys.map { URL(filePath: $0).lastPathComponent }.sorted()
    }
    var temporaries: [String] { names.filter { $0.hasSuffix(".tmp") } }

    /// Holds what must be true at any moment (I2): a file under a final name is recorded with the
    /// hash that it has.
    func expectSound(_ location: SourceLocation = #_sourceLocation) throws {
        let known = try told("SELECT folder || '/' || name || ' ' || sha256 FROM worker.run_file")
        for name in folder.files().keys where !name.hasSuffix(".tmp") {
            let path = "\(folder.path)/\(name)"
            #expect(
                known.contains("\(path) \(Files.sha256(path) ?? "")"), "\(name)",
                sourceLocation: location)
        }
    }

    /// Holds what must be true when nothing is at work: one revision, its eight files published
    /// and there, no temporary file, no lease.
    func expectFinished(_ location: SourceLocation = #_sourceLocation) throws {
        try expectSound(location)
        #expect(temporaries == [], sourceLocation: location)
        #expect(names.count == 8, sourceLocation: location)
        #expect(
            try told("SELECT revision || ' ' || state FROM worker.run") == ["1 done"],
            sourceLocation: location)
        #expect(
            try told("SELECT state FROM worker.run_file ORDER BY id")
                == Array(repeating: "published", count: 8), sourceLocation: location)
        #expect(try told("SELECT worker FROM worker.queue") == [], sourceLocation: location)
    }
}

/// What a process needs to perform a run; it crosses into the child of an exit test.
struct Site: Codable, Sendable {
    let worker: String
    /// Alias and address.
    let replicas: [[String]]
    let folder: String
    let jobs: String

    func primary() -> PrimaryServer { PrimaryServer(url: worker, limits: TestDatabase.limits) }

    func servers(_ interrupt: Interrupt) -> ReplicaSet {
        ReplicaSet(
            replicas.map { ReplicaSet.Source(alias: $0[0], url: $0[1]) }, policy: .refuse,
            limits: Connection.Limits(
                connectSeconds: 5, statementSeconds: 30, isInterrupted: { interrupt.isRaised }))
    }

    func clinic(_ slug: String = "harbor-dental") throws -> Clinic {
        try primary().transaction(of: nil) {
            try ClinicRepository().clinic(slug: slug, from: $0)
        }
    }

    func order(
        _ slug: String = "harbor-dental", job: String = "tax-reconciliation",
        formats: [FileFormat] = [.xlsx, .csv]
    ) throws -> RunOrder {
        let name = "\(job).yaml"
        let bytes = try #require(Files.bytes("\(jobs)/\(name)"))
        return RunOrder(
            job: try JobCatalogue([.init(name: name, bytes: bytes)]).job(named: job),
            clinic: try clinic(slug), period: try Period("2026-10"), folder: folder,
            formats: formats,
            actor: AuditRepository.Actor(login: "operator:test", role: "operator"),
            reason: "asked for by a test")
    }

    func desk(
        _ interrupt: Interrupt, worker: String = "test/1",
        progress: @escaping @Sendable (String, RowProgress) -> Void = { _, _ in }
    ) -> RunController<PrimaryServer, ReplicaSet>.Desk {
        .init(
            program: "0.0.0", tzdata: "test", worker: worker, leaseSeconds: 36_000, minFreeBytes: 0,
            interrupt: interrupt, progress: progress)
    }

    /// Performs the run as the command line does: recovers first.
    @discardableResult
    func run(
        interrupt: Interrupt = Interrupt(), worker: String = "test/1",
        progress: @escaping @Sendable (String, RowProgress) -> Void = { _, _ in }
    ) throws -> Receipt {
        _ = try Publisher().recover(on: primary())
        let controller = RunController(
            primary: primary(), replicas: servers(interrupt),
            desk: desk(interrupt, worker: worker, progress: progress))
        return try controller.perform(
            TaxReconciliation(), try order(), heart: Heart(interrupt: interrupt),
            beatOn: { primary() })
    }
}
