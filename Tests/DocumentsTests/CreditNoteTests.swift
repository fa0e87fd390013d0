import Documents
import Domain
import TestSupport
import Testing

@Suite("Credit notes") struct CreditNoteTests {
    @Test("take the rates of earlier notes from these, else from the file") func rates() throws {
        let line = #"""
            {"id": "1", "quantity": "N", "unit_price": "10", "taxes": [{"category": "T"}]}
            """#
        let own = #""rates": [{"category": "T", "rate": "20"}], "#
        let document = { (count: String, rates: String) in
            #"{"currency": "EUR", \#(rates)"tax_point_date": "2026-01-01", "lines": [\#(line)]}"#
                .replacing("N", with: count)
        }
        for rates in [own, ""] {
            let note =
                document("1", rates).dropLast(1)
                + #", "credits": {"invoice": \#(document("3", rates)), "#
                + #""earlier": [\#(document("1", rates))]}}"#
            let file = rates.isEmpty ? #"{\#(own)"cases": [\#(note)]}"# : String(note)
            let answer = try Answer(file)
            #expect(answer["tax_total"] == "2.00" && answer["credit_excess"] == "0.00")
        }
        // Each has its own: what the earlier note says of T is no matter of the note.
        let mixed =
            document("1", own).dropLast(1) + #", "credits": {"invoice": \#(document("3", own)), "#
            + #""earlier": [\#(document("1", own.replacing("20", with: "10")))]}}"#
        #expect(try Answer(String(mixed))["tax_total"] == "2.00")
    }

    @Test("have groups that sum to their tax where a cent fell to an earlier note's group")
    func cents() throws {
        // 0.015 each are 0.06 together and 0.045 exact: the largest line gives a cent back, which
        // is the earlier note's. Of the note's own it is that of 0.20, not the one that owes none.
        let line = { (id: String, price: String, rate: String) in
            #"{"id": "\#(id)", "quantity": "1", "unit_price": "\#(price)", "#
                + #""taxes": [{"category": "T", "rate": "\#(rate)"}]}"#
        }
        let first = line("1", "0.30", "5")
        let second = [line("2", "0.20", "7.5"), line("3", "0.10", "15"), line("4", "9.00", "0")]
            .joined(separator: ", ")
        let document = { (lines: String) in
            #""currency": "EUR", "lines": [\#(lines)], \#(rounding("document"))"#
        }
        let invoice = try Answer("{\(document("\(first), \(second)"))}")
        #expect(invoice["tax_total"] == "0.05" && invoice["groups.*.tax"] == "0.01 0.02 0.02 0.00")
        let note = try Answer(
            #"{\#(document(second)), "credits": {"invoice": {\#(document("\(first), \(second)"))}, "#
                + #""earlier": [{\#(document(first))}]}}"#)
        #expect(note["tax_total"] == "0.03")
        #expect(note["groups.*.tax"] == "0.01 0.02 0.00")
        #expect(note["lines.*.tax"] == "0.01 0.02 0.00")
    }

    @Test("of any lines and parts sum to their figures, and whole to the invoice")
    func parts() throws {
        var dice = Dice()
        var (noted, whole) = (0, 0)
        for _ in 0..<4000 {
            let sketch = Sketch.random(&dice)
            if NaiveDocument(sketch).isRefused { continue }
            var invoice = sketch.billed
            for place in invoice.lines.indices { invoice.lines[place].id = "\(place)" }
            let billed = try ComputedDocument(invoice)
            let notes = Self.notes(of: invoice, &dice)
            var (tax, retained, isWhole) = (Int64(0), Int64(0), true)
            for (place, note) in notes.enumerated() {
                var note = note
                note.credited = CreditedInvoice(invoice, earlier: Array(notes[..<place]))
                guard let credit = try Self.computed(note) else {
                    isWhole = false
                    break
                }
                noted += 1
                tax += credit.totals.tax
                retained += credit.totals.retained
                Self.expectSums(of: credit, "\(dice)")
            }
            // A cut that rounds on its way to the net may leave a cent; an exact one may not.
            let isSpread = (invoice.allowances + invoice.charges).contains(where: \.isSpread)
            guard isWhole, !isSpread, !invoice.rounding.roundsNets else { continue }
            whole += 1
            #expect(tax == billed.totals.tax, "\(dice)")
            #expect(retained == billed.totals.retained, "\(dice)")
        }
        #expect(noted > 3000 && whole > 500, "\(noted) \(whole)")
    }

    /// Cuts an invoice into notes: a line goes to one whole, or in parts to some of them.
    private static func notes(
        of invoice: BilledDocument, _ dice: inout Dice
    ) -> [BilledDocument] {
        let count = Int.random(in: 1...4, using: &dice)
        let cut = { (dice: inout Dice) in
            let last = Int.random(in: 0..<count, using: &dice)
            var parts = Array(repeating: Rational.zero, count: count)
            var rest = Rational.one
            for place in 0..<count where place != last && dice.isOneOf(2) {
                parts[place] = Rational(Int128(Int.random(in: 1...2, using: &dice))) / 9
                rest -= parts[place]
            }
            parts[last] = rest
            return parts
        }
        let lines = invoice.lines.map { _ in cut(&dice) }
        let rest = cut(&dice)
        return (0..<count).map { number in
            var note = DocumentPropertyTests.part(invoice, rest[number])
            note.lines = invoice.lines.indices.compactMap { place in
                guard !lines[place][number].isZero else { return nil }
                return DocumentPropertyTests.part(invoice, lines[place][number]).lines[place]
            }
            // What is a part of the lines' nets stays, or the notes would lack it.
            if rest[number].isZero, dice.isOneOf(2) {
                note.allowances.removeAll { $0.percent == nil || $0.base != nil }
                note.charges.removeAll { $0.percent == nil || $0.base != nil }
            }
            return note
        }
    }

    /// `nil` where there is nothing to spread over.
    private static func computed(_ note: BilledDocument) throws -> ComputedDocument? {
        do {
            return try ComputedDocument(note)
        } catch {
            guard error.error.code == .taxDocumentInvalid else { throw error }
            return nil
        }
    }

    private static func expectSums(of credit: ComputedDocument, _ comment: Comment) {
        let lines =
            credit.lines.reduce(0) { $0 + $1.taxMinor }
            - credit.allowances.reduce(0) { $0 + $1.taxMinor }
            + credit.charges.reduce(0) { $0 + $1.taxMinor }
        #expect(lines == credit.totals.tax, comment)
        guard credit.rounding.addsRounded || credit.rounding.level == .line else { return }
        for isRetained in [false, true] {
            let groups = credit.groups.filter { $0.tax.isRetained == isRetained }
            let sum = groups.reduce(0) { $0 + $1.taxMinor + $1.surchargeMinor }
            #expect(sum == (isRetained ? credit.totals.retained : credit.totals.tax), comment)
        }
        let free = credit.groups.filter {
            if case .perUnit = $0.tax.kind { return false }
            return $0.multiplier.isZero
        }
        #expect(free.allSatisfy { $0.taxMinor == 0 }, comment)
    }
}
