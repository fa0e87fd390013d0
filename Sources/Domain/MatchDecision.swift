/// What a match, a break or a decision can name.
package enum ItemKind: String, CaseIterable, Sendable {
    case payment, refund, dispute, payout, deposit, invoice
    case gatewayTransaction = "gateway_transaction"
    case bankEntry = "bank_entry"
    /// A line of a booked bank file (`worker.bank_line`).
    case importEntry = "import_entry"
    /// A row of a booked settlement file (`worker.gateway_line`).
    case importSettlement = "import_settlement"
    /// A payout of `worker.payout_line` that the clinic's own tables do not have.
    case importPayout = "import_payout"
    case bankStatement = "bank_statement"

    /// Whether it is money on its way from a gateway to the bank.
    package var isPayout: Bool { self == .payout || self == .importPayout }

    /// As people write it before the number: `gateway:77`.
    package var word: String {
        switch self {
        case .payment, .refund, .dispute, .payout, .deposit, .invoice: rawValue
        case .gatewayTransaction: "gateway"
        case .bankEntry: "bank"
        case .importEntry: "imported"
        case .importSettlement: "settled"
        case .importPayout: "settled-payout"
        case .bankStatement: "statement"
        }
    }
}

/// Rows of one kind, by their numbers.
package struct MatchItems: Hashable, Sendable, CustomStringConvertible {
    package let kind: ItemKind
    /// Ascending, each once.
    package let ids: [Int64]

    package init(_ kind: ItemKind, _ ids: [Int64]) {
        self.kind = kind
        self.ids = Set(ids).sorted()
    }

    /// Reads `payment:1,2,3`; `nil` for another kind, a number below 1, or one that stands twice.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = ItemKind.allCases.first(where: { $0.word == parts[0] })
        else { return nil }
        let words = parts[1].split(separator: ",", omittingEmptySubsequences: false)
        let ids = words.compactMap { word in
            word.utf8.allSatisfy { (48...57).contains($0) } ? Int64(word) : nil
        }
        self.init(kind, ids)
        guard self.ids.count == words.count, let first = self.ids.first, first > 0 else {
            return nil
        }
    }

    /// As `init(_:)` reads it.
    package var description: String {
        "\(kind.word):\(ids.map(String.init).joined(separator: ","))"
    }

    /// Those of the same kind that both name; `nil` when there are none.
    package func shared(with other: MatchItems?) -> MatchItems? {
        guard let other, other.kind == kind else { return nil }
        let both = MatchItems(kind, Array(Set(ids).intersection(other.ids)))
        return both.ids.isEmpty ? nil : both
    }
}

/// What a difference between two accepted sides is.
package enum MatchDifference: String, CaseIterable, Sendable {
    case fee, rounding, exchange
    case shortPay = "short_pay"
}

/// What an accountant decided about items, and did not take back.
package struct MatchDecision: Hashable, Sendable {
    /// What was decided.
    package enum Kind: String, CaseIterable, Sendable {
        /// Both sides are the same money.
        case accept
        /// No rule may match the two.
        case reject
        /// A remark that stands beside an item.
        case note
    }

    package let id: Int64
    package let kind: Kind
    package let left: MatchItems
    /// `nil` for a note alone.
    package let right: MatchItems?
    package let reason: String
    /// Of an accepted match whose sides differ.
    package let difference: MatchDifference?
    package let decidedBy: String
    /// In the clinic's zone.
    package let decidedOn: Day

    package init(
        id: Int64, kind: Kind, left: MatchItems, right: MatchItems?, reason: String,
        difference: MatchDifference?, decidedBy: String, decidedOn: Day
    ) {
        self.id = id
        self.kind = kind
        self.left = left
        self.right = right
        self.reason = reason
        self.difference = difference
        self.decidedBy = decidedBy
        self.decidedOn = decidedOn
    }
}
