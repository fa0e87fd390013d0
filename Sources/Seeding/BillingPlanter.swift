import Domain

/// What can be wrong between invoice and bank line, by the names that the truth file uses.
enum PlantedBreak: String, CaseIterable {
    case missingInLedger = "MISSING_IN_LEDGER"
    case missingInGateway = "MISSING_IN_GATEWAY"
    case missingInBank = "MISSING_IN_BANK"
    case amountDifference = "AMOUNT_DIFFERENCE"
    case feeDifference = "FEE_DIFFERENCE"
    case currencyDifference = "CURRENCY_DIFFERENCE"
    case cutOff = "CUT_OFF"
    case duplicateOurs = "DUPLICATE_OURS"
    case duplicateTheirs = "DUPLICATE_THEIRS"
    case shortPaid = "SHORT_PAID"
    case overpaid = "OVERPAID"
    case unallocated = "UNALLOCATED"
    case refundNotInLedger = "REFUND_NOT_IN_LEDGER"
    case refundNotSettled = "REFUND_NOT_SETTLED"
    case chargeback = "CHARGEBACK"
    case payoutComposition = "PAYOUT_COMPOSITION"
    case payoutFailed = "PAYOUT_FAILED"
    case statusMismatch = "STATUS_MISMATCH"
    case wrongTender = "WRONG_TENDER"
    case ambiguous = "AMBIGUOUS"
    case statementGap = "STATEMENT_GAP"
    case backdated = "BACKDATED"
}

/// A break that was planted or came about, or two sides that have no id in common, as the truth
/// file tells it.
struct BillingTruth {
    /// What it is about.
    enum Owner: String {
        case payment, refund, dispute, payout, deposit, invoice
        case gatewayTransaction = "gateway_transaction"
        case bankEntry = "bank_entry"
        case bankStatement = "bank_statement"
    }

    let clinic: String
    let period: String
    /// What the line says besides.
    let what: What

    /// A break with its code and amount, or a match.
    enum What {
        /// The amount is what the ledger shows more than the other side.
        case broken(PlantedBreak, Owner, Int64, Money)
        case matched(Owner, [Int64], Owner, [Int64])
    }

    var isBreak: Bool {
        if case .broken = what { true } else { false }
    }

    /// One line of JSON.
    var text: String {
        let place = "\"clinic\":\"\(clinic)\",\"period\":\"\(period)\""
        switch what {
        case .broken(let code, let owner, let id, let amount):
            return "{\"kind\":\"billing\",\"code\":\"\(code.rawValue)\",\(place),"
                + "\"owner\":\"\(owner.rawValue)\",\"id\":\(id),\"amount\":\"\(amount.plain)\","
                + "\"currency\":\"\(amount.currency.code)\"}"
        case .matched(let left, let lefts, let right, let rights):
            return "{\"kind\":\"match\",\(place),\"left\":\"\(left.rawValue)\","
                + "\"left_ids\":[\(lefts.map(String.init).joined(separator: ","))],"
                + "\"right\":\"\(right.rawValue)\","
                + "\"right_ids\":[\(rights.map(String.init).joined(separator: ","))]}"
        }
    }
}

/// Breaks that wait for a place where they can be planted, and the truth about those that were.
///
/// It has dice of its own, so that what a clinic bills is the same with and without them.
final class BillingPlanter {
    let isPlanting: Bool
    var dice: Dice
    /// Of what a bank makes of a transfer's text: the same whether errors are planted or not.
    var texts: Dice
    private var waiting: [PlantedBreak] = []
    private var deck: [PlantedBreak] = []
    private(set) var truth: [BillingTruth] = []

    /// Short payments come about by themselves, all the time.
    private static let possible = PlantedBreak.allCases.filter { $0 != .shortPaid }

    init(seed: UInt64, clinic: Int64, isPlanting: Bool) {
        self.isPlanting = isPlanting
        dice = Dice(seed: seed, stream: 1_000_000 + UInt64(clinic))
        texts = Dice(seed: seed, stream: 2_000_000 + UInt64(clinic))
    }

    /// Now and then lets a break wait; every code comes once before one comes again.
    func expect(linesAMonth: Int) {
        guard isPlanting, dice.below(max(40, linesAMonth * 2 / 5)) < max(8, linesAMonth / 250)
        else { return }
        if deck.isEmpty { deck = dice.shuffled(Self.possible) }
        if let next = deck.popLast() { waiting.append(next) }
    }

    /// Takes a code off the waiting list, if it waits.
    func take(_ code: PlantedBreak) -> Bool {
        guard !waiting.isEmpty, let index = waiting.firstIndex(of: code) else { return false }
        waiting.remove(at: index)
        return true
    }

    /// Writes down a break.
    func tell(
        _ code: PlantedBreak, _ owner: BillingTruth.Owner, _ id: Int64, _ minor: Int64,
        at site: Site, on day: Day? = nil
    ) {
        guard isPlanting else { return }
        truth.append(
            BillingTruth(
                clinic: site.slug, period: Period(monthOf: day ?? site.day).name,
                what: .broken(code, owner, id, Money(minor: minor, site.template.currency))))
    }

    /// Writes down two sides that belong together though no id says so.
    func tell(
        _ left: BillingTruth.Owner, _ lefts: [Int64], _ right: BillingTruth.Owner,
        _ rights: [Int64], at site: Site
    ) {
        guard isPlanting else { return }
        truth.append(
            BillingTruth(
                clinic: site.slug, period: Period(monthOf: site.day).name,
                what: .matched(left, lefts, right, rights)))
    }

    /// A reference that the world did not make.
    func reference(_ prefix: String) -> [UInt8] {
        var label = Label()
        label.begin(prefix)
        label.append(code: dice.next(), length: 12)
        return label.bytes
    }
}
