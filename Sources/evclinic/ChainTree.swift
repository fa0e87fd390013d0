import Domain
import Repositories

/// An item, what a reconciliation said of it, and what hangs on it.
struct ChainTree {
    let node: ChainRepository.Node
    var relation = ""
    var verdict: ChainRepository.Verdict?
    var notes: [ChainRepository.Verdict] = []
    var below: [ChainTree] = []
    /// What should be there and is not.
    var missing: String?
    var more: String?

    init(node: ChainRepository.Node, relation: String = "") {
        self.node = node
        self.relation = relation
    }

    private static let width = 78

    /// The tree, at most 78 columns wide.
    var lines: [String] { draw(own: "", rest: "") }

    private func draw(own: String, rest: String) -> [String] {
        let title = node.item.description
        let head = own + (relation.isEmpty ? "" : "\(relation) ") + title
        let tail = "\(node.day)  \(node.amount)"
        let gap = max(2, Self.width - head.count - tail.count)
        var lines = [head + String(repeating: " ", count: gap) + tail]
        let hasMore = !below.isEmpty || missing != nil || more != nil
        let bar = rest + (hasMore ? "│  " : "   ")
        lines += Self.wrapped(Terminal.plain(node.words), bar)
        for verdict in notes { lines += Self.wrapped(Self.words(verdict), bar) }
        lines += Self.wrapped(verdict.map(Self.words) ?? "", bar)
        for (index, child) in below.enumerated() {
            let isLast = index == below.count - 1 && missing == nil && more == nil
            lines += child.draw(
                own: rest + (isLast ? "└─ " : "├─ "), rest: rest + (isLast ? "   " : "│  "))
        }
        if let missing { lines.append(rest + "└─ ┄┄┄ \(missing) ┄┄┄") }
        if let more { lines.append(rest + "└─ \(more)") }
        return lines
    }

    /// ✓ with the rule, … while it is on its way, ✗ with what to do.
    private static func words(_ verdict: ChainRepository.Verdict) -> String {
        let (link, said) = (verdict.link.rawValue, verdict.code.rawValue)
        if let rule = verdict.rule {
            let evidence = verdict.evidence.isEmpty ? "" : ", \(verdict.evidence)"
            let difference = verdict.difference == "0" ? "" : ", difference \(verdict.difference)"
            return "✓ \(link) \(said): \(rule)\(difference)\(evidence) (\(verdict.period))"
        }
        let action = verdict.code.action.isEmpty ? "" : " → \(verdict.code.action)"
        return "\(verdict.code.isBreak ? "✗" : "…") \(link) \(said) \(verdict.difference): "
            + "\(verdict.evidence) (\(verdict.period))\(action)"
    }

    private static func wrapped(_ text: String, _ bar: String) -> [String] {
        var (lines, line): ([String], String) = ([], "")
        for word in text.split(separator: " ") {
            if !line.isEmpty, bar.count + line.count + word.count + 1 > width {
                lines.append(bar + line)
                line = "  "
            }
            line += line.isEmpty || line == "  " ? String(word) : " \(word)"
        }
        return line.isEmpty ? lines : lines + [bar + line]
    }

    /// For `--json`.
    struct Report: Encodable {
        let item: String
        let relation: String
        let day: String
        let amount: String
        let currency: String
        let words: String
        let said: [Said]
        let missing: String?
        let below: [Report]

        /// What a reconciliation said.
        struct Said: Encodable {
            let link: String
            let period: String
            let code: String
            let rule: String?
            let difference: String
            let evidence: String
            let action: String?
        }
    }

    var report: Report {
        Report(
            item: node.item.description, relation: relation, day: node.day.description,
            amount: node.amount.plain, currency: node.amount.currency.code, words: node.words,
            said: (notes + (verdict.map { [$0] } ?? [])).map {
                Report.Said(
                    link: $0.link.rawValue, period: $0.period, code: $0.code.rawValue,
                    rule: $0.rule,
                    difference: $0.difference, evidence: $0.evidence,
                    action: $0.rule == nil ? $0.code.action : nil)
            }, missing: missing, below: below.map(\.report))
    }
}
