package import Domain

/// One tax of a line, or of an allowance or charge of the document.
package struct BilledTax: Sendable {
    /// How the tax follows from what it is computed on.
    package enum Kind: Sendable {
        /// `base × rate`
        case percent
        /// A part of the gross: `base × rate ÷ (1 − Σ rates of the line's division taxes)`.
        case division
        /// So much for each unit of the line's quantity.
        case perUnit(Rational)
    }

    /// What is added to the net before the tax is computed.
    package enum Compounding: Sendable, Equatable {
        case none
        /// The taxes that stand before it on the line and are not withheld.
        case before
        /// The line's taxes of these categories.
        case named([String])
    }

    package var category: String?
    package var key: String?
    package var country: String?
    package var variant: String?
    /// `nil`: no percentage, the tax is zero.
    package var rate: Percentage?
    /// A second percentage on the same base; never part of a price, nor of another tax's base.
    package var surcharge: Percentage?
    /// Withheld: taken from what is payable, and no part of the total of tax.
    package var isRetained = false
    package var kind = Kind.percent
    package var compounding = Compounding.none

    package init(_ category: String?, key: String? = nil, rate: Percentage?) {
        self.category = category
        self.key = key
        self.rate = rate
    }

    /// Whether the document's prices contain it.
    func isIn(_ included: IncludedTax) -> Bool {
        switch included {
        case .none: false
        case .category(let name): category == name && !isRetained
        case .all: !isRetained
        }
    }
}

/// A rate in percent, and as it was written.
package struct Percentage: Sendable, Equatable {
    package let percent: Rational
    package let text: String

    package init(_ percent: Rational, text: String) {
        self.percent = percent
        self.text = text
    }

    var share: Rational { percent * Rational(1, digits: 2) }

    package static func == (left: Percentage, right: Percentage) -> Bool {
        left.text == right.text || left.percent == right.percent
    }
}

/// What is rounded where: the policy of a document.
package struct DocumentRounding: Sendable, Equatable {
    /// Where a tax becomes minor units.
    package var level: RoundingLevel
    package var mode: RoundingMode
    /// Whether quantity × price is rounded before anything is added to it.
    package var roundsNets: Bool
    /// Whether a tax is computed from the rounded base.
    package var roundsBases: Bool
    /// Whether the total of tax adds what was rounded, or rounds the exact sum.
    package var addsRounded: Bool

    package init(
        level: RoundingLevel, mode: RoundingMode = .halfUp, roundsNets: Bool, roundsBases: Bool,
        addsRounded: Bool
    ) {
        self.level = level
        self.mode = mode
        self.roundsNets = roundsNets
        self.roundsBases = roundsBases
        self.addsRounded = addsRounded
    }

    /// As EN 16931 has it.
    package static let invoice = DocumentRounding(
        level: .group, roundsNets: true, roundsBases: true, addsRounded: true)
}
