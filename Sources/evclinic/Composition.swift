import Alive
import Controllers
import Domain
import Glibc
import Jobs
import Logging
import Persistence
import Scheduling
import Settings

/// Puts the rooms together: the only place that knows both the databases and the rest.
struct Composition: Sendable {
    let settings: Settings
    let log: ProgramLog

    /// Reads and checks the configuration, and begins the log.
    ///
    /// - Parameter kind: whether standard output and terminal may have log lines.
    /// - Returns: what every command starts from.
    /// - Throws: `configInvalid`, after every fault was listed on standard error.
    static func load(_ kind: ProgramLog.Kind = .command) throws -> Composition {
        do {
            let settings = try Settings.load(
                environment: environment(), file: EnvFile.read(".env"))
            return Composition(
                settings: settings, log: .begin(settings.logs, kind, worker: worker))
        } catch {
            Terminal.note(error.description)
            throw error.appError
        }
    }

    static func environment() -> [String: String] {
        var found: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let pair = String(cString: text).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2 { found[String(pair[0])] = String(pair[1]) }
            entry += 1
        }
        return found
    }

    /// Reads what says where the log is, and nothing else.
    ///
    /// - Throws: `configInvalid`, after every fault was listed on standard error.
    static func loadLogs() throws -> LogSettings {
        do {
            return try LogSettings.load(environment: environment(), file: EnvFile.read(".env"))
        } catch {
            Terminal.note(error.description)
            throw error.appError
        }
    }

    /// The primary; not interruptible, because what ends a run must still be written.
    ///
    /// A supervisor waits for nothing as long as a run may: it has leases to renew.
    func primary(statementSeconds: Int? = nil) -> PrimaryServer {
        PrimaryServer(url: settings.primary.uri.revealed, limits: limits(statementSeconds))
    }

    /// The owner's connection, for migrations and the seed.
    func owner() throws -> Connection {
        guard let url = settings.migration else {
            throw AppError(.configInvalid, "MIGRATION_URL is not set, the owner's login is needed")
        }
        return try Connection(url: url.uri.revealed, alias: "MIGRATION_URL", limits: limits(3600))
    }

    /// The replicas; the interrupt ends what runs on them.
    func replicas(_ interrupt: Interrupt) -> ReplicaSet {
        let stoppable = Connection.Limits(
            connectSeconds: settings.connectTimeoutSeconds,
            statementSeconds: settings.statementTimeoutSeconds,
            isInterrupted: { interrupt.isRaised })
        let primary = ReplicaSet.Source(alias: "primary", url: settings.primary.uri.revealed)
        return ReplicaSet(
            settings.replicas.map {
                ReplicaSet.Source(alias: $0.alias, url: $0.url.uri.revealed)
            }, policy: settings.replicaPolicy == .primary ? .primary(primary) : .refuse,
            limits: stoppable)
    }

    /// What pings ALIVE_URL; `nil` when there is none.
    func alive(firstAfterSeconds: Int = 0) -> AliveSignal? {
        settings.alive.map { [log] url in
            AliveSignal(
                to: AliveAddress(
                    isSecure: url.isSecure, host: url.host, port: url.port,
                    target: url.target.revealed),
                firstAfterSeconds: firstAfterSeconds
            ) { log.say(.warning, $0) }
        }
    }

    /// Looks whether a run may start: reports need room on the disk.
    ///
    /// - Throws: `outputFull` below MIN_FREE_BYTES; `outputUnwritable`.
    func refuseFullDisk() throws(AppError) {
        try Files.refuseFullDisk(
            settings.outputFolder, minFreeBytes: UInt64(settings.minFreeBytes))
    }

    /// Whether no run may start for want of room.
    var hasFullDisk: Bool { (try? refuseFullDisk()) == nil }

    func limits(_ statementSeconds: Int? = nil) -> Connection.Limits {
        Connection.Limits(
            connectSeconds: settings.connectTimeoutSeconds,
            statementSeconds: statementSeconds ?? settings.statementTimeoutSeconds,
            idleSeconds: max(statementSeconds ?? 0, 20))
    }

    /// The keys of this machine; there may be none.
    var keys: KeyFolder { KeyFolder(settings.keysFolder) }

    /// What this process tells of itself.
    func desk(
        _ interrupt: Interrupt, progress: @escaping @Sendable (String, RowProgress) -> Void
    ) -> RunController<PrimaryServer, ReplicaSet>.Desk {
        .init(
            program: Evclinic.version, tzdata: Self.tzdataVersion, worker: Self.worker,
            leaseSeconds: settings.leaseSeconds, minFreeBytes: UInt64(settings.minFreeBytes),
            interrupt: interrupt, keys: keys, log: log.logger, progress: progress)
    }

    /// This process as the ledger names it: `host/process`.
    static let worker: String = {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, 255)
        let host = String(
            decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return "\(host)/\(getpid())"
    }()

    /// Release of the machine's time zone data, such as `2025b`, from its own first line.
    ///
    /// Read anew each time: an update comes while a daemon lives.
    static var tzdataVersion: String {
        let bytes = Files.head("\(ZoneFolder.system.path)/tzdata.zi", 64) ?? []
        let line = String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
        return line.split(separator: " ").last.map(String.init) ?? "unknown"
    }
}
