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
        guard job.kind != JobDefinition.fanOut else {
            let family = FamilyController(primary: primary, catalogue: catalogue)
            let log = RunLog(
                composition.log.logger, job: job.name, clinic: nil, period: claimed.period,
                claimed.claim)
            return try log.around({ [:] }) { try family.perform(job, claimed) }
        }
        let control = control
        let controller = RunController(
            primary: primary, replicas: composition.replicas(interrupt),
            desk: composition.desk(interrupt) { control.step($0, done: $1.done, of: $1.expected) })
        _ = try controller.perform(
            try JobCatalogue.work(of: job.kind), try order(job, claimed), claimed: claimed.claim)
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
