import Domain
import Services
import Testing

@Suite("Tax, twice") struct TaxPropertyTests {
    static let pairs = RoundingLevel.allCases.flatMap { level in
        RoundingMode.allCases.map { (level, $0) }
    }

    /// 12 pairs × 50 clinics × 180 documents and their mirrors: 216,000 documents.
    @Test("agrees with a naive second computation on random documents", arguments: pairs)
    func agreement(_ level: RoundingLevel, _ mode: RoundingMode) throws {
        let seed = UInt64.random(in: .min ... .max)
        print("tax \(level) \(mode): seed \(seed)")
        var random = SplitMix(state: seed)
        for _ in 0..<50 {
            let clinic = try RandomClinic(level, mode, &random)
            try check(clinic, &random, "seed \(seed)")
        }
    }

    /// Charges what the naive computation asks but for planted errors, which must be all found.
    private func check(
        _ clinic: RandomClinic, _ random: inout SplitMix, _ comment: Comment
    ) throws {
        var books = TaxBooks(clinic.rules)
        var planted: [String: (charged: Int64, due: Int64)] = [:]
        for document in 0..<180 {
            let lines = clinic.lines(&random)
            let taxes = clinic.naive.taxes(lines)
            for sign in [Int64(1), -1] {
                let name = "\(document) \(sign)"
                var drafts = lines.indices.map { index in
                    clinic.draft(lines[index], taxes[index], sign, Int32(index))
                }
                if Int.random(in: 0..<8, using: &random) == 0 {
                    let index = Int.random(in: drafts.indices, using: &random)
                    let due = taxes[index].values.reduce(0) { $0 + Int64($1) } * sign
                    if let charged = clinic.spoil(&drafts[index], &random) {
                        planted["\(name) \(index)"] = (charged, due)
                    }
                }
                try books.add(name, isCredit: sign < 0, drafts.shuffled(using: &random))
            }
        }
        let outcome = try books.outcome()
        #expect(outcome.variances.count == planted.count, comment)
        for variance in outcome.variances {
            let sign: Int64 = variance.document.hasSuffix("-1") ? -1 : 1
            let error = planted["\(variance.document) \(variance.line ?? -1)"]
            #expect(error?.charged == sign * variance.charged, comment)
            #expect(error?.due == sign * variance.recomputed, comment)
        }
        #expect(outcome.linesRead == books.batch.lines.count, comment)
        #expect(outcome.linesWithVariance == planted.count, comment)
    }
}
