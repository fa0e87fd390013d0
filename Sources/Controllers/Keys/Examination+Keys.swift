package import Domain

extension Examination {
    /// A month, to make a new key in.
    private static let warningSeconds: Int64 = 30 * 86_400

    /// Whether manifests are signed, and for how long they will be.
    package static func keys(_ folder: KeyFolder, now: Instant) -> Finding {
        do {
            guard let key = try folder.signer()?.key else {
                return .well(
                    "signing key",
                    "none in \(folder.path): manifests are unsigned; `evclinic keys new` makes one")
            }
            guard now.adding(seconds: warningSeconds) < key.end else {
                return .ill(
                    "signing key", "\(key.id) signs until \(key.end), then no run is recorded",
                    do: "`evclinic keys rotate` makes a new one")
            }
            return .well("signing key", "\(key.id) signs until \(key.end)")
        } catch { return .ill("signing key", error) }
    }
}
