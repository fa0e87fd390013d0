import ArgumentParser
import Controllers
import Domain
import Jobs
import Scheduling

/// `evclinic jobs`: what can be run.
struct JobsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "List the jobs, or check their files.",
        subcommands: [List.self, Check.self])

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
}

/// EVCLINIC_ROOT alone, for commands that need no database and so no other setting.
private func environmentRoot() -> String? { Environment.value("EVCLINIC_ROOT") }
