import ArgumentParser
import Controllers
import Domain
import Jobs
import Repositories
import Settings

/// `evclinic backfill`: runs over a range of periods.
struct BackfillCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backfill", abstract: "Make the runs of a range of periods, a few at a time.",
        discussion: """
            The runs are queued by `evclinic work` or `tick`, at most --concurrency at once, and \
            show in `evclinic runs list`.

              evclinic backfill tax-reconciliation --all --period 2026-01..2026-10 --dry-run
              evclinic backfill list
            """,
        subcommands: [Start.self, List.self, Cancel.self, Resume.self],
        defaultSubcommand: Start.self)

    /// `evclinic backfill JOB`: plans one.
    struct Start: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Plan a backfill.")

        @Argument(help: "The job, such as tax-reconciliation.")
        var job: String

        @Option(help: "A range such as 2026-01..2026-10, or one period.")
        var period: String

        @Option(help: "The clinic's slug.")
        var clinic: String?

        @Flag(help: "Every active clinic.")
        var all = false

        @Option(
            help: """
                missing: never tried. failed: ended without a result. changed: has a result, is \
                computed again and recorded where it differs. all: each of these.
                """)
        var only = "missing"

        @Option(help: "Runs at once, 1 to 1000.")
        var concurrency = 2

        @Flag(help: "Show what would be made, and make nothing.")
        var dryRun = false

        @Option(name: .customLong("as"), help: "Act as this user.")
        var user: String?

        @Flag(help: "Print one JSON object.")
        var json = false

        func validate() throws {
            guard (1...1000).contains(concurrency) else {
                throw ValidationError("--concurrency takes 1 to 1000.")
            }
            guard BackfillRepository.Selection(rawValue: only) != nil else {
                throw ValidationError("--only takes missing, failed, changed or all.")
            }
        }

        func run() throws {
            let ledger = try Ledger()
            let job = try Root.catalogue(ledger.composition.settings.root).job(named: job)
            guard !job.isForGroup else {
                throw AppError(.requestIncomplete, "\(job.name) runs for all clinics together")
            }
            guard all != (clinic != nil) else {
                throw AppError(.requestIncomplete, "give either --clinic SLUG or --all")
            }
            let selection = BackfillRepository.Selection(rawValue: only) ?? .missing
            let slugs =
                try clinic.map { [$0] }
                ?? ledger.read { try ClinicRepository().activeSlugs(from: $0) }
            let clinics = try slugs.map { slug in
                try ledger.read { try ClinicRepository().clinic(slug: slug, from: $0) }
            }
            let actor = try ledger.actor(user, in: clinics)
            let pairs = try pairs(clinics)
            let parts = try ledger.read {
                try BackfillRepository().parts(of: job.name, pairs, selection, from: $0)
            }
            guard !dryRun, !parts.isEmpty else { return try preview(parts) }
            let id = try LedgerController(primary: ledger.primary).beginBackfill(
                of: job, periods: period, selection, concurrency: concurrency, parts, by: actor)
            print(
                json
                    ? try JSON.text(["backfill": id, "runs": Int64(parts.count)])
                    : "backfill \(id): \(parts.count) runs planned, \(concurrency) at once; "
                        + "evclinic backfill list")
        }

        /// By period, so that the oldest month of all clinics comes first.
        private func pairs(
            _ clinics: [Clinic]
        ) throws -> [(clinic: ClinicID, period: String)] {
            let ranges = try clinics.map { clinic in
                try PeriodRange(period, fiscalStartMonth: clinic.fiscalStartMonth).periods
            }
            let length = ranges.map(\.count).max() ?? 0
            return (0..<length).flatMap { place in
                zip(clinics, ranges).compactMap { clinic, periods in
                    place < periods.count ? (clinic.id, periods[place].name) : nil
                }
            }
        }

        private func preview(_ parts: [BackfillRepository.Part]) throws {
            if json {
                return print(
                    try JSON.text(
                        parts.map {
                            ["clinic": $0.slug, "period": $0.period, "state": $0.state ?? "none"]
                        }))
            }
            guard !parts.isEmpty else { return print("nothing to make") }
            print(
                Terminal.table(
                    ["PERIOD", "CLINIC", "RUN TODAY"],
                    parts.map { [$0.period, $0.slug, $0.state ?? "none"] }))
            print("\(parts.count) runs would be made")
        }
    }

    /// `evclinic backfill list`: how they stand.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Every backfill and how it stands.")

        @Argument(help: "The backfill's number; all when it is missing.")
        var backfill: Int64?

        @Flag(help: "Print one JSON array.")
        var json = false

        func run() throws {
            let entries = try Ledger().read {
                try BackfillRepository().entries(backfill, from: $0)
            }
            print(try BackfillText.list(entries, json: json))
        }
    }

    /// `evclinic backfill cancel`: no more of it.
    struct Cancel: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Queue no more of it; runs at hand go on.")

        @OptionGroup var which: Which

        func run() throws {
            let (ledger, actor) = try which.actor()
            let left = try LedgerController(primary: ledger.primary)
                .cancelBackfill(which.backfill, by: actor)
            try which.tell(left, "runs will not be made")
        }
    }

    /// `evclinic backfill resume`: what has no result.
    struct Resume: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take up again what was not made, or has no result.")

        @OptionGroup var which: Which

        func run() throws {
            let (ledger, actor) = try which.actor()
            let count = try LedgerController(primary: ledger.primary)
                .resumeBackfill(which.backfill, by: actor)
            try which.tell(count, "runs are planned again")
        }
    }

    /// One of them, and who does something with it.
    struct Which: ParsableArguments {
        @Argument(help: "The backfill's number.")
        var backfill: Int64

        @OptionGroup var change: Change

        /// Who acts, allowed in every clinic that it has runs of.
        func actor() throws -> (Ledger, AuditRepository.Actor) {
            let ledger = try Ledger()
            let clinics = try ledger.read { reader in
                _ = try BackfillRepository().entries(backfill, from: reader)
                return try BackfillRepository().clinics(of: backfill, from: reader).map {
                    try ClinicRepository().clinic(id: $0, from: reader)
                }
            }
            return (ledger, try ledger.actor(change.user, in: clinics))
        }

        func tell(_ count: Int, _ words: String) throws {
            print(
                change.json
                    ? try JSON.text(["backfill": backfill, "runs": Int64(count)])
                    : "backfill \(backfill): \(count) \(words)")
        }
    }
}

