/// An amount of money: a whole number of minor units of one currency.
package struct Money: Hashable, Sendable, CustomStringConvertible {
    package let minor: Int64
    package let currency: Currency

    package init(minor: Int64, _ currency: Currency) {
        self.minor = minor
        self.currency = currency
    }

    /// The same with the other sign.
    package var negated: Money { Money(minor: -minor, currency) }

    /// Plain decimal text with the currency's digits and no code: `1234.50`, `-7` for JPY.
    package var plain: String { Self.plain(minor: minor, digits: currency.exponent) }

    /// The amount and its currency, for people: `1,234.50 USD`.
    package var description: String {
        "\(Self.grouped(plain)) \(currency.code)"
    }

    /// Text of `minor` × 10⁻ᵈⁱᵍⁱᵗˢ with exactly `digits` digits behind the point.
    package static func plain(minor: Int64, digits: Int) -> String {
        Fixed(unscaled: Int128(minor), scale: digits).description
    }

    /// Puts a comma between thousands of the whole part.
    package static func grouped(_ plain: String) -> String {
        let parts = plain.split(separator: ".", maxSplits: 1)
        guard let whole = parts.first else { return plain }
        let sign = whole.hasPrefix("-") ? "-" : ""
        let digits = Array(whole.drop { $0 == "-" })
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { grouped.append(",") }
            grouped.append(digit)
        }
        return sign + grouped + (parts.count == 2 ? ".\(parts[1])" : "")
    }
}
