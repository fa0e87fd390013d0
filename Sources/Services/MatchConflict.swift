package import Domain

/// An earlier decision that a new one contradicts.
package struct MatchConflict: Sendable, Equatable, CustomStringConvertible {
    /// What both are about.
    package let items: [MatchItems]
    package let decision: MatchDecision

    package var description: String {
        let names = items.map(\.description).joined(separator: " and ")
        let verb = decision.kind == .accept ? "accepted" : "rejected"
        return "\(names), \(verb) by decision \(decision.id)"
    }

    /// What stands against accepting two sides as one.
    ///
    /// - Parameters:
    ///   - left: one side.
    ///   - right: the other one.
    ///   - live: decisions that count, by number.
    /// - Returns: the first that accepts an item of either side already, or rejects a pair of them.
    package static func accepting(
        _ left: MatchItems, _ right: MatchItems, among live: [MatchDecision]
    ) -> MatchConflict? {
        for decision in live {
            switch decision.kind {
            case .accept:
                let shared = [left, right].flatMap { side in
                    [side.shared(with: decision.left), side.shared(with: decision.right)]
                        .compactMap { $0 }
                }
                if !shared.isEmpty { return MatchConflict(items: shared, decision: decision) }
            case .reject:
                if let pair = pair(left, right, of: decision) {
                    return MatchConflict(items: pair, decision: decision)
                }
            case .note: break
            }
        }
        return nil
    }

    /// What stands against keeping two items apart.
    ///
    /// - Parameters:
    ///   - left: one item.
    ///   - right: the other one.
    ///   - live: decisions that count, by number.
    /// - Returns: the first that accepts them as one, or keeps them apart already.
    package static func rejecting(
        _ left: MatchItems, _ right: MatchItems, among live: [MatchDecision]
    ) -> MatchConflict? {
        for decision in live {
            if let pair = pair(left, right, of: decision) {
                return MatchConflict(items: pair, decision: decision)
            }
        }
        return nil
    }

    /// Items of two sides that a decision has on two sides too, whichever is which.
    private static func pair(
        _ left: MatchItems, _ right: MatchItems, of decision: MatchDecision
    ) -> [MatchItems]? {
        for (one, other) in [(left, right), (right, left)] {
            if let first = one.shared(with: decision.left),
                let second = other.shared(with: decision.right)
            {
                return [first, second]
            }
        }
        return nil
    }
}
