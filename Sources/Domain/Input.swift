/// What a run may have to wait for: data that comes from outside the clinic.
package enum Input: String, CaseIterable, Sendable {
    /// Every active bank account has a statement that reaches the end of the period.
    case bankStatement = "bank_statement"
    /// Every active payment gateway has paid out what it took until the end of the period.
    case settlement
}
