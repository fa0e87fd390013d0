import Domain
import Repositories
import Services

/// What was kept of a clinic's audit chain: in the database, in the files of days, in manifests.
///
/// Each is proven by its signature where it names a key; what contradicts itself is a fault.
struct AuditAnchors {
    private(set) var anchors: [AuditAnchor] = []
    private(set) var faults: [AuditFault] = []
    /// How many of each were held against the chain.
    private(set) var counts = Counts()
    /// The numbers of the keys that signed them.
    private(set) var keys: Set<String> = []

    /// How much was kept.
    package struct Counts: Sendable, Equatable {
        package var heads = 0
        package var files = 0
        package var manifests = 0
        /// Heads that no key signed.
        package var unsigned = 0
    }

    private let clinic: Clinic
    private let folder: String
    private let ring: KeyRing
    private var place: String { AuditHeadRecord.folder(of: clinic.slug, below: folder) }

    /// - Parameters:
    ///   - heads: of the database, by day.
    ///   - clinic: whose.
    ///   - folder: of reports.
    ///   - ring: where keys are looked for.
    init(
        _ heads: [AuditHeadRepository.Head], of clinic: Clinic, below folder: String,
        _ ring: KeyRing
    ) {
        self.clinic = clinic
        self.folder = folder
        self.ring = ring
        read(heads)
        readFiles(beside: heads)
        readManifests()
    }

    private mutating func read(_ heads: [AuditHeadRepository.Head]) {
        var before: AuditHeadRepository.Head?
        var isSigned = false
        for head in heads {
            let source = "the head of \(head.day) in the database"
            if let before, head.head.number < before.head.number {
                fault(
                    head.head.number,
                    "\(source) goes to number \(head.head.number), and that of \(before.day) to "
                        + "\(before.head.number): an older one was put in its place")
            }
            let isSound = admit(
                head.document, head.signature, on: head.day.description, as: head.head, source,
                mustBeSigned: isSigned)
            isSigned = isSigned || isSound && head.signature != nil
            counts.heads += 1
            anchors.append(AuditAnchor(head.head, in: source))
            before = head
        }
    }

    /// Proves one record; false when it is none, or of something else, or of no key that counts.
    private mutating func admit(
        _ text: String, _ signature: [UInt8]?, on day: String, as head: AuditHead?,
        _ source: String, mustBeSigned: Bool
    ) -> Bool {
        guard let record = AuditHeadRecord.read(text), let stated = record.head else {
            fault(head?.number, "\(source) cannot be read")
            return false
        }
        guard record.clinicID == clinic.id.rawValue, record.day == day,
            head.map({ $0 == stated }) ?? true
        else {
            fault(
                head?.number ?? stated.number,
                "\(source) is not what was written then: it was of \(Self.plain(record.day)), number "
                    + "\(record.number)")
            return false
        }
        let (key, fault) = ManifestReading.proven(
            record.seal, text, signature, ring, at: place, source)
        if let key, fault == nil { keys.insert(key.id) }
        guard let fault else { return true }
        if fault.code == .manifestUnsigned, record.seal == nil, signature == nil, !mustBeSigned {
            counts.unsigned += 1
            return true
        }
        self.fault(stated.number, "\(fault.sentence)")
        return false
    }

    private static func plain(_ text: String) -> String { AppError.quoted(text) }

    private mutating func fault(_ number: Int64?, _ detail: String) {
        faults.append(AuditFault(.head, number: number, row: nil, detail))
    }

    private mutating func readFiles(beside heads: [AuditHeadRepository.Head]) {
        let (prefix, suffix) = ("audit-head-\(clinic.slug)-", ".json")
        let known = Dictionary(heads.map { ($0.day.description, $0) }) { first, _ in first }
        for name in Files.names(in: place) where name.hasPrefix(prefix) && name.hasSuffix(suffix) {
            let day = String(name.dropFirst(prefix.count).dropLast(suffix.count))
            let source = "the file \(AppError.quoted(name))"
            let bytes = Files.head("\(place)/\(name)", 65_536) ?? []
            let text = String(decoding: bytes, as: UTF8.self)
            counts.files += 1
            if let head = known[day], head.document == text { continue }
            let signature = Files.head("\(place)/\(name)\(DraftWriter.signatureSuffix)", 4096)
            let isSound = admit(
                text, signature, on: day, as: nil, source, mustBeSigned: known[day]?.key != nil)
            fault(
                AuditHeadRecord.read(text)?.number,
                known[day] == nil
                    ? "\(source) is there, and the database has no head of that day"
                    : "\(source) is not the head that the database has")
            if isSound, let head = AuditHeadRecord.read(text)?.head {
                anchors.append(AuditAnchor(head, in: source))
            }
        }
    }

    private mutating func readManifests() {
        let manifests = (try? ManifestSearch.manifests(in: ["\(folder)/\(clinic.slug)"])) ?? []
        for path in manifests {
            let reading = ManifestReading(path, ring, clinic: clinic.slug, takesUnsigned: true)
            // What is wrong with a manifest is `evclinic verify`'s to say.
            guard let manifest = reading.manifest, reading.faults.isEmpty,
                let head = manifest.auditHead?.head
            else { continue }
            counts.manifests += 1
            anchors.append(AuditAnchor(head, in: "the manifest \(manifest.name)"))
        }
    }
}
