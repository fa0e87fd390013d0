import ArgumentParser
import Controllers
import Domain
import Jobs
import Scheduling

/// `evclinic jobs`: what can be run.
struct JobsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "List the jobs, check their files, or begin a new one.",
        subcommands: [List.self, Check.self, New.self])

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
                        }))
            }
            for fault in catalogue.faults { Terminal.report(fault) }
        }
    }

    /// `evclinic jobs check`: what is wrong with it.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check every file in jobs/; a fault names file, line and column.")

        func run() throws {
            let catalogue = try Root.catalogue(environmentRoot())
            for fault in catalogue.faults { Terminal.report(fault) }
            print("\(catalogue.jobs.count) jobs are valid, \(catalogue.faults.count) are not")
            if let first = catalogue.faults.first { throw ExitCode(first.exitCode) }
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
            print("\(path)\nSee it with `evclinic schedule explain \(name)`.")
        }
    }
}

/// EVCLINIC_ROOT alone, for commands that need no database and so no other setting.
private func environmentRoot() -> String? { Environment.value("EVCLINIC_ROOT") }
