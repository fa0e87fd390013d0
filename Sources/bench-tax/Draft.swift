import Domain

/// A repeatable source of numbers (Steele, Lea, Flood 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A document of three lines before tax, and the tax that its clinic would charge.
struct Draft {
    let id: Int64
    let isCredit: Bool
    let nets: [Int64]
    let codes: [Int]

    init(id: Int64, _ random: inout SplitMix) {
        self.id = id
        isCredit = Int.random(in: 0..<50, using: &random) == 0
        nets = (0..<3).map { _ in Int64.random(in: 100...500_000, using: &random) }
        codes = (0..<3).map { _ in Int.random(in: 0..<4, using: &random) }
    }

    /// Taxes by line, then component: rounded half up at a level, for plain stacks only.
    private func taxes(_ percents: [[(name: String, millionths: Int64)]], _ level: RoundingLevel)
        -> [[Int64]]
    {
        var taxes = zip(nets, codes).map { net, code in
            percents[code].map { Self.rounded(net * $0.millionths) }
        }
        guard level != .line else { return taxes }
        var totals: [String: (exact: Int64, rounded: Int64, places: [(line: Int, part: Int)])] = [:]
        for line in nets.indices.sorted(by: { (-nets[$0], $0) < (-nets[$1], $1) }) {
            for (part, rate) in percents[codes[line]].enumerated() {
                let key = level == .group ? "\(codes[line]) \(rate.name)" : rate.name
                totals[key, default: (0, 0, [])].exact += nets[line] * rate.millionths
                totals[key, default: (0, 0, [])].rounded += taxes[line][part]
                totals[key, default: (0, 0, [])].places.append((line, part))
            }
        }
        for total in totals.values {
            let change = Self.rounded(total.exact) - total.rounded
            for place in total.places.prefix(Int(change.magnitude)) {
                taxes[place.line][place.part] += change.signum()
            }
        }
        return taxes
    }

    private static func rounded(_ exact: Int64) -> Int64 { (exact + 50_000_000) / 100_000_000 }

    /// The drafts as issued: one batch, charged at the level of the rules' policy.
    static func charged(_ drafts: [Draft], _ rules: TaxRules) -> TaxBatch {
        let level = rules.policies.first?.level ?? .line
        let percents = rules.codes.indices.map { code in
            (rules.stacks.first { $0.code == code }?.components ?? []).map {
                (name: rules.componentNames[Int($0.name)], millionths: $0.rate.percentMillionths)
            }
        }
        var batch = TaxBatch(rules)
        for draft in drafts { draft.add(draft.taxes(percents, level), to: &batch, rules) }
        return batch
    }

    private func add(_ taxes: [[Int64]], to batch: inout TaxBatch, _ rules: TaxRules) {
        batch.begin(
            id: id, number: "INV-2026-\(id)", isCredit: isCredit, rateDay: Day(number: 20_500),
            currency: .inr, net: nets.reduce(0, +), tax: taxes.joined().reduce(0, +))
        for (line, net) in nets.enumerated() {
            let price = net * 100
            batch.line(
                id: id * 3 + Int64(line), position: Int32(line + 1), codeIndex: Int32(codes[line]),
                net: net, tax: taxes[line].reduce(0, +), quantity: 1000, baseQuantity: 1000,
                listPrice: price, unitPrice: price)
            let components = rules.stacks.first { $0.code == codes[line] }?.components ?? []
            for (component, tax) in zip(components, taxes[line]) {
                batch.charge(component: component.name, tax: tax)
            }
        }
    }
}
