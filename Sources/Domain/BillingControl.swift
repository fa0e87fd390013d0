/// One side of a link as the database adds it up, without what is open since before the period.
package struct BillingSide: Sendable, Equatable {
    package let link: BillingLink
    /// The side nearer to the books.
    package let isLeft: Bool
    package let currency: Currency
    package let count: Int64
    package let amount: Fixed

    package init(
        link: BillingLink, isLeft: Bool, currency: Currency, count: Int64, amount: Fixed
    ) {
        self.link = link
        self.isLeft = isLeft
        self.currency = currency
        self.count = count
        self.amount = amount
    }
}

/// A gateway's own word on what it owes, and rows between its days and the clinic's.
package struct GatewayBalance: Sendable, Equatable {
    package let gateway: String
    package let currency: Currency
    /// At the end of the day before the period; `nil` where there is none.
    package let opening: Fixed?
    /// At the end of the period.
    package let closing: Fixed?
    /// Rows of the clinic's period that lie outside it by UTC, less the reverse; payouts count
    /// negative.
    package let cutOff: Fixed

    package init(
        gateway: String, currency: Currency, opening: Fixed?, closing: Fixed?, cutOff: Fixed
    ) {
        self.gateway = gateway
        self.currency = currency
        self.opening = opening
        self.closing = closing
        self.cutOff = cutOff
    }
}

/// What became of receivables in a period, and before it, in one currency.
package struct ReceivableFlow: Sendable, Equatable {
    package let currency: Currency
    package let opening: Fixed
    /// What the rows of today say of it, where it is the closing that was approved; else `nil`.
    package private(set) var openingOfRows: Fixed?
    package let invoices: Fixed
    package let creditNotes: Fixed
    package let allocations: Fixed
    package let reversals: Fixed
    package let writeOffs: Fixed
    /// Documents that came after their month was closed.
    package let lateDocuments: Fixed
    /// All that came or has changed after its month was closed.
    package let late: Fixed
    /// From each invoice's own rows at the end of the period.
    package let closing: Fixed

    package init(
        currency: Currency, opening: Fixed, invoices: Fixed, creditNotes: Fixed,
        allocations: Fixed, reversals: Fixed, writeOffs: Fixed, lateDocuments: Fixed, late: Fixed,
        closing: Fixed
    ) {
        self.lateDocuments = lateDocuments
        self.currency = currency
        self.opening = opening
        self.invoices = invoices
        self.creditNotes = creditNotes
        self.allocations = allocations
        self.reversals = reversals
        self.writeOffs = writeOffs
        self.late = late
        self.closing = closing
    }

    /// The same flows with what the month before was approved with as their opening (DOMAIN, *Closing a
    /// month*): what has changed of closed months since stands in `late`.
    package static func opening(
        with approved: [BookedBalance], _ flows: [ReceivableFlow]
    ) -> [ReceivableFlow] {
        let gone = approved.filter { balance in
            balance.amount.unscaled != 0 && !flows.contains { $0.currency.code == balance.currency }
        }.compactMap { try? Currency(code: $0.currency) }.map { currency in
            let zero = Fixed(unscaled: 0, scale: currency.exponent)
            return ReceivableFlow(
                currency: currency, opening: zero, invoices: zero, creditNotes: zero,
                allocations: zero, reversals: zero, writeOffs: zero, lateDocuments: zero,
                late: zero, closing: zero)
        }
        return (flows + gone).sorted { $0.currency.code < $1.currency.code }.map { flow in
            guard let balance = approved.first(where: { $0.currency == flow.currency.code }) else {
                return flow
            }
            let opening = balance.amount.padded(flow.currency.exponent)
            var carried = ReceivableFlow(
                currency: flow.currency, opening: opening, invoices: flow.invoices,
                creditNotes: flow.creditNotes, allocations: flow.allocations,
                reversals: flow.reversals, writeOffs: flow.writeOffs,
                lateDocuments: flow.lateDocuments,
                late: flow.late.adding(flow.opening).subtracting(opening), closing: flow.closing)
            carried.openingOfRows = flow.opening
            return carried
        }
    }

    /// Opening and every movement.
    package var moved: Fixed {
        opening.adding(invoices).subtracting(creditNotes).subtracting(allocations)
            .adding(reversals).subtracting(writeOffs).adding(late)
    }
}

/// A statement of a bank account, beside the one before it.
package struct StatementBalance: Sendable, Equatable {
    package let id: Int64
    package let account: String
    package let from: Day
    package let until: Day
    package let sequence: Int64
    package let opening: Money
    package let closing: Money
    /// `nil` for an account's first.
    package let sequenceBefore: Int64?
    package let closingBefore: Money?
    /// What its entries come to.
    package let entries: Money

    package init(
        id: Int64, account: String, from: Day, until: Day, sequence: Int64, opening: Money,
        closing: Money, sequenceBefore: Int64?, closingBefore: Money?, entries: Money
    ) {
        self.id = id
        self.account = account
        self.from = from
        self.until = until
        self.sequence = sequence
        self.opening = opening
        self.closing = closing
        self.sequenceBefore = sequenceBefore
        self.closingBefore = closingBefore
        self.entries = entries
    }
}

/// A balance of the general ledger that somebody imported.
package struct ImportedBalance: Sendable, Equatable {
    package let account: String
    package let currency: Currency
    package let amount: Fixed

    package init(account: String, currency: Currency, amount: Fixed) {
        self.account = account
        self.currency = currency
        self.amount = amount
    }
}

/// An item that a run left open for the next one, and where it looks for its other side.
package struct OpenItem: Sendable, Equatable {
    package let link: BillingLink
    package let item: BillingItem
    /// Whether the ledger shows more: a dispute that was won, and not one that was opened.
    package let isPositive: Bool

    package init(_ link: BillingLink, _ item: BillingItem, isPositive: Bool) {
        self.link = link
        self.item = item
        self.isPositive = isPositive
    }
}

/// What the run of the period before left open.
package struct OpenItems: Sendable, Equatable {
    package let period: String
    package let revision: Int
    package let items: [OpenItem]

    package init(period: String, revision: Int, items: [OpenItem]) {
        self.period = period
        self.revision = revision
        self.items = items
    }
}
