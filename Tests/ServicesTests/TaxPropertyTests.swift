import Domain
import Services
import Testing

@Suite("Tax, twice") struct TaxPropertyTests {
    static let pairs = RoundingLevel.allCases.flatMap { level in
        RoundingMode.allCases.map { (level, $0) }
    }

    /// 12 pairs × 50 clinics × 180 invoices, their mirrors and a credit note: 324,000 documents.
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

    /// A line that is charged something else, on purpose.
    private struct Planted: Equatable {
        let charged: Int64
        let due: Int64
    }

    /// Charges what the naive computation asks but for planted errors, which must be all found.
    private func check(
        _ clinic: RandomClinic, _ random: inout SplitMix, _ comment: Comment
    ) throws {
        var books = TaxBooks(clinic.rules)
        var planted: [String: Planted] = [:]
        for document in 0..<180 {
            let lines = clinic.lines(&random)
            let taxes = clinic.naive.taxes(lines)
            try add("\(document) a", clinic, lines, taxes, [], &books, &planted, &random)

            var mirror = lines
            for index in mirror.indices { mirror[index].amount.negate() }
            let mirrored =
                clinic.isMirrored
                ? taxes.map { $0.mapValues { -$0 } } : clinic.naive.taxes(mirror)
            try add("\(document) -b", clinic, mirror, mirrored, [], &books, &planted, &random)

            let (note, earlier) = (
                credited(lines, &random), credited(clinic.lines(&random), &random)
            )
            try add(
                "\(document) -c", clinic, note, clinic.naive.taxes(note, after: earlier), earlier,
                &books, &planted, &random)
        }
        let outcome = try books.outcome()
        #expect(outcome.refusals == [], comment)
        var found: [String: Planted] = [:]
        for variance in outcome.variances {
            let sign: Int64 = variance.document.contains("-") ? -1 : 1
            found["\(variance.document) \(variance.line ?? -1)"] = Planted(
                charged: sign * variance.charged, due: sign * variance.recomputed)
        }
        let missed = planted.filter { found[$0.key] != $0.value }
        let extra = found.filter { planted[$0.key] == nil }
        #expect(missed.isEmpty, comment)
        #expect(extra.isEmpty, comment)
        #expect(outcome.variances.count == planted.count, comment)
        #expect(outcome.linesRead == books.batch.lines.count, comment)
        #expect(outcome.linesWithVariance == planted.count, comment)
    }

    /// Lines that credit few lines of an invoice, so that many meet.
    private func credited(
        _ lines: [NaiveTax.Line], _ random: inout SplitMix
    ) -> [NaiveTax.Line] {
        lines.map { line in
            var line = line
            line.credited = Int64.random(in: 0...3, using: &random)
            return line
        }
    }

    private func add(
        _ name: String, _ clinic: RandomClinic, _ lines: [NaiveTax.Line],
        _ taxes: [[String: Int128]], _ earlier: [NaiveTax.Line], _ books: inout TaxBooks,
        _ planted: inout [String: Planted], _ random: inout SplitMix
    ) throws {
        var drafts = lines.indices.map { index in
            clinic.draft(lines[index], taxes[index], Int32(index))
        }
        if Int.random(in: 0..<8, using: &random) == 0 {
            let index = Int.random(in: drafts.indices, using: &random)
            let due = clinic.naive.tax(taxes[index], lines[index].code)
            if let charged = clinic.spoil(&drafts[index], &random) {
                planted["\(name) \(index)"] = Planted(charged: charged, due: due)
            }
        }
        try books.add(
            name, isCredit: name.contains("-"), after: earlier.map(clinic.earlier),
            drafts.shuffled(using: &random))
    }
}
