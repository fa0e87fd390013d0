import Domain
import Services
import Testing

@Suite("Tax invariants") struct TaxInvariantTests {
    static let pairs = TaxPropertyTests.pairs

    @Test("the notes of a credited invoice sum to its tax, in whatever parts", arguments: pairs)
    func credits(_ level: RoundingLevel, _ mode: RoundingMode) throws {
        try each(level, mode) { clinic, lines, random, comment in
            let invoice = try due(clinic, lines)
            var earlier: [NaiveTax.Line] = []
            var credited: [TaxDue.Line] = []
            for note in notes(of: lines, &random) {
                credited += try due(clinic, note, after: earlier).lines
                earlier += note
            }
            let notes = TaxDue(lines: credited)
            switch level {
            case .line:
                #expect(notes.sums { $0.credited } == invoice.sums { $0.credited }, comment)
            case .group: #expect(notes.sums { $0.code } == invoice.sums { $0.code }, comment)
            case .document: #expect(notes.sums { _ in 0 } == invoice.sums { _ in 0 }, comment)
            }
        }
    }

    @Test("the components of a line sum to it, those withheld apart", arguments: pairs)
    func components(_ level: RoundingLevel, _ mode: RoundingMode) throws {
        try each(level, mode) { clinic, lines, random, comment in
            var earlier = clinic.lines(&random)
            for index in earlier.indices { earlier[index].credited = Int64(index + 1) }
            for line in try due(clinic, lines, after: earlier).lines {
                let parts = line.components.filter { !line.withheld.contains($0.key) }
                #expect(parts.values.reduce(0, +) == line.tax, comment)
            }
        }
    }

    @Test("a negative amount's tax is the amount's, negated", arguments: pairs)
    func mirror(_ level: RoundingLevel, _ mode: RoundingMode) throws {
        try each(level, mode) { clinic, lines, _, comment in
            guard clinic.isMirrored else { return }
            var negated = lines
            for index in negated.indices { negated[index].amount.negate() }
            let (taxes, mirrored) = (try due(clinic, lines), try due(clinic, negated))
            #expect(mirrored.lines.map(\.tax) == taxes.lines.map { -$0.tax }, comment)
            #expect(
                mirrored.lines.map(\.components)
                    == taxes.lines.map { $0.components.mapValues { -$0 } }, comment)
        }
    }

    @Test("the order of its lines changes nothing", arguments: pairs)
    func order(_ level: RoundingLevel, _ mode: RoundingMode) throws {
        try each(level, mode) { clinic, lines, random, comment in
            let places = lines.indices.shuffled(using: &random)
            let earlier = clinic.lines(&random)
            var lines = lines
            for index in lines.indices {
                lines[index].credited = Int64.random(in: 0...2, using: &random)
            }
            let (ordered, shuffled) = (
                try due(clinic, lines, after: earlier).lines,
                try due(clinic, lines, after: earlier, order: places).lines
            )
            #expect(places.map { ordered[$0] } == shuffled, comment)
        }
    }

    @Test(
        "a line split in two, amount and quantity, changes no sum that is rounded once",
        arguments: pairs.filter { $0.0 != .line })
    func split(_ level: RoundingLevel, _ mode: RoundingMode) throws {
        try each(level, mode) { clinic, lines, random, comment in
            var parts = lines
            let index = Int.random(in: lines.indices, using: &random)
            let (first, second) = Self.halves(lines[index], &random)
            parts[index] = first
            parts.append(second)
            let (whole, halves) = (try due(clinic, lines), try due(clinic, parts))
            if level == .group {
                #expect(whole.sums { $0.code } == halves.sums { $0.code }, comment)
            } else {
                #expect(whole.sums { _ in 0 } == halves.sums { _ in 0 }, comment)
            }
        }
    }

    /// Random invoices of random clinics; the lines are numbered, as credit notes name them.
    private func each(
        _ level: RoundingLevel, _ mode: RoundingMode,
        _ body: (RandomClinic, [NaiveTax.Line], inout SplitMix, Comment) throws -> Void
    ) throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix(state: seed)
        for _ in 0..<10 {
            let clinic = try RandomClinic(level, mode, &random)
            for _ in 0..<20 {
                var lines = clinic.lines(&random)
                for index in lines.indices { lines[index].credited = Int64(index + 1) }
                try body(clinic, lines, &random, "seed \(seed)")
            }
        }
    }

    /// What the rules ask of a document of these lines, which have positions in their order.
    private func due(
        _ clinic: RandomClinic, _ lines: [NaiveTax.Line], after earlier: [NaiveTax.Line] = [],
        order: [Int]? = nil
    ) throws -> TaxDue {
        var books = TaxBooks(clinic.rules)
        try books.add(
            "A", isCredit: true, after: earlier.map(clinic.earlier),
            (order ?? Array(lines.indices)).map { clinic.draft(lines[$0], [:], Int32($0)) })
        return try TaxDue(books)
    }

    /// Every line in one to three parts, each part on one of four notes.
    private func notes(
        of lines: [NaiveTax.Line], _ random: inout SplitMix
    ) -> [[NaiveTax.Line]] {
        var notes: [[NaiveTax.Line]] = Array(repeating: [], count: 4)
        for line in lines {
            var parts = [line]
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                let (first, second) = Self.halves(parts.removeLast(), &random)
                parts += [first, second]
            }
            for part in parts {
                notes[Int.random(in: notes.indices, using: &random)].append(part)
            }
        }
        return notes.map { $0.shuffled(using: &random) }.filter { !$0.isEmpty }
    }

    private static func halves(
        _ line: NaiveTax.Line, _ random: inout SplitMix
    ) -> (NaiveTax.Line, NaiveTax.Line) {
        var (first, second) = (line, line)
        first.amount = Int64.random(in: min(0, line.amount)...max(0, line.amount), using: &random)
        first.quantity = Int64.random(in: 0...line.quantity, using: &random)
        second.amount -= first.amount
        second.quantity -= first.quantity
        return (first, second)
    }
}
