import Access
import Domain
import Jobs
import Repositories
import Sheets

/// A rerun whose digest is the recorded one: the revision stands, only missing files are made.
struct Repetition<P: Primary> {
    let order: RunOrder
    let claim: RunRepository.Claim
    let sheets: [Sheet]
    /// As recorded, so that a file made again has the bytes of the first.
    let facts: Provenance
    let primary: P

    func settle(replica: AsOf) throws -> Receipt {
        let writer = try DraftWriter(order, claim)
        let known = try primary.transaction(of: nil) {
            try FileRepository().files(of: claim.run, from: $0)
        }
        if let standing = complete(known, in: writer.folder) {
            try end("unchanged", replica, recording: [])
            return receipt(.unchanged, standing)
        }
        let drafts = try writer.write(sheets, facts)
        var files = drafts.map {
            $0.recorded(as: order.stem, revision: claim.revision, in: writer.folder)
        }
        do {
            if let manifest = try manifest(known, writer) { files.append(manifest) }
            try end("unchanged", replica, recording: files)
        } catch {
            writer.discard(drafts)
            throw error
        }
        let standings = try primary.transaction(of: nil) {
            try FileRepository().files(of: claim.run, from: $0)
        }
        try Publisher().publish(standings.filter { !$0.isPublished }, on: primary)
        return receipt(.republished, files)
    }

    /// The files asked for, when all of them are published in this folder and still what they were.
    private func complete(
        _ known: [FileRepository.Standing], in folder: String
    ) -> [RecordRepository.File]? {
        let here = known.filter { $0.file.folder == folder }
        var wanted: [RecordRepository.File] = []
        for format in order.formats {
            let files = here.map(\.file).filter { $0.role.hasPrefix(format.role) }
            guard !files.isEmpty else { return nil }
            wanted += files
        }
        wanted += here.map(\.file).filter { $0.role == "manifest" }
        let areThere = wanted.allSatisfy { Files.sha256("\(folder)/\($0.name)") == $0.sha256 }
        return wanted.contains { $0.role == "manifest" } && areThere ? wanted : nil
    }

    /// The recorded manifest, for a folder that lacks it.
    private func manifest(
        _ known: [FileRepository.Standing], _ writer: DraftWriter
    ) throws -> RecordRepository.File? {
        guard let first = known.first(where: { $0.file.role == "manifest" })?.file,
            let text = try primary.transaction(
                of: nil, { try FileRepository().manifest(of: claim.run, from: $0) })
        else { return nil }
        let temporary = writer.temporary("manifest")
        try Files.write(text, to: "\(writer.folder)/\(temporary)")
        return RecordRepository.File(
            role: "manifest", folder: writer.folder, name: first.name, temporary: temporary,
            sha256: first.sha256, bytes: first.bytes, rows: 0)
    }

    private func end(
        _ outcome: String, _ replica: AsOf, recording files: [RecordRepository.File]
    ) throws {
        let records = RecordRepository()
        try primary.transaction(of: order.clinic.id) { transaction in
            _ = try records.lock(claim, in: transaction)
            try FileRepository().record(files, of: claim.run, in: transaction)
            if !files.isEmpty {
                try AuditRepository().record(
                    of: order.clinic.id, by: order.actor, "report.republish",
                    entity: "worker.run", id: String(claim.run.rawValue),
                    after: try JSON.text(["files": files.map(\.name).joined(separator: " ")]),
                    request: "token \(claim.token.rawValue)", in: transaction)
            }
            try records.end(
                claim, outcome, produced: claim.run, replica: replica.source,
                lsn: replica.lsnHigh, in: transaction)
        }
    }

    private func receipt(
        _ outcome: Receipt.Outcome, _ files: [RecordRepository.File]
    ) -> Receipt {
        Receipt(
            run: claim.run, outcome: outcome, revision: claim.revision, order: order,
            provenance: facts, files: files, totals: facts.totals, breaks: facts.breaks,
            tiesFailed: facts.tiesFailed)
    }
}
