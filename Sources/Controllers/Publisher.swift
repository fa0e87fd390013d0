package import Access
import Domain
package import Repositories

/// Gives recorded files their final names; safe to do again after any crash (I2).
package struct Publisher {
    private let files = FileRepository()

    package init() {}

    /// Renames what is recorded and marks it published.
    ///
    /// A file already there with the same hash is adopted; another one is never overwritten.
    ///
    /// - Throws: `fileConflict`, `outputUnwritable`, `recordedFilesMissing`.
    package func publish(
        _ standings: [FileRepository.Standing], on primary: some Primary
    ) throws {
        let due = standings.filter { !$0.isPublished }
        var lost: [FileRepository.Standing] = []
        for standing in due where try !place(standing.file) { lost.append(standing) }
        for folder in Set(due.map(\.file.folder)) where Files.exists(folder) {
            try Files.sync(folder: folder)
        }
        let gone = Set(lost.map(\.id))
        try primary.transaction(of: nil) { transaction in
            try files.markPublished(
                due.map(\.id).filter { !gone.contains($0) }, in: transaction)
            try files.markLost(lost.map(\.id), in: transaction)
        }
        guard let first = lost.first else { return }
        throw AppError(.recordedFilesMissing, first.file.name)
    }

    /// Puts one file in its place; false when it is nowhere to be found.
    private func place(_ file: RecordRepository.File) throws -> Bool {
        let target = "\(file.folder)/\(file.name)"
        let source = "\(file.folder)/\(file.temporary)"
        if Files.exists(source), Files.sha256(source) == file.sha256 {
            if try Files.rename(source, to: target) { return true }
            guard Files.sha256(target) == file.sha256 else {
                throw AppError(.fileConflict, file.name)
            }
            Files.remove(source)
            return true
        }
        guard let found = Files.sha256(target) else { return false }
        guard found == file.sha256 else { throw AppError(.fileConflict, file.name) }
        return true
    }

    /// Finishes what crashes cut off between recording and renaming.
    ///
    /// Only folders of this machine are touched: a file whose folder is not here is left recorded
    /// for the machine that has it.
    ///
    /// - Returns: the files published, and those that are lost.
    package func recover(
        on primary: some Primary
    ) throws -> (published: [String], lost: [String]) {
        let open = try primary.transaction(of: nil) { try files.unpublished(from: $0) }
            .filter { Files.exists($0.file.folder) }
        var (published, lost): ([String], [String]) = ([], [])
        for standing in open {
            do {
                try restoreManifest(standing, on: primary)
                try publish([standing], on: primary)
                published.append(standing.file.name)
            } catch let error as AppError where error.code == .recordedFilesMissing {
                lost.append(standing.file.name)
            } catch let error as AppError where error.code == .fileConflict {
                lost.append(standing.file.name)
            }
        }
        return (published, lost)
    }

    /// The ledger has a manifest's bytes, so its temporary can always be made again.
    private func restoreManifest(
        _ standing: FileRepository.Standing, on primary: some Primary
    ) throws {
        let file = standing.file
        let path = "\(file.folder)/\(file.temporary)"
        guard file.role == "manifest", !Files.exists(path),
            let text = try primary.transaction(
                of: nil, { try files.manifest(of: standing.run, from: $0) })
        else { return }
        try Files.write(text, to: path)
    }
}
