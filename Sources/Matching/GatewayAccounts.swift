import Domain

/// What gateways' rows and payouts of a period come to by account, and whether fees are as agreed.
struct GatewayAccounts {
    private let terms: BillingTerms
    private var names: [String] = []
    private var fees: [[GatewayFee]] = []
    /// Each gateway's currencies, a few; the last one used is looked at first.
    private var accounts: [(gateway: Int, currency: Currency, book: GatewayBook)] = []
    private var last = 0

    init(_ terms: BillingTerms) { self.terms = terms }

    var books: [GatewayAccountKey: GatewayBook] {
        Dictionary(
            uniqueKeysWithValues: accounts.filter { names.indices.contains($0.gateway) }.map {
                (GatewayAccountKey(names[$0.gateway], $0.currency), $0.book)
            })
    }

    /// The number of a gateway by its name.
    mutating func number(of name: String) -> Int {
        if let index = names.firstIndex(of: name) { return index }
        names.append(name)
        fees.append(
            terms.fees.filter { $0.gateway == name }.sorted { $0.validFrom < $1.validFrom })
        return names.count - 1
    }

    mutating func add(_ row: GatewayTransaction) {
        find(row.gateway, row.currency)
        accounts[last].book.add(row)
    }

    /// A payout that left the account in the period, came back in it, or both.
    mutating func add(_ payout: GatewayPayout, isOut: Bool, isBack: Bool) {
        guard isOut || isBack else { return }
        find(number(of: payout.gateway), payout.amount.currency)
        if isOut { accounts[last].book.payouts.add(payout.amount.minor) }
        if isBack { accounts[last].book.returned.add(payout.amount.minor) }
    }

    private mutating func find(_ gateway: Int, _ currency: Currency) {
        func isIt(_ index: Int) -> Bool {
            accounts[index].gateway == gateway && accounts[index].currency == currency
        }
        if last < accounts.count, isIt(last) { return }
        last = accounts.indices.first(where: isIt) ?? accounts.count
        if last == accounts.count { accounts.append((gateway, currency, GatewayBook())) }
    }

    /// A charge whose fee and tax are not the agreed ones; `nil` where nothing was agreed.
    func feeDifference(of row: GatewayTransaction, on day: Day) -> BillingException? {
        guard row.kind == .charge, row.currency == terms.currency,
            fees.indices.contains(row.gateway),
            let terms = fees[row.gateway].last(where: {
                $0.validFrom <= day && ($0.validUntil.map { day < $0 } ?? true)
            })
        else { return nil }
        let agreed = terms.agreed(for: row.gross, digits: row.currency.exponent)
        guard agreed.fee != row.fee || agreed.tax != row.feeTax else { return nil }
        // Stripe's files have the fee with its tax within.
        let isWhole = row.isImported && row.feeTax == 0
        guard !isWhole || agreed.fee + agreed.tax != row.fee else { return nil }
        let charged = Money(minor: row.fee + row.feeTax, row.currency)
        let wanted = Money(minor: agreed.fee + agreed.tax, row.currency)
        return BillingException(
            .payout, .feeDifference, row.item,
            Money(minor: charged.minor - wanted.minor, row.currency), since: day, isOpen: false,
            evidence: "\(charged) charged with its tax, \(wanted) agreed")
    }
}
