/// How a quotient that falls between two minor units becomes one of them.
///
/// All modes are symmetric about zero: rounding −x gives minus the rounding of x.
package enum RoundingMode: String, CaseIterable, Sendable {
    /// To the nearest; a tie goes away from zero.
    case halfUp = "half_up"
    /// To the nearest; a tie goes to the even neighbour.
    case halfEven = "half_even"
    /// Towards zero.
    case down
    /// Away from zero.
    case up

    /// The quotient, rounded; `divisor` is positive.
    ///
    /// Exact for every pair: nothing passes through floating point (I6), nothing overflows.
    package func divide(_ dividend: Int128, by divisor: Int128) -> Int128 {
        // Nearly every amount fits Int64, which divides many times as fast.
        if let small = Int64(exactly: dividend), let divisor = Int64(exactly: divisor) {
            return Int128(rounded(small, by: divisor))
        }
        return rounded(dividend, by: divisor)
    }

    private func rounded<Whole: FixedWidthInteger & SignedInteger>(
        _ dividend: Whole, by divisor: Whole
    ) -> Whole {
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        guard remainder != 0 else { return quotient }
        // Twice the remainder could overflow, so it is held against what is missing to the next.
        let rest = remainder < 0 ? -remainder : remainder
        let missing = divisor - rest
        let isAway =
            switch self {
            case .halfUp: rest >= missing
            case .halfEven: rest > missing || (rest == missing && quotient & 1 == 1)
            case .down: false
            case .up: true
            }
        return isAway ? quotient + (dividend < 0 ? -1 : 1) : quotient
    }
}

/// What is rounded: each line, each group of lines with one rate, or the document.
package enum RoundingLevel: String, CaseIterable, Sendable {
    case line, group, document
}
