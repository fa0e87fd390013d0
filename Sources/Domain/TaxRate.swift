/// The percent of one component of a tax code, over the days on which it is in force.
package struct TaxRate: Hashable, Sendable {
    package let taxCodeID: Int64
    /// Name of the component, such as `CGST`.
    package let component: String
    /// Millionths of a percent: 8.25 % is 8,250,000.
    package let percentMillionths: Int64
    /// Place in the stack; a compound component is charged on all before it too.
    package let position: Int
    package let compound: Bool
    package let validFrom: Day
    /// First day on which it is no longer in force; `nil` when no end is known.
    package let validUntil: Day?

    package init(
        taxCodeID: Int64, component: String, percentMillionths: Int64, position: Int,
        compound: Bool = false, validFrom: Day, validUntil: Day? = nil
    ) {
        self.taxCodeID = taxCodeID
        self.component = component
        self.percentMillionths = percentMillionths
        self.position = position
        self.compound = compound
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
