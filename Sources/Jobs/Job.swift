package import Access
package import Domain
package import Services

/// One kind of work, cut at its I/O.
///
/// `read` is given a snapshot of the replica and `record` the primary. What lies between is given
/// neither, so what a report says depends on its input alone.
package protocol Job: Sendable {
    associatedtype Output

    /// The `kind:` key in `jobs/*.yaml`, stored with every run. Never reused for another meaning.
    static var kind: String { get }

    /// Every statement that `read` may run, for the hash that a manifest states.
    var statements: [String] { get }

    /// Reads and computes; may run again from the start with a new snapshot.
    func read(_ plan: Plan, from snapshot: some Snapshot) throws -> Output

    /// What the files say: the same output gives the same report.
    func report(_ output: Output, _ plan: Plan) throws -> Report

    /// Stores results beside the run, in the transaction that ends it.
    func record(
        _ output: Output, _ plan: Plan, run: RunID, in transaction: some Transaction) throws
}

/// What a job is told: never "now", always a clinic and a period.
package struct Plan: Sendable {
    package let clinic: Clinic
    package let period: Period

    package init(clinic: Clinic, period: Period) {
        self.clinic = clinic
        self.period = period
    }
}
