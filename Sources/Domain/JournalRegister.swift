/// What a register of the books says that a control account moved by, in one currency.
package struct JournalRegister: Sendable, Equatable {
    /// The account, by what it controls.
    package enum Kind: String, CaseIterable, Sendable {
        case receivables
        /// Payments that no invoice has yet.
        case unallocated
        /// The same of what was paid in advance.
        case advances
        /// What gateways owe.
        case clearing
        /// Payouts from their making to the bank.
        case transit
        /// Cash, by what drawers hold at the end of their days.
        case cash
        /// What the books have of gateways and the gateways have not, or the reverse.
        case gatewayDifference = "gateway_difference"
        /// Tax payable; what is owed counts negative.
        case tax
    }

    package let kind: Kind
    /// A gateway's name where it is one's; else empty.
    package let owner: String
    package let currency: Currency
    /// Debit positive.
    package let amount: Fixed

    package init(_ kind: Kind, owner: String = "", _ currency: Currency, _ amount: Fixed) {
        (self.kind, self.owner, self.currency, self.amount) = (kind, owner, currency, amount)
    }
}

extension JournalRegister.Kind {
    /// What the certificate calls the account and the register.
    package var title: String {
        switch self {
        case .receivables: "Receivables: journal = roll-forward"
        case .unallocated: "Payments on account: journal = payments less their use"
        case .advances: "Advances: journal = advances less their use"
        case .clearing: "Gateway clearing: journal = roll-forward of gateways' rows"
        case .transit: "Payouts in transit: journal = made, back, arrived"
        case .cash: "Cash: journal = drawers' days less deposits"
        case .gatewayDifference:
            "Books and gateway: journal = left less right of the link, late rows moved"
        case .tax: "Tax payable: journal = the return, tax points moved back"
        }
    }

    /// The side of a posting rule that is the account, by the events that could have it.
    package var sides: [(event: JournalEvent, isDebit: Bool)] {
        switch self {
        case .receivables: [(.invoice, true), (.creditNote, false), (.allocation, false)]
        case .unallocated:
            [
                (.allocation, true), (.advance, true), (.paymentCash, false),
                (.paymentGateway, false), (.paymentTransfer, false), (.paymentTerminal, false),
                (.paymentCheque, false),
            ]
        case .advances: [(.advance, false)]
        case .clearing: [(.gatewayCharge, true), (.payout, false), (.gatewayFee, false)]
        case .transit: [(.payout, true), (.payoutArrived, false)]
        case .cash: [(.paymentCash, true), (.deposit, false), (.overShort, false)]
        case .gatewayDifference: [(.paymentGateway, true), (.gatewayCharge, false)]
        case .tax: [(.tax, false), (.taxAdvance, false), (.taxDeferral, true)]
        }
    }
}
