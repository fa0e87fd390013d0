import Controllers
import Domain
import Jobs
import Persistence
import Repositories

/// Performs what an executor has claimed: the job by its name, for the clinic and period it has.
struct ScheduledRun {
    let composition: Composition
    let primary: PrimaryServer
    let catalogue: JobCatalogue
    let control: ExecutorControl

    /// - Throws: what ended the attempt, for the retry policy.
    func perform(_ claimed: QueueRepository.Claimed, _ interrupt: Interrupt) throws {
        let job = try catalogue.job(named: claimed.job)
        guard let id = claimed.clinic else {
            throw AppError(.requestIncomplete, "\(claimed.job) has no clinic")
        }
        let clinic = try primary.transaction(of: nil) {
            try ClinicRepository().clinic(id: id, from: $0)
        }
        let order = RunOrder(
            job: job, clinic: clinic,
            period: try Period(claimed.period, fiscalStartMonth: clinic.fiscalStartMonth),
            folder: composition.settings.outputFolder, formats: job.formats,
            actor: .init(login: claimed.requestedBy, role: "scheduler"), reason: claimed.reason)
        let control = control
        let controller = RunController(
            primary: primary, replicas: composition.replicas(interrupt),
            desk: composition.desk(interrupt) { control.step($0) })
        _ = try controller.perform(TaxReconciliation(), order, claimed: claimed.claim)
    }
}
