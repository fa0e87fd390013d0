import ArgumentParser
import Controllers
import Domain
import Jobs
import Repositories
import Scheduling
import Settings

/// `evclinic jobs`: what can be run.
struct JobsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "List the jobs, check their files, or begin a new one.",
        subcommands: [List.self, Check.self, New.self, Retire.self])

    /// `evclinic jobs list`: what there is.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Every job with its schedule.")

        @Flag(help: "Print one JSON array.")
        var json = false

        func run() throws {
            let catalogue = try Root.catalogue(environmentRoot())
            if json {
                print(
                    try JSON.text(
                        catalogue.jobs.map {
                            [
                                "job": $0.name, "kind": $0.kind, "schedule": $0.schedule.text,
                                "zone": $0.zone.name,
                            ]
                        }))
            } else {
                print(
                    Terminal.table(
                        ["JOB", "KIND", "SCHEDULE", "ZONE", "PERIOD", "FORMATS"],
                        catalogue.jobs.map {
                            [
                                $0.name, $0.kind, $0.schedule.text, $0.zone.name,
                                $0.period.rawValue,
                                $0.formats.map(\.rawValue).joined(separator: ","),
                            ]
                        }, flexible: [0, 4]))
            }
            for fault in catalogue.faults { Terminal.report(fault) }
        }
    }

    /// `evclinic jobs check`: what is wrong with it.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check every file in jobs/; a fault names file, line and column.")

        @Flag(help: "Print one JSON object.")
        var json = false

        func run() throws {
            let catalogue = try Root.catalogue(environmentRoot())
            if json {
                print(
                    try JSON.text(
                        Outcome(
                            valid: catalogue.jobs.map(\.name),
                            faults: catalogue.faults.map {
                                ["code": $0.errorCode, "message": $0.sentence, "remedy": $0.remedy]
                            })))
            } else {
                for fault in catalogue.faults { Terminal.report(fault) }
                print("\(catalogue.jobs.count) jobs are valid, \(catalogue.faults.count) are not")
            }
            if let first = catalogue.faults.first { throw ExitCode(first.exitCode) }
        }

        private struct Outcome: Encodable {
            let valid: [String]
            let faults: [[String: String]]
        }
    }

    /// `evclinic jobs retire`: not planned any more.
    struct Retire: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set aside what is expected of a job whose file is gone for good.",
            discussion: """
                A job keeps its plan while its file is gone or faulty: what came due meanwhile is \
                made up when it is back. Its runs and their results stay in any case, and putting \
                the file back plans it anew.
                """)

        @Argument(help: "The job's name.")
        var name: String

        @OptionGroup var change: Change

        func run() throws {
            let ledger = try Ledger()
            let root = ledger.composition.settings.root
            let path = try "\(Root.folder(root))/jobs/\(name).yaml"
            guard !Files.exists(path) else {
                throw AppError(.fileConflict, "\(path) is there; take it away first")
            }
            let actor = try ledger.actor(change.user, in: [])
            try LedgerController(primary: ledger.primary).retire(name, by: actor)
            print(
                change.json
                    ? try JSON.text(["job": name, "state": "retired"])
                    : "\(name) is planned no more; its runs and results stay")
        }
    }

    /// `evclinic jobs new`: a file to begin with.
    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a job's file with every key and what it takes.",
            discussion: "Nothing is overwritten. `evclinic jobs check` says whether it is right.")

        @Argument(help: "Its name: small letters, digits and dashes.")
        var name: String

        @Option(help: "tax.reconcile, or fan.out for a job that runs others for every clinic.")
        var kind = JobCatalogue.kinds[0]

        @Option(help: "Cron fields, or @monthly and the like; see `evclinic schedule explain`.")
        var schedule = "30 2 1 * *"

        @Option(help: "For fan.out: the jobs that it runs, by commas.")
        var runs: String?

        @Flag(help: "Print one JSON object.")
        var json = false

        func validate() throws {
            let isName = name.utf8.allSatisfy {
                (97...122).contains($0) || (48...57).contains($0) || $0 == 45
            }
            guard isName, !name.isEmpty, !name.hasPrefix("-") else {
                throw ValidationError("NAME takes small letters, digits and dashes.")
            }
            guard JobCatalogue.kinds.contains(kind) else {
                throw ValidationError("--kind takes \(JobCatalogue.kinds.joined(separator: ", ")).")
            }
            guard (runs != nil) == (kind == JobDefinition.fanOut) else {
                throw ValidationError("--runs goes with --kind \(JobDefinition.fanOut), and only.")
            }
        }

        func run() throws {
            do { _ = try CronExpression(schedule) } catch { throw error.refusal(of: schedule) }
            let path = try "\(Root.folder(environmentRoot()))/jobs/\(name).yaml"
            let text = JobDraft(kind: kind, schedule: schedule, runs: runs).text
            guard !Files.exists(path) else {
                throw AppError(.fileConflict, "\(path) is there already")
            }
            try Files.write(text, to: path)
            print(
                json
                    ? try JSON.text(["job": name, "file": path])
                    : "\(path)\nSee it with `evclinic schedule explain \(name)`.")
        }
    }
}

/// EVCLINIC_ROOT alone, for commands that need no database and so no other setting.
private func environmentRoot() -> String? { Environment.value("EVCLINIC_ROOT") }
