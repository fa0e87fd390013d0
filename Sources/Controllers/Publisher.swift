package import Access
package import Domain
package import Repositories

/// Gives recorded files their final names; safe to do again after any crash (I2).
package struct Publisher {
    private let files = FileRepository()

    package init() {}

    /// Renames what is recorded and marks it published.
    ///
    /// A file already there with the same hash is adopted; another one is never overwritten.
    ///
    /// - Parameters:
    ///   - standings: files of any state; those published already are left alone.
    ///   - primary: the ledger.
    ///   - ending: joins the transaction that marks them.
    /// - Throws: `fileConflict`, `outputUnwritable`, `recordedFilesMissing`, each after the other
    ///   files have their names.
    package func publish<P: Primary>(
        _ standings: [FileRepository.Standing], on primary: P,
        ending: (P.Handle) throws -> Void = { _ in }
    ) throws {
        var ends: [(standing: FileRepository.Standing, end: End)] = []
        for standing in standings where !standing.isPublished {
            ends.append((standing, try place(standing.file)))
        }
        for folder in Set(ends.map(\.standing.file.folder)) where Files.exists(folder) {
            try Files.sync(folder: folder)
        }
        try primary.transaction(of: nil) { transaction in
            func ids(_ wanted: End) -> [Int64] {
                ends.filter { $0.end == wanted }.map(\.standing.id)
            }
            try files.markPublished(ids(.placed), in: transaction)
            try files.markLost(ids(.gone), in: transaction)
            try ending(transaction)
        }
        guard let (standing, end) = ends.first(where: { $0.end != .placed }) else { return }
        throw AppError(
            end == .gone ? .recordedFilesMissing : .fileConflict, standing.file.name)
    }

    /// Where a recorded file ended up.
    private enum End { case placed, gone, nameTaken }

    /// Puts one file in its place.
    private func place(_ file: RecordRepository.File) throws -> End {
        let target = "\(file.folder)/\(file.name)"
        let source = "\(file.folder)/\(file.temporary)"
        if Files.sha256(source) == file.sha256, try Files.rename(source, to: target) == .done {
            return .placed
        }
        // Another process was faster, or an earlier one got as far as this.
        let found = Files.sha256(target)
        guard found == nil || found == file.sha256 else { return .nameTaken }
        Files.remove(source)
        return found == nil ? .gone : .placed
    }

    /// What became of a file that a crash kept from its final name.
    package enum Recovery: Sendable {
        case published(String)
        /// Neither its temporary file nor itself is there any more.
        case gone(String)
        case blocked(String, AppError)
    }

    /// Finishes what crashes cut off between recording and renaming.
    ///
    /// Only folders of this machine are touched: a file whose folder is not here is left recorded
    /// for the machine that has it.
    ///
    /// - Parameter primary: the ledger.
    /// - Returns: one entry a file, in the order in which they were recorded.
    /// - Throws: what the ledger throws when it cannot be asked.
    package func recover(on primary: some Primary) throws -> [Recovery] {
        let open = try primary.transaction(of: nil) { try files.unpublished(from: $0) }
        return try open.filter { Files.exists($0.file.folder) }.map { standing in
            do {
                try restoreProof(standing, on: primary)
                try publish([standing], on: primary) {
                    try LeaseRepository().releaseLapsed([standing.run], in: $0)
                }
                return .published(standing.file.name)
            } catch let error as AppError where error.code == .recordedFilesMissing {
                return .gone(standing.file.name)
            } catch let error as AppError
                where [.fileConflict, .outputFull, .outputUnwritable].contains(error.code)
            {
                return .blocked(standing.file.name, error)
            }
        }
    }

    /// The ledger has the bytes of a manifest and of its signature, so that their temporaries can
    /// always be made again.
    private func restoreProof(
        _ standing: FileRepository.Standing, on primary: some Primary
    ) throws {
        let file = standing.file
        let path = "\(file.folder)/\(file.temporary)"
        guard [DraftWriter.manifestRole, DraftWriter.signatureRole].contains(file.role),
            !Files.exists(path)
        else { return }
        let bytes = try primary.transaction(of: nil) { transaction in
            file.role == DraftWriter.signatureRole
                ? try files.signature(of: standing.run, from: transaction)
                : try files.manifest(of: standing.run, from: transaction).map { Array($0.utf8) }
        }
        if let bytes { try Files.write(bytes, to: path) }
    }
}
