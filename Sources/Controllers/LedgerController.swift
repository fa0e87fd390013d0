package import Access
package import Domain
package import Jobs
package import Repositories

/// What people do to runs: each with its row in the audit trail, in one transaction.
package struct LedgerController<P: Primary> {
    private let primary: P
    private let ledger = LedgerRepository()
    private let backfills = BackfillRepository()

    package init(primary: P) { self.primary = primary }

    /// Asks for the end of a run and of those that it made.
    ///
    /// - Returns: `cancelled`, or `asked` while an executor has it; `nil` when it is not queued.
    /// - Throws: `runUnknown`, or what the database throws.
    package func cancel(
        _ entry: LedgerRepository.Entry, by actor: AuditRepository.Actor
    ) throws -> String? {
        // An executor that claims it at the same moment hides it from one look, not from two.
        for _ in 0..<2 {
            let outcome = try primary.transaction(of: entry.clinicID) { transaction in
                let outcome = try ledger.cancel(entry.run, by: actor.login, in: transaction)
                if outcome != nil { try audit("run.cancel", entry, actor, in: transaction) }
                return outcome
            }
            if outcome != nil { return outcome }
        }
        return nil
    }

    /// Queues a run of all clinics together that somebody asks for.
    ///
    /// - Parameters:
    ///   - job: that runs for the group.
    ///   - period: for which.
    ///   - now: by the database's clock.
    ///   - actor: who asks.
    /// - Returns: the run, which may have been queued already.
    /// - Throws: what the database throws.
    package func enqueue(
        _ job: JobDefinition, for period: Period, at now: Instant,
        by actor: AuditRepository.Actor
    ) throws -> RunID {
        try primary.transaction(of: nil) { transaction in
            try ScheduleRepository().enqueue(
                [job.wanted(for: period, by: actor.login, now)], in: transaction)
            let newest = try ledger.entries(
                .init(job: job.name, period: period.name, limit: 1), from: transaction)
            guard let run = newest.first?.run else {
                throw AppError(.unexpected, "no run was made")
            }
            return run
        }
    }

    /// Writes a backfill down.
    ///
    /// - Parameters:
    ///   - job: whose runs.
    ///   - periods: as they were asked for.
    ///   - selection: which of them.
    ///   - concurrency: runs at once.
    ///   - parts: the runs that it is to make.
    ///   - actor: who asks, allowed in each of their clinics.
    /// - Returns: its number.
    /// - Throws: what the database throws.
    package func beginBackfill(
        of job: JobDefinition, periods: String, _ selection: BackfillRepository.Selection,
        concurrency: Int, _ parts: [BackfillRepository.Part], by actor: AuditRepository.Actor
    ) throws -> Int64 {
        try primary.transaction(of: nil) { transaction in
            let id = try backfills.make(
                of: job.name, periods: periods, selection, concurrency: concurrency,
                by: actor.login, parts, in: transaction)
            try audit("backfill.begin", backfill: id, actor, in: transaction)
            return id
        }
    }

    /// Queues no more of a backfill; runs at hand go on.
    ///
    /// - Returns: how many were left.
    /// - Throws: `backfillUnknown`.
    package func cancelBackfill(_ id: Int64, by actor: AuditRepository.Actor) throws -> Int {
        try primary.transaction(of: nil) { transaction in
            let left = try backfills.cancel(id, in: transaction)
            try audit("backfill.cancel", backfill: id, actor, in: transaction)
            return left
        }
    }

    /// Takes up what a backfill has not made.
    ///
    /// - Returns: how many.
    /// - Throws: `backfillUnknown`.
    package func resumeBackfill(_ id: Int64, by actor: AuditRepository.Actor) throws -> Int {
        try primary.transaction(of: nil) { transaction in
            let count = try backfills.resume(id, in: transaction)
            try audit("backfill.resume", backfill: id, actor, in: transaction)
            return count
        }
    }

    /// Gives up a job whose file is gone for good: what was expected of it is set aside, and its runs
    /// that nobody has begun are cancelled.
    ///
    /// - Throws: `jobUnknown` when it was never planned.
    package func retire(_ job: String, by actor: AuditRepository.Actor) throws {
        try primary.transaction(of: nil) { transaction in
            let clinics = try ScheduleRepository().retire(job, by: actor.login, in: transaction)
            guard let clinics else {
                throw AppError(.jobUnknown, "\(AppError.quoted(job)), which was never planned")
            }
            try AuditRepository().record(
                ofEach: clinics, by: actor, "job.retire", entity: "worker.schedule_plan", id: job,
                after: "{}", request: "command line", in: transaction)
        }
    }

    private func audit(
        _ action: String, backfill id: Int64, _ actor: AuditRepository.Actor,
        in transaction: P.Handle
    ) throws {
        try AuditRepository().record(
            ofEach: try backfills.clinics(of: id, from: transaction), by: actor, action,
            entity: "worker.backfill", id: String(id), after: "{}", request: "command line",
            in: transaction)
    }

    /// Queues a run again.
    ///
    /// - Parameters:
    ///   - entry: the run.
    ///   - job: its definition today, for priority and limits.
    ///   - actor: who asks.
    /// - Returns: the run that was queued; `nil` when it is queued already.
    /// - Throws: what the database throws.
    package func retry(
        _ entry: LedgerRepository.Entry, as job: JobDefinition, by actor: AuditRepository.Actor
    ) throws -> RunID? {
        try primary.transaction(of: entry.clinicID) { transaction in
            let run = try ledger.retry(
                entry.run, by: actor.login, priority: job.priority,
                attemptsMax: job.limits.attempts, timeoutSeconds: job.limits.timeoutSeconds,
                in: transaction)
            if run != nil { try audit("run.retry", entry, actor, in: transaction) }
            return run
        }
    }

    /// The trail is each clinic's; a run of all of them has its events in the ledger alone.
    private func audit(
        _ action: String, _ entry: LedgerRepository.Entry, _ actor: AuditRepository.Actor,
        in transaction: P.Handle
    ) throws {
        guard let clinic = entry.clinicID else { return }
        try AuditRepository().record(
            of: clinic, by: actor, action, entity: "worker.run", id: String(entry.run.rawValue),
            after: try JSON.text(["job": entry.job, "period": entry.period]),
            request: "command line", in: transaction)
    }
}
