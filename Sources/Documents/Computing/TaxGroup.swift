package import Domain

/// What is taxed alike: one category, key, rate, country, variant and surcharge.
package struct TaxGroup: Sendable {
    /// The first tax of the group.
    package let tax: BilledTax
    package let multiplier: Rational
    /// Whether the document's prices contain it.
    package let isContained: Bool
    /// The exact sum of the bases.
    package internal(set) var base = Rational.zero
    package internal(set) var quantity = Rational.zero
    /// What the tax is computed from: the base, or the base rounded.
    package internal(set) var taxedBase = Rational.zero
    package internal(set) var exactTax = Rational.zero
    package internal(set) var exactSurcharge = Rational.zero
    package internal(set) var baseMinor: Int64 = 0
    package internal(set) var taxMinor: Int64 = 0
    package internal(set) var surchargeMinor: Int64 = 0

    init(_ tax: BilledTax, _ share: TaxShare, _ included: IncludedTax) {
        self.tax = tax
        multiplier = share.multiplier
        isContained = tax.isIn(included)
    }

    func holds(_ other: BilledTax, _ share: TaxShare) -> Bool {
        guard tax.category == other.category, tax.key == other.key, tax.rate == other.rate,
            tax.surcharge == other.surcharge, tax.isRetained == other.isRetained,
            tax.country == other.country, tax.variant == other.variant
        else { return false }
        return switch (tax.kind, other.kind) {
        case (.percent, .percent): true
        case (.division, .division): multiplier == share.multiplier
        case (.perUnit(let one), .perUnit(let two)): one == two
        default: false
        }
    }

    /// Whether it is the same group in another document of the same invoice.
    func isSame(as other: TaxGroup) -> Bool {
        holds(
            other.tax,
            TaxShare(
                base: .zero, quantity: .zero, multiplier: other.multiplier, tax: .zero,
                surcharge: .zero))
    }

    /// Whether a base of any size owes it something.
    var isTaxing: Bool { !tax(on: .one, quantity: .one).isZero }

    /// The tax of a sum of bases, exact.
    func tax(on base: Rational, quantity: Rational) -> Rational {
        if case .perUnit(let amount) = tax.kind { return quantity * amount }
        return base * multiplier
    }

    func surcharge(on base: Rational) -> Rational {
        tax.surcharge.map { base * $0.share } ?? .zero
    }
}
