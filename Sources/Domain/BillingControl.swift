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
    package let invoices: Fixed
    package let creditNotes: Fixed
    package let allocations: Fixed
    package let reversals: Fixed
    package let writeOffs: Fixed
    /// Documents of closed periods that were recorded in this one.
    package let late: Fixed
    /// From each invoice's own rows at the end of the period.
    package let closing: Fixed

    package init(
        currency: Currency, opening: Fixed, invoices: Fixed, creditNotes: Fixed,
        allocations: Fixed, reversals: Fixed, writeOffs: Fixed, late: Fixed, closing: Fixed
    ) {
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
