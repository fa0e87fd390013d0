import Access
import Digests
import Domain
import Jobs
import Repositories
import Services
import Sheets

extension RunStages {
    /// Drafts the files, then one transaction behind the fencing token: revision, results, audit
    /// row, files, the end.
    ///
    /// - Parameters:
    ///   - result: what was computed.
    ///   - writer: where the files go.
    ///   - reason: why there is a revision.
    /// - Returns: the receipt of the new revision, whose files are recorded and not published.
    /// - Throws: `leaseLost` when another process holds the run; `signingKeyExpired`.
    func record(_ result: Result, _ writer: DraftWriter, because reason: String) throws -> Receipt {
        try step("write")
        let (facts, reason) = (provenance(of: result), order.marked(reason))
        let changes = try changes(to: result)
        let sheets = result.sheets + [changes.map(sheet)].compactMap(\.self)
        let drafts = try writer.write(sheets, facts)
        let measured = try writer.measure(sheets, facts)
        try step("record")
        let signer = try desk.keys?.signer()
        let records = RecordRepository()
        return try primary.transaction(of: order.clinic.id) { transaction in
            let series = try records.lock(
                claim, since: result.asOf.lastTimeline, in: transaction)
            let isFirst = series.digest == nil
            let run =
                isFirst
                ? series.run
                : try records.nextRevision(
                    of: series, reason: reason, requestedBy: order.actor.login, in: transaction)
            let revision = isFirst ? series.revision : series.revision + 1
            func named(_ drafts: [DraftWriter.Draft]) -> [RecordRepository.File] {
                drafts.map {
                    $0.recorded(as: order.stem, revision: revision, in: writer.folder)
                }
            }
            var files = named(drafts)
            let manifest = try Manifest(
                revision: revision, reason: reason, facts: facts, files: files,
                onRequest: named(measured), controls: (drafts + measured).controls,
                seal: signer?.seal(), changes: changes.map(Manifest.Changes.init),
                ties: result.report.ties.map(Manifest.StatedTie.init),
                auditHead: AuditChainRepository().head(of: order.clinic.id, from: transaction)
            ).text()
            let manifestFile = try writer.manifest(
                manifest, named: "\(order.stem)-r\(revision).manifest.json")
            let signature = signer?.signature(of: manifest)
            files.append(manifestFile)
            if let signature { files.append(try writer.signature(signature, of: manifestFile)) }
            try job.record(result.output, order.plan, run: run, in: transaction)
            try approve(run, result, in: transaction)
            try FileRepository().record(files, of: run, in: transaction)
            try order.audit(
                "report.record", run: run, after: try auditNote(result, revision), claim,
                in: transaction)
            try records.finish(
                run, because: reason, digest: result.digest, provenance: try facts.json(),
                manifest: manifest, signature: signature,
                breaks: result.report.breaks, tiesFailed: result.report.tiesFailed,
                in: transaction)
            try records.end(
                claim, "recorded", produced: run, replica: result.asOf.source,
                lsn: result.asOf.lsnHigh, in: transaction)
            return Receipt(
                run: run, outcome: .recorded, revision: revision, order: order,
                provenance: facts, files: files, totals: facts.totals, breaks: facts.breaks,
                tiesFailed: facts.tiesFailed)
        }
    }

    /// Closes the period with the run, where that is asked for; a close that came meanwhile refuses it.
    private func approve(
        _ run: RunID, _ result: Result, in transaction: some Transaction
    ) throws {
        guard let approval = order.approval else { return }
        try Closing(order.clinic, order.job.name).refuse(order.period, in: transaction)
        try CloseRepository().approve(
            run, of: order.clinic.id, asOf: result.asOf.heartbeatAt, by: order.actor.login,
            because: approval.reason, in: transaction)
        try AuditRepository().record(
            of: order.clinic.id, by: order.actor, "close.approve", entity: "worker.close",
            id: order.period.name,
            after: try JSON.text([
                "run": "\(run.rawValue)", "digest": result.digest,
                "reason": approval.reason ?? "", "ties failed": "\(result.report.tiesFailed)",
            ]), request: "token \(claim.token.rawValue)", in: transaction)
    }

    private func auditNote(_ result: Result, _ revision: Int) throws -> String {
        var note = [
            "job": order.job.name, "period": order.period.name, "revision": String(revision),
            "digest": result.digest, "breaks": String(result.report.breaks),
        ]
        for total in result.report.totals {
            note["\(total.name) \(total.currency.code)"] = total.amount.plain
        }
        return try JSON.text(note)
    }

    /// What is not as it was in the revision before; the data, when nothing else is known to be.
    func changed(_ result: Result, since before: Provenance) -> String {
        let now = provenance(of: result)
        let known = [
            (now.jobSHA256 != before.jobSHA256, "the job file"),
            (now.sqlSHA256 != before.sqlSHA256, "the SQL"),
            (now.rulesVersion != before.rulesVersion, "the rules"),
            (now.isProvisional != before.isProvisional, "the period's state"),
            (now.inputsMissing != before.inputsMissing, "the inputs"),
        ].filter(\.0).map(\.1)
        let what = known.isEmpty ? "the data" : known.joined(separator: ", ")
        return "\(what) changed since revision \(claim.revision)"
    }

    /// The facts that About and manifest state.
    func provenance(of result: Result) -> Provenance {
        Provenance(
            job: order.job.name, kind: order.job.kind, jobSHA256: order.job.sha256,
            sqlSHA256: SHA256.hex(
                of: Array(job.statements(order.plan).joined(separator: ";\n").utf8)),
            rulesVersion: result.report.rulesVersion, program: desk.program, tzdata: desk.tzdata,
            clinic: order.clinic.slug, clinicName: order.clinic.name,
            legalEntity: order.clinic.legalEntity, timeZone: order.clinic.timeZone,
            period: order.period.name, from: order.period.from.description,
            until: order.period.until.description, fromInstant: claim.from.description,
            untilInstant: claim.until.description, requestedBy: order.actor.login,
            asOf: result.asOf.heartbeatAt.description, asOfLocal: result.asOfLocal,
            asOfMicroseconds: result.asOf.heartbeatAt.microseconds,
            lsnLow: result.asOf.lsnLow.description, lsnHigh: result.asOf.lsnHigh.description,
            systemIdentifier: result.asOf.systemIdentifier, timeline: result.asOf.timeline,
            source: result.asOf.source, serverVersion: result.asOf.serverVersion,
            lagMilliseconds: result.asOf.lagMilliseconds, promoted: result.asOf.promoted,
            isolation: result.asOf.isolation, attempt: result.asOf.attempt,
            earlierEnds: result.asOf.earlierEnds, digest: result.digest, content: result.content,
            approvedBy: order.approval.map { _ in order.actor.login },
            approvalReason: order.approval?.reason,
            rows: Dictionary(result.sheets.map { ($0.slug, $0.rows.count) }) { $0 + $1 },
            totals: result.report.totals.map {
                Provenance.Total(
                    name: $0.name, currency: $0.currency.code, amount: $0.amount.plain)
            }, breaks: result.report.breaks, tiesFailed: result.report.tiesFailed,
            inputsMissing: result.lacking.isEmpty ? nil : result.lacking,
            isProvisional: !result.isClosed,
            parts: result.report.join?.parts.map(Provenance.Part.init))
    }
}
