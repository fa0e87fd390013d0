package import Access
import Digests
import Domain
package import Repositories

/// Takes into the ledger what signed manifests prove and a restored ledger lacks.
///
/// Changes no file. Doing it again changes nothing; so does it where the ledger is whole.
package struct AdoptionController<P: Primary> {
    private let primary: P
    private let ring: KeyRing
    private let adoptions = AdoptionRepository()

    package init(primary: P, ring: KeyRing) {
        self.primary = primary
        self.ring = ring
    }

    /// Verifies every manifest there, and adopts what the ledger lacks, each in a transaction.
    ///
    /// A run is adopted with files that are gone or damaged, too: a rerun then brings them back or
    /// names what is in their place.
    ///
    /// - Parameters:
    ///   - paths: manifests, or folders that hold some.
    ///   - isDryRun: whether every transaction is taken back.
    ///   - actor: who recovers.
    ///   - progress: told bytes read and bytes to read.
    /// - Returns: one a manifest, by job, clinic, period and revision.
    /// - Throws: `manifestMissing`; what the ledger throws when it cannot be asked.
    package func recover(
        _ paths: [String], isDryRun: Bool, by actor: AuditRepository.Actor,
        progress: @escaping @Sendable (Int64, Int64) -> Void = { _, _ in }
    ) throws -> [Adoption] {
        let proofs = try ProofController(ring).prove(paths, progress: progress)
        return try proofs.sorted(by: Self.isBefore).map { proof in
            guard proof.reading.isAuthentic else {
                return Adoption(
                    proof: proof, outcome: .refused, run: nil, filesAdded: 0, isReopened: false,
                    faults: proof.faults)
            }
            do { return try adopt(proof, isDryRun, actor) } catch let error as AppError
                where Self.leftAlone.contains(error.code)
            {
                return Adoption(
                    proof: proof, outcome: .conflict, run: nil, filesAdded: 0, isReopened: false,
                    faults: [error] + proof.faults)
            }
        }
    }

    private static var leftAlone: Set<AppError.Code> {
        [.ledgerDiffers, .runInProgress, .clinicUnknown, .manifestInvalid]
    }

    /// Revisions in their order, so that each finds the one before.
    private static func isBefore(_ left: Proof, _ right: Proof) -> Bool {
        func key(_ proof: Proof) -> (String, String, String, Int) {
            let manifest = proof.reading.manifest
            return (
                manifest?.facts.job ?? "", manifest?.facts.clinic ?? "",
                manifest?.facts.period ?? "", manifest?.revision ?? 0
            )
        }
        return key(left) < key(right)
    }

    /// Takes a transaction back that was only to show what it does.
    private struct TakenBack: Error { let adoption: Adoption }

    private func adopt(
        _ proof: Proof, _ isDryRun: Bool, _ actor: AuditRepository.Actor
    ) throws -> Adoption {
        let (reading, whole) = (proof.reading, try? Manifest.read(proof.reading.text))
        guard let stated = reading.manifest, let manifest = whole else {
            let name = AppError.quoted(reading.name)
            throw AppError(.manifestInvalid, "\(name), which states less than a ledger holds")
        }
        let clinic = try primary.transaction(of: nil) {
            try ClinicRepository().clinic(slug: manifest.facts.clinic, from: $0)
        }
        let run = try manifest.run(of: clinic, proof.reading)
        do {
            return try primary.transaction(of: clinic.id) { transaction in
                let adoption = try adopt(proof, run, stated, actor, in: transaction)
                if isDryRun { throw TakenBack(adoption: adoption) }
                return adoption
            }
        } catch let taken as TakenBack { return taken.adoption }
    }

    private func adopt(
        _ proof: Proof, _ run: AdoptionRepository.Run, _ manifest: StatedManifest,
        _ actor: AuditRepository.Actor, in transaction: P.Handle
    ) throws -> Adoption {
        let known = try adoptions.known(run, in: transaction)
        let isNew = known?.digest == nil
        if let known, !isNew, known.manifest != run.manifest {
            let what = known.digest == run.digest ? "another manifest" : "another digest"
            throw AppError(.ledgerDiffers, "\(manifest.stem), run \(known.run.rawValue), \(what)")
        }
        let id = isNew ? try adoptions.adopt(run, in: transaction) : known?.run
        guard let id else { throw AppError(.unexpected, "no run was adopted") }
        if isNew { try carry(proof.reading, of: id, run.clinic, in: transaction) }
        let added = try adoptions.record(try files(proof), of: id, in: transaction)
        let reopened = try proof.reopening?.reopened.map {
            ($0.login, try CloseRepository().adopt($0, of: id, of: run.clinic, in: transaction))
        }
        let isReopened = reopened?.1 == true
        let outcome: Adoption.Outcome =
            isNew ? .adopted : added > 0 || isReopened ? .completed : .known
        if outcome != .known {
            var note = [
                "job": run.job, "period": run.period.name, "revision": String(run.revision),
                "digest": run.digest, "key": proof.reading.key?.id ?? "", "files": String(added),
            ]
            if let reopened, isReopened { note["reopened by"] = reopened.0 }
            try AuditRepository().record(
                of: run.clinic, by: actor, "report.adopt", entity: "worker.run",
                id: String(id.rawValue), after: try JSON.text(note), request: "command line",
                in: transaction)
        }
        return Adoption(
            proof: proof, outcome: outcome, run: id, filesAdded: added, isReopened: isReopened,
            faults: proof.faults)
    }

    /// What a manifest carries into the ledger besides the run and its files.
    ///
    /// Its story, and the approval of its period; once a run, in the transaction that adopts it.
    private func carry(
        _ reading: ManifestReading, of run: RunID, _ clinic: ClinicID, in transaction: P.Handle
    ) throws {
        let detail = ["manifest": reading.name, "key": reading.manifest?.seal?.key ?? ""]
        try adoptions.tell(run, try JSON.text(detail), in: transaction)
        let facts = try Manifest.read(reading.text).facts
        try CloseRepository().adopt(
            run, of: clinic, asOf: facts.createdAt,
            approval: facts.approvedBy.map { ($0, facts.approvalReason) }, in: transaction)
    }

    /// Every file as the ledger has them; those that are gone or damaged are lost.
    private func files(_ proof: Proof) throws -> [(file: RecordRepository.File, isWhole: Bool)] {
        let reading = proof.reading
        let folder = try Files.absolute(reading.folder)
        func file(_ role: String, _ name: String, _ bytes: [UInt8]) -> RecordRepository.File {
            RecordRepository.File(
                role: role, folder: folder, name: name, temporary: Self.temporary,
                sha256: SHA256.hex(of: bytes), bytes: Int64(bytes.count), rows: 0)
        }
        let listed = proof.files.map { proof in
            (
                file: RecordRepository.File(
                    role: proof.stated.role, folder: folder, name: proof.stated.name,
                    temporary: Self.temporary, sha256: proof.stated.sha256,
                    bytes: proof.stated.bytes, rows: proof.stated.rows), isWhole: proof.isWhole
            )
        }
        func signed(
            _ name: String, _ text: String, _ signature: [UInt8]?, _ roles: (String, String)
        ) -> [(file: RecordRepository.File, isWhole: Bool)] {
            [
                (file(roles.0, name, Array(text.utf8)), true),
                (file(roles.1, name + DraftWriter.signatureSuffix, signature ?? []), true),
            ]
        }
        let record = proof.reopening.flatMap { $0.reopened == nil ? nil : $0 }
        return listed
            + signed(
                reading.name, reading.text, reading.signature,
                (DraftWriter.manifestRole, DraftWriter.signatureRole))
            + (record.map { signed($0.name, $0.text, $0.signature, Reopening.roles) } ?? [])
    }

    /// No file has this name: what is adopted was renamed before.
    private static var temporary: String { ".evclinic-adopted" }
}

extension Manifest {
    /// The run that it states.
    ///
    /// - Throws: `manifestInvalid` for days or instants that are none.
    fileprivate func run(
        of clinic: Clinic, _ reading: ManifestReading
    ) throws -> AdoptionRepository.Run {
        let named = try? Period(facts.period, fiscalStartMonth: clinic.fiscalStartMonth)
        guard let period = named, period.from.description == facts.from,
            period.until.description == facts.until,
            let fromInstant = ManifestKey.instant(facts.fromInstant),
            let untilInstant = ManifestKey.instant(facts.untilInstant),
            let signature = reading.signature
        else { throw AppError(.manifestInvalid, "\(AppError.quoted(reading.name)), its period") }
        return AdoptionRepository.Run(
            job: facts.job, kind: facts.kind, clinic: clinic.id, period: period, revision: revision,
            from: fromInstant, until: untilInstant, reason: reason,
            requestedBy: facts.requestedBy, digest: facts.digest, provenance: try facts.json(),
            manifest: reading.text, signature: signature, breaks: facts.breaks,
            tiesFailed: facts.tiesFailed)
    }
}
