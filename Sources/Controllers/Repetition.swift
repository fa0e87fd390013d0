import Access
import Domain
import Jobs
import Repositories
import Sheets

/// A rerun whose digest is the recorded one: the revision stands, only missing files are made.
struct Repetition<P: Primary> {
    let order: RunOrder
    let claim: RunRepository.Claim
    let writer: DraftWriter
    /// As recorded, so that a file made again has the bytes of the first.
    let facts: Provenance
    let primary: P
    /// Whether what is stored is made good although the result is as it was.
    let storesAlways: Bool
    /// Made when a file is missing.
    let sheets: () throws -> [Sheet]
    /// Stores the rows of the result, for a run that was adopted without them.
    let storing: (P.Handle) throws -> Void

    /// Ends the attempt, with the files that are missing recorded and not published yet.
    ///
    /// - Returns: `nil` when this program does not make the recorded files byte for byte, so that
    ///   its result must be a revision of its own.
    func settle(replica: AsOf) throws -> Receipt? {
        let known = try primary.transaction(of: nil) {
            try FileRepository().files(of: claim.run, from: $0)
        }
        if let standing = complete(known) {
            try end("unchanged", replica, recording: [])
            return receipt(.unchanged, standing)
        }
        guard let (name, text, signature) = try manifest(known) else { return nil }
        let drafts = try writer.write(try sheets(), facts)
        let hashes = try Manifest.read(text)
        guard drafts.allSatisfy({ hashes.hash(ofRole: $0.role) == $0.file.sha256 }) else {
            writer.discardAll()
            return nil
        }
        var files = drafts.map {
            $0.recorded(as: order.stem, revision: claim.revision, in: writer.folder)
        }
        let manifest = try writer.manifest(text, named: name)
        files.append(manifest)
        if let signature { files.append(try writer.signature(signature, of: manifest)) }
        try end("unchanged", replica, recording: files)
        return receipt(.republished, files)
    }

    /// Ends the attempt with what was approved, whose files are left as they are.
    ///
    /// - Throws: `fileMissing`, `fileDamaged` for files of this folder that are not as they were approved,
    ///   since nothing here makes them again.
    func stand(replica: AsOf) throws -> Receipt {
        let known = try primary.transaction(of: nil) {
            try FileRepository().files(of: claim.run, from: $0)
        }
        let here = known.map(\.file).filter { $0.folder == writer.folder }
        try refuseLost(here)
        try end("unchanged", replica, recording: [], storesRows: false)
        return receipt(.standing, here)
    }

    private func refuseLost(_ files: [RecordRepository.File]) throws(AppError) {
        let hashes = files.map { Files.sha256("\(writer.folder)/\($0.name)") }
        let lost = zip(files, hashes).filter { $0.0.sha256 != $0.1 }
        guard !lost.isEmpty else { return }
        let isMissing = lost.contains { $0.1 == nil }
        let names = lost.filter { !isMissing || $0.1 == nil }.map { AppError.quoted($0.0.name) }
        let more = names.count > Self.namesMax ? " and \(names.count - Self.namesMax) more" : ""
        throw AppError(
            isMissing ? .fileMissing : .fileDamaged,
            "\(names.prefix(Self.namesMax).joined(separator: ", "))\(more), approved as revision "
                + "\(claim.revision), and the books have changed since")
    }

    private static var namesMax: Int { 3 }

    /// The files asked for, when all of them are published in this folder and still what they were.
    private func complete(_ known: [FileRepository.Standing]) -> [RecordRepository.File]? {
        let here = known.filter { $0.file.folder == writer.folder }
        var wanted: [RecordRepository.File] = []
        for format in order.formats {
            let files = here.map(\.file).filter { $0.role.hasPrefix(format.role) }
            guard !files.isEmpty else { return nil }
            wanted += files
        }
        let proof = [DraftWriter.manifestRole, DraftWriter.signatureRole].filter { role in
            role == DraftWriter.manifestRole || known.contains { $0.file.role == role }
        }
        for role in proof {
            guard let file = here.map(\.file).first(where: { $0.role == role }) else { return nil }
            wanted.append(file)
        }
        let areThere = wanted.allSatisfy {
            Files.sha256("\(writer.folder)/\($0.name)") == $0.sha256
        }
        return areThere ? wanted : nil
    }

    /// The recorded manifest's name and bytes, and its signature's.
    private func manifest(
        _ known: [FileRepository.Standing]
    ) throws -> (name: String, text: String, signature: [UInt8]?)? {
        let (text, signature) = try primary.transaction(of: nil) { transaction in
            (
                try FileRepository().manifest(of: claim.run, from: transaction),
                try FileRepository().signature(of: claim.run, from: transaction)
            )
        }
        let name = known.first { $0.file.role == DraftWriter.manifestRole }?.file.name
        guard let name, let text else { return nil }
        return (name, text, signature)
    }

    private func end(
        _ outcome: String, _ replica: AsOf, recording files: [RecordRepository.File],
        storesRows: Bool = true
    ) throws {
        let records = RecordRepository()
        try primary.transaction(of: order.clinic.id) { transaction in
            let series = try records.lock(claim, since: replica.lastTimeline, in: transaction)
            if storesRows, storesAlways || series.lacksRows {
                try storing(transaction)
                if series.lacksRows { try records.complete(claim.run, in: transaction) }
            }
            try FileRepository().record(files, of: claim.run, in: transaction)
            if !files.isEmpty {
                try order.audit(
                    "report.republish", run: claim.run,
                    after: try JSON.text(["files": files.map(\.name).joined(separator: " ")]),
                    claim, in: transaction)
            }
            try records.end(
                claim, outcome, produced: claim.run, replica: replica.source,
                lsn: replica.lsnHigh, in: transaction)
            if files.isEmpty { try LeaseRepository().release(claim, in: transaction) }
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
