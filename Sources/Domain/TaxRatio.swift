/// An exact ratio in lowest terms; the divisor is positive.
///
/// Both terms fit `Int64`, so an amount times the numerator always fits `Int128`: no product in
/// the recomputation of a tax can overflow (I6).
package struct TaxRatio: Hashable, Sendable {
    package let numerator: Int64
    package let divisor: Int64

    package static let zero = TaxRatio(numerator: 0, divisor: 1)

    private init(numerator: Int64, divisor: Int64) {
        self.numerator = numerator
        self.divisor = divisor
    }

    /// The ratio in lowest terms, or `nil` when a term of it exceeds `Int64`.
    package init?(_ numerator: Int128, _ divisor: Int128) {
        precondition(divisor > 0, "a divisor is positive")
        let shared = Self.commonFactor(numerator < 0 ? -numerator : numerator, divisor)
        guard let top = Int64(exactly: numerator / shared),
            let bottom = Int64(exactly: divisor / shared)
        else { return nil }
        self.init(numerator: top, divisor: bottom)
    }

    /// The ratio that millionths of a percent stand for.
    package init?(percentMillionths: Int64) {
        self.init(Int128(percentMillionths), 100_000_000)
    }

    /// The sum in lowest terms, or `nil` beyond `Int64`.
    package func adding(_ other: TaxRatio) -> TaxRatio? {
        TaxRatio(
            Int128(numerator) * Int128(other.divisor) + Int128(other.numerator) * Int128(divisor),
            Int128(divisor) * Int128(other.divisor))
    }

    /// The difference in lowest terms, or `nil` beyond `Int64`.
    package func subtracting(_ other: TaxRatio) -> TaxRatio? {
        TaxRatio(
            Int128(numerator) * Int128(other.divisor) - Int128(other.numerator) * Int128(divisor),
            Int128(divisor) * Int128(other.divisor))
    }

    /// The product in lowest terms, or `nil` beyond `Int64`.
    package func multiplied(by other: TaxRatio) -> TaxRatio? {
        TaxRatio(
            Int128(numerator) * Int128(other.numerator), Int128(divisor) * Int128(other.divisor))
    }

    /// The quotient in lowest terms, or `nil` beyond `Int64`; `other` is positive.
    package func divided(by other: TaxRatio) -> TaxRatio? {
        precondition(other.numerator > 0, "a ratio is divided by a positive one")
        return TaxRatio(
            Int128(numerator) * Int128(other.divisor), Int128(divisor) * Int128(other.numerator))
    }

    /// One divided by it; it is positive.
    package var inverse: TaxRatio {
        precondition(numerator > 0, "only a positive ratio has a reciprocal with such a divisor")
        return TaxRatio(numerator: divisor, divisor: numerator)
    }

    /// The ratio of an amount, rounded half up; `nil` beyond `Int64`.
    package func rounded(_ amount: Int64) -> Int64? {
        Int64(
            exactly: RoundingMode.halfUp.divide(
                Int128(amount) * Int128(numerator), by: Int128(divisor)))
    }

    /// The greatest factor of both; the numbers themselves are at least zero, not both zero.
    package static func commonFactor(_ first: Int128, _ second: Int128) -> Int128 {
        var (larger, smaller) = (first, second)
        while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
        return larger
    }
}
