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
    /// Exact for every pair: nothing passes through floating point (I6).
    package func divide(_ dividend: Int128, by divisor: Int128) -> Int128 {
        if let small = Int64(exactly: dividend), let divisor = Int64(exactly: divisor) {
            let (quotient, remainder) = small.quotientAndRemainder(dividingBy: divisor)
            guard remainder != 0 else { return Int128(quotient) }
            let away = isAway(
                twice: 2 * Int128(remainder.magnitude), divisor: Int128(divisor),
                odd: quotient & 1 == 1)
            return Int128(quotient) + (away ? (dividend < 0 ? -1 : 1) : 0)
        }
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        guard remainder != 0 else { return quotient }
        let away = isAway(
            twice: 2 * Int128(remainder.magnitude), divisor: divisor, odd: quotient & 1 == 1)
        return quotient + (away ? (dividend < 0 ? -1 : 1) : 0)
    }

    private func isAway(twice: Int128, divisor: Int128, odd: Bool) -> Bool {
        switch self {
        case .halfUp: twice >= divisor
        case .halfEven: twice > divisor || (twice == divisor && odd)
        case .down: false
        case .up: true
        }
    }
}

/// What is rounded: each line, each group of lines with one rate, or the document.
package enum RoundingLevel: String, CaseIterable, Sendable {
    case line, group, document
}
