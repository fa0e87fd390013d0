import Controllers
import Domain
import Jobs
import Persistence
import Repositories
import Settings

/// Performs what an executor has claimed: the job by its name, for the clinic and period it has.
struct ScheduledRun {
    let composition: Composition
    let primary: PrimaryServer
    let catalogue: JobCatalogue
    let control: ExecutorControl

    /// - Throws: what ended the attempt, for the retry policy.
    func perform(_ claimed: QueueRepository.Claimed, _ interrupt: Interrupt) throws {
        let job = try catalogue.job(named: claimed.job)
        if let slug = job.group, claimed.lacking == ["children"] {
            return try join(slug, job, claimed, interrupt)
        }
        guard job.kind != JobDefinition.fanOut else {
            let family = FamilyController(primary: primary, catalogue: catalogue)
            let log = RunLog(
                composition.log.logger, job: job.name, clinic: nil, period: claimed.period,
                claimed.claim)
            return try log.around({ [:] }) { try family.perform(job, claimed) }
        }
        _ = try controller(interrupt).perform(
            try JobCatalogue.work(of: job.kind), try order(job, claimed), claimed: claimed.claim)
    }

    /// Joins the packs of a group when the last of them has ended.
    private func join(
        _ slug: String, _ job: JobDefinition, _ claimed: QueueRepository.Claimed,
        _ interrupt: Interrupt
    ) throws {
        let group = try primary.transaction(of: nil) {
            try GroupRepository().group(slug: slug, from: $0)
        }
        let order = RunOrder(
            job: job, clinic: group.standIn,
            period: try Period(claimed.period, fiscalStartMonth: 1),
            folder: composition.settings.outputFolder, formats: [.xlsx, .csv],
            actor: .init(login: claimed.requestedBy, role: "scheduler"), reason: claimed.reason,
            logo: catalogue.logo(of: slug), group: group)
        _ = try controller(interrupt).perform(
            GroupClose(group, parent: claimed.claim.run, jobs: job.runs.count), order,
            claimed: claimed.claim)
    }

    private func controller(_ interrupt: Interrupt) -> RunController<PrimaryServer, ReplicaSet> {
        let control = control
        return RunController(
            primary: primary, replicas: composition.replicas(interrupt),
            desk: composition.desk(interrupt) { control.step($0, done: $1.done, of: $1.expected) })
    }

    private func order(
        _ job: JobDefinition, _ claimed: QueueRepository.Claimed
    ) throws -> RunOrder {
        guard let id = claimed.clinic else {
            throw AppError(.requestIncomplete, "\(claimed.job) has no clinic")
        }
        let clinic = try primary.transaction(of: nil) {
            try ClinicRepository().clinic(id: id, from: $0)
        }
        return RunOrder(
            job: job, clinic: clinic,
            period: try Period(claimed.period, fiscalStartMonth: clinic.fiscalStartMonth),
            folder: composition.settings.outputFolder, formats: job.formats,
            actor: .init(login: claimed.requestedBy, role: "scheduler"), reason: claimed.reason,
            lacking: claimed.lacking, logo: catalogue.logo(of: clinic.slug))
    }
}
