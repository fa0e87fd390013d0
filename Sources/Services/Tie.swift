package import Domain

/// Two figures from different sources that must be equal.
package struct Tie: Sendable, Equatable {
    package let name: String
    package let left: Fixed
    package let right: Fixed
    /// The sheet that shows the detail.
    package let sheet: String?
    /// What ties of several clinics and currencies have in common, where the name has more of its own
    /// than a currency.
    package let subject: String?

    package init(
        _ name: String, _ left: Fixed, _ right: Fixed, sheet: String? = nil, subject: String? = nil
    ) {
        self.subject = subject
        self.name = name
        self.left = left
        self.right = right
        self.sheet = sheet
    }

    /// Counts that must agree.
    package init(_ name: String, count left: Int, _ right: Int, sheet: String? = nil) {
        self.init(
            name, Fixed(unscaled: Int128(left), scale: 0), Fixed(unscaled: Int128(right), scale: 0),
            sheet: sheet)
    }

    /// Amounts in minor units that must agree.
    package init(
        _ name: String, _ left: Int64, _ right: Int64, _ currency: Currency, sheet: String? = nil,
        subject: String? = nil
    ) {
        self.init(
            "\(name) (\(currency.code))",
            Fixed(unscaled: Int128(left), scale: currency.exponent),
            Fixed(unscaled: Int128(right), scale: currency.exponent), sheet: sheet,
            subject: subject)
    }

    package var holds: Bool { left == right }

    /// Left less right.
    package var difference: Fixed { left.subtracting(right) }
}
