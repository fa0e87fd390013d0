import ArgumentParser
import Controllers
import Domain
import Glibc
import Logs
import Persistence
import Repositories
import Settings

/// `evclinic metrics`: what a monitor watches.
struct MetricsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics", abstract: "What a monitor watches, as Prometheus reads it.",
        discussion: """
            For a textfile collector, from cron each minute:

              evclinic metrics --out /var/lib/node_exporter/textfile/evclinic.prom

            The file is replaced as a whole. When the primary cannot be reached, it says so \
            (evclinic_primary_up 0) and the exit status is 69.
            """)

    @Option(help: "Replace this file instead of printing.")
    var out: String?

    func run() throws {
        let composition = try Composition.load()
        var text = MetricsText()
        let fault = primary(composition, &text)
        Self.folders(composition, &text)
        Self.keys(composition, &text)
        try publish(text.text)
        if let fault { throw fault }
    }

    private func publish(_ text: String) throws {
        guard let out else { return print(text, terminator: "") }
        let draft = "\(out).\(getpid())"
        try Files.write(text, to: draft)
        do { try Files.replace(out, by: draft) } catch {
            Files.remove(draft)
            throw error
        }
    }

    /// Everything that the primary tells, and how far the replicas are behind it.
    ///
    /// - Returns: why there is nothing of that.
    private func primary(_ composition: Composition, _ text: inout MetricsText) -> AppError? {
        do {
            let primary = composition.primary()
            try Migrator(primary.connection()).check()
            let health = HealthRepository()
            let since = Clock.wall.now.adding(seconds: -92 * 86_400)
            let (watch, missing, standing, trails) = try primary.transaction(of: nil) {
                transaction in
                (
                    try health.watch(from: transaction),
                    try LedgerRepository().missing(
                        since: since, graceSeconds: 3600, from: transaction),
                    try health.standing(from: transaction),
                    try AuditHeadRepository().watch(
                        at: health.clock(from: transaction), from: transaction)
                )
            }
            text.gauge("primary_up", "1 when the primary answers.", 1)
            Self.add(watch, missing: missing.count, &text)
            Self.add(trails, &text)
            replicas(composition, standing, &text)
            return nil
        } catch {
            text.gauge("primary_up", "1 when the primary answers.", 0)
            return error as? AppError ?? AppError(.unexpected, "\(type(of: error))")
        }
    }

    private static func add(
        _ watch: HealthRepository.Watch, missing: Int, _ text: inout MetricsText
    ) {
        text.gauge(
            "queue_runs", "Runs in the queue.",
            [
                (("state", "ready"), Int64(watch.ready)),
                (("state", "running"), Int64(watch.running)),
                (("state", "waiting"), Int64(watch.waiting)),
            ])
        text.gauge(
            "oldest_due_seconds", "Since when the oldest run is due that nobody has begun.",
            Int64(watch.oldestDueSeconds))
        text.gauge(
            "runs_missing", "Due times of 92 days, an hour ago or longer, without a result.",
            Int64(missing))
        text.gauge("runs_failed", "Runs that ended as failed.", Int64(watch.failed))
        text.gauge(
            "runs_quarantined", "Runs that killed their process too often.",
            Int64(watch.quarantined))
        if let seconds = watch.heartbeatSeconds {
            text.gauge(
                "heartbeat_age_seconds", "Since a worker was last heard of.", Int64(seconds))
        }
    }

    private static func add(_ trails: AuditHeadRepository.Watch, _ text: inout MetricsText) {
        text.gauge(
            "audit_trails_never_linked", "Active clinics whose audit trail was never linked.",
            Int64(trails.never))
        if let seconds = trails.passSeconds {
            text.gauge(
                "audit_chain_age_seconds",
                "Since the audit trail was linked whose last time is longest ago.", Int64(seconds))
        }
    }

    private func replicas(
        _ composition: Composition, _ primary: HealthRepository.Standing,
        _ text: inout MetricsText
    ) {
        var up: [((String, String)?, Int64)] = []
        var lag: [((String, String)?, Int64)] = []
        for replica in composition.settings.replicas {
            let server = PrimaryServer(
                url: replica.url.uri.revealed, alias: replica.alias, limits: composition.limits())
            let label = ("replica", replica.alias)
            let standing = try? server.reading { try HealthRepository().standing(from: $0) }
            let isUp = standing.map { $0.isStandby && $0.lineage == primary.lineage } ?? false
            up.append((label, isUp ? 1 : 0))
            if isUp, let standing {
                let behind =
                    primary.lsn > standing.lsn
                    ? primary.lsn.position - standing.lsn.position : 0
                lag.append((label, Int64(clamping: behind)))
            }
        }
        text.gauge("replica_up", "1 when a standby of this primary answers.", up)
        text.gauge("replica_lag_bytes", "Log not yet replayed.", lag)
    }

    /// What cannot be read signs nothing.
    private static func keys(_ composition: Composition, _ text: inout MetricsText) {
        let seconds: Int64?
        do { seconds = try composition.keys.secondsInForce() } catch { seconds = 0 }
        guard let seconds else { return }
        text.gauge(
            "signing_key_seconds", "Until no key signs manifests; then no run is recorded.", seconds
        )
    }

    private static func folders(_ composition: Composition, _ text: inout MetricsText) {
        let settings = composition.settings
        let free = [("output", settings.outputFolder), ("logs", settings.logs.folder)]
            .compactMap { name, path in
                Files.freeBytes(path).map { (("folder", name), Int64(clamping: $0)) }
            }
        text.gauge(
            "log_lines_lost", "Log lines for which there was no room, since the folder was made.",
            Int64(LostLines.total(in: settings.logs.folder)))
        text.gauge("free_bytes", "Free on the disk of a folder.", free)
        text.gauge(
            "min_free_bytes", "MIN_FREE_BYTES: below it no run starts.",
            Int64(settings.minFreeBytes))
    }
}
