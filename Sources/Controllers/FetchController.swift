package import Access
package import Domain
package import Repositories

/// Copies a run's published files to where somebody wants them, and notes who did.
package struct FetchController<P: Primary> {
    private let primary: P
    private let keys: KeyFolder?

    package init(primary: P, keys: KeyFolder? = nil) {
        self.primary = primary
        self.keys = keys
    }

    /// What became of a file.
    package struct Fetched: Sendable {
        package let path: String
        package let sha256: String
        /// Whether it was there already, with the same bytes.
        package let isThere: Bool
    }

    /// Copies each file whose bytes are those that were recorded.
    ///
    /// - Parameters:
    ///   - entry: the run, which is done.
    ///   - folder: made when it is not there.
    ///   - actor: who fetches.
    ///   - purpose: what for, for the audit trail.
    ///   - group: whose run it is, for the trail of each of its clinics.
    ///   - isWanted: which of the files.
    /// - Returns: where each is now.
    /// - Throws: `recordedFilesMissing` for a file that is gone or changed; `fileConflict` for another
    ///   file of that name; `outputUnwritable`. Nothing is overwritten.
    package func fetch(
        _ entry: LedgerRepository.Entry, to folder: String, by actor: AuditRepository.Actor,
        for purpose: String, in group: ClinicGroup? = nil,
        where isWanted: (RecordRepository.File) -> Bool = { _ in true }
    ) throws -> [Fetched] {
        let files = try primary.transaction(of: nil) {
            try FileRepository().files(of: entry.run, from: $0)
        }.filter(\.isPublished).map(\.file).filter(isWanted)
        guard !files.isEmpty else {
            throw AppError(.recordedFilesMissing, "run \(entry.run.rawValue) has no published file")
        }
        try Files.makeFolder(folder)
        let fetched = try files.map { try place($0, in: folder) }
        try keys?.placePublic(below: folder)
        try Files.sync(folder: folder)
        let clinics = entry.clinicID.map { [$0] } ?? group?.members.map(\.id) ?? []
        if !clinics.isEmpty {
            try primary.transaction(of: nil) {
                try AuditRepository().record(
                    ofEach: clinics, by: actor, "report.fetch", entity: "worker.run",
                    id: String(entry.run.rawValue),
                    after: try JSON.text(["purpose": purpose, "files": String(files.count)]),
                    request: "command line", in: $0)
            }
        }
        return fetched
    }

    private func place(_ file: RecordRepository.File, in folder: String) throws -> Fetched {
        let target = "\(folder)/\(file.name)"
        if Files.exists(target) {
            guard Files.sha256(target) == file.sha256 else {
                throw AppError(.fileConflict, target)
            }
            return Fetched(path: target, sha256: file.sha256, isThere: true)
        }
        let draft = "\(folder)/.\(file.name).part"
        Files.remove(draft)
        let found = try Files.copy("\(file.folder)/\(file.name)", to: draft)
        guard found == file.sha256 else {
            Files.remove(draft)
            throw AppError(.recordedFilesMissing, file.name)
        }
        guard try Files.rename(draft, to: target) == .done else {
            Files.remove(draft)
            throw AppError(.fileConflict, target)
        }
        return Fetched(path: target, sha256: file.sha256, isThere: false)
    }
}
