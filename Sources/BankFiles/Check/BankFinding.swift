/// What a file of a bank or a gateway says of itself that does not hold: it can be read, and not booked as it is.
package struct BankFinding: Equatable, Sendable {
    /// What kind of thing does not hold.
    package enum Code: String, CaseIterable, Sendable {
        /// Opening balance and booked entries miss the closing balance.
        case balanceUntied = "BALANCE_UNTIED"
        /// A statement does not open with what the one before it of its account closed with.
        case statementGap = "STATEMENT_GAP"
        /// A statement stands twice in the file.
        case statementDoubled = "STATEMENT_DOUBLED"
        /// An entry or a balance is in another currency than its statement.
        case currencyDifference = "CURRENCY_DIFFERENCE"
        /// An amount has more digits than its currency has.
        case amountTooPrecise = "AMOUNT_TOO_PRECISE"
        /// A statement ends without the balance that its format asks for.
        case closingMissing = "CLOSING_MISSING"
        /// A control total or a count of records that the file states is not its own.
        case controlTotal = "CONTROL_TOTAL"
        /// Of a settlement's row, gross less fee less its tax is not the net beside them.
        case rowUntied = "ROW_UNTIED"
        /// A payout's rows do not add up to it.
        case payoutComposition = "PAYOUT_COMPOSITION"
        /// Nothing in the books bears the name that a mapped settlement's gateway was given.
        case gatewayUnknown = "GATEWAY_UNKNOWN"
    }

    package let code: Code
    /// A sentence without its full stop.
    package let sentence: String
    /// From 1.
    package let line: Int
    /// Which of the file's statements, from 1; 0 for the file.
    package let statement: Int

    package init(code: Code, sentence: String, line: Int, statement: Int = 0) {
        self.code = code
        self.sentence = sentence
        self.line = line
        self.statement = statement
    }
}
