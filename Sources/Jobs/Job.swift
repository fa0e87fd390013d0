package import Access
package import Domain
import Repositories
package import Services

/// One kind of work, cut at its I/O.
///
/// `read` is given a snapshot of the replica and `record` the primary. What lies between is given
/// neither, so what a report says depends on its input alone.
package protocol Job: Sendable {
    associatedtype Output

    /// The `kind:` key in `jobs/*.yaml`, stored with every run. Never reused for another meaning.
    static var kind: String { get }

    /// Whether what it records is condensed from what it reads, and so is made good by every run: by one
    /// whose report is as it was too.
    static var recordsAlways: Bool { get }

    /// Every statement that `read` may run, for the hash that a manifest states.
    func statements(_ plan: Plan) -> [String]

    /// Reads and computes; may run again from the start with a new snapshot.
    ///
    /// Tells now and then how many rows it has read, and of how many.
    func read(
        _ plan: Plan, from snapshot: some Snapshot, telling progress: (RowProgress) -> Void
    ) throws -> Output

    /// What the files say: the same output gives the same report.
    func report(_ output: Output, _ plan: Plan) throws -> Report

    /// Stores results beside the run, in the transaction that ends it.
    func record(
        _ output: Output, _ plan: Plan, run: RunID, in transaction: some Transaction) throws
}

extension Job {
    package static var recordsAlways: Bool { false }
}

/// How far a job has come with its rows.
package struct RowProgress: Sendable, Equatable {
    package let done: Int64
    /// Zero when it is not known.
    package let expected: Int64

    package init(done: Int64, expected: Int64) {
        self.done = done
        self.expected = expected
    }
}

/// What a job is told: never "now", always a clinic and a period.
package struct Plan: Sendable {
    package let clinic: Clinic
    package let period: Period
    /// The job's name, by which it finds what it found in earlier periods.
    package let job: String
    /// How far two sides may lie apart, as the job's file says.
    package let policy: MatchPolicy
    /// When the clinic is open, as the job's file says.
    package let hours: ClinicHours
    /// Templates of the job, in the order of their sheets; none for other kinds.
    package let reports: [ReportTemplate]
    /// Folder for rows that memory has no room for; they have no names there.
    package let scratch: String?
    /// Whether who asked may see persons' names.
    package let saysNames: Bool
    /// Where late documents post, once a part of the job has read it.
    private var postings: LatePostings?

    package init(
        job: String, clinic: Clinic, period: Period, policy: MatchPolicy = MatchPolicy(),
        hours: ClinicHours = ClinicHours(), reports: [ReportTemplate] = [], scratch: String? = nil,
        saysNames: Bool = false
    ) {
        self.saysNames = saysNames
        self.scratch = scratch
        self.job = job
        self.policy = policy
        self.hours = hours
        self.reports = reports
        self.clinic = clinic
        self.period = period
    }

    /// Where late documents post, read here unless it was before.
    func late(from snapshot: some Snapshot) throws -> LatePostings {
        try postings ?? PostingRepository().late(of: clinic, in: period, from: snapshot)
    }

    /// The same with that read, for jobs of several parts.
    func knowingLate(from snapshot: some Snapshot) throws -> Plan {
        var plan = self
        plan.postings = try late(from: snapshot)
        return plan
    }

    /// The job's name as a title: `sales-registers` is “Sales registers”.
    package var title: String { Self.title(of: job) }

    /// A name of small letters and dashes as a title.
    package static func title(of name: String) -> String {
        let words = name.replacing("-", with: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}