/// Backfills for a person and for a program.
enum BackfillText {
    /// A table, or a JSON array.
    static func list(_ entries: [BackfillRepository.Entry], json: Bool) throws -> String {
        if json { return try JSON.text(entries.map(Line.init)) }
        guard !entries.isEmpty else { return "no backfills" }
        return Terminal.table(
            ["NO", "JOB", "PERIODS", "ONLY", "PLANNED", "QUEUED", "DONE", "FAILED", "STATE"],
            entries.map { entry in
                [
                    "\(entry.id)", entry.job, entry.periods, entry.selection, "\(entry.planned)",
                    "\(entry.queued)", "\(entry.done)", "\(entry.failed)",
                    entry.endedAt == nil ? "open" : "ended",
                ]
            }, right: [0, 4, 5, 6, 7], flexible: [1, 2])
    }

    private struct Line: Encodable {
        let backfill: Int64
        let job: String
        let periods: String
        let selection: String
        let concurrency: Int
        let requested_by: String
        let created: String
        let ended: String?
        let planned: Int
        let queued: Int
        let done: Int
        let failed: Int

        init(_ entry: BackfillRepository.Entry) {
            backfill = entry.id
            job = entry.job
            periods = entry.periods
            selection = entry.selection
            concurrency = entry.concurrency
            requested_by = entry.requestedBy
            created = entry.createdAt.description
            ended = entry.endedAt?.description
            planned = entry.planned
            queued = entry.queued
            done = entry.done
            failed = entry.failed
        }
    }
}
