package import Access
import Digests
package import Domain
package import Repositories

/// Reopens an approved period, and leaves a signed record of it beside the approved manifest.
///
/// A manifest is never written again, so a ledger that is restored and recovered knows by this record
/// alone that the approval was taken back.
package struct ReopenController<P: Primary> {
    private let primary: P
    private let keys: KeyFolder
    private let folder: String
    private let files = FileRepository()

    /// - Parameters:
    ///   - primary: the ledger.
    ///   - keys: what signs; without a key nothing is recorded.
    ///   - folder: of reports, for a record whose manifest is nowhere on this machine.
    package init(primary: P, keys: KeyFolder, folder: String) {
        self.primary = primary
        self.keys = keys
        self.folder = folder
    }

    /// What was reopened.
    package struct Result: Sendable {
        /// As it was approved.
        package let close: CloseRepository.Close
        /// Later periods that have to be approved anew.
        package let stale: [String]
        /// Why the record has no name yet, though the period is reopened; the next tick tries again.
        package let unpublished: AppError?
    }

    /// Reopens, with the record under a temporary name in the same transaction, and then names it.
    ///
    /// - Parameters:
    ///   - period: whose close stands.
    ///   - clinic: whose.
    ///   - closing: what may be reopened.
    ///   - actor: who reopens it.
    ///   - reason: why.
    /// - Returns: what was reopened, and whether its record has its name.
    /// - Throws: `closeNotStanding`; `signingKeyExpired`, `outputUnwritable` before anything is done.
    package func reopen(
        _ period: Period, of clinic: Clinic, _ closing: Closing, by actor: AuditRepository.Actor,
        because reason: String
    ) throws -> Result {
        let signer = try keys.signer()
        try keys.placePublic(below: folder)
        let (close, stale) = try primary.transaction(of: clinic.id) { transaction in
            let (close, reopened, stale) = try closing.reopen(
                period, by: actor, because: reason, in: transaction)
            if let signer {
                try record(
                    reopened, close.run, signer, "\(clinic.slug)/\(close.period)", transaction)
            }
            return (close, stale)
        }
        return Result(close: close, stale: stale, unpublished: try publish(close.run))
    }

    /// Writes the record into every folder of this machine that has the manifest.
    private func record(
        _ reopened: CloseRepository.Reopened, _ run: RunID, _ signer: Signer, _ place: String,
        _ transaction: P.Handle
    ) throws {
        guard let text = try files.manifest(of: run, from: transaction),
            let manifest = StatedManifest(text)
        else { return }
        let record = try Reopening(manifest, reopened, seal: signer.seal()).text()
        let name = Reopening.name(of: manifest.stem)
        let parts = [
            (Reopening.roles.0, name, Array(record.utf8)),
            (
                Reopening.roles.1, name + DraftWriter.signatureSuffix,
                signer.signature(of: record)
            ),
        ]
        for folder in try folders(of: run, place, transaction) {
            let drafts = try parts.map { role, name, bytes in
                // Not of the run's own temporaries, which its next attempt clears away.
                let temporary = ".evclinic-\(role)-\(run.rawValue).tmp"
                try Files.write(bytes, to: "\(folder)/\(temporary)")
                return RecordRepository.File(
                    role: role, folder: folder, name: name, temporary: temporary,
                    sha256: SHA256.hex(of: bytes), bytes: Int64(bytes.count), rows: 0)
            }
            try files.record(drafts, of: run, in: transaction)
        }
    }

    private func folders(
        of run: RunID, _ place: String, _ transaction: P.Handle
    ) throws -> [String] {
        let known = try files.files(of: run, from: transaction).map(\.file).filter {
            $0.role == DraftWriter.manifestRole && Files.exists($0.folder)
        }
        guard known.isEmpty else { return known.map(\.folder) }
        try Files.makeFolder("\(folder)/\(place)")
        return [try Files.absolute("\(folder)/\(place)")]
    }

    private func publish(_ run: RunID) throws -> AppError? {
        let standings = try primary.transaction(of: nil) { try files.files(of: run, from: $0) }
        let roles = [Reopening.roles.0, Reopening.roles.1]
        do {
            try Publisher().publish(
                standings.filter { roles.contains($0.file.role) }, on: primary)
            return nil
        } catch let error as AppError { return error }
    }
}
