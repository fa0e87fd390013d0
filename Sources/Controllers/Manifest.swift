import Repositories

/// What belongs together and can be proved: the facts, and every file with its hash.
struct Manifest: Encodable {
    let manifestVersion = 1
    let revision: Int
    let reason: String
    let facts: Provenance
    let files: [File]

    struct File: Encodable {
        let name: String
        let role: String
        let sha256: String
        let bytes: Int64
        let rows: Int64
    }

    init(revision: Int, reason: String, facts: Provenance, files: [RecordRepository.File]) {
        self.revision = revision
        self.reason = reason
        self.facts = facts
        self.files = files.map {
            File(name: $0.name, role: $0.role, sha256: $0.sha256, bytes: $0.bytes, rows: $0.rows)
        }
    }

    /// Indented JSON with a final newline, the bytes that are hashed and recorded.
    func text() throws -> String { try JSON.text(self, pretty: true) + "\n" }
}
