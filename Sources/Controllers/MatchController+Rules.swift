package import Domain
package import Repositories

extension MatchController {
    /// Keeps a rule: bank entries that it holds of have nothing to do with billing.
    ///
    /// - Throws: `matchRuleInvalid` for a pattern that nearly any narration fits.
    package func addRule(
        _ pattern: String, _ direction: BankRule.Direction, _ order: Order
    ) throws -> MatchRepository.KeptRule {
        try BankRule.check(pattern: pattern)
        return try decide(order) { transaction in
            let id = try matches.addRule(
                pattern, direction, because: order.reason, of: order.clinic.id,
                by: order.actor.login, in: transaction)
            return try audited("match.rule", id, order, in: transaction)
        }
    }

    /// Takes a rule back.
    ///
    /// - Returns: the rule as it is now.
    /// - Throws: `matchDecisionUnknown` when the clinic has none of that number, or it was undone
    ///   before.
    package func undoRule(_ rule: Int64, _ order: Order) throws -> MatchRepository.KeptRule {
        try decide(order) { transaction in
            let isUndone = try matches.undoRule(
                rule, of: order.clinic.id, by: order.actor.login, because: order.reason,
                in: transaction)
            guard isUndone else {
                throw AppError(.matchDecisionUnknown, "rule \(rule) of \(order.clinic.slug)")
            }
            return try audited("match.rule.undo", rule, order, in: transaction)
        }
    }

    private func audited(
        _ action: String, _ rule: Int64, _ order: Order, in transaction: P.Handle
    ) throws -> MatchRepository.KeptRule {
        guard
            let kept = try matches.keptRules(
                .number(rule), of: order.clinic.id, from: transaction
            ).first
        else { throw AppError(.unexpected, "the rule is not there") }
        try audit.record(
            of: order.clinic.id, by: order.actor, action, entity: "worker.bank_rule",
            id: "\(rule)",
            after: try JSON.text(
                RuleTrail(
                    pattern: kept.rule.pattern, direction: kept.rule.direction.rawValue,
                    because: order.reason)),
            request: "command line", in: transaction)
        return kept
    }
}

/// What the trail says of a rule.
private struct RuleTrail: Encodable {
    let pattern: String
    let direction: String
    let because: String
}
