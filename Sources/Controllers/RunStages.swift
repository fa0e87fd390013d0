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
    /// What signs manifests; `nil` where nothing is signed.
    let keys: KeyFolder?
    let progress: @Sendable (String, RowProgress) -> Void
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
        /// The same as the latest revision has them: what a repetition makes again.
        let standing: [Sheet]
        let digest: String
        /// The same without marks.
        let content: String
        let asOf: AsOf
        let asOfLocal: String
        /// Whether the books of the period are closed.
        let isClosed: Bool
        /// Whether this job's result of the period is approved.
        let isApproved: Bool
        /// What it was made without, or what it joins was.
        let lacking: [String]
    }

    func perform(_ freshness: Freshness) throws -> Receipt {
        // A key that expired is told before the reading, not after.
        _ = try desk.keys?.signer()
        let result = try read(freshness)
        try publishStanding()
        try desk.keys?.placePublic(below: order.folder)
        let writer = try DraftWriter(order, claim)
        do {
            let receipt = try settle(result, writer)
            if [.recorded, .republished].contains(receipt.outcome) { try publish(receipt.run) }
            return receipt
        } catch {
            // Recorded files keep their temporaries for recovery; unrecorded ones go.
            if !isRecorded() { writer.discardAll() }
            throw error
        }
    }

    /// The recorded revision when its digest is ours, else a new one.
    private func settle(_ result: Result, _ writer: DraftWriter) throws -> Receipt {
        guard let digest = claim.digest, let text = claim.provenance else {
            guard order.approval == nil else { throw AppError(.closeUnmade, order.stem) }
            return try record(result, writer, because: order.reason)
        }
        let facts = try Provenance.read(text)
        guard order.approval == nil else {
            guard facts.content == result.content else {
                throw AppError(.closeChanged, "\(order.stem), revision \(claim.revision)")
            }
            return try record(result, writer, because: "approved by \(order.actor.login)")
        }
        let repetition = Repetition(
            order: order, claim: claim, writer: writer, facts: facts, primary: primary,
            storesAlways: J.recordsAlways
        ) {
            result.standing + [try standingChanges(result).map(sheet)].compactMap(\.self)
        } storing: {
            try job.record(result.output, order.plan, run: claim.run, in: $0)
        }
        guard digest == result.digest else {
            if result.isApproved { return try repetition.stand(replica: result.asOf) }
            return try record(result, writer, because: changed(result, since: facts))
        }
        if let standing = try repetition.settle(replica: result.asOf) { return standing }
        // What was approved is not restated because another program writes other bytes.
        if result.isApproved { return try repetition.stand(replica: result.asOf) }
        let reason = "the files of revision \(claim.revision) are not made again byte for byte"
        return try record(result, writer, because: reason)
    }

    func step(_ name: String) throws {
        desk.progress(name, RowProgress(done: 0, expected: 0))
        if desk.interrupt.isRaised { throw AppError(.runCancelled, "before \(name)") }
    }

    /// Reads and computes in one snapshot.
    private func read(_ freshness: Freshness) throws -> Result {
        try step("read")
        let plan = order.plan
        let ((output, local, isOwnClosed, isApproved), asOf) = try replicas.snapshot(
            of: order.clinic.id, freshness
        ) {
            snapshot in
            try LeaseRepository().assertSeen(claim, from: snapshot)
            let output = try job.read(plan, from: snapshot) { desk.progress("read", $0) }
            let local = try ClinicRepository().localTime(
                of: order.clinic, at: freshness.primaryNow, from: snapshot)
            // A group's books are its clinics', and their packs say how they stand.
            guard order.group == nil else { return (output, local, false, false) }
            let isClosed = try ClinicRepository().isClosed(
                order.period, of: order.clinic, from: snapshot)
            let isApproved = try CloseRepository().stands(
                order.job.name, of: order.clinic.id, in: order.period, from: snapshot)
            return (output, local, isClosed || order.approval != nil, isApproved)
        }
        try step("compute")
        let report = try job.report(output, plan)
        let isClosed = report.join?.isClosed ?? isOwnClosed
        let lacking = order.lacking + (report.join?.lacking ?? [])
        let marks = Provenance.marks(
            of: order.period.name, isProvisional: !isClosed, lacking)
        let plain = Certificate.sheet(report, of: order.clinic, in: order.period)
        let certificate = plain.marked(marks)
        return Result(
            output: output, report: report,
            sheets: [certificate] + report.sheets.map { $0.marked(marks) },
            standing: [certificate] + (report.standing ?? report.sheets).map { $0.marked(marks) },
            digest: try report.digest(certificate: certificate),
            content: try report.digest(certificate: plain), asOf: asOf, asOfLocal: local,
            isClosed: isClosed, isApproved: isApproved, lacking: lacking)
    }

    /// Gives the files their names and the run's lease back, if it is still ours (I4).
    private func publish(_ run: RunID) throws {
        desk.progress("publish", RowProgress(done: 0, expected: 0))
        let leases = LeaseRepository()
        let standings = try primary.transaction(of: nil) { transaction in
            try leases.assertHeld(claim, from: transaction)
            return try FileRepository().files(of: run, from: transaction)
        }
        try Publisher().publish(standings, on: primary) { try leases.release(claim, in: $0) }
    }

    /// Gives a recorded revision's files their names, when an attempt before ours did not live to:
    /// our own drafts clear away whatever else it left.
    private func publishStanding() throws {
        guard claim.digest != nil else { return }
        let standings = try primary.transaction(of: nil) {
            try FileRepository().files(of: claim.run, from: $0)
        }
        guard standings.contains(where: { !$0.isPublished && Files.exists($0.file.folder) }) else {
            return
        }
        do { try Publisher().publish(standings, on: primary) } catch let error as AppError
            where error.code == .recordedFilesMissing
        {
            // They are made again below, byte for byte, or become a revision that says why.
        }
    }

    /// Whether the ledger has the result; what nobody can ask is taken for recorded.
    private func isRecorded() -> Bool {
        guard
            let outcome = try? primary.transaction(
                of: nil, { try RecordRepository().outcome(of: claim, from: $0) ?? "" })
        else { return true }
        return ["recorded", "unchanged"].contains(outcome)
    }
}
