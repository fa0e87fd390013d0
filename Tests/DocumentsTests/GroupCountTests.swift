import Documents
import Domain
import TestSupport
import Testing

@Suite("Documents of many groups") struct GroupCountTests {
    /// With 8,000 of them a search of each line's group took 17 s; so many would take minutes.
    static let count = 20_000

    @Test(
        "are computed in the time of their lines", .timeLimit(.minutes(1)),
        arguments: table(
            """
            differ by   level
            rate        group
            rate        document
            variant     line
            category    document
            amount      group
            credit      document
            """))
    func time(_ row: [String]) throws {
        let level = try #require(RoundingLevel(rawValue: row[1]))
        var document = BilledDocument(
            id: "x", currency: "EUR", digits: 2,
            rounding: DocumentRounding(
                level: level, roundsNets: true, roundsBases: true, addsRounded: true))
        // Halves of a cent, so that each group has something to even out.
        for number in 0..<Self.count {
            let tax = Self.tax(number, row[0])
            let line = BilledLine(
                id: "\(number)", quantity: 1, price: Rational(5, digits: 2), taxes: [tax])
            document.lines += [line, line]
        }
        if row[0] == "credit" {
            let invoice = document
            document.lines.removeFirst(Self.count)
            var earlier = invoice
            earlier.lines.removeLast(Self.count)
            document.credited = CreditedInvoice(invoice, earlier: [earlier])
        }
        let computed = try ComputedDocument(document)
        #expect(computed.groups.count == (row[0] == "credit" ? Self.count / 2 : Self.count))
        #expect(computed.lines.reduce(0) { $0 + $1.taxMinor } == computed.totals.tax)
    }

    private static func tax(_ number: Int, _ what: String) -> BilledTax {
        let rate = Rational(10) + Rational(Int128(number), digits: 25)
        var tax = BilledTax(
            what == "category" ? "C\(number)" : "T",
            rate: Percentage(rate, text: rate.text(digitsMax: 30)))
        if what == "variant" || what == "category" {
            tax.rate = Percentage(10, text: "10")
        }
        if what == "variant" { tax.variant = "\(number)" }
        if what == "amount" {
            tax.rate = nil
            tax.kind = .perUnit(Rational(Int128(number) * 10 + 5, digits: 3))
        }
        return tax
    }

    @Test("are one group where rates are written otherwise") func same() throws {
        let lines = ["10", "10.0", "10.00", "010"].map { rate in
            #"{"quantity": "1", "unit_price": "1", "taxes": [{"category": "T", "rate": "\#(rate)"}]}"#
        }
        let answer = try Answer.euros(#""lines": [\#(lines.joined(separator: ", "))]"#)
        #expect(answer["groups.*.rate"] == "10" && answer["groups.0.base"] == "4.00")
    }
}
