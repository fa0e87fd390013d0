import Documents
import Domain
import Services
import Testing

/// The engine of documents and the fold of millions of lines share no code; here they meet.
@Suite("Two engines") struct TwoEnginesTests {
    /// 12 pairs × 400 clinics × 10 documents.
    @Test(
        "give each component of each line the same tax", arguments: RoundingLevel.allCases,
        RoundingMode.allCases)
    func agreement(_ level: RoundingLevel, _ mode: RoundingMode) throws {
        let seed = UInt64.random(in: .min ... .max)
        print("two engines \(level) \(mode): seed \(seed)")
        var random = SplitMix(state: seed)
        for _ in 0..<400 {
            let clinic = try MixedClinic(level, mode, &random)
            for number in 0..<10 {
                let lines = clinic.lines(&random)
                let mine = try clinic.explained(lines)
                let theirs = try clinic.computed(lines)
                let comment: Comment = "seed \(seed), document \(number): \(lines)"
                #expect(
                    mine.lines.map { $0.components.map(\.due) }
                        == theirs.lines.map { $0.shares.map(\.taxMinor) }, comment)
                #expect(mine.lines.map(\.tax) == theirs.lines.map(\.taxMinor), comment)
                #expect(theirs.totals.tax == mine.lines.map(\.tax).reduce(0, +), comment)
            }
        }
    }
}

/// Tax codes of every kind of component, drawn by chance, as both engines read them.
private struct MixedClinic {
    let rules: TaxRules
    private let rounding: DocumentRounding

    /// A line before it is taxed.
    struct Line {
        let code: Int
        let amount: Int64
        let quantity: Int64
    }

    init(_ level: RoundingLevel, _ mode: RoundingMode, _ random: inout SplitMix) throws {
        let first = try #require(Day("2020-01-01"))
        var rates: [TaxRate] = []
        let count = Int.random(in: 1...3, using: &random)
        // A name is withheld everywhere or nowhere, as a document adds it up.
        let withheld = Bool.random(using: &random) ? "C" : nil
        for code in 0..<count {
            let names = ["A", "B", "C"].shuffled(using: &random)
            for (place, name) in names.prefix(Int.random(in: 1...3, using: &random)).enumerated() {
                let kind = try #require(
                    [TaxRateKind.percent, .percent, .division, .perUnit].randomElement(
                        using: &random))
                let isFixed = kind == .perUnit
                rates.append(
                    TaxRate(
                        taxCodeID: Int64(code), component: name, kind: kind,
                        percentMillionths: isFixed
                            ? 0 : Int64.random(in: 0...120, using: &random) * 250_000,
                        perUnit: isFixed ? Int64.random(in: 0...20_000, using: &random) : 0,
                        position: place, compound: !isFixed && Bool.random(using: &random),
                        isWithheld: name == withheld, validFrom: first))
            }
        }
        rules = try TaxRules(
            codes: (0..<count).map { TaxCode(id: Int64($0), code: "T\($0)", category: .standard) },
            rates: rates, policies: [TaxPolicy(validFrom: first, level: level, mode: mode)],
            pricesIncludeTax: Bool.random(using: &random), currency: .inr)
        rounding = DocumentRounding(
            level: level, mode: mode, roundsNets: true, roundsBases: false, addsRounded: true)
    }

    func lines(_ random: inout SplitMix) -> [Line] {
        (0..<Int.random(in: 1...7, using: &random)).map { _ in
            Line(
                code: Int.random(in: rules.codes.indices, using: &random),
                amount: Int64.random(in: -2_000...100_000, using: &random),
                quantity: Int64.random(in: 0...5_000, using: &random))
        }
    }

    /// As the reconciliation recomputes it.
    func explained(_ lines: [Line]) throws -> TaxExplanation {
        var batch = TaxBatch(rules)
        batch.begin(
            id: 1, number: "A", isCredit: false, rateDay: try #require(Day("2026-06-15")),
            currency: .inr, net: 0, tax: 0)
        for (index, line) in lines.enumerated() {
            batch.line(
                id: Int64(index), position: Int32(index), codeIndex: Int32(line.code),
                net: line.amount, tax: 0, quantity: line.quantity, baseQuantity: 1000,
                listPrice: 0, unitPrice: 0)
        }
        return try TaxExplanation(batch, 0, under: rules)
    }

    /// As a document is computed.
    func computed(_ lines: [Line]) throws -> ComputedDocument {
        var document = BilledDocument(id: "A", currency: "INR", digits: 2, rounding: rounding)
        document.included = rules.pricesIncludeTax ? .all : .none
        document.lines = lines.map { line in
            let rates = rules.stacks.first { $0.code == line.code }?.components.map(\.rate) ?? []
            var billed = BilledLine(
                id: nil, quantity: Rational(Int128(line.quantity), digits: 3), price: .zero,
                taxes: rates.map { tax($0, line.code) })
            billed.statedNet = Rational(Int128(line.amount), digits: 2)
            return billed
        }
        return try ComputedDocument(document)
    }

    private func tax(_ rate: TaxRate, _ code: Int) -> BilledTax {
        let percent = Rational(Int128(rate.percentMillionths), digits: 6)
        var tax = BilledTax(
            rate.component, key: "T\(code)",
            rate: Percentage(percent, text: "\(rate.percentMillionths)"))
        tax.isRetained = rate.isWithheld
        tax.compounding = rate.compound ? .before : .none
        switch rate.kind {
        case .percent: tax.kind = .percent
        case .division: tax.kind = .division
        case .perUnit: tax.kind = .perUnit(Rational(Int128(rate.perUnit), digits: 4))
        }
        return tax
    }
}
