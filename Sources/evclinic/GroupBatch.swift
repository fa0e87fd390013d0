import ArgumentParser
import CSystem
import Controllers
import Domain
import Glibc
import Jobs
import Persistence
import Repositories
import Scheduling

/// Runs of all clinics together, or of a group's, that somebody asks for, one period after the other.
struct GroupBatch {
    let composition: Composition
    let job: JobDefinition
    let period: String?
    let user: String?
    let json: Bool
    /// Where a group's files are copied to, and which.
    let copies: (folder: String, formats: [FileFormat])?

    /// Queues each, performs what is due until it has ended, and prints how it stands.
    ///
    /// - Returns: the exit status of the command.
    /// - Throws: what keeps a run from being queued; the interrupt.
    func perform() throws -> Int32 {
        let ledger = try Ledger()
        let actor = try actor(ledger)
        let now = try ledger.read { try HealthRepository().clock(from: $0) }
        let planner = Planner(composition: composition, isQuiet: true)
        return RunStatus.of(
            try periods(now).map { period in
                let run = try LedgerController(primary: ledger.primary)
                    .enqueue(job, for: period, at: now, by: actor)
                try work(until: run, planner, ledger)
                let entry = try newest(period, ledger) ?? ledger.entry(run.rawValue)
                Terminal.clearProgress()
                print(try told(entry, ledger))
                if entry.state == "done" { try copy(entry, ledger, actor) }
                if entry.errorCode != nil { try explain(entry, ledger) }
                return RunFollower.status(entry) ?? 1
            })
    }

    /// The operator; for a group also who may run reports in each of its clinics.
    private func actor(_ ledger: Ledger) throws -> AuditRepository.Actor {
        let acting = Acting(user: user, composition: composition, primary: ledger.primary)
        guard let slug = job.group else { return try acting.actor(in: nil, slug: nil) }
        let group = try ledger.read { try GroupRepository().group(slug: slug, from: $0) }
        let actors = try group.members.map { try acting.actor(in: $0.id, slug: $0.slug) }
        return try actors.first ?? acting.actor(in: nil, slug: nil)
    }

    /// A group's run is told with its files.
    private func told(_ entry: LedgerRepository.Entry, _ ledger: Ledger) throws -> String {
        guard job.group != nil else {
            return json
                ? try JSON.text(RunText.Line(entry)) : try RunText.one(entry, [], json: false)
        }
        let files = try ledger.read { try FileRepository().files(of: entry.run, from: $0) }
        return try RunText.one(entry, files, json: json)
    }

    /// Whoever made the files, copies of them stand where they were asked for.
    private func copy(
        _ entry: LedgerRepository.Entry, _ ledger: Ledger, _ actor: AuditRepository.Actor
    ) throws {
        guard let copies, let slug = job.group else { return }
        let group = try ledger.read { try GroupRepository().group(slug: slug, from: $0) }
        let fetched = try FetchController(primary: ledger.primary).fetch(
            entry, to: "\(copies.folder)/groups/\(slug)/\(entry.period)", by: actor,
            for: "asked for with --out", in: group
        ) { file in
            file.role == "manifest" || copies.formats.contains { file.role.hasPrefix($0.role) }
        }
        if !json { for file in fetched { print("copy   \(file.path)") } }
    }

    /// What ended the last attempt, which names clinics.
    private func explain(_ entry: LedgerRepository.Entry, _ ledger: Ledger) throws {
        let story = try ledger.read { try LedgerRepository().story(of: entry.run, from: $0) }
        guard let failed = story.last(where: { $0.event == "failed" }) else { return }
        Terminal.note("evclinic: run \(entry.run.rawValue) failed, \(failed.detail)")
    }

    /// Those asked for, or the one that the job's schedule would want today.
    private func periods(_ now: Instant) throws -> [Period] {
        if let period { return try PeriodRange(period).periods }
        return [job.period.period(on: LocalTime(seconds: now.seconds).day)]
    }

    /// Children that changed have made the next revision.
    private func newest(_ period: Period, _ ledger: Ledger) throws -> LedgerRepository.Entry? {
        try ledger.read {
            try LedgerRepository().entries(
                .init(job: job.name, period: period.name, limit: 1), from: $0)
        }.first
    }

    /// Performs what is due, as a tick does, again and again until a run has left the queue: its
    /// children may be tried again, or wait for what they need.
    private func work(until run: RunID, _ planner: Planner, _ ledger: Ledger) throws {
        let crew = try Crew.parse([])
        while RunFollower.status(try ledger.entry(run.rawValue)) == nil {
            _ = try crew.work(planner, nil, untilEmpty: true)
            if evclinic_interrupted() != 0 { throw AppError(.runCancelled, "the run goes on") }
            if RunFollower.status(try ledger.entry(run.rawValue)) == nil { usleep(500_000) }
        }
    }
}
