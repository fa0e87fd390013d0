/// The components of one tax code over days on which none of them changes.
///
/// Whatever its kind, a component is linear: a part of the amount plus a fixed sum for each unit of
/// quantity. A stack is those two numbers a component, worked out once and exactly.
package struct TaxStack: Hashable, Sendable {
    /// A part of an amount, and minor units for each thousandth of quantity.
    package struct Share: Hashable, Sendable {
        package let ofAmount: TaxRatio
        package let ofQuantity: TaxRatio

        /// Both over their least common divisor; `nil` where `Int64` does not hold them.
        package var overOneDivisor: (amount: Int64, quantity: Int64, divisor: Int64)? {
            guard ofQuantity.numerator != 0 else {
                return (ofAmount.numerator, 0, ofAmount.divisor)
            }
            let shared = Int64(
                TaxRatio.commonFactor(Int128(ofAmount.divisor), Int128(ofQuantity.divisor)))
            let (divisor, tooLong) = ofAmount.divisor.multipliedReportingOverflow(
                by: ofQuantity.divisor / shared)
            guard !tooLong else { return nil }
            let (amount, tooWide) = ofAmount.numerator.multipliedReportingOverflow(
                by: divisor / ofAmount.divisor)
            let (quantity, tooMany) = ofQuantity.numerator.multipliedReportingOverflow(
                by: divisor / ofQuantity.divisor)
            return tooWide || tooMany ? nil : (amount, quantity, divisor)
        }

        static let zero = Share(ofAmount: .zero, ofQuantity: .zero)

        func adding(_ other: Share) -> Share? {
            guard let amount = ofAmount.adding(other.ofAmount),
                let quantity = ofQuantity.adding(other.ofQuantity)
            else { return nil }
            return Share(ofAmount: amount, ofQuantity: quantity)
        }

        func multiplied(by ratio: TaxRatio) -> Share? {
            guard let amount = ofAmount.multiplied(by: ratio),
                let quantity = ofQuantity.multiplied(by: ratio)
            else { return nil }
            return Share(ofAmount: amount, ofQuantity: quantity)
        }
    }

    /// One component of a stack and what it takes of an amount.
    package struct Component: Hashable, Sendable {
        /// Index into `TaxRules.componentNames`.
        package let name: Int32
        package let rate: TaxRate
        /// Of a price without tax.
        package let onNet: Share
        /// Of a price that includes the tax of the whole stack.
        package let onGross: Share
    }

    /// Index into `TaxRules.codes`.
    package let code: Int
    /// First day; `nil` when the code bears no tax, on whatever day.
    package let validFrom: Day?
    package let validUntil: Day?
    /// In the order of their positions; empty when the code bears no tax.
    package let components: [Component]

    /// A stack that bears no tax.
    init(exempt code: Int) {
        self.code = code
        validFrom = nil
        validUntil = nil
        components = []
    }

    /// The stack of rates that are all in force from one day until another, by position.
    ///
    /// `nil` when their exact product needs more than 18 digits, as four compound components of
    /// six decimals each would, or when parts of the gross leave nothing of it.
    init?(
        code: Int, from: Day, until: Day?, rates: [TaxRate], names: [String: Int32],
        currency: Currency
    ) {
        guard let left = Self.leftOfGross(rates), let shares = Self.shares(rates, left, currency),
            let total = Self.total(zip(rates, shares).filter { !$0.0.isWithheld }.map(\.1)),
            let gross = Self.one.adding(total.ofAmount)
        else { return nil }
        var components: [Component] = []
        for (rate, share) in zip(rates, shares) {
            // net = (gross − quantity × fixed) ÷ (1 + parts), put into the share of net.
            guard let part = share.ofAmount.divided(by: gross),
                let fixedOfNet = part.multiplied(by: total.ofQuantity),
                let fixed = share.ofQuantity.subtracting(fixedOfNet)
            else { return nil }
            let ofGross = Share(ofAmount: part, ofQuantity: fixed)
            guard share.overOneDivisor != nil, ofGross.overOneDivisor != nil else { return nil }
            components.append(
                Component(
                    name: names[rate.component] ?? -1, rate: rate, onNet: share, onGross: ofGross))
        }
        self.code = code
        validFrom = from
        validUntil = until
        self.components = components
    }

    private static let one = TaxRatio(1, 1) ?? .zero

    /// What taxes that are parts of the gross leave of it: 1 − Σa; `nil` when that is nothing.
    private static func leftOfGross(_ rates: [TaxRate]) -> TaxRatio? {
        let parts = rates.filter { $0.kind == .division }
            .reduce(Int64(0)) { $0 + $1.percentMillionths }
        guard parts < 100_000_000 else { return nil }
        return TaxRatio(percentMillionths: 100_000_000 - parts)
    }

    private static func shares(
        _ rates: [TaxRate], _ left: TaxRatio, _ currency: Currency
    ) -> [Share]? {
        var shares: [Share] = []
        var earlier = Share.zero
        for rate in rates {
            guard let share = share(rate, after: earlier, left, currency),
                let sum = rate.isWithheld ? earlier : earlier.adding(share)
            else { return nil }
            shares.append(share)
            earlier = sum
        }
        return shares
    }

    private static func share(
        _ rate: TaxRate, after earlier: Share, _ left: TaxRatio, _ currency: Currency
    ) -> Share? {
        guard rate.kind != .perUnit else {
            // 10⁻⁴ of the unit, for a thousandth of the quantity, in minor units.
            let minor = Int128(rate.perUnit) * Int128(currency.minorUnitsPerUnit)
            return TaxRatio(minor, 10_000_000).map { Share(ofAmount: .zero, ofQuantity: $0) }
        }
        guard var percent = TaxRatio(percentMillionths: rate.percentMillionths) else { return nil }
        if rate.kind == .division {
            guard let part = percent.divided(by: left) else { return nil }
            percent = part
        }
        let base = rate.compound ? earlier : .zero
        guard let amount = one.adding(base.ofAmount) else { return nil }
        return Share(ofAmount: amount, ofQuantity: base.ofQuantity).multiplied(by: percent)
    }

    private static func total(_ shares: [Share]) -> Share? {
        var total = Share.zero
        for share in shares {
            guard let sum = total.adding(share) else { return nil }
            total = sum
        }
        return total
    }

    /// The rates as people read them: `9 % + 9 %`.
    package var percents: String {
        components.isEmpty ? "0 %" : components.map(\.rate.words).joined(separator: " + ")
    }

    /// Millionths of a percent as people read them: `8.25 %`.
    package static func percent(_ millionths: Int64) -> String {
        "\(Fixed(unscaled: Int128(millionths), scale: 6).reduced) %"
    }
}

extension TaxRate {
    /// The rate as people read it: `9 % compound`, `0.5 a unit`, `15 % withheld`.
    package var words: String {
        let figure =
            switch kind {
            case .percent: TaxStack.percent(percentMillionths)
            case .division: "\(TaxStack.percent(percentMillionths)) of the gross"
            case .perUnit: "\(Fixed(unscaled: Int128(perUnit), scale: 4).reduced) a unit"
            }
        return figure + (compound ? " compound" : "") + (isWithheld ? " withheld" : "")
    }
}
