import Access
import Digests
import Domain
import Jobs
import Repositories
import Services
import Sheets

extension RunStages {
    /// One transaction behind the fencing token: revision, results, audit row, files, the end.
    func record(
        _ result: Result, _ facts: Provenance, _ drafts: [DraftWriter.Draft],
        _ writer: DraftWriter
    ) throws -> Receipt {
        desk.progress("record")
        let records = RecordRepository()
        return try primary.transaction(of: order.clinic.id) { transaction in
            let series = try records.lock(claim, in: transaction)
            let isFirst = series.digest == nil
            let run =
                isFirst
                ? series.run
                : try records.nextRevision(
                    of: series, reason: "data or rules changed since revision \(series.revision)",
                    requestedBy: order.actor.login, in: transaction)
            let revision = isFirst ? series.revision : series.revision + 1
            var files = drafts.map {
                $0.recorded(as: order.stem, revision: revision, in: writer.folder)
            }
            let manifest = try Manifest(
                revision: revision, reason: isFirst ? order.reason : "changed", facts: facts,
                files: files
            ).text()
            files.append(try manifestFile(manifest, revision, writer))
            try job.record(
                result.output, Plan(clinic: order.clinic, period: order.period), run: run,
                in: transaction)
            try FileRepository().record(files, of: run, in: transaction)
            try AuditRepository().record(
                of: order.clinic.id, by: order.actor, "report.record", entity: "worker.run",
                id: String(run.rawValue), after: try auditNote(result, revision),
                request: "token \(claim.token.rawValue)", in: transaction)
            try records.finish(
                run, digest: result.digest, provenance: try facts.json(), manifest: manifest,
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

    private func manifestFile(
        _ text: String, _ revision: Int, _ writer: DraftWriter
    ) throws -> RecordRepository.File {
        let temporary = writer.temporary("manifest")
        try Files.write(text, to: "\(writer.folder)/\(temporary)")
        return RecordRepository.File(
            role: "manifest", folder: writer.folder,
            name: "\(order.stem)-r\(revision).manifest.json", temporary: temporary,
            sha256: SHA256.hex(of: Array(text.utf8)), bytes: Int64(text.utf8.count), rows: 0)
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

    /// The facts that About and manifest state.
    func provenance(of result: Result) -> Provenance {
        Provenance(
            job: order.job.name, kind: order.job.kind, jobSHA256: order.job.sha256,
            sqlSHA256: SHA256.hex(of: Array(job.statements.joined(separator: ";\n").utf8)),
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
            earlierEnds: result.asOf.earlierEnds, digest: result.digest,
            rows: Dictionary(uniqueKeysWithValues: result.sheets.map { ($0.slug, $0.rows.count) }),
            totals: result.report.totals.map {
                Provenance.Total(
                    name: $0.name, currency: $0.currency.code, amount: $0.amount.plain)
            }, breaks: result.report.breaks, tiesFailed: result.report.tiesFailed)
    }
}
