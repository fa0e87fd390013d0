import Digests
import Domain

/// A key in force with both halves: what signs the manifests of a run.
package struct Signer: Sendable {
    package let key: ManifestKey
    private let secret: PrivateKey
    private let clock: Clock

    init(_ key: ManifestKey, _ secret: PrivateKey, clock: Clock) {
        self.key = key
        self.secret = secret
        self.clock = clock
    }

    /// What a manifest states of its own signature, by the clock of the machine that signs.
    func seal() -> Manifest.Seal { Manifest.Seal(key: key.id, at: clock.now.description) }

    /// The 64 bytes of the file beside the manifest.
    func signature(of manifest: String) -> [UInt8] { secret.signature(of: Array(manifest.utf8)) }
}
