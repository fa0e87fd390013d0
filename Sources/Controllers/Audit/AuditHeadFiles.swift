import Domain
import Glibc
import Repositories

/// Puts days' heads outside the database: a file each below the folder of reports, and its signature.
///
/// The database has the bytes of both, so that what a crash or a full disk kept back is written later.
struct AuditHeadFiles {
    let folder: String

    /// Writes what is not there yet.
    ///
    /// - Throws: `fileConflict` for a file of other bytes, which stays; `outputUnwritable`, `outputFull`.
    func place(_ heads: [AuditHeadRepository.Head], of slug: String) throws(AppError) {
        let place = AuditHeadRecord.folder(of: slug, below: folder)
        var isNew = false
        for head in heads {
            let name = AuditHeadRecord.name(of: slug, on: head.day.description)
            let parts = [
                (name, Optional(Array(head.document.utf8))),
                (name + DraftWriter.signatureSuffix, head.signature),
            ]
            for case (let name, let bytes?) in parts where !Files.exists("\(place)/\(name)") {
                if !isNew { try Files.makeFolder(place) }
                isNew = true
                try put(bytes, place, name)
            }
        }
        if isNew { try Files.sync(folder: place) }
    }

    private func put(_ bytes: [UInt8], _ place: String, _ name: String) throws(AppError) {
        let draft = "\(place)/.\(name).\(getpid())"
        try Files.write(bytes, to: draft)
        guard try Files.rename(draft, to: "\(place)/\(name)") != .done else { return }
        Files.remove(draft)
        // Another process was faster with the same, or somebody put something else there.
        guard Files.bytes("\(place)/\(name)") == bytes else {
            throw AppError(.fileConflict, name)
        }
    }

    /// Whether the file of a day is there.
    func has(_ day: Day, of slug: String) -> Bool {
        let name = AuditHeadRecord.name(of: slug, on: day.description)
        return Files.exists("\(AuditHeadRecord.folder(of: slug, below: folder))/\(name)")
    }
}
