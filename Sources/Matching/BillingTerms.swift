package import Domain

/// What was agreed and decided, apart from the rows themselves.
package struct BillingTerms: Sendable {
    /// How far two sides may lie apart.
    package var policy = MatchPolicy()
    /// By which a bank line in another currency is held against the books.
    package var rates = ExchangeRates()
    /// Fees by gateway and day, agreed in this currency; other charges are not checked.
    package var fees: [GatewayFee] = []
    /// What of the bank's lines is none of billing's business.
    package var rules: [BankRule] = []
    /// Manual decisions that stand.
    package var decisions: [MatchDecision] = []
    /// Names of payers, by which one transfer for several invoices is taken apart.
    package var payers: [Payer] = []

    /// Who pays for patients.
    package struct Payer: Sendable {
        package let id: Int64
        package let name: String

        package init(id: Int64, name: String) {
            self.id = id
            self.name = name
        }
    }

    /// The clinic's own currency, in which fees are agreed.
    package let currency: Currency

    package init(in currency: Currency, _ policy: MatchPolicy = MatchPolicy()) {
        self.currency = currency
        self.policy = policy
    }
}

/// Manual decisions, ready to be looked up.
struct Decisions {
    /// Which pairs must never be matched.
    private var barred: Set<[BillingItem]> = []
    private(set) var accepted: [MatchDecision] = []
    private var notes: [BillingItem: String] = [:]
    /// Decisions to accept that were followed, by id.
    var followed: Set<Int64> = []

    init(_ decisions: [MatchDecision]) {
        for decision in decisions {
            switch decision.kind {
            case .accept: accepted.append(decision)
            case .reject:
                for left in decision.leftItems {
                    for right in decision.rightItems { barred.insert([left, right]) }
                }
            case .note:
                for item in decision.leftItems {
                    notes[item] = notes[item].map { "\($0); \(decision.reason)" } ?? decision.reason
                }
            }
        }
    }

    func bars(_ left: BillingItem, _ right: BillingItem) -> Bool {
        !barred.isEmpty && (barred.contains([left, right]) || barred.contains([right, left]))
    }

    var barsAny: Bool { !barred.isEmpty }

    func note(on item: BillingItem) -> String? { notes[item] }
}

extension MatchDecision {
    var leftItems: [BillingItem] { left.items }

    var rightItems: [BillingItem] { right?.items ?? [] }
}

extension MatchItems {
    var items: [BillingItem] { ids.map { BillingItem(kind, $0) } }
}
