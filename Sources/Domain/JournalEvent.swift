/// What happens in a clinic's books, each kind with one posting rule in `clinic.account_map`.
///
/// Amounts are as the rule's debit has them; one that is taken back is negative.
package enum JournalEvent: String, CaseIterable, Sendable {
    // Documents.
    case invoice
    case creditNote = "credit_note"
    case tax, rounding
    /// What a document's stored total is beyond its lines, taxes and rounding.
    case documentDifference = "document_difference"
    case writeOff = "write_off"

    // What patients and payers pay, use, and get back.
    case paymentCash = "payment_cash"
    case paymentCheque = "payment_cheque"
    case paymentTransfer = "payment_transfer"
    case paymentTerminal = "payment_terminal"
    case paymentGateway = "payment_gateway"
    /// What was used of a payment that failed or was voided.
    case paymentFailed = "payment_failed"
    /// From payments on account to advances; back when one is applied, refunded or lost.
    case advance
    case allocation
    /// From the currency of a payment to another one, at whatever rate the books then have.
    case exchange
    case refundCash = "refund_cash"
    case refundTransfer = "refund_transfer"
    case refundGateway = "refund_gateway"
    case dispute
    case disputeFee = "dispute_fee"
    case disputeWon = "dispute_won"
    case disputeLost = "dispute_lost"

    // Gateways, on their own days.
    case gatewayCharge = "gateway_charge"
    case gatewayRefund = "gateway_refund"
    case gatewayDispute = "gateway_dispute"
    case gatewayAdjustment = "gateway_adjustment"
    case gatewayFee = "gateway_fee"
    case gatewayFeeTax = "gateway_fee_tax"
    case payout
    case payoutFailed = "payout_failed"
    case payoutArrived = "payout_arrived"

    // Drawers.
    case deposit
    case depositCheque = "deposit_cheque"
    case drawerPayOut = "drawer_pay_out"
    case overShort = "over_short"

    // The return.
    case taxAdvance = "tax_advance"
    case taxDeferral = "tax_deferral"

    // Typed differences that somebody accepted, or that the terms allow.
    case feeBank = "fee_bank"
    case feeGateway = "fee_gateway"
    case roundingBank = "rounding_bank"
    case roundingGateway = "rounding_gateway"
    case exchangeBank = "exchange_bank"
    case exchangeGateway = "exchange_gateway"
    case shortPayBank = "short_pay_bank"
    case shortPayGateway = "short_pay_gateway"
    case shortPay = "short_pay"

    /// Whether a line's tax code belongs to what the rule debits, not to what it credits.
    package var isTaxedOnDebit: Bool { self == .creditNote }
}

/// Where an entry comes from: the first letters of its id, and its journal.
///
/// The letters are for good: they are kept with what was posted.
package enum JournalSource: String, CaseIterable, Sendable, Comparable {
    case allocation = "ALL"
    case count = "CNT"
    case creditNote = "CRN"
    case deposit = "DEP"
    case differenceDispute = "DFD"
    case differencePayoutFiled = "DFI"
    case differencePayout = "DFO"
    case differencePayment = "DFP"
    case differenceRefund = "DFR"
    case differenceDeposit = "DFS"
    case differenceInvoice = "DFV"
    case drawer = "DRW"
    case disputeLost = "DSL"
    case disputeOpened = "DSO"
    case disputeWon = "DSW"
    case filedTransaction = "GTI"
    case transaction = "GTW"
    case invoice = "INV"
    case payment = "PAY"
    case filedPayoutArrived = "PIA"
    case filedPayout = "PIC"
    case filedPayoutReturned = "PIR"
    case payoutArrived = "POA"
    case payout = "POC"
    case payoutReturned = "POR"
    case refund = "REF"
    case taxAdvance = "TXA"
    case taxDeferral = "TXD"
    case writeOff = "WRO"

    /// By the letters' bytes: the order of a journal.
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// What an accountant calls the journal that it stands in.
    package var journal: String {
        switch self {
        case .invoice, .creditNote, .writeOff: "Sales"
        case .payment, .refund, .allocation: "Receipts"
        case .disputeOpened, .disputeWon, .disputeLost: "Disputes"
        case .transaction, .filedTransaction: "Gateway"
        case .payout, .payoutReturned, .payoutArrived, .filedPayout, .filedPayoutReturned,
            .filedPayoutArrived:
            "Payouts"
        case .deposit, .drawer, .count: "Cash"
        case .taxAdvance, .taxDeferral: "Tax"
        case .differencePayment, .differenceRefund, .differenceDispute, .differencePayout,
            .differencePayoutFiled, .differenceDeposit, .differenceInvoice:
            "Differences"
        }
    }
}
