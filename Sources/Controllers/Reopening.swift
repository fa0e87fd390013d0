import Domain
import FoundationEssentials
import Repositories

/// What a file beside an approved manifest states: that the approval was taken back, by whom and why.
///
/// Signed as the manifest is. No manifest could say it, since none is ever written again.
package struct Reopening: Codable, Sendable {
    let reopeningVersion: Int
    package let job: String
    package let clinic: String
    package let period: String
    /// The approved one.
    package let revision: Int
    /// Of the approved result.
    let digest: String?
    package let reopenedBy: String
    package let reopenedAt: String
    package let reason: String
    let seal: Manifest.Seal

    init(_ manifest: StatedManifest, _ reopened: CloseRepository.Reopened, seal: Manifest.Seal) {
        reopeningVersion = 1
        (job, clinic, period) = (manifest.facts.job, manifest.facts.clinic, manifest.facts.period)
        (revision, digest) = (manifest.revision, manifest.facts.digest)
        (reopenedBy, reason) = (reopened.login, reopened.reason)
        reopenedAt = reopened.at.description
        self.seal = seal
    }

    /// Indented JSON with a final newline, the bytes that are signed.
    func text() throws -> String { try JSON.text(self, pretty: true) + "\n" }

    /// Reads what `text` wrote; `nil` for anything else.
    static func read(_ text: String) -> Reopening? {
        try? JSONDecoder().decode(Reopening.self, from: Data(text.utf8))
    }

    /// The file's name, by what names of the manifest's revision begin with.
    static func name(of stem: String) -> String { stem + ".reopened.json" }

    /// As the ledger names the file and its signature.
    static var roles: (String, String) { ("reopening", "reopening-signature") }

    /// Whether it speaks of the result that the manifest states.
    func isOf(_ manifest: StatedManifest) -> Bool {
        [job, clinic, period, digest]
            == [
                manifest.facts.job, manifest.facts.clinic, manifest.facts.period,
                manifest.facts.digest,
            ] && revision == manifest.revision
    }
}
