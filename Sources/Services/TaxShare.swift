import Domain

/// What one component takes of an amount, laid out for the recomputation of millions of lines.
struct TaxShare {
    let component: Int32
    let numerator: Int64
    /// Minor units for a thousandth of quantity, over the same divisor; zero for a mere percent.
    let perUnit: Int64
    let divisor: Int64
    /// Both over their component's common divisor; zero when there is none.
    let commonNumerator: Int64
    let commonPerUnit: Int64
    /// Kept back by whoever pays, and no part of the line's tax.
    let isWithheld: Bool

    /// A component's share, which a stack has found to fit `Int64`.
    init(_ component: TaxStack.Component, _ share: TaxStack.Share, common: Int64) {
        guard let terms = share.overOneDivisor else {
            preconditionFailure("a stack holds no share that does not fit")
        }
        (numerator, perUnit, divisor) = terms
        self.component = component.name
        isWithheld = component.rate.isWithheld
        commonNumerator = share.ofAmount.numerator * (common / share.ofAmount.divisor)
        commonPerUnit = share.ofQuantity.numerator * (common / share.ofQuantity.divisor)
    }

    /// The tax of this component on an amount and a quantity, rounded by itself; `nil` beyond
    /// `Int64`.
    func tax(on amount: Int64, _ quantity: Int64, _ mode: RoundingMode) -> Int64? {
        guard perUnit != 0 else { return percent(of: amount, mode) }
        return Int64(exactly: mode.divide(exact(amount, quantity), by: Int128(divisor)))
    }

    /// The same of a share that does not depend on the quantity.
    @inline(__always)
    func percent(of amount: Int64, _ mode: RoundingMode) -> Int64? {
        let (product, overflow) = amount.multipliedReportingOverflow(by: numerator)
        guard overflow else { return mode.quotient(product, by: divisor) }
        return Int64(
            exactly: mode.divide(Int128(amount) * Int128(numerator), by: Int128(divisor)))
    }

    /// The exact tax times the divisor: two products of two `Int64` fit `Int128`.
    func exact(_ amount: Int64, _ quantity: Int64) -> Int128 {
        Int128(amount) * Int128(numerator) + Int128(quantity) * Int128(perUnit)
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
