/// Stored rates, by which amounts are converted exactly: the one place that says which one holds.
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
        guard let known = rates[Pair(base: base, quote: quote)] else { return nil }
        // Years of days may be there, and every payment asks.
        var (low, high) = (0, known.count)
        while low < high {
            let middle = (low + high) / 2
            if known[middle].day <= day { low = middle + 1 } else { high = middle }
        }
        guard low > 0, known[low - 1].day.number + Self.oldest >= day.number else { return nil }
        return known[low - 1]
    }

    /// The rate that holds on a day: the latest one on or before it, so a Sunday has Friday's.
    ///
    /// The pair's own goes first; where there is none, the reciprocal of the reverse pair's is taken.
    ///
    /// - Returns: `nil` where no rate of the last 31 days is stored.
    package func rate(of currency: Currency, in other: Currency, on day: Day) -> DatedRate? {
        let direct = rate(currency, other, on: day)
        return (direct ?? rate(other, currency, on: day)).flatMap {
            DatedRate($0, isInverse: direct == nil)
        }
    }

    /// An amount in another currency, by the latest rate on or before a day, or the exact reciprocal
    /// of the reverse pair's; rounded once, half away from zero.
    ///
    /// - Returns: `nil` where no rate of the last 31 days is stored, or the amount is beyond `Int64`.
    package func convert(_ amount: Money, to currency: Currency, on day: Day) -> Money? {
        guard amount.currency != currency else { return amount }
        return rate(of: amount.currency, in: currency, on: day)?.rate.convert(amount, to: currency)
    }
}
