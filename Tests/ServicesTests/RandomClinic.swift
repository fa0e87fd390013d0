import Domain
import Services
import Testing

/// Tax tables drawn by chance, and the same tables as the naive computation reads them.
struct RandomClinic {
    let rules: TaxRules
    let naive: NaiveTax

    /// Half of the clinics have percents only, which may have more digits.
    init(_ level: RoundingLevel, _ mode: RoundingMode, _ random: inout SplitMix) throws {
        let first = try #require(Day("2020-01-01"))
        let hasKinds = Bool.random(using: &random)
        let count = Int.random(in: 1...(hasKinds ? 3 : 4), using: &random)
        // Fewer codes carry longer percents: the naive fractions hold 38 digits.
        let unit: Int64 = count == 1 ? 1000 : count == 2 ? 10_000 : 250_000
        let draw = Draw(unit: hasKinds ? 1_000_000 : unit, hasKinds: hasKinds, first: first)
        var rates: [TaxRate] = []
        for code in 0..<count {
            let names = ["A", "B", "C"].shuffled(using: &random)
            let parts = Int.random(in: 0...2, using: &random) + (code == 0 ? 1 : 0)
            for (position, name) in names.prefix(parts).enumerated() {
                rates.append(draw.rate(Int64(code), name, position, &random))
            }
        }
        let included = Bool.random(using: &random)
        let codes = (0..<count).map { code in rates.filter { $0.taxCodeID == code } }
        rules = try TaxRules(
            codes: codes.enumerated().map { code, rates in
                TaxCode(
                    id: Int64(code), code: "T\(code)", category: rates.isEmpty ? .exempt : .standard
                )
            }, rates: rates, policies: [TaxPolicy(validFrom: first, level: level, mode: mode)],
            pricesIncludeTax: included, currency: .inr)
        naive = NaiveTax(
            codes: codes.map { $0.map(Self.part) }, included: included, level: level, mode: mode)
    }

    /// Whether the tax of a negative amount is that of the amount, negated.
    var isMirrored: Bool { naive.codes.joined().allSatisfy { $0.kind != .perUnit } }

    private static func part(_ rate: TaxRate) -> NaiveTax.Part {
        NaiveTax.Part(
            name: rate.component, kind: rate.kind,
            // 10⁻⁴ of a rupee are a hundredth of a paisa.
            figure: rate.kind == .perUnit
                ? Exact(Int128(rate.perUnit), 100)
                : Exact(Int128(rate.percentMillionths), 100_000_000),
            compound: rate.compound, isWithheld: rate.isWithheld)
    }

    /// How a clinic's rates are drawn.
    private struct Draw {
        let unit: Int64
        let hasKinds: Bool
        let first: Day

        func rate(
            _ code: Int64, _ name: String, _ position: Int, _ random: inout SplitMix
        ) -> TaxRate {
            let kinds = hasKinds ? TaxRateKind.allCases : [.percent]
            let kind = kinds.randomElement(using: &random) ?? .percent
            let compound = kind != .perUnit && position > 0 && Bool.random(using: &random)
            return TaxRate(
                taxCodeID: code, component: name, kind: kind,
                percentMillionths: kind == .perUnit
                    ? 0 : Int64.random(in: 0...(30_000_000 / unit), using: &random) * unit,
                perUnit: kind == .perUnit ? Int64.random(in: 0...40, using: &random) * 25 : 0,
                position: position, compound: compound,
                isWithheld: hasKinds && Int.random(in: 0..<4, using: &random) == 0,
                validFrom: first)
        }
    }

    /// Lines of a document: mostly few, mostly small, at times equal.
    func lines(_ random: inout SplitMix) -> [NaiveTax.Line] {
        let count = Int.random(in: 0..<20, using: &random) == 0 ? 25 : 5
        let size: Int64 = [10, 1000, 1_000_000].randomElement(using: &random) ?? 10
        return (0..<Int.random(in: 1...count, using: &random)).map { _ in
            NaiveTax.Line(
                code: Int.random(in: naive.codes.indices, using: &random),
                amount: Int64.random(
                    in: (Bool.random(using: &random) ? 0 : -size / 4)...size, using: &random),
                quantity: Int64.random(in: 0...12, using: &random) * 250)
        }
    }

    /// A line charged as the naive computation asks.
    func draft(
        _ line: NaiveTax.Line, _ taxes: [String: Int128], _ index: Int32
    ) -> TaxBooks.Line {
        let charges = taxes.keys.sorted().map { "\($0) \(taxes[$0] ?? 0)" }
        let tax = naive.tax(taxes, line.code)
        return TaxBooks.Line(
            code: "T\(line.code)", net: line.amount - (rules.pricesIncludeTax ? tax : 0),
            charges: charges.isEmpty ? "-" : charges.joined(separator: " + "), tax: tax,
            quantity: line.quantity, position: index, credited: line.credited)
    }

    /// A line as a later credit note remembers it.
    func earlier(_ line: NaiveTax.Line) -> CreditedLine {
        CreditedLine(
            credited: line.credited, codeIndex: Int32(line.code), amount: line.amount,
            quantity: line.quantity)
    }

    /// Charges another tax under a component that the line has, and says what the line is charged
    /// then; nothing when it has none.
    func spoil(_ draft: inout TaxBooks.Line, _ random: inout SplitMix) -> Int64? {
        var charges = (try? TaxBooks.charges(draft.charges)) ?? []
        guard let index = charges.indices.randomElement(using: &random), let tax = draft.tax,
            let code = naive.codes.indices.first(where: { "T\($0)" == draft.code })
        else { return nil }
        let error = Int64.random(in: 1...3, using: &random)
        charges[index].1 += error
        draft.charges = charges.map { "\($0.0) \($0.1)" }.joined(separator: " + ")
        let name = charges[index].0
        guard naive.codes[code].contains(where: { $0.name == name && !$0.isWithheld }) else {
            return tax
        }
        draft.tax = tax + error
        draft.net -= rules.pricesIncludeTax ? error : 0
        return tax + error
    }
}
