package import Domain
package import Matching

/// What a billing reconciliation has found, beside what the database adds up by itself.
package struct BillingOutcome: Sendable {
    /// Of the rules; a change of theirs is another result.
    package static let rulesVersion = "billing-1"

    package let found: Reconciliation.Output
    package let refusals: [BillingRefusal]
    package let sides: [BillingSide]
    /// `nil` where no run of the period before is recorded.
    package let opened: OpenItems?
    package let balances: [GatewayBalance]
    package let receivables: [ReceivableFlow]
    package let statements: [StatementBalance]
    package let ledger: [ImportedBalance]
    /// `nil` where the clinic has only its own currency.
    package let exchange: ExchangeOutcome?

    package init(
        found: Reconciliation.Output, refusals: [BillingRefusal], sides: [BillingSide],
        opened: OpenItems?, balances: [GatewayBalance], receivables: [ReceivableFlow],
        statements: [StatementBalance], ledger: [ImportedBalance],
        exchange: ExchangeOutcome? = nil
    ) {
        self.found = found
        self.refusals = refusals
        self.sides = sides
        self.opened = opened
        self.balances = balances
        self.receivables = receivables
        self.statements = statements
        self.ledger = ledger
        self.exchange = exchange
    }

    package var breaks: Int { found.results.exceptions.count(where: \.code.isBreak) }

    /// For the manifest: what both sides of the gateway's and the bank's link come to, and what
    /// rates have done.
    package var totals: [Report.Total] {
        [(BillingLink.gateway, "gateway"), (.bank, "bank")].flatMap { link, name in
            currencies(of: link).flatMap { currency in
                [true, false].compactMap { isLeft in
                    Int64(exactly: sum(link, isLeft: isLeft, currency).amount).map {
                        Report.Total(
                            "\(name), \(isLeft ? "ours" : "theirs")", Money(minor: $0, currency))
                    }
                }
            }
        } + (exchange?.totals ?? [])
    }

    /// Currencies of a link, by code.
    func currencies(of link: BillingLink) -> [Currency] {
        let known =
            found.results.buckets.keys.filter { $0.link == link }.map(\.currency)
            + sides.filter { $0.link == link }.map(\.currency)
        return Set(known).sorted { $0.code < $1.code }
    }

    /// Everything that was put into the buckets of one side.
    func sum(_ link: BillingLink, isLeft: Bool, _ currency: Currency) -> BillingSum {
        var sum = BillingSum()
        for (bucket, part) in found.results.buckets
        where bucket.link == link && bucket.isLeft == isLeft && bucket.currency == currency {
            sum.add(part)
        }
        return sum
    }

    /// One bucket.
    func bucket(
        _ link: BillingLink, isLeft: Bool, _ code: BillingCode, _ currency: Currency
    ) -> BillingSum {
        found.results.buckets[BillingBucket(link, isLeft: isLeft, code, currency)] ?? BillingSum()
    }

    /// One side of a link in one currency, counted by the database and by the engine.
    struct Input {
        let link: BillingLink
        let isLeft: Bool
        let currency: Currency
        /// What the database adds up, of the period itself.
        let count: Int64
        let amount: Fixed
        /// What came along from earlier periods.
        let brought: BillingSum
        /// What went into buckets.
        let bucketed: BillingSum

        var name: String { isLeft ? link.sides.left : link.sides.right }

        /// Database and earlier periods.
        var expected: Fixed {
            amount.adding(Fixed(unscaled: brought.amount, scale: currency.exponent))
        }

        var found: Fixed { Fixed(unscaled: bucketed.amount, scale: currency.exponent) }
    }

    /// Every side that the database adds up, along the chain; a payout's rows are one sum a payout.
    var inputs: [Input] {
        [BillingLink.gateway, .payout, .deposit, .bank].flatMap { link in
            currencies(of: link).flatMap { currency in
                (link == .payout ? [false] : [true, false]).map { input(link, $0, currency) }
            }
        }
    }

    private func input(_ link: BillingLink, _ isLeft: Bool, _ currency: Currency) -> Input {
        let side = sides.first {
            $0.link == link && $0.isLeft == isLeft && $0.currency == currency
        }
        return Input(
            link: link, isLeft: isLeft, currency: currency, count: side?.count ?? 0,
            amount: side?.amount ?? Fixed(unscaled: 0, scale: currency.exponent),
            brought: found.results.brought[
                BillingBucket(link, isLeft: isLeft, .matchedExact, currency)] ?? BillingSum(),
            bucketed: sum(link, isLeft: isLeft, currency))
    }
}

extension BillingLink {
    /// What its two sides are.
    var title: String {
        switch self {
        case .gateway: "Books and gateway"
        case .payout: "Gateway's rows and payouts"
        case .deposit: "Cash and deposit slips"
        case .bank: "Books and bank"
        case .invoice: "Invoices and allocations"
        case .allocation: "Payments and their use"
        case .control: "Statements and closed periods"
        }
    }

    /// The side nearer to the books, and the other one.
    var sides: (left: String, right: String) {
        switch self {
        case .gateway: ("payments, refunds, disputes", "gateway transactions")
        case .payout: ("transactions, net", "payouts")
        case .deposit: ("cash and cheques", "items of slips")
        case .bank: ("payouts, deposits, transfers", "bank lines")
        case .invoice: ("invoices less credit notes", "allocations")
        case .allocation: ("payments", "allocated or returned")
        case .control: ("", "")
        }
    }
}
