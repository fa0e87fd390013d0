import ArgumentParser
import Controllers
import Domain
import Jobs
import Repositories
import Scheduling
import Services
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
            let catalogue = try Root.catalogue(Root.configured)
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
                if !catalogue.templates.isEmpty {
                    print("\nReports that `evclinic run` makes by themselves:")
                    print(
                        Terminal.table(
                            ["REPORT", "TITLE"], catalogue.templates.map { [$0.name, $0.title] }))
                }
            }
            for fault in catalogue.faults { Terminal.report(fault) }
        }
    }

    /// `evclinic jobs check`: what is wrong with it.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check every file in jobs/ and templates/; a fault names file, line, column.",
            discussion: """
                Where REPLICA_URLS is set, a replica is shown the query of each template, and says \
                what it would give; nothing is run.
                """)

        @Flag(help: "Show no query to a server.")
        var offline = false

        @Flag(help: "Print one JSON object.")
        var json = false

        func run() throws {
            let catalogue = try Root.catalogue(Root.configured)
            let isShown = !offline && isConfigured && !catalogue.templates.isEmpty
            let refused = isShown ? try refused(catalogue) : []
            let faults = catalogue.faults + refused.map(\.fault)
            if json {
                print(
                    try JSON.text(
                        Outcome(
                            valid: catalogue.jobs.map(\.name),
                            templates: catalogue.templates.map(\.name).filter { name in
                                !refused.contains { $0.name == name }
                            }, unseen: isShown ? [] : catalogue.templates.map(\.name),
                            faults: faults.map {
                                ["code": $0.errorCode, "message": $0.sentence, "remedy": $0.remedy]
                            })))
            } else {
                for fault in faults { Terminal.report(fault) }
                let ofTemplates = faults.count { $0.code == .templateInvalid }
                print(
                    "\(catalogue.jobs.count) jobs are valid, \(faults.count - ofTemplates) are not")
                guard !catalogue.templates.isEmpty || ofTemplates > 0 else {
                    return try end(faults)
                }
                print(
                    "\(catalogue.templates.count - refused.count) templates are valid, "
                        + "\(ofTemplates) are not"
                        + (isShown ? "" : "; no server has seen their queries"))
            }
            try end(faults)
        }

        private func end(_ faults: [AppError]) throws {
            if let first = faults.first { throw ExitCode(first.exitCode) }
        }

        /// Whether a replica is named, here or in `.env`.
        private var isConfigured: Bool {
            if Environment.value("REPLICA_URLS") != nil { return true }
            let file = Files.bytes(".env").map { String(decoding: $0, as: UTF8.self) } ?? ""
            return file.split(separator: "\n").contains { $0.hasPrefix("REPLICA_URLS=") }
        }

        /// What a replica does not take.
        ///
        /// - Throws: when no replica answers, after the faults of the files were told.
        private func refused(
            _ catalogue: JobCatalogue
        ) throws -> [(name: String, fault: AppError)] {
            var faults: [(name: String, fault: AppError)] = []
            do {
                let ledger = try Ledger()
                for template in catalogue.templates {
                    do {
                        // No clinic has this number, so no row could be read.
                        try ledger.snapshot(of: ClinicID(rawValue: 0)) {
                            try TemplateCheck(template).run(from: $0)
                        }
                    } catch let error as AppError where error.code == .templateInvalid {
                        faults.append((template.name, error))
                    }
                }
            } catch {
                for fault in catalogue.faults + faults.map(\.fault) { Terminal.report(fault) }
                throw error
            }
            return faults
        }

        private struct Outcome: Encodable {
            let valid: [String]
            let templates: [String]
            /// Whose queries no server has seen.
            let unseen: [String]
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
            abstract: "Write a job's file, or a report's template, to begin with.",
            subcommands: [NewJob.self, NewReport.self], defaultSubcommand: NewJob.self)
    }
}
