/// How a payment came, as `clinic.payment.method` names it.
package enum PaymentMethod: String, CaseIterable, Sendable {
    case cash, card, upi, wallet, cheque
    case bankTransfer = "bank_transfer"

    /// Whether it lies in the drawer until it is brought to the bank.
    package var isDeposited: Bool { self == .cash || self == .cheque }
}

/// A payment as the books have it.
package struct LedgerPayment: Sendable {
    package let id: Int64
    package let method: PaymentMethod
    /// Whether money moved; failed and voided ones did not.
    package let isCaptured: Bool
    package let receivedOn: Day
    package let amount: Money
    /// 0 where the patient pays.
    package let payer: Int64
    /// Of a card machine whose takings a bank credits by the day, with no gateway between; else empty.
    package let terminal: String

    package init(
        id: Int64, method: PaymentMethod, isCaptured: Bool, receivedOn: Day, amount: Money,
        payer: Int64, terminal: String = ""
    ) {
        self.id = id
        self.method = method
        self.isCaptured = isCaptured
        self.receivedOn = receivedOn
        self.amount = amount
        self.payer = payer
        self.terminal = terminal
    }
}

/// Money that the books say went back: a refund, or a dispute that a bank opened.
package struct LedgerReturn: Sendable {
    package let id: Int64
    package let day: Day
    /// What went back, positive.
    package let amount: Money

    package init(id: Int64, day: Day, amount: Money) {
        self.id = id
        self.day = day
        self.amount = amount
    }
}

/// A dispute as the books have it.
package struct LedgerDispute: Sendable {
    package let id: Int64
    package let openedOn: Day
    /// When the money came back; `nil` while it has not.
    package let wonOn: Day?
    package let amount: Money
    /// In minor units of the amount's currency.
    package let fee: Int64

    package init(id: Int64, openedOn: Day, wonOn: Day?, amount: Money, fee: Int64) {
        self.id = id
        self.openedOn = openedOn
        self.wonOn = wonOn
        self.amount = amount
        self.fee = fee
    }
}

/// A row of a gateway's own account.
package struct GatewayTransaction: Sendable {
    /// What it is, as `clinic.gateway_transaction.kind` names it.
    package enum Kind: String, CaseIterable, Sendable {
        case charge, refund, dispute, adjustment, fee
    }

    package let id: Int64
    /// Whether it came by a file that was imported, and not with the clinic's own tables.
    package let isImported: Bool
    package let kind: Kind
    package let isCaptured: Bool
    package let createdAt: Instant
    package let currency: Currency
    /// In minor units, negative for refunds and disputes; net = gross − fee − fee tax.
    package let gross: Int64
    package let fee: Int64
    package let feeTax: Int64
    package let net: Int64
    /// The payout's `key`; 0 while it is in none.
    package let payout: Int64
    /// Index of the gateway among those of the terms; −1 where none are agreed.
    package let gateway: Int

    package init(
        id: Int64, isImported: Bool = false, kind: Kind, isCaptured: Bool, createdAt: Instant,
        currency: Currency, gross: Int64, fee: Int64, feeTax: Int64, net: Int64, payout: Int64,
        gateway: Int
    ) {
        self.id = id
        self.isImported = isImported
        self.kind = kind
        self.isCaptured = isCaptured
        self.createdAt = createdAt
        self.currency = currency
        self.gross = gross
        self.fee = fee
        self.feeTax = feeTax
        self.net = net
        self.payout = payout
        self.gateway = gateway
    }
}

/// A payout that a gateway made.
package struct GatewayPayout: Sendable {
    package let id: Int64
    /// Whether settlement files alone know it, and not the clinic's own tables.
    package let isImported: Bool
    package let gateway: String
    package let createdAt: Instant
    package let amount: Money
    /// When the money of one that failed, or was reversed, was back at the gateway.
    package let returnedAt: Instant?
    /// Whether it is known which rows it pays out; of the clinic's own it always is.
    package let isItemised: Bool

    package init(
        id: Int64, isImported: Bool = false, gateway: String, createdAt: Instant, amount: Money,
        returnedAt: Instant? = nil, isItemised: Bool = true
    ) {
        self.id = id
        self.isImported = isImported
        self.gateway = gateway
        self.createdAt = createdAt
        self.amount = amount
        self.returnedAt = returnedAt
        self.isItemised = isItemised
    }

    /// What rows know it by: the clinic's own by an even number, those of files by an odd one.
    package var key: Int64 { Self.key(id, isImported: isImported) }

    /// The key of a payout with that id; ids lie below 2⁶² on either side of zero.
    package static func key(_ id: Int64, isImported: Bool) -> Int64 {
        2 &* id &+ (isImported ? 1 : 0)
    }
}

/// A slip with which cash or cheques were brought to the bank.
package struct DepositSlip: Sendable {
    package let id: Int64
    package let day: Day
    package let amount: Money

    package init(id: Int64, day: Day, amount: Money) {
        self.id = id
        self.day = day
        self.amount = amount
    }
}

/// An entry of a bank account.
package struct BookedLine: Sendable {
    package let id: Int64
    /// Whether it came by a file that was imported, and not with the clinic's own tables.
    package let isImported: Bool
    package let bookedOn: Day
    /// Positive is money in.
    package let amount: Money

    package init(id: Int64, isImported: Bool, bookedOn: Day, amount: Money) {
        self.id = id
        self.isImported = isImported
        self.bookedOn = bookedOn
        self.amount = amount
    }
}

/// What a clinic and its gateway have agreed on as the fee of a charge.
package struct GatewayFee: Sendable, Equatable {
    package let gateway: String
    package let validFrom: Day
    package let validUntil: Day?
    /// Millionths of a percent of the gross.
    package let percentMillionths: Int64
    /// As the database has it, in units of the currency with four digits.
    package let fixedTenThousandths: Int64
    /// Millionths of a percent of the fee.
    package let taxPercentMillionths: Int64

    package init(
        gateway: String, validFrom: Day, validUntil: Day?, percentMillionths: Int64,
        fixedTenThousandths: Int64, taxPercentMillionths: Int64
    ) {
        self.gateway = gateway
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.percentMillionths = percentMillionths
        self.fixedTenThousandths = fixedTenThousandths
        self.taxPercentMillionths = taxPercentMillionths
    }
}
