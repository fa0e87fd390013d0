import Domain
import Services
import Testing

/// Tax tables drawn by chance, and the same tables as the naive computation reads them.
struct RandomClinic {
    let rules: TaxRules
    let naive: NaiveTax

    init(_ level: RoundingLevel, _ mode: RoundingMode, _ random: inout SplitMix) throws {
        let first = try #require(Day("2020-01-01"))
        let count = Int.random(in: 1...4, using: &random)
        // Fewer codes carry longer percents: the naive fractions hold 38 digits.
        let unit: Int64 = count == 1 ? 1000 : count == 2 ? 10_000 : 250_000
        var rates: [TaxRate] = []
        var codes: [[NaiveTax.Part]] = []
        for code in 0..<count {
            var parts: [NaiveTax.Part] = []
            let names = ["A", "B", "C"].shuffled(using: &random)
            for name in names.prefix(Int.random(in: 0...2, using: &random) + (code == 0 ? 1 : 0)) {
                let millionths = Int64.random(in: 0...(30_000_000 / unit), using: &random) * unit
                let compound = !parts.isEmpty && Bool.random(using: &random)
                parts.append(
                    NaiveTax.Part(
                        name: name, percent: Exact(Int128(millionths), 100_000_000),
                        compound: compound))
                rates.append(
                    TaxRate(
                        taxCodeID: Int64(code), component: name, percentMillionths: millionths,
                        position: parts.count, compound: compound, validFrom: first))
            }
            codes.append(parts)
        }
        let included = Bool.random(using: &random)
        rules = try TaxRules(
            codes: codes.enumerated().map { code, parts in
                TaxCode(
                    id: Int64(code), code: "T\(code)", category: parts.isEmpty ? .exempt : .standard
                )
            }, rates: rates, policies: [TaxPolicy(validFrom: first, level: level, mode: mode)],
            pricesIncludeTax: included, currency: .inr)
        naive = NaiveTax(codes: codes, included: included, level: level, mode: mode)
    }

    /// Lines of a document: mostly few, mostly small, at times equal.
    func lines(_ random: inout SplitMix) -> [(code: Int, amount: Int64)] {
        let count = Int.random(in: 0..<20, using: &random) == 0 ? 25 : 5
        let size: Int64 = [10, 1000, 1_000_000].randomElement(using: &random) ?? 10
        return (0..<Int.random(in: 1...count, using: &random)).map { _ in
            (
                Int.random(in: naive.codes.indices, using: &random),
                Int64.random(
                    in: (Bool.random(using: &random) ? 0 : -size / 4)...size, using: &random)
            )
        }
    }

    /// A line charged as the naive computation asks, or its mirror.
    func draft(
        _ line: (code: Int, amount: Int64), _ taxes: [String: Int128], _ sign: Int64, _ index: Int32
    ) -> TaxBooks.Line {
        let names = taxes.keys.sorted()
        let charges = names.map { "\($0) \(sign * Int64(taxes[$0] ?? 0))" }
        let tax = sign * taxes.values.reduce(0) { $0 + Int64($1) }
        return TaxBooks.Line(
            code: "T\(line.code)", net: sign * line.amount - (rules.pricesIncludeTax ? tax : 0),
            charges: charges.isEmpty ? "-" : charges.joined(separator: " + "), tax: tax,
            position: index)
    }

    /// Charges another tax under the line's first component; nothing when it has none.
    func spoil(_ draft: inout TaxBooks.Line, _ random: inout SplitMix) -> Int64? {
        let charges = (try? TaxBooks.charges(draft.charges)) ?? []
        guard let first = charges.first, let tax = draft.tax else { return nil }
        let error = Int64.random(in: 1...3, using: &random)
        let rest = charges.dropFirst().map { " + \($0.0) \($0.1)" }.joined()
        draft.charges = "\(first.0) \(first.1 + error)\(rest)"
        draft.tax = tax + error
        draft.net -= rules.pricesIncludeTax ? error : 0
        return tax + error
    }
}
