import Domain
import Services

/// What lies outside the database of a clinic's audit chain: days' files, and manifests that state a head.
struct AuditKeptOutside: Sendable {
    /// A day's file as it was found.
    struct File: Sendable {
        let name: String
        let day: String
        let text: String
        let signature: [UInt8]?
    }

    /// Where days' files lie.
    let place: String
    let files: [File]
    /// Of manifests that are proven; what is wrong with another is `evclinic verify`'s to say.
    let manifests: [AuditAnchor]

    /// Reads both below the folder of reports.
    init(of clinic: Clinic, below folder: String, _ ring: KeyRing) {
        let place = AuditHeadRecord.folder(of: clinic.slug, below: folder)
        let (prefix, suffix) = ("audit-head-\(clinic.slug)-", ".json")
        let names = Files.names(in: place).filter { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) }
        self.place = place
        files = names.map { name in
            File(
                name: name, day: String(name.dropFirst(prefix.count).dropLast(suffix.count)),
                text: String(decoding: Files.head("\(place)/\(name)", 65_536) ?? [], as: UTF8.self),
                signature: Files.head("\(place)/\(name)\(DraftWriter.signatureSuffix)", 4096))
        }
        manifests = ManifestSearch.manifests(below: "\(folder)/\(clinic.slug)").compactMap { path in
            let reading = ManifestReading(path, ring, clinic: clinic.slug, takesUnsigned: true)
            guard let manifest = reading.manifest, reading.faults.isEmpty,
                let head = manifest.auditHead?.head
            else { return nil }
            return AuditAnchor(head, in: "the manifest \(manifest.name)")
        }
    }
}
