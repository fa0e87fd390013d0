import Domain

/// What one component takes of an amount, laid out for the recomputation of millions of lines.
struct TaxShare {
    let component: Int32
    let numerator: Int64
    let divisor: Int64
    /// The numerator over its component's common divisor; zero when there is none.
    let commonNumerator: Int64

    /// The tax of this component on an amount, rounded by itself; `nil` beyond `Int64`.
    @inline(__always)
    func tax(on amount: Int64, _ mode: RoundingMode) -> Int64? {
        let (product, overflow) = amount.multipliedReportingOverflow(by: numerator)
        guard overflow else { return mode.quotient(product, by: divisor) }
        return Int64(
            exactly: mode.divide(Int128(amount) * Int128(numerator), by: Int128(divisor)))
    }
}

extension RoundingMode {
    /// As `divide`, where both fit `Int64`: a third of its time, and the sign of the quotient's
    /// neighbour is known, so nothing overflows.
    @inline(__always)
    func quotient(_ dividend: Int64, by divisor: Int64) -> Int64 {
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        if remainder == 0 { return quotient }
        let past = remainder.magnitude
        let short = UInt64(bitPattern: divisor) &- past
        let away =
            switch self {
            case .halfUp: past >= short
            case .halfEven: past > short || (past == short && quotient & 1 == 1)
            case .down: false
            case .up: true
            }
        return away ? quotient &+ (dividend < 0 ? -1 : 1) : quotient
    }
}
