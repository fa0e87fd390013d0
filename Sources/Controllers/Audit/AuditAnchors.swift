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
    private let ring: KeyRing
    private let place: String

    /// - Parameters:
    ///   - heads: of the database, by day.
    ///   - kept: outside of it.
    ///   - clinic: whose.
    ///   - today: in the clinic; no head is of it or later.
    ///   - ring: where keys are looked for.
    init(
        _ heads: [AuditHeadRepository.Head], _ kept: AuditKeptOutside, of clinic: Clinic,
        by today: Day, _ ring: KeyRing
    ) {
        self.clinic = clinic
        self.ring = ring
        place = kept.place
        read(heads, by: today)
        read(kept.files, beside: heads)
        counts.manifests = kept.manifests.count
        anchors += kept.manifests
    }

    private mutating func read(_ heads: [AuditHeadRepository.Head], by today: Day) {
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
            if head.day >= today {
                fault(head.head.number, "\(source) is of a day that is not over")
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
                "\(source) is not what was written then: it was of \(AppError.quoted(record.day)), number "
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
        self.fault(stated.number, fault.sentence)
        return false
    }

    private mutating func fault(_ number: Int64?, _ detail: String) {
        faults.append(AuditFault(.head, number: number, row: nil, detail))
    }

    private mutating func read(
        _ files: [AuditKeptOutside.File], beside heads: [AuditHeadRepository.Head]
    ) {
        let known = Dictionary(heads.map { ($0.day.description, $0) }) { first, _ in first }
        for file in files {
            let source = "the file \(AppError.quoted(file.name))"
            counts.files += 1
            let head = known[file.day]
            if let head, head.document == file.text { continue }
            let isSound = admit(
                file.text, file.signature, on: file.day, as: nil, source,
                mustBeSigned: head?.key != nil)
            let stated = AuditHeadRecord.read(file.text)
            fault(
                stated?.number,
                head == nil
                    ? "\(source) is there, and the database has no head of that day"
                    : "\(source) is not the head that the database has")
            if isSound, let head = stated?.head { anchors.append(AuditAnchor(head, in: source)) }
        }
    }
}
