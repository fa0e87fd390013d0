package import Access
import Digests
import Domain
package import Jobs
package import Logging
package import Repositories
import Services
import Sheets

/// Performs one run from claim to published files.
///
///     claim ─▶ read ⇄ compute ─▶ draft ─▶ record ─▶ publish
///
/// One line a stage, and no stage reaches back up. The primary is touched twice, at claim and at
/// record; everything between sees one snapshot of one replica.
package struct RunController<P: Primary, R: Replicas> {
    private let primary: P
    private let replicas: R
    private let desk: Desk
    private let runs = RunRepository()
    private let leases = LeaseRepository()
    private let records = RecordRepository()
    private let files = FileRepository()

    /// What a process knows of itself, the same for each of its runs.
    package struct Desk: Sendable {
        package let program: String
        package let tzdata: String
        /// host/process.
        package let worker: String
        /// The heartbeat's row is the host's, so that processes come and go without leaving rows.
        var host: String { String(worker.prefix { $0 != "/" }) }
        package let leaseSeconds: Int
        package let minFreeBytes: UInt64
        package let interrupt: Interrupt
        /// What signs manifests; `nil` where nothing is signed.
        package let keys: KeyFolder?
        /// Says what begins and ends, with the run's fields on each line.
        package let log: Logger
        /// Told each step as it begins, and rows while they are read, for a progress line.
        package let progress: @Sendable (String, RowProgress) -> Void

        package init(
            program: String, tzdata: String, worker: String, leaseSeconds: Int,
            minFreeBytes: UInt64, interrupt: Interrupt, keys: KeyFolder? = nil,
            log: Logger = Logger(label: "none") { _ in SwiftLogNoOpLogHandler() },
            progress: @escaping @Sendable (String, RowProgress) -> Void = { _, _ in }
        ) {
            self.program = program
            self.tzdata = tzdata
            self.worker = worker
            self.leaseSeconds = leaseSeconds
            self.minFreeBytes = minFreeBytes
            self.interrupt = interrupt
            self.keys = keys
            self.log = log
            self.progress = progress
        }
    }

    package init(primary: P, replicas: R, desk: Desk) {
        self.primary = primary
        self.replicas = replicas
        self.desk = desk
    }

    /// Performs the run, or says that its recorded result still stands.
    ///
    /// - Parameters:
    ///   - job: what is computed and recorded.
    ///   - order: for whom, and where its files go.
    ///   - heart: beats for the claim while this works; started and stopped here.
    ///   - beatOn: makes the connection that the heart beats on.
    /// - Returns: what the run left behind, now or earlier.
    /// - Throws: what the stage threw, after the ledger has it; nothing is published then.
    package func perform(
        _ job: some Job, _ order: RunOrder, heart: Heart,
        beatOn: @escaping @Sendable () -> some Primary
    ) throws -> Receipt {
        try refuseFullDisk(order.folder)
        let claim = try claim(order)
        heart.beat(
            for: claim, source: desk.host, leaseSeconds: desk.leaseSeconds,
            timeoutSeconds: order.job.limits.timeoutSeconds, on: beatOn)
        defer { heart.stop() }
        return try RunLog(desk.log, order, claim).around(RunLog.facts) {
            do {
                let stages = RunStages(
                    job: job, order: order, claim: claim, primary: primary, replicas: replicas,
                    desk: desk.facts)
                return try stages.perform(try freshness(order))
            } catch {
                throw settle(claim, error, heart, order)
            }
        }
    }

    /// Performs a run that an executor has claimed; its supervisor keeps the lease.
    ///
    /// - Parameters:
    ///   - job: what is computed and recorded.
    ///   - order: for whom, and where its files go.
    ///   - claim: as the queue gave it.
    /// - Returns: what the run left behind, now or earlier.
    /// - Throws: what the stage threw; the ledger does not have it yet, nothing is published.
    package func perform(
        _ job: some Job, _ order: RunOrder, claimed claim: RunRepository.Claim
    ) throws -> Receipt {
        try RunLog(desk.log, order, claim).around(RunLog.facts) {
            try refuseFullDisk(order.folder)
            try primary.transaction(of: nil) { transaction in
                try leases.identify(in: transaction)
                try leases.beat(desk.host, in: transaction)
            }
            let stages = RunStages(
                job: job, order: order, claim: claim, primary: primary, replicas: replicas,
                desk: desk.facts)
            return try stages.perform(try freshness(order))
        }
    }

    private func claim(_ order: RunOrder) throws -> RunRepository.Claim {
        desk.progress("claim", RowProgress(done: 0, expected: 0))
        let request = RunRepository.Request(
            job: order.job.name, kind: order.job.kind, clinic: order.clinic,
            period: order.period, reason: order.reason, requestedBy: order.actor.login,
            worker: desk.worker, leaseSeconds: desk.leaseSeconds)
        return try primary.transaction(of: nil) { transaction in
            try leases.identify(in: transaction)
            let claim = try runs.claim(request, in: transaction)
            try leases.beat(desk.host, in: transaction)
            return claim
        }
    }

    /// What the replica must have seen, asked after the claim's commit.
    private func freshness(_ order: RunOrder) throws -> Freshness {
        try primary.transaction(of: nil) {
            try leases.freshness(
                maxStalenessSeconds: order.job.limits.maxStalenessSeconds, from: $0)
        }
    }

    /// Writes the failure into the ledger, as far as the ledger can be reached.
    private func settle(
        _ claim: RunRepository.Claim, _ error: any Error, _ heart: Heart, _ order: RunOrder
    ) -> AppError {
        heart.stop()
        var cause = error as? AppError ?? AppError(.unexpected, "\(type(of: error))")
        if heart.hasRunOut, cause.code == .runCancelled {
            cause = AppError(
                .attemptTimeout, "\(order.job.limits.timeoutSeconds) s, limits.timeout_seconds")
        }
        if heart.hasLostLease {
            return AppError(.leaseLost, "run \(claim.run.rawValue)")
        }
        try? primary.transaction(of: nil) { try runs.fail(claim, cause, in: $0) }
        return cause
    }

    private func refuseFullDisk(_ folder: String) throws {
        try Files.refuseFullDisk(folder, minFreeBytes: desk.minFreeBytes)
    }
}

extension RunController.Desk {
    /// What the stages of a run need of the desk.
    var facts: RunStageFacts {
        RunStageFacts(
            program: program, tzdata: tzdata, interrupt: interrupt, keys: keys, progress: progress)
    }
}
