/// Which bank entries have nothing to do with billing, as an accountant said.
package struct BankRule: Hashable, Sendable {
    /// Which way the money goes.
    package enum Direction: String, CaseIterable, Sendable {
        case `in`, out, any
    }

    package let id: Int64
    /// A glob over the whole narration: `RENT*`.
    package let pattern: String
    package let direction: Direction
    package let reason: String
    private let glob: NarrationGlob

    package init(id: Int64, pattern: String, direction: Direction, reason: String) {
        self.id = id
        self.pattern = pattern
        self.direction = direction
        self.reason = reason
        glob = NarrationGlob(pattern)
    }

    /// Whether the rule is about a bank entry.
    ///
    /// - Parameters:
    ///   - narration: UTF-8; ASCII case and runs of blanks do not matter.
    ///   - amount: positive for money that came in; of nothing only `any` holds.
    /// - Returns: as soon as it is certain; time grows with the narration alone.
    package func holds(narration: some Sequence<UInt8>, amount: Int64) -> Bool {
        guard isAbout(amount) else { return false }
        // Bytes that lie together are compared without a call for each.
        return narration.withContiguousStorageIfAvailable { glob.holds($0) }
            ?? glob.holds(narration)
    }

    /// As above, of a text.
    package func holds(narration: String, amount: Int64) -> Bool {
        holds(narration: narration.utf8, amount: amount)
    }

    private func isAbout(_ amount: Int64) -> Bool {
        switch direction {
        case .in: amount > 0
        case .out: amount < 0
        case .any: true
        }
    }

    /// Refuses a pattern that would hold of nearly anything.
    ///
    /// - Throws: `matchRuleInvalid` below three letters or digits.
    package static func check(pattern: String) throws(AppError) {
        let count = pattern.unicodeScalars.count {
            $0.properties.isAlphabetic || $0.properties.numericType != nil
        }
        guard count >= 3 else {
            throw AppError(.matchRuleInvalid, "\(AppError.quoted(pattern)) has \(count)")
        }
    }
}
