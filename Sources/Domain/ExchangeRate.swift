/// What one unit of a currency is worth in another one, exactly.
package struct ExchangeRate: Hashable, Sendable {
    /// Units of the other currency for one unit.
    private let units: TaxRatio

    private init(units: TaxRatio) { self.units = units }

    /// A rate as the books store it, times 10⁹; `nil` unless it is positive.
    package init?(billionths: Int64) {
        guard billionths > 0, let units = TaxRatio(Int128(billionths), 1_000_000_000) else {
            return nil
        }
        self.units = units
    }

    /// The same rate seen from the other currency: the reciprocal, to the last digit.
    package var inverse: ExchangeRate { ExchangeRate(units: units.inverse) }

    /// Minor units of one currency for a minor unit of another.
    ///
    /// - Parameters:
    ///   - currency: whose one unit the rate is of.
    ///   - other: what it is worth that in.
    /// - Returns: `nil` beyond `TaxRatio`.
    package func minorUnits(of currency: Currency, in other: Currency) -> TaxRatio? {
        TaxRatio(
            Int128(units.numerator) * Int128(other.minorUnitsPerUnit),
            Int128(units.divisor) * Int128(currency.minorUnitsPerUnit))
    }

    /// An amount in the other currency, rounded once, half away from zero; `nil` beyond `Int64`.
    package func convert(_ amount: Money, to other: Currency) -> Money? {
        minorUnits(of: amount.currency, in: other)?.rounded(amount.minor).map {
            Money(minor: $0, other)
        }
    }

    /// The rate to nine digits, for people: a stored one is shown whole, a reciprocal rounded.
    package var decimal: Fixed {
        Fixed(
            unscaled: RoundingMode.halfUp.divide(
                Int128(units.numerator) * 1_000_000_000, by: Int128(units.divisor)), scale: 9
        ).padded(4)
    }
}

/// The rate that holds on a day: which one, and since when.
package struct DatedRate: Sendable {
    package let stored: ExchangeRates.Rate
    /// Whether the other pair is stored, and its reciprocal taken.
    package let isInverse: Bool
    /// What one unit is worth.
    package let rate: ExchangeRate

    init?(_ stored: ExchangeRates.Rate, isInverse: Bool) {
        guard let rate = ExchangeRate(billionths: stored.billionths) else { return nil }
        self.stored = stored
        self.isInverse = isInverse
        self.rate = isInverse ? rate.inverse : rate
    }
}
