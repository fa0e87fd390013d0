import Controllers
import Domain
import Repositories

/// Rules for bank entries, for people and for programs.
enum MatchRuleText {
    static func added(_ rule: BankRule, _ clinic: Clinic) -> String {
        "Added rule \(rule.id): \(AppError.quoted(rule.pattern)), \(way(rule)).\n"
            + "To take it back: evclinic match rule undo \(rule.id) --clinic \(clinic.slug) "
            + "--reason …"
    }

    static func undone(_ rule: BankRule) -> String {
        "Took rule \(rule.id) back: \(AppError.quoted(rule.pattern)), \(way(rule))."
    }

    private static func way(_ rule: BankRule) -> String {
        switch rule.direction {
        case .in: "money that comes in"
        case .out: "money that goes out"
        case .any: "in and out"
        }
    }

    static func table(_ rules: [MatchRepository.KeptRule]) -> String {
        Terminal.table(
            ["ID", "PATTERN", "DIRECTION", "REASON", "BY", "MADE", "STATE"],
            rules.map { kept in
                [
                    "\(kept.rule.id)", Terminal.plain(kept.rule.pattern),
                    kept.rule.direction.rawValue, Terminal.plain(kept.rule.reason),
                    Terminal.plain(kept.madeBy), String("\(kept.madeAt)".prefix(10)),
                    kept.undo == nil ? "counts" : "undone",
                ]
            }, right: [0], flexible: [1, 3, 4])
    }

    /// One JSON object; `state` is `counts` or `undone`.
    static func json(_ kept: MatchRepository.KeptRule) throws -> String {
        try JSON.text(Printed(kept))
    }

    private struct Printed: Encodable {
        let rule: Int64
        let pattern: String
        let direction: String
        let reason: String
        let made_by: String
        let made_at: String
        let state: String
        let undone_at: String?
        let undone_by: String?
        let undone_because: String?

        init(_ kept: MatchRepository.KeptRule) {
            rule = kept.rule.id
            (pattern, direction) = (kept.rule.pattern, kept.rule.direction.rawValue)
            reason = kept.rule.reason
            (made_by, made_at) = (kept.madeBy, kept.madeAt.description)
            state = kept.undo == nil ? "counts" : "undone"
            undone_at = kept.undo?.at.description
            (undone_by, undone_because) = (kept.undo?.by, kept.undo?.because)
        }
    }
}
