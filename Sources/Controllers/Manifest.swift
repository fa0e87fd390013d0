import Domain
import FoundationEssentials
import Repositories
import Services

/// What belongs together and can be proved: the facts, and every file with its hash.
struct Manifest: Codable {
    let manifestVersion: Int
    let revision: Int
    let reason: String
    let facts: Provenance
    /// Published with the manifest.
    let files: [File]
    /// The same content in the formats that nobody asked for yet.
    let onRequest: [File]
    /// What has changed since the revision before; absent in the first, and where a job keeps no list.
    let changes: Changes?
    /// As the certificate has them; absent where an earlier program made the revision.
    let ties: [StatedTie]?

    /// A tie, its sides in plain decimal text.
    struct StatedTie: Codable {
        let name: String
        let left: String
        let right: String
        let holds: Bool
        /// Absent where it is the name without its currency.
        let subject: String?

        init(_ tie: Tie) {
            (name, left, right) = (tie.name, tie.left.description, tie.right.description)
            (holds, subject) = (tie.holds, tie.subject)
        }
    }

    /// Changes of documents, counted and summed by kind and currency.
    struct Changes: Codable {
        let since: Int64
        let sums: [Sum]

        struct Sum: Codable {
            let kind: String
            let currency: String
            let added: Int
            let changed: Int
            let removed: Int
            let net: String
            let tax: String
            let amount: String
        }

        init(_ revision: RevisionChanges) {
            since = revision.before.rawValue
            sums = DocumentSums(revision.changes).all.map { kind, currency, sum in
                Sum(
                    kind: kind.rawValue, currency: currency, added: sum.added,
                    changed: sum.changed, removed: sum.removed, net: sum.net.description,
                    tax: sum.tax.description, amount: sum.amount.description)
            }
        }
    }

    struct File: Codable {
        let name: String
        let role: String
        let sha256: String
        let bytes: Int64
        let rows: Int64

        init(_ file: RecordRepository.File) {
            (name, role, sha256) = (file.name, file.role, file.sha256)
            (bytes, rows) = (file.bytes, file.rows)
        }
    }

    init(
        revision: Int, reason: String, facts: Provenance, files: [RecordRepository.File],
        onRequest: [RecordRepository.File], changes: Changes? = nil, ties: [StatedTie]
    ) {
        self.ties = ties
        self.changes = changes
        manifestVersion = 1
        self.revision = revision
        self.reason = reason
        self.facts = facts
        self.files = files.map(File.init)
        self.onRequest = onRequest.map(File.init)
    }

    /// Indented JSON with a final newline, the bytes that are hashed and recorded.
    func text() throws -> String { try JSON.text(self, pretty: true) + "\n" }

    /// Reads what `text` wrote.
    static func read(_ text: String) throws -> Manifest {
        try JSONDecoder().decode(Manifest.self, from: Data(text.utf8))
    }

    /// The hash of the file of that role; `nil` when the revision has no such file.
    func hash(ofRole role: String) -> String? {
        (files + onRequest).first { $0.role == role }?.sha256
    }
}
