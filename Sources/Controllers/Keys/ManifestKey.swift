package import Digests
package import Domain

/// The public half of a key that signs manifests, and when it was in force.
package struct ManifestKey: Sendable, Equatable {
    package let publicKey: PublicKey
    /// Inclusive.
    package let validFrom: Instant
    /// Exclusive.
    package let validUntil: Instant
    /// From when on another one signs; what a machine that has not heard of it signs until then counts.
    package let retiredAt: Instant?

    package init(
        _ publicKey: PublicKey, from: Instant, until: Instant, retiredAt: Instant? = nil
    ) {
        self.publicKey = publicKey
        validFrom = from
        validUntil = until
        self.retiredAt = retiredAt
    }

    package var id: String { publicKey.id }

    /// The end of its force: what was fixed at first, or its retirement.
    package var end: Instant { retiredAt.map { min($0, validUntil) } ?? validUntil }

    package func isInForce(at instant: Instant) -> Bool { validFrom <= instant && instant < end }

    /// The same, retired at that time unless it was before.
    func retired(at instant: Instant) -> ManifestKey {
        ManifestKey(publicKey, from: validFrom, until: validUntil, retiredAt: min(end, instant))
    }

    static let suffix = ".pem"

    var fileName: String { id + Self.suffix }

    /// PEM, below lines that openssl skips.
    var text: String {
        """
        evclinic manifest key \(id)
        Valid-From: \(validFrom)
        Valid-Until: \(validUntil)
        \(retiredAt.map { "Retired-At: \($0)\n" } ?? "")\(publicKey.pem)
        """
    }

    /// Reads what `text` wrote; `nil` for anything else, also for a key of another name.
    init?(_ text: String) {
        var facts: [String: Instant] = [:]
        let lines = text.split(whereSeparator: \.isNewline)
        for line in lines where line.contains(": ") {
            let halves = line.split(separator: ":", maxSplits: 1)
            guard let instant = Self.instant(halves[1].drop { $0 == " " }) else { return nil }
            facts[String(halves[0])] = instant
        }
        guard let key = PublicKey(pem: text), let from = facts["Valid-From"],
            let until = facts["Valid-Until"], from < until,
            lines.first == "evclinic manifest key \(key.id)"
        else { return nil }
        self.init(key, from: from, until: until, retiredAt: facts["Retired-At"])
    }

    /// Reads an instant as `Instant` describes it: `2026-10-31T23:59:59.000Z`.
    static func instant(_ text: some StringProtocol) -> Instant? {
        let parts = text.split(separator: "T", omittingEmptySubsequences: false)
        guard parts.count == 2, let day = Day(parts[0]), parts[1].utf8.count == 13,
            parts[1].hasSuffix("Z")
        else { return nil }
        let digits = parts[1].utf8.filter { (48...57).contains($0) }.map { Int64($0 - 48) }
        guard digits.count == 9 else { return nil }
        func number(_ range: Range<Int>) -> Int64 { digits[range].reduce(0) { $0 * 10 + $1 } }
        let seconds = number(0..<2) * 3600 + number(2..<4) * 60 + number(4..<6)
        let instant = Instant(
            microseconds: Int64(day.number) * 86_400_000_000 + seconds * 1_000_000
                + number(6..<9) * 1000)
        return instant.description == text ? instant : nil
    }
}
