package import Domain
package import Scheduling
package import Services

/// A job as `jobs/<name>.yaml` declares it: when, for whom, how far, in which files.
package struct JobDefinition: Sendable, Equatable {
    /// The file's name without `.yaml`; what the command line calls the job.
    package private(set) var name: String
    package let kind: String
    package let schedule: CronExpression
    package let zone: JobZone
    package let period: PeriodRule
    /// One run of all clinics together instead of one a clinic.
    package let isForGroup: Bool
    /// What becomes of due times that were missed, or that find an earlier run at work.
    package let slotPolicy: SlotPolicy
    /// −100 to 100; the greater goes first.
    package let priority: Int
    /// What must be there before a run begins; empty for most.
    package let needs: [Input]
    /// It runs without what it needs after so long past its due time, and is marked; hours.
    package let waitHours: Int
    /// Jobs that a `fan.out` runs for every active clinic; empty for other kinds.
    package let runs: [String]
    /// Where each of them is named, such as `jobs/monthly-close.yaml:6:8`.
    let runPlaces: [String]
    package let limits: Limits
    /// How far two sides may lie apart; the default for kinds that match nothing.
    package let policy: MatchPolicy
    /// When clinics are open; what is usual for kinds that do not ask.
    package internal(set) var hours = ClinicHours()
    package let formats: [FileFormat]
    /// Whether its CSVs begin with a byte order mark, for spreadsheets that know UTF-8 by it alone.
    package internal(set) var marksUTF8 = false
    /// Templates that a job of templates makes, in the order of their sheets.
    package internal(set) var reports: [ReportTemplate] = []
    /// Whether its sheets name persons, for who may and says what for.
    package private(set) var saysNames = false
    /// The group whose clinics a `fan.out` runs for and whose totals it joins; `nil` for all clinics.
    package private(set) var group: String?
    /// What its file calls them, and where.
    let reportNames: [String]
    let reportPlaces: [String]
    /// SHA-256 of the file's bytes, for the manifest.
    package let sha256: String

    /// The kind that makes runs of other jobs, one a clinic, and ends with the last of them.
    package static let fanOut = "fan.out"

    /// How far an attempt may go, how often it is tried, how old its data may be.
    package struct Limits: Sendable, Equatable {
        /// Of one attempt, in seconds, 1 to 86,400.
        package let timeoutSeconds: Int
        /// 1 to 20.
        package let attempts: Int
        /// Greatest age of the data read, in seconds, 1 to 86,400.
        package let maxStalenessSeconds: Int
    }
}

/// A file format of reports; the last three are of journals only.
package enum FileFormat: String, CaseIterable, Sendable {
    case xlsx, csv, hledger, xero, quickbooks

    /// What the roles of its files in the ledger begin with.
    package var role: String {
        switch self {
        case .xlsx: "workbook"
        case .csv: "csv:"
        case .hledger, .xero, .quickbooks: "\(rawValue):"
        }
    }

    /// Whether it holds postings, and nothing else.
    package var isOfJournals: Bool { self != .xlsx && self != .csv }

    /// Reads `xlsx,csv` for a job of some kind.
    ///
    /// - Throws: `formatUnknown` with what was given, or is not for that kind.
    package static func list(
        _ text: String, of kind: String
    ) throws(AppError) -> [FileFormat] {
        var formats: [FileFormat] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let word = part.trimming { $0 == " " }
            guard let format = FileFormat(rawValue: word) else {
                throw AppError(.formatUnknown, AppError.quoted(word))
            }
            guard !format.isOfJournals || kind == JournalExport.kind else {
                throw AppError(.formatUnknown, "\(word) holds a journal, \(kind) makes none")
            }
            if !formats.contains(format) { formats.append(format) }
        }
        return formats.sorted { $0.rawValue > $1.rawValue }
    }
}

extension Substring {
    /// The text without what its ends have of a kind of character.
    func trimming(_ isTrimmed: (Character) -> Bool) -> String {
        var rest = drop(while: isTrimmed)
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return String(rest)
    }
}

extension JobDefinition {
    /// What the names of jobs end with whose files name persons.
    package static let namesSuffix = "-names"

    /// Who may see persons' names, besides a purpose.
    package static let namesPermission = "patient.names"

    /// What a user needs to hold for the files of a job of that name.
    package static func permission(of job: String) -> String {
        job.hasSuffix(namesSuffix) ? namesPermission : "report.run"
    }

    /// The same reports with persons' names: runs and files of their own.
    ///
    /// - Throws: `requestIncomplete` when no report of it can name anybody.
    package func sayingNames() throws(AppError) -> JobDefinition {
        guard reports.contains(where: \.canSayNames) else {
            throw AppError(.requestIncomplete, "no report of \(name) names persons; leave --names")
        }
        var job = self
        job.name += Self.namesSuffix
        job.saysNames = true
        return job
    }

    /// The same job for the clinics of one group: runs, revisions and files of their own.
    ///
    /// - Throws: `requestIncomplete` when it makes no runs of clinics.
    package func joining(_ group: String) throws(AppError) -> JobDefinition {
        guard isForGroup else {
            throw AppError(
                .requestIncomplete,
                "\(name) runs for one clinic; --group goes with a job such as monthly-close")
        }
        var job = self
        job.group = group
        job.name = "\(plainName)@\(group)"
        return job
    }

    /// The name without its group.
    package var plainName: String { String(name.prefix { $0 != "@" }) }

    /// A template's report for whoever asks for it: it has no schedule that anybody plans by.
    ///
    /// - Throws: never for a template that was read.
    init(onDemand template: ReportTemplate) throws(AppError) {
        guard let never = try? CronExpression("@yearly") else {
            throw AppError(.unexpected, "no schedule")
        }
        self.init(
            name: template.name, kind: TemplateReports.kind, schedule: never, zone: .clinic,
            period: .previousMonth, isForGroup: false,
            slotPolicy: SlotPolicy(
                catchUp: .none, overlap: .queueAll, maxAgeSeconds: 0, maxRuns: 1),
            priority: 0, needs: [], waitHours: 1, runs: [], runPlaces: [],
            limits: Limits(timeoutSeconds: 900, attempts: 1, maxStalenessSeconds: 30),
            policy: MatchPolicy(), formats: [.xlsx, .csv], reports: [template], reportNames: [],
            reportPlaces: [], sha256: template.sha256)
    }
}
