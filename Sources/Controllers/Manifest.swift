import Domain
import FoundationEssentials
import Repositories
import Services
package import Sheets

/// What belongs together and can be proved: the facts, and every file with its hash.
package struct Manifest: Codable, Sendable {
    package let manifestVersion: Int
    package let revision: Int
    package let reason: String
    package let facts: Provenance
    /// Published with the manifest.
    package let files: [File]
    /// The same content in the formats that nobody asked for yet.
    package let onRequest: [File]
    /// Absent where there is no key, and nothing is signed.
    package let seal: Seal?
    /// What has changed since the revision before; absent in the first, and where a job keeps no list.
    package let changes: Changes?
    /// As the certificate has them; absent where an earlier program made the revision.
    package let ties: [StatedTie]?
    /// Where the clinic's audit trail had come to; absent before its first link.
    package let auditHead: StatedHead?

    /// The audit chain's last link: its number, and its hash in hexadecimal.
    package struct StatedHead: Codable, Sendable {
        package let number: Int64
        package let hash: String

        init(_ head: AuditHead) {
            (number, hash) = (head.number, head.hash.description)
        }

        /// `nil` when it has no SHA-256.
        var head: AuditHead? { Hash256(hex: hash).map { AuditHead(number: number, hash: $0) } }
    }

    /// A tie, its sides in plain decimal text.
    package struct StatedTie: Codable, Sendable {
        package let name: String
        package let left: String
        package let right: String
        package let holds: Bool
        /// Absent where it is the name without its currency.
        package let subject: String?

        init(_ tie: Tie) {
            (name, left, right) = (tie.name, tie.left.description, tie.right.description)
            (holds, subject) = (tie.holds, tie.subject)
        }
    }

    /// Changes of documents, counted and summed by kind and currency.
    package struct Changes: Codable, Sendable {
        package let since: Int64
        package let sums: [Sum]

        /// What changes of one kind come to in one currency.
        package struct Sum: Codable, Sendable {
            package let kind: String
            package let currency: String
            package let added: Int
            package let changed: Int
            package let removed: Int
            package let net: String
            package let tax: String
            package let amount: String
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

    /// A file that is published with the manifest, or may be later.
    package struct File: Codable, Sendable {
        package let name: String
        package let role: String
        package let sha256: String
        package let bytes: Int64
        package let rows: Int64
        /// What a CSV adds up to; absent where nothing of it is totalled.
        package let controls: ControlTotals?

        init(_ file: RecordRepository.File, _ controls: [String: ControlTotals]) {
            (name, role, sha256) = (file.name, file.role, file.sha256)
            (bytes, rows) = (file.bytes, file.rows)
            self.controls = controls[file.role]
        }
    }

    /// Which key signed, and when by its own clock; the signature is a file beside this one.
    package struct Seal: Codable, Sendable {
        package let key: String
        package let at: String
        package var algorithm = "Ed25519"
    }

    /// States them; `controls` is what each file adds up to, by its role.
    init(
        revision: Int, reason: String, facts: Provenance, files: [RecordRepository.File],
        onRequest: [RecordRepository.File], controls: [String: ControlTotals] = [:],
        seal: Seal? = nil, changes: Changes? = nil, ties: [StatedTie],
        auditHead: AuditHead? = nil
    ) {
        self.ties = ties
        self.auditHead = auditHead.map(StatedHead.init)
        self.changes = changes
        manifestVersion = 1
        self.revision = revision
        self.reason = reason
        self.facts = facts
        self.files = files.map { File($0, controls) }
        self.onRequest = onRequest.map { File($0, controls) }
        self.seal = seal
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
