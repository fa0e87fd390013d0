import Domain
import Services

/// Lines a second of the tax fold, level by level, on a million lines in memory.
///
/// Five passes over the same documents; the fastest counts, because what slows a pass down is
/// another process. `--json` prints one object instead of the table.
struct TaxBench {
    static let lines = 1_000_000
    static let passes = 5

    let rules: TaxRules
    let batches: [TaxBatch]

    init(_ level: RoundingLevel) throws {
        let first = Day(number: 18_262)
        let codes = [
            TaxCode(id: 1, code: "GST-18", category: .standard),
            TaxCode(id: 2, code: "GST-5", category: .standard),
            TaxCode(id: 3, code: "VAT-8.25", category: .standard),
            TaxCode(id: 4, code: "EXEMPT", category: .exempt),
        ]
        let percents = [
            (1, "CGST", 9_000_000), (1, "SGST", 9_000_000), (2, "CGST", 2_500_000),
            (2, "SGST", 2_500_000), (3, "VAT", 8_250_000),
        ]
        rules = try TaxRules(
            codes: codes,
            rates: percents.enumerated().map { index, rate in
                TaxRate(
                    taxCodeID: Int64(rate.0), component: rate.1, percentMillionths: Int64(rate.2),
                    position: index, validFrom: first)
            },
            policies: [TaxPolicy(validFrom: first, level: level, mode: .halfUp)],
            pricesIncludeTax: false, currency: .inr)
        batches = Self.batches(rules)
    }

    /// Documents whose tax is charged as the rules ask, so that only the equal path is measured.
    private static func batches(_ rules: TaxRules) -> [TaxBatch] {
        var random = SplitMix(state: 2)
        var batches: [TaxBatch] = []
        var drafts: [Draft] = []
        for document in 0..<(lines / 3) {
            drafts.append(Draft(id: Int64(document), &random))
            guard drafts.count == 8192 || document == lines / 3 - 1 else { continue }
            batches.append(Draft.charged(drafts, rules))
            drafts.removeAll(keepingCapacity: true)
        }
        return batches
    }

    /// The fastest pass's lines a second.
    func run() throws -> (speed: Int, variances: Int) {
        var best = Duration.seconds(1_000_000)
        var variances = 0
        for _ in 0..<Self.passes {
            var fold = VarianceFold(rules)
            let elapsed = try ContinuousClock().measure {
                for batch in batches { try fold.consume(batch) }
            }
            best = min(best, elapsed)
            variances = try fold.finish(credits: []).variances.count
        }
        let count = batches.reduce(0) { $0 + $1.lines.count }
        return (Int(Double(count) / (best / .seconds(1))), variances)
    }
}

/// Prints one row or one member for each level.
func report() throws {
    let asJSON = CommandLine.arguments.contains("--json")
    var members: [String] = []
    if !asJSON { print("level      lines/s") }
    for level in RoundingLevel.allCases {
        let (speed, variances) = try TaxBench(level).run()
        precondition(variances == 0, "the bench charges what the rules ask")
        members.append("\"\(level.rawValue)\": \(speed)")
        if !asJSON {
            let name = level.rawValue + String(repeating: " ", count: 11 - level.rawValue.count)
            print(name + Money.grouped(String(speed)))
        }
    }
    if asJSON { print("{\"tax_lines_per_second\": {\(members.joined(separator: ", "))}}") }
}

try report()
