import Domain
import FoundationEssentials

/// What the file of a day's head states: where a clinic's audit chain ended when that day was over.
///
/// Signed as manifests are. A chain alone does not know that its tail was cut off.
package struct AuditHeadRecord: Codable, Sendable, Equatable {
    let auditHeadVersion: Int
    package let clinic: String
    let clinicID: Int64
    /// The clinic's local day that was over.
    package let day: String
    /// Of the last link.
    package let number: Int64
    /// Of the last link, 64 hexadecimal digits.
    package let hash: String
    /// Absent where there is no key, and nothing is signed.
    let seal: Manifest.Seal?

    init(_ head: AuditHead, of clinic: Clinic, on day: Day, seal: Manifest.Seal?) {
        auditHeadVersion = 1
        (self.clinic, clinicID, self.day) = (clinic.slug, clinic.id.rawValue, day.description)
        (number, hash) = (head.number, head.hash.description)
        self.seal = seal
    }

    /// Indented JSON with a final newline, the bytes that are signed.
    func text() throws -> String { try JSON.text(self, pretty: true) + "\n" }

    /// Reads what `text` wrote; `nil` for anything else.
    static func read(_ text: String) -> AuditHeadRecord? {
        guard
            let record = try? JSONDecoder().decode(AuditHeadRecord.self, from: Data(text.utf8)),
            record.auditHeadVersion == 1, record.number >= 1, record.seal?.isSound != false
        else { return nil }
        return record
    }

    /// What it says; `nil` when it has no SHA-256.
    var head: AuditHead? { Hash256(hex: hash).map { AuditHead(number: number, hash: $0) } }

    /// Where the heads of a clinic lie below the folder of reports.
    static func folder(of slug: String, below folder: String) -> String {
        "\(folder)/\(slug)/audit"
    }

    /// The file's name.
    static func name(of slug: String, on day: String) -> String { "audit-head-\(slug)-\(day).json" }
}

extension Manifest.Seal: Equatable {
    package static func == (left: Self, right: Self) -> Bool {
        (left.key, left.at, left.algorithm) == (right.key, right.at, right.algorithm)
    }
}
