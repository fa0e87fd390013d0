import ArgumentParser
import CSystem
import Controllers
import Domain
import Glibc
import Jobs
import Persistence
import Repositories
import Scheduling
import Settings

/// `evclinic run`: performs runs now and waits for them.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Perform a job now, for one clinic or for all, and wait.",
        discussion: """
            Running again what has not changed writes nothing and says so. A result that differs \
            from the recorded one becomes the next revision; files are never overwritten.
            """)

    @Argument(help: "The job, such as tax-reconciliation; `evclinic jobs list` names them.")
    var job: String

    @Option(help: "The clinic's slug.", completion: .none)
    var clinic: String?

    @Flag(help: "Every active clinic, one run each.")
    var all = false

    @Option(
        help: """
            2026-10, 2026-10-31, 2026-W44, 2026-Q4, 2026, FY2026-Q4, or a range such as \
            2026-08..2026-10, one run each. Default: last month.
            """)
    var period: String?

    @Option(help: "Folder for the files. Default: OUTPUT_DIR.", completion: .directory)
    var out: String?

    @Option(help: "xlsx, csv or xlsx,csv. Default: as the job's file says.")
    var format: String?

    @Option(name: .customLong("as"), help: "Act as this user, with his membership and role.")
    var user: String?

    @Flag(help: "Print one JSON object a run.")
    var json = false

    func run() throws {
        let composition = try Composition.load()
        let (job, formats) = try wanted(composition)
        guard !job.isForGroup else { return try performGroup(job, composition) }
        guard all != (clinic != nil) else {
            throw AppError(.requestIncomplete, "give either --clinic SLUG or --all")
        }
        let primary = composition.primary()
        try Migrator(primary.connection()).check()
        var recovery = Recovery()
        recovery.publish(on: primary)
        let slugs = try clinic.map { [$0] } ?? activeSlugs(on: primary)
        let batch = RunBatch(
            composition: composition, primary: primary, job: job, period: period,
            folder: out ?? composition.settings.outputFolder, formats: formats, user: user,
            json: json)
        let status = try batch.perform(slugs)
        if status != 0 { throw ExitCode(status) }
    }

    private func activeSlugs(on primary: PrimaryServer) throws -> [String] {
        try primary.transaction(of: nil) { try ClinicRepository().activeSlugs(from: $0) }
    }

    /// The job and formats, refused before a database is asked.
    private func wanted(_ composition: Composition) throws -> (JobDefinition, [FileFormat]) {
        let catalogue = try Root.catalogue(composition.settings.root)
        let job = try catalogue.job(named: job)
        if let period { _ = try PeriodRange(period) }
        return (job, try format.map(FileFormat.list) ?? job.formats)
    }

    /// Queues the run of all clinics together, and performs what is due until it has ended.
    private func performGroup(_ job: JobDefinition, _ composition: Composition) throws {
        guard clinic == nil, out == nil, format == nil else {
            throw AppError(
                .requestIncomplete,
                "\(job.name) makes runs of \(job.runs.joined(separator: ", ")); --clinic, --out and "
                    + "--format go with those")
        }
        let ledger = try Ledger()
        let actor = try Acting(user: user, composition: composition, primary: ledger.primary)
            .actor(in: nil, slug: nil)
        let now = try ledger.read { try HealthRepository().clock(from: $0) }
        let today = LocalTime(seconds: now.seconds).day
        let periods =
            try period.map { try PeriodRange($0).periods } ?? [job.period.period(on: today)]
        let planner = Planner(composition: composition, isQuiet: true)
        var statuses: [Int32] = []
        for period in periods {
            let run = try LedgerController(primary: ledger.primary)
                .enqueue(job, for: period, at: now, by: actor)
            try work(until: run, planner, ledger)
            // Children that changed have made the next revision.
            let newest = try ledger.read {
                try LedgerRepository().entries(
                    .init(job: job.name, period: period.name, limit: 1), from: $0)
            }
            let entry = try newest.first ?? ledger.entry(run.rawValue)
            Terminal.clearProgress()
            print(
                json
                    ? try JSON.text(RunText.Line(entry))
                    : try RunText.one(entry, [], json: false))
            statuses.append(RunFollower.status(entry) ?? 1)
        }
        let failed = statuses.filter { $0 != 0 && $0 != 2 }
        guard let first = failed.first else {
            if statuses.contains(2) { throw ExitCode(2) }
            return
        }
        throw ExitCode(failed.count < statuses.count ? 3 : first)
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
