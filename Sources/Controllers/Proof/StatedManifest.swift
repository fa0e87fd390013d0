import FoundationEssentials
import Sheets

/// What every manifest states, of whatever program: enough to prove it and its files.
///
/// Not the whole of it, which grows with the program; what was signed is verified for ever.
package struct StatedManifest: Decodable, Sendable {
    package let revision: Int
    package let facts: Facts
    package let files: [Manifest.File]
    package let onRequest: [Manifest.File]
    package let seal: Manifest.Seal?
    let auditHead: Manifest.StatedHead?

    /// Whose result it is.
    package struct Facts: Decodable, Sendable {
        package let job: String
        package let clinic: String
        package let period: String
        /// What a record of its reopening names too.
        let digest: String?
    }

    /// Reads a manifest; `nil` for what is none, or could not be one of ours.
    init?(_ text: String) {
        guard let read = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)), read.isSound
        else { return nil }
        self = read
    }

    /// What names of its revision begin with.
    var stem: String { "\(facts.job)-\(facts.clinic)-\(facts.period)-r\(revision)" }
    var name: String { stem + DraftWriter.manifestSuffix }

    /// Whether it could be one of ours: what is read may be anything.
    private var isSound: Bool {
        let listed = files + onRequest
        let words = [facts.job, facts.clinic, facts.period]
        return revision >= 1 && words.allSatisfy(Self.isWord) && !files.isEmpty
            && listed.allSatisfy { $0.isSound(of: stem) }
            && Set(listed.map(\.name)).count == listed.count && seal?.isSound != false
    }

    /// Letters, digits and marks that lead to no other folder.
    static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 200 && !text.hasPrefix(".")
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    && (scalar.properties.isAlphabetic
                        || "-._0123456789".unicodeScalars.contains(scalar))
            }
    }
}

extension Manifest.File {
    fileprivate func isSound(of stem: String) -> Bool {
        StatedManifest.isWord(name) && (name.hasPrefix(stem + "-") || name.hasPrefix(stem + "."))
            && sha256.utf8.count == 64 && bytes >= 0 && rows >= 0 && controls?.isSound != false
    }
}

extension Manifest.Seal {
    /// Whether the key's number is one, and so leads to no other folder.
    var isSound: Bool {
        key.utf8.count == 16
            && key.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}
