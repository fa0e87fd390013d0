import ArgumentParser
import Controllers
import Domain
import Jobs
import Persistence
import Repositories
import Settings

/// `evclinic runs`: the ledger, as people ask it.
struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "See what ran and why, what did not, and try it again.",
        subcommands: [
            List.self, Show.self, Why.self, Follow.self, Fetch.self, Retry.self, Cancel.self,
            Missing.self,
        ])

    /// `evclinic runs list`: the newest.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The newest runs.")

        @Option(help: "Of this job only.")
        var job: String?

        @Option(help: "Of the clinic with this slug only.")
        var clinic: String?

        @Option(help: "Of this period only, such as 2026-10.")
        var period: String?

        @Option(
            help: """
                In this state only: waiting, ready, running, done, failed, cancelled or \
                quarantined.
                """)
        var state: String?

        @Option(help: "Made by the run of this number only.")
        var parent: Int64?

        @Option(help: "At most so many, 1 to 10000.")
        var limit = 50

        @Flag(help: "Print one JSON array.")
        var json = false

        func validate() throws {
            guard (1...10_000).contains(limit) else {
                throw ValidationError("--limit takes 1 to 10000.")
            }
            let states = [
                "waiting", "ready", "running", "done", "failed", "cancelled", "quarantined",
            ]
            guard state.map(states.contains) ?? true else {
                throw ValidationError("--state takes one of \(states.joined(separator: ", ")).")
            }
        }

        func run() throws {
            let ledger = try Ledger()
            let filter = LedgerRepository.Filter(
                job: job, clinic: clinic, period: period, state: state,
                parent: parent.map(RunID.init(rawValue:)), limit: limit)
            let entries = try ledger.read { try LedgerRepository().entries(filter, from: $0) }
            print(try RunText.list(entries, json: json))
        }
    }

    /// `evclinic runs show`: one of them.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One run and its files.")

        @Argument(help: ArgumentHelp("The run's number.", valueName: "run"))
        var number: Int64

        @Flag(help: "Print one JSON object.")
        var json = false

        func run() throws {
            let ledger = try Ledger()
            let id = RunID(rawValue: number)
            let (entry, files) = try ledger.read { reader in
                (
                    try LedgerRepository().entry(id, from: reader),
                    try FileRepository().files(of: id, from: reader)
                )
            }
            print(try RunText.one(entry, files, json: json))
        }
    }

    /// `evclinic runs fetch`: its files, somewhere else.
    struct Fetch: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy a run's files to a folder; each is held against its recorded hash.",
            discussion:
                "Nothing is overwritten, and who fetches what for is kept in the audit trail.")

        @Argument(help: ArgumentHelp("The run's number.", valueName: "run"))
        var number: Int64

        @Option(help: "The folder; made when it is not there.", completion: .directory)
        var out: String

        @Option(help: "What it is for, for the audit trail.")
        var purpose: String

        @OptionGroup var change: Change

        func run() throws {
            let ledger = try Ledger()
            let entry = try ledger.entry(number)
            let actor = try ledger.actor(change.user, for: entry)
            let files = try FetchController(
                primary: ledger.primary, keys: ledger.composition.keys
            ).fetch(
                entry, to: out, by: actor, for: purpose)
            print(
                change.json
                    ? try JSON.text(files.map { ["path": $0.path, "sha256": $0.sha256] })
                    : files.map { $0.isThere ? "\($0.path)  was there already" : $0.path }
                        .joined(separator: "\n"))
        }
    }

    /// `evclinic runs why`: its story.
    struct Why: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The whole story of a run: why it was due, each attempt, its files.")

        @Argument(help: ArgumentHelp("The run's number.", valueName: "run"))
        var number: Int64

        @Flag(help: "Print one JSON array.")
        var json = false

        func run() throws {
            let ledger = try Ledger()
            let id = RunID(rawValue: number)
            let (entry, story) = try ledger.read { reader in
                (
                    try LedgerRepository().entry(id, from: reader),
                    try LedgerRepository().story(of: id, from: reader)
                )
            }
            print(try RunText.story(entry, story, json: json))
        }
    }

    /// `evclinic runs follow`: until its end.
    struct Follow: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Watch a run until it ends.",
            discussion: """
                Exit status 0 when it is done, 2 with differences, 1 when it failed, 130 when it \
                was cancelled.
                """)

        @Argument(help: ArgumentHelp("The run's number.", valueName: "run"))
        var number: Int64

        @Flag(help: "Print a line of JSON at every change.")
        var json = false

        func run() throws {
            let ledger = try Ledger()
            try RunFollower(ledger: ledger, run: RunID(rawValue: number), json: json).follow()
        }
    }

    /// `evclinic runs retry`: again.
    struct Retry: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Queue a run again, as if it had never been tried.",
            discussion: "What is done already stays; a result that differs is the next revision.")

        @Argument(help: ArgumentHelp("The run's number.", valueName: "run"))
        var number: Int64

        @OptionGroup var change: Change

        func run() throws {
            let ledger = try Ledger()
            let entry = try ledger.entry(number)
            let job = try Root.catalogue(ledger.composition.settings.root).job(named: entry.job)
            let actor = try ledger.actor(change.user, for: entry)
            let queued = try LedgerController(primary: ledger.primary)
                .retry(entry, as: job, by: actor)
            guard let queued else {
                throw AppError(.runInProgress, "run \(number), \(entry.state)")
            }
            print(
                change.json
                    ? try JSON.text(["run": queued.rawValue])
                    : "run \(queued.rawValue) is queued; evclinic runs follow \(queued.rawValue)")
        }
    }

    /// `evclinic runs cancel`: no more.
    struct Cancel: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a run that is queued or at work, and those that it made.")

        @Argument(help: ArgumentHelp("The run's number.", valueName: "run"))
        var number: Int64

        @OptionGroup var change: Change

        func run() throws {
            let ledger = try Ledger()
            let entry = try ledger.entry(number)
            let actor = try ledger.actor(change.user, for: entry)
            let outcome = try LedgerController(primary: ledger.primary).cancel(entry, by: actor)
            guard let outcome else {
                throw AppError(.runEnded, "run \(number), \(entry.state)")
            }
            if change.json {
                print(try JSON.text(Cancelled(run: number, outcome: outcome)))
            } else if outcome == "asked" {
                print("run \(number) is told to end; evclinic runs follow \(number)")
            } else {
                print("run \(number) is cancelled")
            }
        }
    }

    private struct Cancelled: Encodable {
        let run: Int64
        let outcome: String
    }

    /// `evclinic runs missing`: what should be there.
    struct Missing: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What should have run and has no result.",
            discussion: """
                Due times that nobody decided, that policy left out, and whose run has no result, \
                less those whose period has one by now. With --check the exit status is 1 when \
                there are any, for a monitor. `evclinic backfill` makes them up; of a job that is \
                gone for good `evclinic jobs retire` sets them aside.
                """)

        @Option(help: "Due since this day, such as 2026-10-01. Default: 92 days ago.")
        var since: String?

        @Option(help: "What came due less than so many minutes ago is on its way.")
        var grace = 60

        @Flag(help: "Exit with status 1 when there are any.")
        var check = false

        @Flag(help: "Print one JSON array.")
        var json = false

        func run() throws {
            let ledger = try Ledger()
            let now = Clock.wall.now
            var begin = now.adding(seconds: -92 * 86_400)
            if let since {
                guard let day = Day(since[...]) else {
                    throw ValidationError("--since takes a day such as 2026-10-01.")
                }
                begin = Instant(seconds: Int64(day.number) * 86_400)
            }
            let missing = try ledger.read {
                try LedgerRepository().missing(
                    since: begin, graceSeconds: max(grace, 0) * 60, from: $0)
            }
            print(try RunText.missing(missing, json: json))
            if check, !missing.isEmpty { throw ExitCode(1) }
        }
    }
}
