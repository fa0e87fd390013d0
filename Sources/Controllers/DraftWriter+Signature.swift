import Digests
import Repositories
import Sheets

extension DraftWriter {
    /// The signature beside a manifest: its 64 bytes and nothing else, as openssl takes it.
    func signature(
        _ bytes: [UInt8], of manifest: RecordRepository.File
    ) throws -> RecordRepository.File {
        let temporary = temporary("signature")
        try Files.write(bytes, to: "\(folder)/\(temporary)")
        return RecordRepository.File(
            role: Self.signatureRole, folder: folder, name: manifest.name + Self.signatureSuffix,
            temporary: temporary, sha256: SHA256.hex(of: bytes), bytes: Int64(bytes.count), rows: 0)
    }

    static let manifestRole = "manifest"
    static let manifestSuffix = ".manifest.json"
    static let signatureRole = "signature"
    static let signatureSuffix = ".sig"
}

extension [DraftWriter.Draft] {
    /// What each file adds up to, by its role.
    var controls: [String: ControlTotals] {
        Dictionary(compactMap { draft in draft.controls.map { (draft.role, $0) } }) { first, _ in
            first
        }
    }
}
