package import Domain
import Repositories

/// A reopening's record as it was found beside its manifest, and what is wrong with it.
package struct ReopeningReading: Sendable {
    /// `nil` when it cannot be read.
    package let reopening: Reopening?
    let name: String
    /// The bytes that are signed.
    let text: String
    /// `nil` where there is none.
    let signature: [UInt8]?
    package let faults: [AppError]

    private static let bytesMax = 1_048_576

    /// Reads the record, and holds it against its signature and the manifest; `nil` where there is none.
    ///
    /// - Parameters:
    ///   - reading: the manifest.
    ///   - ring: where keys are looked for.
    ///   - takesUnsigned: whether one without a signature is none the worse.
    init?(beside reading: ManifestReading, _ ring: KeyRing, takesUnsigned: Bool) {
        guard let manifest = reading.manifest else { return nil }
        name = Reopening.name(of: manifest.stem)
        let path = "\(reading.folder)/\(name)"
        guard Files.exists(path) else { return nil }
        let bytes = Files.head(path, min(Int(Files.size(path) ?? 0), Self.bytesMax)) ?? []
        (text, signature) = (
            String(decoding: bytes, as: UTF8.self),
            Files.head(path + DraftWriter.signatureSuffix, 4096)
        )
        let quoted = AppError.quoted(name)
        guard Array(text.utf8) == bytes, let reopening = Reopening.read(text),
            ManifestKey.instant(reopening.reopenedAt) != nil
        else {
            reopening = nil
            faults = [AppError(.manifestInvalid, "\(quoted), \(bytes.count) bytes")]
            return
        }
        self.reopening = reopening
        let (_, fault) = ManifestReading.proven(
            reopening.seal, text, signature, ring, at: reading.folder, quoted)
        let isForgiven = fault?.code == .manifestUnsigned && takesUnsigned
        let strange =
            reopening.isOf(manifest)
            ? [] : [AppError(.manifestMisplaced, "\(quoted) states another result's reopening")]
        faults = strange + [isForgiven ? nil : fault].compactMap(\.self)
    }

    package var isAuthentic: Bool { reopening != nil && faults.isEmpty }

    /// What a ledger takes over; `nil` where it is not proven.
    var reopened: CloseRepository.Reopened? {
        guard isAuthentic, signature != nil, let reopening,
            let at = ManifestKey.instant(reopening.reopenedAt)
        else { return nil }
        return CloseRepository.Reopened(
            login: reopening.reopenedBy, at: at, reason: reopening.reason)
    }
}
