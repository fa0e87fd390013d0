import Domain

/// A break that was planted or came about, or two sides that have no id in common, as the truth
/// file tells it.
struct BillingTruth {
    let clinic: String
    let period: String
    /// What the line says besides.
    let what: What

    /// A break with its code and amount, or a match.
    enum What {
        /// The amount is what the ledger shows more than the other side.
        case broken(BillingCode, ItemKind, Int64, Money)
        case matched(ItemKind, [Int64], ItemKind, [Int64])
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
    private var waiting: [BillingCode] = []
    private var deck: [BillingCode] = []
    private(set) var truth: [BillingTruth] = []

    /// Short payments come about by themselves, all the time.
    private static let possible = BillingCode.allCases.filter { $0.isBreak && $0 != .shortPaid }

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
    func take(_ code: BillingCode) -> Bool {
        guard !waiting.isEmpty, let index = waiting.firstIndex(of: code) else { return false }
        waiting.remove(at: index)
        return true
    }

    /// By how much a planted amount is off, too much as often as too little; never zero.
    func slip(upTo most: Int) -> Int64 {
        let size = Int64(dice.between(1, most))
        return size & 1 == 1 ? size : -size
    }

    /// Writes down a break.
    func tell(
        _ code: BillingCode, _ owner: ItemKind, _ id: Int64, _ minor: Int64, at site: Site
    ) {
        guard isPlanting else { return }
        truth.append(
            BillingTruth(
                clinic: site.slug, period: Period(monthOf: site.day).name,
                what: .broken(code, owner, id, Money(minor: minor, site.template.currency))))
    }

    /// Writes down two sides that belong together though no id says so.
    func tell(
        _ left: ItemKind, _ lefts: [Int64], _ right: ItemKind,
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
