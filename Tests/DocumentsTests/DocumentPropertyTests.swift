import Documents
import Domain
import Foundation
import TestSupport
import Testing

@Suite("Documents, twice") struct DocumentPropertyTests {
    /// Documents of each of the four parts that run beside each other; `EVCLINIC_TAX_DOCUMENTS` says how
    /// many in all.
    static let count =
        (ProcessInfo.processInfo.environment["EVCLINIC_TAX_DOCUMENTS"].flatMap { Int($0) }
            ?? 200_000) / 4

    @Test(
        "agree with a naive second computation on random documents", arguments: Array(0..<4))
    func naive(_ part: Int) throws {
        var dice = Dice(seed: Dice().seed &+ UInt64(part))
        for _ in 0..<Self.count {
            let sketch = Sketch.random(&dice)
            let second = NaiveDocument(sketch)
            if second.isRefused {
                #expect(throws: DocumentFault.self) { try ComputedDocument(sketch.billed) }
                continue
            }
            let document = try ComputedDocument(sketch.billed)
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
            let sketch = Sketch.random(&dice)
            if NaiveDocument(sketch).isRefused { continue }
            let billed = sketch.billed
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
            // What is spread goes to lines in cents, so it is no matter of exact nets.
            for place in sketch.allowances.indices { sketch.allowances[place].isSpread = false }
            for place in sketch.charges.indices { sketch.charges[place].isSpread = false }
            let billed = sketch.billed
            let document = try ComputedDocument(billed)
            var other = billed
            other.lines.shuffle(using: &dice)
            // A line of half the quantity, twice; what it is charged besides is halved with it.
            var half = other.lines.removeLast()
            half.quantity = half.quantity / 2
            half.allowances = Self.scaled(half.allowances, 1 / 2)
            half.charges = Self.scaled(half.charges, 1 / 2)
            other.lines += [half, half]
            let cut = try ComputedDocument(other)
            let (one, two) = (NaiveDocument.figures(document), NaiveDocument.figures(cut))
            for name in ["lines", "net", "tax", "retained", "gross", "payable"] {
                #expect(one[name] == two[name], "\(dice) \(name)")
            }
            #expect(NaiveDocument.rows(document) == NaiveDocument.rows(cut), "\(dice)")
        }
    }

    @Test("credited in parts sum to what was billed, group by group") func credits() throws {
        var dice = Dice()
        for _ in 0..<1000 {
            var sketch = Sketch.random(&dice)
            sketch.rounding.roundsNets = false
            for place in sketch.allowances.indices { sketch.allowances[place].isSpread = false }
            for place in sketch.charges.indices { sketch.charges[place].isSpread = false }
            var invoice = sketch.billed
            for place in invoice.lines.indices { invoice.lines[place].id = "\(place)" }
            let whole = try ComputedDocument(invoice)
            let part = Self.part(invoice, 1 / 7)
            let notes = [part, Self.part(invoice, 4 / 7), part, part]
            var (tax, retained, groups) = (Int64(0), Int64(0), whole.groups.map { _ in Int64(0) })
            for (place, note) in notes.enumerated() {
                var note = note
                note.credited = CreditedInvoice(invoice, earlier: Array(notes[..<place]))
                let credit = try ComputedDocument(note)
                tax += credit.totals.tax
                retained += credit.totals.retained
                for (place, group) in credit.groups.enumerated() { groups[place] += group.taxMinor }
                #expect(credit.credit?.excessMinor == 0 || place < 3, "\(dice)")
                #expect(
                    credit.lines.reduce(0) { $0 + $1.taxMinor }
                        - credit.allowances.reduce(0) { $0 + $1.taxMinor }
                        + credit.charges.reduce(0) { $0 + $1.taxMinor } == credit.totals.tax,
                    "\(dice)")
            }
            #expect(tax == whole.totals.tax, "\(dice)")
            #expect(retained == whole.totals.retained, "\(dice)")
            #expect(groups == whole.groups.map(\.taxMinor), "\(dice)")
        }
    }

    static func part(_ document: BilledDocument, _ share: Rational) -> BilledDocument {
        var part = document
        for place in part.lines.indices {
            part.lines[place].quantity = part.lines[place].quantity * share
            part.lines[place].allowances = scaled(part.lines[place].allowances, share)
            part.lines[place].charges = scaled(part.lines[place].charges, share)
        }
        part.allowances = scaled(part.allowances, share)
        part.charges = scaled(part.charges, share)
        return part
    }

    private static func scaled(
        _ adjustments: [BilledAdjustment], _ share: Rational
    ) -> [BilledAdjustment] {
        adjustments.map { one in
            var scaled = one
            scaled.amount = one.amount * share
            scaled.base = one.base.map { $0 * share }
            return scaled
        }
    }
}
