/// How far two sides may lie apart before somebody has to look: `terms` in a job's file.
package struct MatchPolicy: Sendable, Equatable {
    /// So many calendar days after its own day, money on its way counts as missing.
    package var agreedDays: Int32 = 7
    /// Where no id says what it is, the other side may be booked so many days before or after.
    package var windowDays: Int32 = 5
    /// A payment may lie without an allocation for so many days.
    package var allocationDays: Int32 = 7
    /// Limits of differences that need nobody, by type and currency, in minor units; none unless
    /// somebody wrote them down.
    package var tolerances: [MatchDifference: [Currency: Int64]] = [:]
    /// How far an amount in another currency may lie from the converted one, in millionths of it.
    package var exchangeMillionths: Int64 = 0

    package init() {}

    /// Whether a difference, left less right, may be typed so.
    func allows(_ type: MatchDifference, _ difference: Money) -> Bool {
        guard difference.minor != .min, let limit = tolerances[type]?[difference.currency] else {
            return false
        }
        return abs(difference.minor) <= limit
    }

    /// The type of what two sides of one id differ by.
    ///
    /// Rounding goes either way; a fee is what a bank kept, so that the other side has less.
    ///
    /// - Parameters:
    ///   - difference: left less right, not zero.
    ///   - isAtBank: whether the other side is a bank.
    /// - Returns: `nil` where nobody allowed it.
    package func type(of difference: Money, isAtBank: Bool) -> MatchDifference? {
        if allows(.rounding, difference) { return .rounding }
        return isAtBank && difference.minor > 0 && allows(.fee, difference) ? .fee : nil
    }

    /// Whether an invoice that was paid by so much less is settled all the same.
    package func allowsShortPay(_ rest: Money) -> Bool {
        rest.minor > 0 && allows(.shortPay, rest)
    }

    /// Whether an amount is near enough to the converted one, of the same currency.
    package func allowsExchange(_ converted: Money, _ amount: Money) -> Bool {
        let distance = (Int128(converted.minor) - Int128(amount.minor)).magnitude
        return exchangeMillionths > 0
            && distance * 1_000_000
                <= Int128(converted.minor).magnitude * UInt128(exchangeMillionths)
    }
}
