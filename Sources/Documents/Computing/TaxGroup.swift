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

    /// What it is looked up by, in this document and in others of the same invoice.
    var key: TaxKey { TaxKey(tax, multiplier: multiplier) }

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
