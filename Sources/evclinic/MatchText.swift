import Controllers
import Domain
import Repositories
import Services

/// Decisions about matches for people and for programs.
enum MatchText {
    static func accepted(
        _ decision: MatchDecision, _ balance: MatchBalance, asked: MatchDifference?,
        _ clinic: Clinic
    ) -> String {
        var rows = [
            ("left", MatchBalance.text(balance.left)), ("right", MatchBalance.text(balance.right)),
        ]
        if let difference = balance.difference, !balance.isEven {
            rows.append(("difference", difference.description))
        }
        let width = rows.map(\.1.count).max() ?? 0
        let sums = rows.map { name, sum in
            "  " + name + String(repeating: " ", count: 12 - name.count + width - sum.count) + sum
        }.joined(separator: "\n")
        let type = decision.difference.map { ", \($0.rawValue)" } ?? ""
        let even =
            asked != nil && balance.isEven ? "  both are even, so no difference is kept\n" : ""
        return "Accepted \(sides(decision)) as decision \(decision.id):\n\(sums)\(type)\n\(even)"
            + toUndo(decision.id, clinic)
    }

    static func rejected(_ decision: MatchDecision, _ clinic: Clinic) -> String {
        "Rejected \(sides(decision)), decision \(decision.id).\n" + toUndo(decision.id, clinic)
    }

    static func noted(_ decision: MatchDecision, _ clinic: Clinic) -> String {
        "Noted beside \(sides(decision)), decision \(decision.id).\n"
            + toUndo(decision.id, clinic)
    }

    static func undone(_ decision: MatchDecision) -> String {
        "Took decision \(decision.id) back: \(decision.kind.rawValue) \(sides(decision))."
    }

    private static func sides(_ decision: MatchDecision) -> String {
        decision.left.description + (decision.right.map { " ⇄ \($0)" } ?? "")
    }

    private static func toUndo(_ decision: Int64, _ clinic: Clinic) -> String {
        "To take it back: evclinic match undo \(decision) --clinic \(clinic.slug) --reason …"
    }

    static func table(_ decisions: [MatchRepository.KeptDecision]) -> String {
        Terminal.table(
            ["ID", "KIND", "LEFT", "RIGHT", "REASON", "BY", "ON", "STATE"],
            decisions.map { kept in
                let decision = kept.decision
                return [
                    "\(decision.id)",
                    decision.kind.rawValue + (decision.difference.map { ", \($0.rawValue)" } ?? ""),
                    "\(decision.left)", decision.right.map { "\($0)" } ?? "",
                    Terminal.plain(decision.reason), Terminal.plain(decision.decidedBy),
                    "\(decision.decidedOn)", kept.undo == nil ? "counts" : "undone",
                ]
            }, right: [0], flexible: [2, 3, 4, 5])
    }

    /// One JSON object; `state` is `counts` or `undone`, sums stand where they were worked out.
    static func json(
        _ kept: MatchRepository.KeptDecision, _ balance: MatchBalance?
    ) throws -> String {
        try JSON.text(Printed(kept, balance))
    }

    private struct Printed: Encodable {
        let decision: Int64
        let kind: String
        let left: Side
        let right: Side?
        let difference_type: String?
        let reason: String
        let decided_by: String
        let decided_at: String
        let state: String
        let undone_at: String?
        let undone_by: String?
        let undone_because: String?

        init(_ kept: MatchRepository.KeptDecision, _ balance: MatchBalance?) {
            decision = kept.decision.id
            kind = kept.decision.kind.rawValue
            left = Side(kept.decision.left, balance?.left)
            right = kept.decision.right.map { Side($0, balance?.right) }
            difference_type = kept.decision.difference?.rawValue
            reason = kept.decision.reason
            (decided_by, decided_at) = (kept.decision.decidedBy, kept.decidedAt.description)
            state = kept.undo == nil ? "counts" : "undone"
            undone_at = kept.undo?.at.description
            (undone_by, undone_because) = (kept.undo?.by, kept.undo?.because)
        }
    }

    private struct Side: Encodable {
        let kind: String
        let ids: [Int64]
        let sums: [Sum]?

        init(_ items: MatchItems, _ sums: [Money]?) {
            (kind, ids) = (items.kind.rawValue, items.ids)
            self.sums = sums?.map { Sum(amount: $0.plain, currency: $0.currency.code) }
        }
    }

    private struct Sum: Encodable {
        let amount: String
        let currency: String
    }
}
