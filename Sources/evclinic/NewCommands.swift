import ArgumentParser
import Controllers
import Domain
import Jobs
import Scheduling

/// `evclinic jobs new NAME`: a job's file to begin with.
struct NewJob: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "Write a job's file with every key and what it takes.",
        discussion: "Nothing is overwritten. `evclinic jobs check` says whether it is right.")

    @Argument(help: "Its name: small letters, digits and dashes.")
    var name: String

    @Option(
        help: """
            tax.reconcile, billing.reconcile, report.templates, close.pack for all of them in one \
            workbook, or fan.out for a job that runs others for every clinic.
            """)
    var kind = JobCatalogue.kinds[0]

    @Option(help: "Cron fields, or @monthly and the like; see `evclinic schedule explain`.")
    var schedule = "30 2 1 * *"

    @Option(help: "For fan.out: the jobs that it runs, by commas.")
    var runs: String?

    @Option(help: "For report.templates and close.pack: the templates that it makes, by commas.")
    var reports: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        try refuseOddName(name)
        guard JobCatalogue.kinds.contains(kind) else {
            throw ValidationError("--kind takes \(JobCatalogue.kinds.joined(separator: ", ")).")
        }
        guard (runs != nil) == (kind == JobDefinition.fanOut) else {
            throw ValidationError("--runs goes with --kind \(JobDefinition.fanOut), and only.")
        }
        let kinds = JobCatalogue.kindsOfReports
        guard (reports != nil) == kinds.contains(kind) else {
            throw ValidationError(
                "--reports goes with --kind \(kinds.joined(separator: " or ")), and only.")
        }
    }

    func run() throws {
        do { _ = try CronExpression(schedule) } catch { throw error.refusal(of: schedule) }
        let path = try "\(Root.folder(Root.configured))/jobs/\(name).yaml"
        let draft = JobDraft(kind: kind, schedule: schedule, runs: runs, reports: reports)
        try write([(path, draft.text)])
        print(
            json
                ? try JSON.text(["job": name, "file": path])
                : "\(path)\nSee it with `evclinic schedule explain \(name)`.")
    }
}

/// `evclinic jobs new report NAME`: a template that works, and a job that makes it.
struct NewReport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write a report's template that works, and a job that makes it.",
        discussion: """
            evclinic jobs new report paid-by-day
            evclinic jobs check
            evclinic run paid-by-day --clinic harbor-dental --period 2026-10

            Nothing is overwritten. templates/README.md says what a template has.
            """)

    @Argument(help: "Its name: small letters, digits and dashes.")
    var name: String

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws { try refuseOddName(name) }

    func run() throws {
        let root = try Root.folder(Root.configured)
        let folder = "\(root)/templates/\(name)"
        let job = JobDraft(
            kind: TemplateReports.kind, schedule: "30 3 1 * *", runs: nil, reports: name)
        let draft = TemplateDraft(name: name)
        let files = [
            ("\(folder)/query.sql", draft.query), ("\(folder)/sheet.yaml", draft.sheet),
            ("\(folder)/ties.sql", draft.ties), ("\(root)/jobs/\(name).yaml", job.text),
        ]
        try write(files)
        print(
            json
                ? try JSON.text(["report": name, "folder": folder])
                : files.map(\.0).joined(separator: "\n")
                    + "\nChange them, then `evclinic jobs check`.")
    }
}

private func refuseOddName(_ name: String) throws {
    let isName = name.utf8.allSatisfy {
        (97...122).contains($0) || (48...57).contains($0) || $0 == 45
    }
    guard isName, !name.isEmpty, !name.hasPrefix("-") else {
        throw ValidationError("NAME takes small letters, digits and dashes.")
    }
}

/// Writes all files or none: one that is there already is found before the first is written.
private func write(_ files: [(path: String, text: String)]) throws {
    for file in files where Files.exists(file.path) {
        throw AppError(.fileConflict, "\(file.path) is there already")
    }
    for file in files {
        let parts = file.path.split(separator: "/", omittingEmptySubsequences: false)
        try Files.makeFolder(parts.dropLast().joined(separator: "/"))
        try Files.write(file.text, to: file.path)
    }
}
