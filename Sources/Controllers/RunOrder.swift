import Access
package import Domain
package import Jobs
package import Repositories
package import Sheets

/// One run that somebody asked for, with everything decided that a person decides.
package struct RunOrder: Sendable {
    package let job: JobDefinition
    package let clinic: Clinic
    package let period: Period
    /// Where files go, below it a folder a clinic and period.
    package let folder: String
    package let formats: [FileFormat]
    package let actor: AuditRepository.Actor
    package let reason: String
    /// What it was to wait for and goes without; the result is marked.
    package let lacking: [String]
    /// The clinic's, for the certificate.
    package let logo: Logo?
    /// That the result closes its period, once it is recorded.
    package let approval: Approval?
    /// The group whose packs it joins, for which `clinic` stands in; `nil` for a clinic's own run.
    package let group: ClinicGroup?

    /// What an approval says besides who gives it, which is the order's actor.
    package struct Approval: Sendable {
        /// Why in spite of a failed tie or a missing input.
        package let reason: String?

        package init(reason: String?) { self.reason = reason }
    }

    package init(
        job: JobDefinition, clinic: Clinic, period: Period, folder: String,
        formats: [FileFormat], actor: AuditRepository.Actor, reason: String,
        lacking: [String] = [], logo: Logo? = nil, approval: Approval? = nil,
        group: ClinicGroup? = nil
    ) {
        self.group = group
        self.approval = approval
        self.logo = logo
        self.job = job
        self.clinic = clinic
        self.period = period
        self.folder = folder
        self.formats = formats
        self.actor = actor
        self.reason = reason
        self.lacking = lacking
    }

    /// A revision's reason, with the mark of what it was made without.
    func marked(_ reason: String) -> String {
        ([reason] + Provenance.marks(of: period.name, isProvisional: false, lacking))
            .joined(separator: ", ")
    }

    /// What its job is told.
    var plan: Plan {
        Plan(
            job: job.name, clinic: clinic, period: period, policy: job.policy,
            hours: job.hours,
            reports: job.reports, scratch: folder, saysNames: job.saysNames)
    }

    /// What every file of it is called by: `tax-reconciliation-harbor-dental-2026-10`.
    var stem: String { "\(job.plainName)-\(clinic.slug)-\(period.name)" }

    /// Where its files go: `harbor-dental/2026-10` below the folder, or `groups/evergreen/2026-10`.
    var place: String {
        (group == nil ? "" : "groups/") + "\(clinic.slug)/\(period.name)"
    }

    /// Writes a row into the audit trail of its clinic, or into that of each clinic of its group.
    func audit(
        _ action: String, run: RunID, after: String, _ claim: RunRepository.Claim,
        in transaction: some Transaction
    ) throws {
        let (trail, id) = (AuditRepository(), String(run.rawValue))
        let request = "token \(claim.token.rawValue)"
        guard let group else {
            return try trail.record(
                of: clinic.id, by: actor, action, entity: "worker.run", id: id, after: after,
                request: request, in: transaction)
        }
        try trail.record(
            ofEach: group.members.map(\.id), by: actor, action, entity: "worker.run", id: id,
            after: after, request: request, in: transaction)
    }
}

/// What a run left behind, for whoever asked.
package struct Receipt: Sendable {
    /// How a run ended.
    package enum Outcome: String, Sendable {
        case recorded, unchanged, republished
        /// Its period is approved, and the result is not what was approved: that stands.
        case standing
    }

    package let run: RunID
    package let outcome: Outcome
    package let revision: Int
    package let order: RunOrder
    package let provenance: Provenance
    package let files: [RecordRepository.File]
    package let totals: [Provenance.Total]
    package let breaks: Int
    package let tiesFailed: Int
}
