import Domain

extension GatewayFee {
    /// The fee agreed for a charge and the tax on it, in minor units.
    ///
    /// Half up, once for the percent of the gross and once for the tax; the fee is at most the gross.
    func agreed(for gross: Int64, digits: Int) -> (fee: Int64, tax: Int64) {
        let share = Self.percent(percentMillionths, of: gross)
        let fixed = Self.divide(
            Int128(fixedTenThousandths) * Int128(Fixed.power(digits)), by: 10_000)
        let fee = min(share + fixed, gross)
        return (fee, Self.percent(taxPercentMillionths, of: fee))
    }

    private static func percent(_ millionths: Int64, of amount: Int64) -> Int64 {
        let (product, overflow) = millionths.multipliedReportingOverflow(by: amount)
        guard !overflow, product >= 0, product < .max - 50_000_000 else {
            return divide(Int128(millionths) * Int128(amount), by: 100_000_000)
        }
        return (product + 50_000_000) / 100_000_000
    }

    /// Half up for what is not negative.
    private static func divide(_ dividend: Int128, by divisor: Int128) -> Int64 {
        Int64(clamping: (2 * dividend + divisor) / (2 * divisor))
    }
}
