/// What a reconciliation says of an item, by the names of the design's table of result codes.
package enum BillingCode: String, CaseIterable, Sendable, Comparable {
    case matchedExact = "MATCHED_EXACT"
    case matchedAggregate = "MATCHED_AGGREGATE"
    case matchedTolerance = "MATCHED_TOLERANCE"
    case inTransit = "IN_TRANSIT"
    case outOfScope = "OUT_OF_SCOPE"
    case missingInLedger = "MISSING_IN_LEDGER"
    case missingInGateway = "MISSING_IN_GATEWAY"
    case missingInBank = "MISSING_IN_BANK"
    case amountDifference = "AMOUNT_DIFFERENCE"
    case feeDifference = "FEE_DIFFERENCE"
    case currencyDifference = "CURRENCY_DIFFERENCE"
    case cutOff = "CUT_OFF"
    case duplicateOurs = "DUPLICATE_OURS"
    case duplicateTheirs = "DUPLICATE_THEIRS"
    case shortPaid = "SHORT_PAID"
    case overpaid = "OVERPAID"
    case unallocated = "UNALLOCATED"
    case refundNotInLedger = "REFUND_NOT_IN_LEDGER"
    case refundNotSettled = "REFUND_NOT_SETTLED"
    case chargeback = "CHARGEBACK"
    case payoutComposition = "PAYOUT_COMPOSITION"
    case payoutFailed = "PAYOUT_FAILED"
    case statusMismatch = "STATUS_MISMATCH"
    case wrongTender = "WRONG_TENDER"
    case ambiguous = "AMBIGUOUS"
    case statementGap = "STATEMENT_GAP"
    case backdated = "BACKDATED"

    package static func < (left: BillingCode, right: BillingCode) -> Bool {
        left.place < right.place
    }

    /// Where it stands in the order of the table.
    private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// Whether somebody has to look at it.
    package var isBreak: Bool { self > .outOfScope }

    /// What to do about it, in plain words; empty where nothing is to be done.
    package var action: String {
        switch self {
        case .matchedExact, .matchedAggregate, .outOfScope: ""
        case .matchedTolerance: "Check that the difference is of the type it was given."
        case .inTransit: "Wait: it is within the agreed days."
        case .missingInLedger: "Find whose money it is and book the payment or refund."
        case .missingInGateway: "Ask the gateway for it; void the payment if it never happened."
        case .missingInBank: "Ask the bank or the gateway where the money is."
        case .amountDifference: "Correct the amount on the side that is wrong."
        case .feeDifference: "Claim the difference from the gateway, or enter the new terms."
        case .currencyDifference: "Book the payment in the currency that the other side has."
        case .cutOff: "Nothing, if the other side follows in the next period."
        case .duplicateOurs: "Void the payment that was recorded twice."
        case .duplicateTheirs: "Have the second charge refunded."
        case .shortPaid: "Remind the payer, or write the rest off."
        case .overpaid: "Refund what was paid too much, or leave it as an advance."
        case .unallocated: "Allocate the payment, or mark it as an advance."
        case .refundNotInLedger: "Book the refund, or ask who made it."
        case .refundNotSettled: "Make the refund at the gateway or the bank."
        case .chargeback: "Book the dispute, and answer it in time."
        case .payoutComposition: "Ask the gateway what the difference is."
        case .payoutFailed: "Check the bank details at the gateway and have it paid again."
        case .statusMismatch: "Set the status on the side that is wrong."
        case .wrongTender: "Book the payment under the tender it came by."
        case .ambiguous: "Decide with evclinic match accept which belong together."
        case .statementGap: "Import the statement that is missing."
        case .backdated: "It posts to the first open period; check why it came late."
        }
    }
}

/// A link of the chain from invoice to bank line.
package enum BillingLink: String, CaseIterable, Sendable {
    /// Payments, refunds and disputes through a gateway ⇄ the gateway's transactions.
    case gateway = "ledger-gateway"
    /// The gateway's transactions ⇄ payouts, net of fees.
    case payout = "transaction-payout"
    /// Cash and cheques ⇄ items of deposit slips.
    case deposit = "cash-deposit"
    /// Payouts, deposits, transfers and refunds by transfer ⇄ bank lines.
    case bank = "ledger-bank"
    /// Invoices less credit notes ⇄ allocations.
    case invoice = "invoice-allocation"
    /// Payments ⇄ what they were used for.
    case allocation = "payment-allocation"
    /// Statements, and what was recorded after its period was closed.
    case control = "control"
}

extension BillingLink {
    /// Where it stands along the chain.
    package var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// The pass that decided, in the order in which they are tried.
package enum BillingRule: String, CaseIterable, Sendable {
    case manual = "0 manual"
    case id = "1 exact id"
    case narration = "2 id in the narration"
    case amountAndDay = "3 amount and day, unique"
    case declaredKey = "4 declared key"
    case subsetSum = "5 subset sum, unique"
    case tolerance = "6 tolerance"
}
