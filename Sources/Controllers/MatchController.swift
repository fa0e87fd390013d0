package import Access
package import Domain
package import Repositories
package import Services

/// Keeps what accountants decide about matches, and takes it back: each with a row in the trail.
package struct MatchController<P: Primary> {
    /// Who decides, in which clinic, and why.
    package struct Order {
        package let clinic: Clinic
        package let actor: AuditRepository.Actor
        package let reason: String

        package init(clinic: Clinic, actor: AuditRepository.Actor, reason: String) {
            self.clinic = clinic
            self.actor = actor
            self.reason = reason
        }
    }

    /// An accepted match and what it joins.
    package struct Accepted {
        package let kept: MatchRepository.KeptDecision
        package let balance: MatchBalance
    }

    let primary: P
    let matches = MatchRepository()
    let audit = AuditRepository()
    private let chains = ChainRepository()

    package init(primary: P) { self.primary = primary }

    /// Accepts two sides as the same money.
    ///
    /// - Parameters:
    ///   - left: items of one kind.
    ///   - right: items of one kind, none of which stands on the left.
    ///   - difference: what the sides differ by; of no account where they do not.
    ///   - order: who accepts it, and why.
    /// - Returns: the decision, with both sides added up.
    /// - Throws: `matchItemUnknown`, `matchAlreadyDecided` for an item of another accepted match or a
    ///   pair that was rejected, `matchDifferenceUntyped`; nothing is kept then.
    package func accept(
        _ left: MatchItems, _ right: MatchItems, as difference: MatchDifference?, _ order: Order
    ) throws -> Accepted {
        try decide(order) { transaction in
            let balance = try balance(left, right, order.clinic, from: transaction)
            let live = try matches.kept(.live, of: order.clinic.id, from: transaction)
                .map(\.decision)
            if let earlier = MatchConflict.accepting(left, right, among: live) {
                throw AppError(.matchAlreadyDecided, earlier.description)
            }
            let kept = try keep(
                .init(
                    .accept, left: left, right: right, difference: try balance.type(difference),
                    reason: order.reason),
                balance, order, in: transaction)
            return Accepted(kept: kept, balance: balance)
        }
    }

    /// Keeps two items apart, whatever a rule finds.
    ///
    /// - Throws: `matchItemUnknown`, `matchAlreadyDecided` for a pair that was accepted or rejected.
    package func reject(
        _ left: MatchItems, _ right: MatchItems, _ order: Order
    ) throws -> MatchRepository.KeptDecision {
        try decide(order) { transaction in
            let balance = try balance(left, right, order.clinic, from: transaction)
            let live = try matches.kept(.live, of: order.clinic.id, from: transaction)
                .map(\.decision)
            if let earlier = MatchConflict.rejecting(left, right, among: live) {
                throw AppError(.matchAlreadyDecided, earlier.description)
            }
            return try keep(
                .init(.reject, left: left, right: right, reason: order.reason), balance, order,
                in: transaction)
        }
    }

    /// Puts a remark beside items.
    ///
    /// - Throws: `matchItemUnknown`.
    package func note(
        _ items: MatchItems, _ order: Order
    ) throws -> MatchRepository.KeptDecision {
        try decide(order) { transaction in
            _ = try amounts(items, against: nil, order.clinic, from: transaction)
            return try keep(
                .init(.note, left: items, reason: order.reason), nil, order, in: transaction)
        }
    }

    /// Takes a decision back.
    ///
    /// - Returns: the decision as it is now.
    /// - Throws: `matchDecisionUnknown` when the clinic has none of that number, or it was undone
    ///   before.
    package func undo(
        _ decision: Int64, _ order: Order
    ) throws -> MatchRepository.KeptDecision {
        try decide(order) { transaction in
            let isUndone = try matches.undo(
                decision, of: order.clinic.id, by: order.actor.login, because: order.reason,
                in: transaction)
            guard isUndone else {
                throw AppError(
                    .matchDecisionUnknown, "decision \(decision) of \(order.clinic.slug)")
            }
            let kept = try kept(decision, order, from: transaction)
            try record(
                "match.undo", decision, MatchTrail(kept.decision, nil, because: order.reason),
                order,
                in: transaction)
            return kept
        }
    }

    /// One decision of a clinic at a time, so that no two of them name the same item.
    func decide<Result>(
        _ order: Order, _ body: (P.Handle) throws -> Result
    ) throws -> Result {
        try primary.transaction(of: order.clinic.id) { transaction in
            try matches.lock(order.clinic.id, in: transaction)
            return try body(transaction)
        }
    }

    private func keep(
        _ decision: MatchRepository.NewDecision, _ balance: MatchBalance?, _ order: Order,
        in transaction: P.Handle
    ) throws -> MatchRepository.KeptDecision {
        let id = try matches.add(
            decision, of: order.clinic.id, by: order.actor.login, in: transaction)
        let kept = try kept(id, order, from: transaction)
        try record(
            "match.\(decision.kind.rawValue)", id,
            MatchTrail(kept.decision, balance, because: order.reason), order, in: transaction)
        return kept
    }

    private func kept(
        _ decision: Int64, _ order: Order, from transaction: P.Handle
    ) throws -> MatchRepository.KeptDecision {
        guard
            let kept = try matches.kept(.number(decision), of: order.clinic.id, from: transaction)
                .first
        else { throw AppError(.unexpected, "the decision is not there") }
        return kept
    }

    private func record(
        _ action: String, _ decision: Int64, _ trail: MatchTrail, _ order: Order,
        in transaction: P.Handle
    ) throws {
        try audit.record(
            of: order.clinic.id, by: order.actor, action, entity: "worker.match_decision",
            id: "\(decision)", after: try JSON.text(trail), request: "command line",
            in: transaction)
    }

    private func balance(
        _ left: MatchItems, _ right: MatchItems, _ clinic: Clinic, from transaction: P.Handle
    ) throws -> MatchBalance {
        try MatchBalance(
            of: left.kind, try amounts(left, against: right.kind, clinic, from: transaction),
            and: right.kind, try amounts(right, against: left.kind, clinic, from: transaction))
    }

    /// Amounts of items, each of which the clinic must have.
    private func amounts(
        _ wanted: MatchItems, against other: ItemKind?, _ clinic: Clinic,
        from transaction: P.Handle
    ) throws -> [Money] {
        let found = try chains.nodes(wanted.kind, wanted.ids, of: clinic, from: transaction)
        let missing = Set(wanted.ids).subtracting(found.map(\.item.id))
        guard missing.isEmpty else {
            throw AppError(
                .matchItemUnknown,
                "\(MatchItems(wanted.kind, Array(missing))) of \(clinic.slug)")
        }
        // A gateway's transaction is its gross for who paid it, and its net for who gets it.
        let isPaidOut = other.map { $0.isPayout || $0 == .bankEntry || $0 == .importEntry } ?? false
        return found.map { isPaidOut ? $0.net ?? $0.amount : $0.amount }
    }
}

/// What the trail says of a decision.
private struct MatchTrail: Encodable {
    let left: String
    let right: String?
    let left_amounts: [String]?
    let right_amounts: [String]?
    let difference_type: String?
    let because: String

    init(_ decision: MatchDecision, _ balance: MatchBalance?, because reason: String) {
        (left, right) = ("\(decision.left)", decision.right.map { "\($0)" })
        left_amounts = balance?.left.map { "\($0.plain) \($0.currency.code)" }
        right_amounts = balance?.right.map { "\($0.plain) \($0.currency.code)" }
        difference_type = decision.difference?.rawValue
        because = reason
    }
}
