/// A base and the tax on it, in minor units.
package struct TaxAmount: Hashable, Sendable {
    package let base: Int64
    package let tax: Int64

    package init(base: Int64, tax: Int64) {
        self.base = base
        self.tax = tax
    }
}

/// An invoice under a cash basis, net of its credit notes, and what of it was paid: before a period
/// and at its end.
///
/// Amounts are minor units of the document's currency.
package struct PaidDocument: Sendable {
    package let id: Int64
    package let number: String
    package let rateDay: Day
    package let currency: Currency
    /// Units of the clinic's currency for one of the document's, times 10⁹.
    package let exchangeRate: Int64
    package let before: Payment
    package let through: Payment
    /// By tax code, as charged.
    package private(set) var groups: [Group] = []

    /// What was to be paid, and what had been paid of it.
    package struct Payment: Sendable {
        package let gross: Int64
        package let paid: Int64

        package init(gross: Int64, paid: Int64) {
            self.gross = gross
            self.paid = paid
        }
    }

    /// The lines of one tax code.
    package struct Group: Sendable {
        /// Index into `TaxRules.codes`, or −1.
        package let codeIndex: Int32
        package let before: TaxAmount
        package let through: TaxAmount
        /// Tax charged by name of the component.
        package fileprivate(set) var components: [(name: String, before: Int64, through: Int64)]
    }

    package init(
        id: Int64, number: String, rateDay: Day, currency: Currency, exchangeRate: Int64,
        before: Payment, through: Payment
    ) {
        self.id = id
        self.number = number
        self.rateDay = rateDay
        self.currency = currency
        self.exchangeRate = exchangeRate
        self.before = before
        self.through = through
    }

    /// Adds the lines of a tax code; components that follow are its own.
    package mutating func group(codeIndex: Int32, before: TaxAmount, through: TaxAmount) {
        groups.append(
            Group(codeIndex: codeIndex, before: before, through: through, components: []))
    }

    /// Adds a component to the group added last.
    package mutating func component(_ name: String, before: Int64, through: Int64) {
        precondition(!groups.isEmpty, "a component belongs to a group")
        groups[groups.count - 1].components.append((name, before, through))
    }
}

/// A payment in advance on which tax is due when it is received, gross, in minor units.
package struct TaxableAdvance: Sendable {
    package let paymentID: Int64
    package let receivedOn: Day
    package let currency: Currency
    /// Units of the clinic's currency for one of the payment's, times 10⁹; `nil` when not known.
    package let exchangeRate: Int64?
    /// Index into `TaxRules.codes`, or −1.
    package let codeIndex: Int32
    /// Zero when it was received before the period.
    package let received: Int64
    /// Deducted from invoices or given back, before the period and up to its end.
    package let appliedBefore: Int64
    package let appliedThrough: Int64

    package init(
        paymentID: Int64, receivedOn: Day, currency: Currency, exchangeRate: Int64?,
        codeIndex: Int32, received: Int64, appliedBefore: Int64, appliedThrough: Int64
    ) {
        self.paymentID = paymentID
        self.receivedOn = receivedOn
        self.currency = currency
        self.exchangeRate = exchangeRate
        self.codeIndex = codeIndex
        self.received = received
        self.appliedBefore = appliedBefore
        self.appliedThrough = appliedThrough
    }
}
