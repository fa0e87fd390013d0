import Domain
import Services
import TestSupport
import Testing

@Suite("Documents that differ") struct TaxDifferenceTests {
    @Test(
        "shows a document as stated beside its lines, and what of it is rounding",
        arguments: table(
            """
            kind     lines            stored  net   of lines  tax  recomputed  rounding  variances  why
            invoice  10:1             -       -     -         -    -           -         -          agrees
            invoice  5:1 5:1          -       10    10        2    1           1         1          by line, not by document
            invoice  5:1 100:15       -       105   105       16   11          0         1          0.5 is 1, 15 is not 10
            invoice  1:1 5:1 100:15   -       106   106       17   11          1         2          0.1 is 0, charged up
            invoice  10:1             3       10    10        3    1           0         1          a total that is none
            credit   5:1 5:1          -       -10   -10       -2   -1          -1        1          a note the other way
            credit   10:1             3       -10   -10       -3   -1          0         1          its total too
            """))
    func documents(_ row: [String]) throws {
        let rules = try TaxBooks.rules(
            "A S", rates: "A V 10 plain 2020-01-01 -", level: .document)
        let isCredit = row[0] == "credit"
        let lines = row[1].split(separator: " ").map { word in
            let cells = word.split(separator: ":").compactMap { Int64($0) }
            return TaxBooks.Line(code: "A", net: cells[0], charges: "V \(cells[1])")
        }
        var books = TaxBooks(rules)
        try books.add("OK", [TaxBooks.Line(code: "A", net: 10, charges: "V 1")])
        try books.add("1", on: "2026-02-03", isCredit: isCredit, tax: Int64(row[2]), lines)
        let found = try books.outcome().differences
        guard row[3] != "-" else {
            #expect(found == [])
            return
        }
        let one = try #require(found.first)
        #expect(found.count == 1 && one.document == "1" && one.documentID == 2)
        #expect(one.isCredit == isCredit && one.taxPoint.description == "2026-02-03")
        let figures = [
            one.net, one.netOfLines, one.tax, one.recomputed, one.ofRounding,
            Int64(one.variances),
        ]
        #expect(figures.map(Optional.some) == row[3...8].map { Int64($0) }, "\(row[9])")
        #expect(one.difference == one.tax - one.recomputed)
    }

    @Test("finds a net that is not that of the lines, though no tax differs") func net() throws {
        let rules = try TaxBooks.rules("A S", rates: "A V 10 plain 2020-01-01 -")
        var batch = TaxBatch(rules)
        for (id, isCredit) in [(Int64(1), false), (2, true)] {
            batch.begin(
                id: id, number: "\(3 - id)", isCredit: isCredit,
                rateDay: try #require(Day("2026-02-03")), currency: .inr, net: 99, tax: 10)
            batch.line(
                id: id, position: 1, codeIndex: 0, net: 100, tax: 10, quantity: 1000,
                baseQuantity: 1000, listPrice: 0, unitPrice: 0)
            batch.charge(component: batch.component(named: "V"), tax: 10)
        }
        var fold = VarianceFold(rules)
        try fold.consume(batch)
        let outcome = try fold.finish(credits: [])
        #expect(outcome.variances == [])
        #expect(outcome.differences.map(\.document) == ["1", "2"], "by number, not as they came")
        #expect(outcome.differences.map(\.net) == [-99, 99])
        #expect(outcome.differences.map(\.netOfLines) == [-100, 100])
        #expect(outcome.differences.allSatisfy { $0.difference == 0 && $0.variances == 0 })
    }

    @Test("leaves what is withheld out of a document's tax") func withheld() throws {
        let rules = try TaxBooks.rules(
            "A S", rates: "A V 10 plain 2020-01-01 -\nA W 5 withheld 2020-01-01 -")
        var books = TaxBooks(rules)
        try books.add("1", [TaxBooks.Line(code: "A", net: 100, charges: "V 10 + W 9")])
        let one = try #require(try books.outcome().differences.first)
        #expect([one.tax, one.recomputed, one.difference] == [10, 10, 0])
        #expect(one.variances == 1, "W 9 for 5")
    }
}
