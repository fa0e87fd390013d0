import Access
import Digests
import Domain
import Jobs
import Repositories
import Services
import Sheets

/// What the stages of a run need to know of the process.
struct RunStageFacts: Sendable {
    let program: String
    let tzdata: String
    let interrupt: Interrupt
    let progress: @Sendable (String) -> Void
}

/// The stages of one claimed run, in order.
struct RunStages<J: Job, P: Primary, R: Replicas> {
    let job: J
    let order: RunOrder
    let claim: RunRepository.Claim
    let primary: P
    let replicas: R
    let desk: RunStageFacts

    /// A computed result, before a file is written.
    struct Result {
        let output: J.Output
        let report: Report
        /// Certificate first, then the report's own.
        let sheets: [Sheet]
        let digest: String
        let asOf: AsOf
        let asOfLocal: String
    }

    func perform(_ freshness: Freshness) throws -> Receipt {
        let result = try read(freshness)
        if let standing = try repetition(of: result) { return standing }
        let facts = provenance(of: result)
        let writer = try DraftWriter(order, claim)
        let drafts = try draft(result, facts, writer)
        do {
            let receipt = try record(result, facts, drafts, writer)
            try publish(receipt.run)
            return receipt
        } catch let error as AppError where error.code != .fileConflict {
            // Recorded files keep their temporaries for recovery; unrecorded ones go.
            if try !isRecorded() { writer.discard(drafts) }
            throw error
        }
    }

    private func step(_ name: String) throws {
        desk.progress(name)
        if desk.interrupt.isRaised { throw AppError(.runCancelled, "before \(name)") }
    }

    /// Reads and computes in one snapshot.
    private func read(_ freshness: Freshness) throws -> Result {
        try step("read")
        let plan = Plan(clinic: order.clinic, period: order.period)
        let ((output, local), asOf) = try replicas.snapshot(of: order.clinic.id, freshness) {
            snapshot in
            let output = try job.read(plan, from: snapshot)
            let local = try ClinicRepository().localTime(
                of: order.clinic, at: freshness.primaryNow, from: snapshot)
            return (output, local)
        }
        try step("compute")
        let report = try job.report(output, plan)
        let certificate = Certificate.sheet(report, of: order.clinic, in: order.period)
        return Result(
            output: output, report: report, sheets: [certificate] + report.sheets,
            digest: report.digest(certificate: certificate), asOf: asOf, asOfLocal: local)
    }

    /// When the digest is the recorded one, nothing is recorded anew: files that are asked for and
    /// are not there are made again from the same rows and the recorded provenance.
    private func repetition(of result: Result) throws -> Receipt? {
        guard claim.digest == result.digest, let text = claim.provenance else { return nil }
        let repetition = Repetition(
            order: order, claim: claim, sheets: result.sheets,
            facts: try Provenance.read(text), primary: primary)
        return try repetition.settle(replica: result.asOf)
    }

    private func draft(
        _ result: Result, _ facts: Provenance, _ writer: DraftWriter
    ) throws -> [DraftWriter.Draft] {
        try step("write")
        return try writer.write(result.sheets, facts)
    }

    private func publish(_ run: RunID) throws {
        desk.progress("publish")
        let standings = try primary.transaction(of: nil) {
            try FileRepository().files(of: run, from: $0)
        }
        try Publisher().publish(standings.filter { !$0.isPublished }, on: primary)
    }

    private func isRecorded() throws -> Bool {
        guard
            let still = try? primary.transaction(
                of: nil, { try RecordRepository().outcome(of: claim, from: $0) })
        else { return true }
        return still == "recorded"
    }
}
