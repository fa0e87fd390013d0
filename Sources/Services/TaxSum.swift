import Domain

/// An exact sum of amounts times ratios, for totals whose ratios have no common `Int64` divisor.
struct TaxSum {
    private var whole: Int128 = 0
    private var numerator: Int128 = 0
    private var divisor: Int128 = 1

    /// Adds a quotient; `false` when the exact sum no longer fits `Int128`.
    mutating func add(_ product: Int128, over part: Int64) -> Bool {
        let part = Int128(part)
        let (quotient, remainder) = product.quotientAndRemainder(dividingBy: part)
        whole += quotient
        let shared = TaxRatio.commonFactor(divisor, part)
        let (common, tooWide) = divisor.multipliedReportingOverflow(by: part / shared)
        // Rounding doubles the remainder and adds a divisor, so two bits stay free.
        guard !tooWide, common < Int128.max / 4 else { return false }
        numerator = numerator * (common / divisor) + remainder * (common / part)
        divisor = common
        whole += numerator / divisor
        numerator %= divisor
        return true
    }

    /// The exact sum; `nil` when it needs more than 38 digits.
    var quotient: TaxExplanation.Quotient? {
        let (product, tooLong) = whole.multipliedReportingOverflow(by: divisor)
        let (dividend, overflow) = product.addingReportingOverflow(numerator)
        guard !tooLong, !overflow else { return nil }
        return TaxExplanation.Quotient(dividend: dividend, divisor: divisor)
    }

    /// The sum rounded once; `nil` beyond `Int64`.
    func rounded(_ mode: RoundingMode) -> Int64? {
        // One or two units ride along, so that parity and sign are those of the sum itself: the
        // remainder may have the other sign.
        let carried = whole.signum() * (whole % 2 == 0 ? 2 : 1)
        let last = mode.divide(carried * divisor + numerator, by: divisor)
        return Int64(exactly: whole - carried + last)
    }
}
