/// How one component of a tax code is worked out.
package enum TaxRateKind: String, CaseIterable, Sendable {
    /// A percent of the base.
    case percent
    /// A percent of the price with the tax in it: base × a ÷ (1 − Σa of all such components).
    case division
    /// A fixed amount for each unit of the line's quantity.
    case perUnit = "per_unit"
}

/// One component of a tax code, over the days on which it is in force.
package struct TaxRate: Hashable, Sendable {
    package let taxCodeID: Int64
    /// Name of the component, such as `CGST`.
    package let component: String
    package let kind: TaxRateKind
    /// Millionths of a percent: 8.25 % is 8,250,000; zero for a fixed amount.
    package let percentMillionths: Int64
    /// Units of 10⁻⁴ of the clinic's currency for each unit of quantity; zero for a percent.
    package let perUnit: Int64
    /// Place in the stack; a compound component is charged on all before it too.
    package let position: Int
    package let compound: Bool
    /// Kept back by whoever pays: no part of the document's tax, nor of any base.
    package let isWithheld: Bool
    package let validFrom: Day
    /// First day on which it is no longer in force; `nil` when no end is known.
    package let validUntil: Day?

    package init(
        taxCodeID: Int64, component: String, kind: TaxRateKind = .percent,
        percentMillionths: Int64 = 0, perUnit: Int64 = 0, position: Int, compound: Bool = false,
        isWithheld: Bool = false, validFrom: Day, validUntil: Day? = nil
    ) {
        self.taxCodeID = taxCodeID
        self.component = component
        self.kind = kind
        self.percentMillionths = percentMillionths
        self.perUnit = perUnit
        self.position = position
        self.compound = compound
        self.isWithheld = isWithheld
        self.validFrom = validFrom
        self.validUntil = validUntil
    }

    /// Whether the rate applies on that day.
    package func isInForce(on day: Day) -> Bool {
        guard validFrom <= day else { return false }
        guard let validUntil else { return true }
        return day < validUntil
    }
}
