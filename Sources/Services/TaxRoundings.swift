import Domain

/// What every rounding level and mode gives for the lines of one document, worked out once.
struct TaxRoundings: ~Copyable {
    private struct Result {
        let level: RoundingLevel
        let mode: RoundingMode
        /// Whether a credit note is cumulated with the earlier ones of its invoice.
        let cumulates: Bool
        let taxes: [Int64]
    }

    private var recomputation: TaxRecomputation
    private var results: [Result] = []

    init(_ table: TaxTable) { recomputation = TaxRecomputation(table) }

    /// Forgets the document before.
    mutating func open() {
        if !results.isEmpty { results.removeAll(keepingCapacity: true) }
    }

    /// Says which other level and mode gives the tax charged, if one does.
    mutating func evidence(_ question: TaxInquiry.Question) -> String? {
        if results.isEmpty { fill(question) }
        let policy = question.policy
        let other = results.first {
            ($0.level, $0.mode, $0.cumulates) != (policy.level, policy.mode, true)
                && $0.taxes[question.place] == question.charged
        }
        guard let other else { return nil }
        guard other.cumulates else {
            return "rounded by itself, not with the earlier credit notes of the invoice"
        }
        return "rounded \(Self.words(other.mode)) by \(other.level.rawValue), "
            + "policy \(Self.words(policy.mode)) by \(policy.level.rawValue)"
    }

    private mutating func fill(_ question: TaxInquiry.Question) {
        if question.head.isCredit {
            // First: it is the likelier mistake, and one other mode or another nearly always fits too.
            add(question, question.policy.level, question.policy.mode, cumulates: false)
        }
        for level in RoundingLevel.allCases {
            for mode in RoundingMode.allCases { add(question, level, mode, cumulates: true) }
        }
    }

    private mutating func add(
        _ question: TaxInquiry.Question, _ level: RoundingLevel, _ mode: RoundingMode,
        cumulates: Bool
    ) {
        do throws(AppError) {
            try recomputation.run(
                question.batch, question.document, level, mode, cumulates: cumulates)
            results.append(
                Result(
                    level: level, mode: mode, cumulates: cumulates,
                    taxes: recomputation.lines.map(\.tax)))
        } catch {
            // What `Int64` cannot hold is not what was charged.
        }
    }

    private static func words(_ mode: RoundingMode) -> String {
        mode.rawValue.split(separator: "_").joined(separator: " ")
    }
}
