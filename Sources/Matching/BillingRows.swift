package import Domain

extension PaymentMethod {
    /// The link in which such a payment finds its other side, if no terminal says otherwise.
    package var link: BillingLink {
        switch self {
        case .cash, .cheque: .deposit
        case .bankTransfer: .bank
        case .card, .upi, .wallet: .gateway
        }
    }
}

extension LedgerPayment {
    /// The link in which it finds its other side: a terminal without a gateway is the bank's.
    package var link: BillingLink {
        !terminal.isEmpty && method.link == .gateway ? .bank : method.link
    }
}

extension GatewayTransaction {
    var item: BillingItem {
        BillingItem(isImported ? .importSettlement : .gatewayTransaction, id)
    }

    /// What the books should have of it: disputes and adjustments with their fees, the others gross.
    var ledgerAmount: Int64 {
        switch kind {
        case .dispute, .adjustment: net
        case .charge, .refund, .fee: gross
        }
    }
}

extension GatewayPayout {
    var item: BillingItem { BillingItem(isImported ? .importPayout : .payout, id) }
}

extension LedgerDispute {
    /// What the gateway takes as it opens: the amount, and its own fee.
    var taken: Money { Money(minor: -amount.minor - fee, amount.currency) }
}
