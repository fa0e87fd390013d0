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

            evclinic run monthly-pack --clinic harbor-dental --period 2026-10
            evclinic run monthly-close --group evergreen --period 2026-10
            evclinic run sales-register --clinic harbor-dental --from 2026-10-05 \
            --until 2026-10-17 --as mia.harbor-dental --purpose "asked for by the bank"
            """)

    @Argument(
        help: """
            The job, such as tax-reconciliation, or a report, such as sales-register; `evclinic jobs \
            list` names them.
            """)
    var job: String

    @Option(help: "The clinic's slug.", completion: .none)
    var clinic: String?

    @Flag(help: "Every active clinic, one run each.")
    var all = false

    @Option(
        help: "Of monthly-close: the group's slug; its clinics' totals are joined.",
        completion: .none)
    var group: String?

    @Option(
        help: """
            2026-10, 2026-10-31, 2026-W44, 2026-Q4, 2026, FY2026-Q4, or a range such as \
            2026-08..2026-10, one run each. Default: last month.
            """)
    var period: String?

    @Option(help: "The first day of a range of your own, in place of --period.")
    var from: String?

    @Option(help: "The day after its last one.")
    var until: String?

    @Option(help: "What it is for; stands in the audit trail. With --as and --from it is required.")
    var purpose: String?

    @Flag(help: "Name patients in place of pseudonyms; takes --as, a role that may, and --purpose.")
    var names = false

    @Option(help: "Folder for the files. Default: OUTPUT_DIR.", completion: .directory)
    var out: String?

    @Option(help: "xlsx, csv or xlsx,csv. Default: as the job's file says.")
    var format: String?

    @Option(name: .customLong("as"), help: "Act as this user, with his membership and role.")
    var user: String?

    @Flag(help: "Print one JSON object a run.")
    var json = false

    func validate() throws {
        guard (from == nil) == (until == nil) else {
            throw ValidationError("--from and --until go together.")
        }
        guard from == nil || period == nil else {
            throw ValidationError("Give either --period, or --from and --until.")
        }
        guard from == nil || user == nil || purpose?.isEmpty == false else {
            throw ValidationError("--from with --as takes a --purpose, for the audit trail.")
        }
        guard !names || (user != nil && purpose?.isEmpty == false) else {
            throw ValidationError("--names takes --as USER and a --purpose, for the audit trail.")
        }
    }

    /// `--period`, or the name of the days asked for.
    private func span() throws -> String? {
        guard let from, let until else { return period }
        guard let first = Day(from), let end = Day(until) else {
            throw AppError(.periodInvalid, "from \(from) until \(until), days such as 2026-10-31")
        }
        return try Period(from: first, until: end).name
    }

    func run() throws {
        let composition = try Composition.load()
        let period = try span()
        let catalogue = try Root.catalogue(composition.settings.root)
        let (job, formats) = try wanted(catalogue, period)
        guard !job.isForGroup else {
            let isJoined = job.group != nil
            guard clinic == nil, isJoined || out == nil, out != nil || format == nil,
                !isJoined || !all
            else {
                throw AppError(
                    .requestIncomplete,
                    "\(job.name) makes runs of \(job.runs.joined(separator: ", ")); --clinic goes "
                        + "with those, --out with --group, --format with --out")
            }
            let batch = GroupBatch(
                composition: composition, job: job, period: period, user: user, json: json,
                copies: out.map { ($0, formats) })
            return try end(try batch.perform())
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
            composition: composition, primary: primary, catalogue: catalogue, job: job,
            period: period, folder: out ?? composition.settings.outputFolder, formats: formats,
            user: user,
            purpose: purpose, json: json)
        try end(try batch.perform(slugs))
    }

    private func end(_ status: Int32) throws {
        if status != 0 { throw ExitCode(status) }
    }

    private func activeSlugs(on primary: PrimaryServer) throws -> [String] {
        try primary.transaction(of: nil) { try ClinicRepository().activeSlugs(from: $0) }
    }

    /// The job and formats, refused before a database is asked.
    private func wanted(
        _ catalogue: JobCatalogue, _ period: String?
    ) throws -> (JobDefinition, [FileFormat]) {
        let plain = try catalogue.job(named: job)
        let known = try group.map { slug throws(AppError) in try plain.joining(slug) } ?? plain
        let job = names ? try known.sayingNames() : known
        if let period { _ = try PeriodRange(period) }
        let formats = job.isForGroup ? [.xlsx, .csv] : job.formats
        return (job, try format.map { try FileFormat.list($0, of: job.kind) } ?? formats)
    }
}
