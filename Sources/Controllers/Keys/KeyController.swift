package import Access
import Domain
package import Repositories

/// Makes and rotates signing keys, and writes into every clinic's audit trail who did.
package struct KeyController<P: Primary> {
    private let primary: P
    private let folder: KeyFolder

    package init(primary: P, folder: KeyFolder) {
        self.primary = primary
        self.folder = folder
    }

    /// Makes the first key, or a new one where none is in force.
    ///
    /// - Throws: what `KeyFolder.make` throws.
    package func make(
        validDays: Int, by actor: AuditRepository.Actor
    ) throws -> ManifestKey {
        try folder.make(validDays: validDays) { try audit("key.new", $0, actor) }
    }

    /// Makes a new key and retires the one before.
    ///
    /// - Throws: what `KeyFolder.rotate` throws.
    package func rotate(
        validDays: Int, overlapDays: Int, by actor: AuditRepository.Actor
    ) throws -> KeyFolder.Rotation {
        try folder.rotate(validDays: validDays, overlapDays: overlapDays) {
            try audit("key.rotate", $0, actor)
        }
    }

    /// Committed before a file is written: a key without its row in the trail never signs.
    private func audit(
        _ action: String, _ rotation: KeyFolder.Rotation, _ actor: AuditRepository.Actor
    ) throws {
        var after = ["key": rotation.new.id, "until": rotation.new.validUntil.description]
        if let old = rotation.old { after["retired"] = "\(old.id) at \(old.end)" }
        try primary.transaction(of: nil) { transaction in
            try AuditRepository().record(
                ofEach: try ClinicRepository().activeIDs(from: transaction), by: actor, action,
                entity: "worker.signing_key", id: rotation.new.id, after: try JSON.text(after),
                request: "command line", in: transaction)
        }
    }
}
