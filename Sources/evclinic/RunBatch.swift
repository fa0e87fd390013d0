import CSystem
import Controllers
import Domain
import Glibc
import Jobs
import Persistence
import Repositories
import Settings

/// The runs of one command, one after the other, and the one exit status they come to.
struct RunBatch {
    let composition: Composition
    let primary: PrimaryServer
    let catalogue: JobCatalogue
    let job: JobDefinition
    let period: String?
    let folder: String
    let formats: [FileFormat]
    let user: String?
    /// What it is for, as who asked said; kept in the audit trail, whatever becomes of the run.
    let purpose: String?
    let json: Bool
    /// That each result closes its period.
    var approval: RunOrder.Approval?
    /// What each is known to go without.
    var lacking: [String] = []

    private static let steps = ["claim", "read", "compute", "write", "record", "publish"]

    /// Performs a run for each clinic and period, and returns the exit status.
    ///
    /// A clinic that cannot be read or has no such period fails by itself, like a run.
    func perform(_ slugs: [String]) throws -> Int32 {
        var (wanted, statuses): ([(clinic: Clinic, period: Period)], [Int32]) = ([], [])
        for slug in slugs {
            do {
                let clinic = try clinic(slug)
                wanted += try periods(of: clinic).map { (clinic, $0) }
            } catch let error as AppError {
                statuses.append(try kept(error, of: slug, nil, isOnly: slugs.count == 1))
            }
        }
        let count = wanted.count + statuses.count
        for (index, (clinic, period)) in wanted.enumerated() {
            do {
                let receipt = try perform(clinic, period, index, of: wanted.count)
                statuses.append(receipt.breaks + receipt.tiesFailed > 0 ? 2 : 0)
                Terminal.clearProgress()
                print(json ? try ReceiptText.json(receipt) : ReceiptText.plain(receipt))
            } catch let error as AppError {
                statuses.append(try kept(error, of: clinic.slug, period, isOnly: count == 1))
            }
        }
        return RunStatus.of(statuses)
    }

    /// Tells of a failure that the others go on after; the only one, or a cancel, ends the command.
    private func kept(
        _ error: AppError, of slug: String, _ period: Period?, isOnly: Bool
    ) throws -> Int32 {
        if json { print(try ReceiptText.json(error, job: job.name, clinic: slug, period: period)) }
        guard !isOnly, error.code != .runCancelled else { throw error }
        composition.log.report(error, about: period.map { "\(slug) \($0)" } ?? slug)
        return error.exitCode
    }

    private func clinic(_ slug: String) throws -> Clinic {
        try primary.transaction(of: nil) { try ClinicRepository().clinic(slug: slug, from: $0) }
    }

    private func perform(
        _ clinic: Clinic, _ period: Period, _ index: Int, of count: Int
    ) throws -> Receipt {
        let label = "\(clinic.slug) \(period)" + (count > 1 ? " (\(index + 1) of \(count))" : "")
        let steps = Self.steps
        // One a run: a cancel or a lost lease ends this run and no other.
        let interrupt = Interrupt()
        let desk = composition.desk(interrupt) { step, rows in
            let part = rows.expected > 0 ? 100 * min(rows.done, rows.expected) / rows.expected : 0
            let done = 100 * (index * steps.count + (steps.firstIndex(of: step) ?? 0)) + Int(part)
            let all = rows.expected > 0 ? " of \(rows.expected)" : ""
            let read = rows.done > 0 ? " \(rows.done)\(all) lines" : ""
            Terminal.progress("\(label): \(step)\(read)", done: done, of: 100 * count * steps.count)
        }
        let actor = try Acting(user: user, composition: composition, primary: primary)
            .actor(
                in: clinic.id, slug: clinic.slug,
                holding: approval == nil ? JobDefinition.permission(of: job.name) : "close.approve")
        try note(clinic, period, actor)
        let order = RunOrder(
            job: job, clinic: clinic, period: period, folder: folder, formats: formats,
            actor: actor, reason: "asked for on the command line", lacking: lacking,
            logo: catalogue.logo(of: clinic.slug), approval: approval)
        let controller = RunController(
            primary: primary, replicas: composition.replicas(interrupt), desk: desk)
        let composition = composition
        return try waitingForLease {
            try controller.perform(
                try JobCatalogue.work(of: order.job.kind), order,
                heart: Heart(interrupt: interrupt), beatOn: { composition.primary() })
        }
    }

    private func note(
        _ clinic: Clinic, _ period: Period, _ actor: AuditRepository.Actor
    ) throws {
        guard let purpose else { return }
        let after = try JSON.text([
            "job": job.name, "period": period.name, "purpose": purpose,
            "names": job.saysNames ? "yes" : "no",
            "formats": formats.map(\.rawValue).joined(separator: ","),
        ])
        try primary.transaction(of: clinic.id) {
            try AuditRepository().record(
                of: clinic.id, by: actor, "report.ask", entity: "worker.run",
                id: "\(job.name) \(period.name)", after: after, request: "command line", in: $0)
        }
    }

    /// Another process may hold the run; its lease ends within `LEASE_SECONDS`, or its work does.
    private func waitingForLease(_ body: () throws -> Receipt) throws -> Receipt {
        let until = Clock.steady.now.adding(
            seconds: Int64(composition.settings.leaseSeconds) + 2)
        var hasSaid = false
        while true {
            do { return try body() } catch let error as AppError
                where error.code == .runInProgress && Clock.steady.now < until
            {
                if !hasSaid { Terminal.note("evclinic: \(error.context); waiting") }
                hasSaid = true
                if evclinic_interrupted() != 0 { throw AppError(.runCancelled, "while waiting") }
                usleep(200_000)
            }
        }
    }

    /// The periods asked for, or the month before the clinic's today.
    private func periods(of clinic: Clinic) throws -> [Period] {
        if let period {
            return try PeriodRange(period, fiscalStartMonth: clinic.fiscalStartMonth).periods
        }
        let local = try primary.transaction(of: nil) { transaction in
            let now = try HealthRepository().clock(from: transaction)
            return try ClinicRepository().localTime(of: clinic, at: now, from: transaction)
        }
        guard let today = Day(local.prefix(10)) else {
            throw AppError(.unexpected, "the primary's date is \(local)")
        }
        return [Period(monthOf: today.firstOfMonth(adding: -1))]
    }
}
