import Documents
import Domain
import TestSupport
import Testing

@Suite("Documents, twice") struct DocumentPropertyTests {
    /// Documents of each of the parts that run beside each other.
    static let count = 250_000

    @Test(
        "agree with a naive second computation on random documents", arguments: Array(0..<4))
    func naive(_ part: Int) throws {
        var dice = Dice(seed: Dice().seed &+ UInt64(part))
        for _ in 0..<Self.count {
            let sketch = Sketch.random(&dice)
            let document = try ComputedDocument(sketch.billed)
            let second = NaiveDocument(sketch)
            if NaiveDocument.figures(document) != second.figures
                || NaiveDocument.rows(document) != second.rows
            {
                Issue.record("\(dice) part \(part): \(sketch) \(document.totals) \(second)")
                return
            }
            let shared =
                document.lines.reduce(0) { $0 + $1.taxMinor }
                - document.allowances.reduce(0) { $0 + $1.taxMinor }
                + document.charges.reduce(0) { $0 + $1.taxMinor }
            if shared != document.totals.tax { Issue.record("\(dice) part \(part): \(shared)") }
        }
    }

    @Test("negated give the negated figures, whatever the policy") func symmetry() throws {
        var dice = Dice()
        for _ in 0..<3000 {
            let billed = Sketch.random(&dice).billed
            let document = try ComputedDocument(billed)
            let negated = try ComputedDocument(Self.negated(billed))
            let figures = NaiveDocument.figures(document)
            let wanted = figures.mapValues { -$0 }
            #expect(NaiveDocument.figures(negated) == wanted, "\(dice)")
        }
    }

    private static func negated(_ document: BilledDocument) -> BilledDocument {
        var negated = document
        for place in negated.lines.indices {
            negated.lines[place].quantity = -negated.lines[place].quantity
            negated.lines[place].allowances = Self.negated(document.lines[place].allowances)
            negated.lines[place].charges = Self.negated(document.lines[place].charges)
        }
        negated.allowances = Self.negated(document.allowances)
        negated.charges = Self.negated(document.charges)
        negated.prepaid = -document.prepaid
        return negated
    }

    private static func negated(_ adjustments: [BilledAdjustment]) -> [BilledAdjustment] {
        adjustments.map { one in
            var negated = one
            negated.amount = -one.amount
            negated.base = one.base.map { -$0 }
            return negated
        }
    }

    @Test("change by no order of lines, and by no cut of a line where nets are exact")
    func invariance() throws {
        var dice = Dice()
        for _ in 0..<3000 {
            var sketch = Sketch.random(&dice)
            sketch.rounding.level = .group
            sketch.rounding.roundsNets = false
            let billed = sketch.billed
            let document = try ComputedDocument(billed)
            var other = billed
            other.lines.shuffle(using: &dice)
            // A line of half the quantity, twice; what it is charged besides is halved with it.
            var half = other.lines.removeLast()
            half.quantity = half.quantity / 2
            half.allowances = Self.halved(half.allowances)
            half.charges = Self.halved(half.charges)
            other.lines += [half, half]
            let cut = try ComputedDocument(other)
            let (one, two) = (NaiveDocument.figures(document), NaiveDocument.figures(cut))
            for name in ["lines", "net", "tax", "retained", "gross", "payable"] {
                #expect(one[name] == two[name], "\(dice) \(name)")
            }
            #expect(NaiveDocument.rows(document) == NaiveDocument.rows(cut), "\(dice)")
        }
    }

    private static func halved(_ adjustments: [BilledAdjustment]) -> [BilledAdjustment] {
        adjustments.map { one in
            var half = one
            half.amount = one.amount / 2
            half.base = one.base.map { $0 / 2 }
            return half
        }
    }
}
