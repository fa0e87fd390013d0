import Domain

/// What makes a group of a tax, to look it up by.
struct TaxKey: Hashable {
    private let tax: BilledTax
    /// Decides for division taxes, whose rate does not tell it alone.
    private let multiplier: Rational

    init(_ tax: BilledTax, multiplier: Rational) {
        self.tax = tax
        self.multiplier = multiplier
    }

    static func == (left: TaxKey, right: TaxKey) -> Bool {
        let (one, two) = (left.tax, right.tax)
        guard one.category == two.category, one.key == two.key, one.country == two.country,
            one.variant == two.variant, one.isRetained == two.isRetained,
            one.rate?.percent == two.rate?.percent,
            one.surcharge?.percent == two.surcharge?.percent
        else { return false }
        return switch (one.kind, two.kind) {
        case (.percent, .percent): true
        case (.division, .division): left.multiplier == right.multiplier
        case (.perUnit(let amount), .perUnit(let other)): amount == other
        default: false
        }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(tax.category)
        hasher.combine(tax.key)
        hasher.combine(tax.country)
        hasher.combine(tax.variant)
        if let rate = tax.rate { Self.hash(rate.percent, into: &hasher) }
        if let surcharge = tax.surcharge { Self.hash(surcharge.percent, into: &hasher) }
        if case .perUnit(let amount) = tax.kind { Self.hash(amount, into: &hasher) }
    }

    private static let shift = Rational(100_000_000_000_000_000)

    /// By value, however the number is written: what is whole, and digits for as long as there are.
    private static func hash(_ number: Rational, into hasher: inout Hasher) {
        guard let whole = number.minor(digits: 0, .down) else { return }
        hasher.combine(whole)
        var (rest, scale) = (number - Rational(Int128(whole)), 0)
        while !rest.isZero, scale < 38 {
            scale += 17
            let part = rest.minor(digits: 17, .down) ?? 0
            hasher.combine(part)
            rest = (rest - Rational(Int128(part), digits: 17)) * shift
        }
    }
}
