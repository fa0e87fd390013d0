package import Access
package import Domain
package import Jobs
package import Repositories

/// What people do to runs: each with its row in the audit trail, in one transaction.
package struct LedgerController<P: Primary> {
    private let primary: P
    private let ledger = LedgerRepository()

    package init(primary: P) { self.primary = primary }

    /// Asks for the end of a run and of those that it made.
    ///
    /// - Returns: `cancelled`, or `asked` while an executor has it; `nil` when it is not queued.
    /// - Throws: `runUnknown`, or what the database throws.
    package func cancel(
        _ entry: LedgerRepository.Entry, by actor: AuditRepository.Actor
    ) throws -> String? {
        try primary.transaction(of: entry.clinicID) { transaction in
            let outcome = try ledger.cancel(entry.run, by: actor.login, in: transaction)
            if outcome != nil { try audit("run.cancel", entry, actor, in: transaction) }
            return outcome
        }
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
