import Domain

/// A clinic's tax codes with what they come to on each day, and its rounding rules.
struct TaxTable {
    let codes: [LevyCode]
    /// Component names; the place of a name here is its place in every `Split`.
    let places: [String]
    /// Whether the component at a place is charged on top of the earlier ones.
    let compounds: [Bool]
    let policies: [Policy]
    private let spans: [[Span]]

    /// A rounding rule and the first day on which it is followed.
    struct Policy {
        let from: Day
        let rule: TaxRule
    }

    /// What is in force from a day until the next span begins.
    private struct Span {
        let from: Day
        let stack: Levy
    }

    init(codes: [LevyCode], policies: [Policy], extraPlaces: [String], pricesIncludeTax: Bool) {
        var places: [String] = []
        for name in codes.flatMap(\.rates).map(\.component) + extraPlaces
        where !places.contains(name) {
            places.append(name)
        }
        precondition(places.count <= Split.scalarCount, "a split has four places")
        (self.codes, self.places, self.policies) = (codes, places, policies)
        compounds = places.map { place in
            codes.contains { $0.rates.contains { $0.component == place && $0.compound } }
        }
        spans = codes.map { code in
            Set(code.rates.flatMap { [$0.from] + ($0.until.map { [$0] } ?? []) }).sorted().map {
                day in
                let rates = code.rates.filter { $0.isInForce(on: day) }
                return Span(
                    from: day,
                    stack: Levy(rates, places: places, pricesIncludeTax: pricesIncludeTax))
            }
        }
    }

    /// The rates of a code on a day.
    func stack(_ code: Int, on day: Day) -> Levy {
        var stack = Levy.none
        for span in spans[code] where span.from <= day { stack = span.stack }
        return stack
    }

    /// What the code's rates were or will be on any other day.
    func otherStacks(_ code: Int, than day: Day) -> [Levy] {
        let present = stack(code, on: day)
        return spans[code].map(\.stack).filter { $0 != present && $0 != .none }
    }

    /// The rates that the other standard codes have on a day.
    func stacks(otherThan code: Int, on day: Day) -> [Levy] {
        codes.indices.filter { $0 != code && codes[$0].isStandard }.map { stack($0, on: day) }
    }

    func rule(on day: Day) -> TaxRule {
        var rule = TaxRule(level: .line, mode: .halfUp)
        for policy in policies where policy.from <= day { rule = policy.rule }
        return rule
    }

    func isStandard(_ code: Int) -> Bool { codes.indices.contains(code) && codes[code].isStandard }
}
