/// Stored rates, by which amounts are converted exactly.
package struct ExchangeRates: Sendable {
    /// A rate of a day.
    package struct Rate: Sendable {
        /// What one unit of is worth `billionths` × 10⁻⁹ of `quote`.
        package let base: Currency
        package let quote: Currency
        package let day: Day
        /// Above zero.
        package let billionths: Int64

        package init(_ base: Currency, _ quote: Currency, on day: Day, billionths: Int64) {
            self.base = base
            self.quote = quote
            self.day = day
            self.billionths = billionths
        }
    }

    private struct Pair: Hashable, Sendable {
        let base: Currency
        let quote: Currency
    }

    /// By day.
    private var rates: [Pair: [Rate]] = [:]
    /// A rate older than so many days says nothing.
    private static let oldest: Int32 = 31

    package init(_ rates: [Rate] = []) {
        self.rates = Dictionary(grouping: rates) { Pair(base: $0.base, quote: $0.quote) }
            .mapValues { $0.sorted { $0.day < $1.day } }
    }

    /// The latest rate on or before a day.
    private func rate(_ base: Currency, _ quote: Currency, on day: Day) -> Rate? {
        let known = rates[Pair(base: base, quote: quote)]?.last { $0.day <= day }
        return known.flatMap { $0.day.number + Self.oldest >= day.number ? $0 : nil }
    }

    /// An amount in another currency, by the latest rate on or before a day, or the exact reciprocal
    /// of the reverse pair's; rounded once, half away from zero.
    ///
    /// - Returns: `nil` where no rate of the last 31 days is stored, or the amount is beyond `Int64`.
    package func convert(_ amount: Money, to currency: Currency, on day: Day) -> Money? {
        guard amount.currency != currency else { return amount }
        let exact = Rational(Int128(amount.minor), digits: amount.currency.exponent)
        func of(_ rate: Rate) -> Rational { Rational(Int128(rate.billionths), digits: 9) }
        let converted =
            rate(amount.currency, currency, on: day).map { exact * of($0) }
            ?? rate(currency, amount.currency, on: day).map { exact / of($0) }
        return converted?.minor(digits: currency.exponent, .halfUp).map {
            Money(minor: $0, currency)
        }
    }
}
