import ArgumentParser
import Controllers
import Domain
import Glibc
import Jobs
import Persistence
import Repositories
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
        guard !job.isForGroup else {
            guard clinic == nil, out == nil, format == nil else {
                throw AppError(
                    .requestIncomplete,
                    "\(job.name) makes runs of \(job.runs.joined(separator: ", ")); --clinic, --out "
                        + "and --format go with those")
            }
            let group = GroupBatch(
                composition: composition, job: job, period: period, user: user, json: json)
            return try end(try group.perform())
        }
        guard all != (clinic != nil) else {
            throw AppError(.requestIncomplete, "give either --clinic SLUG or --all")
        }
        let primary = composition.primary()
        try Migrator(primary.connection()).check()
        var recovery = Recovery()
        recovery.publish(on: primary, composition.log)
        let slugs = try clinic.map { [$0] } ?? activeSlugs(on: primary)
        let batch = RunBatch(
            composition: composition, primary: primary, job: job, period: period,
            folder: out ?? composition.settings.outputFolder, formats: formats, user: user,
            json: json)
        try end(try batch.perform(slugs))
    }

    private func end(_ status: Int32) throws {
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
}
