/// The components of one tax code over days on which none of them changes.
package struct TaxStack: Hashable, Sendable {
    /// One component of a stack and what it takes of an amount.
    package struct Component: Hashable, Sendable {
        /// Index into `TaxRules.componentNames`.
        package let name: Int32
        package let percentMillionths: Int64
        package let compound: Bool
        /// The part of a price without tax.
        package let ofNet: TaxRatio
        /// The part of a price that includes the tax of the whole stack.
        package let ofGross: TaxRatio
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
    /// six decimals each would.
    init?(code: Int, from: Day, until: Day?, rates: [TaxRate], names: [String: Int32]) {
        var effective: [TaxRatio] = []
        var total = TaxRatio.zero
        for rate in rates {
            guard let percent = TaxRatio(percentMillionths: rate.percentMillionths),
                let base = rate.compound ? Self.one.adding(total) : Self.one,
                let share = percent.multiplied(by: base), let sum = total.adding(share)
            else { return nil }
            effective.append(share)
            total = sum
        }
        guard let gross = Self.one.adding(total) else { return nil }
        var components: [Component] = []
        for (rate, share) in zip(rates, effective) {
            guard let ofGross = share.divided(by: gross) else { return nil }
            components.append(
                Component(
                    name: names[rate.component] ?? -1, percentMillionths: rate.percentMillionths,
                    compound: rate.compound, ofNet: share, ofGross: ofGross))
        }
        self.code = code
        validFrom = from
        validUntil = until
        self.components = components
    }

    private static let one = TaxRatio(1, 1) ?? .zero

    /// The percents as people read them: `9 % + 9 %`.
    package var percents: String {
        components.isEmpty
            ? "0 %"
            : components.map {
                "\(Self.percent($0.percentMillionths))\($0.compound ? " compound" : "")"
            }.joined(separator: " + ")
    }

    /// Millionths of a percent as people read them: `8.25 %`.
    package static func percent(_ millionths: Int64) -> String {
        "\(Fixed(unscaled: Int128(millionths), scale: 6).reduced) %"
    }
}
