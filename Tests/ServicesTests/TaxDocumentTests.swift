import Domain
import Services
import TestSupport
import Testing

@Suite("Tax of documents") struct TaxDocumentTests {
    static let right = TaxBooks.Line(code: "IN-18", net: 1000, charges: "CGST 90 + SGST 90")
    static let wrong = TaxBooks.Line(code: "IN-18", net: 1000, charges: "CGST 60 + SGST 60")

    @Test(
        "compares a document's tax with its lines",
        arguments: table(
            """
            stored  credit  charged  recomputed  why
            181     no      181      180         one too much
            0       no      0        180         none
            150     yes     -150     -180        a credit note the other way round
            """))
    func sum(_ row: [String]) throws {
        var books = TaxBooks(try TaxBooks.india())
        try books.add("A", isCredit: row[1] == "yes", tax: Int64(row[0]), [Self.right])
        let found = try #require(try books.outcome().variances.first)
        #expect(found.reason == .sumMismatch, "\(row[4])")
        #expect(found.line == nil)
        #expect([found.charged, found.recomputed] == [Int64(row[2]), Int64(row[3])])
    }

    @Test(
        "shows what credit notes give back beyond the invoice, at most their own",
        arguments: table(
            """
            cumulated  invoice  own   charged  difference  why
            1200       1000     500   -1200    -200        two hundred too much
            1700       1000     500   -1500    -500        already exceeded before: its own only
            1001       1000     1001  -1001    -1          one cent
            1000       1000     500   -        -           credited in full, no more
            """))
    func credit(_ row: [String]) throws {
        let check = CreditCheck(
            documentID: 5, document: "CN-1", currency: .inr,
            cumulatedGross: try #require(Int64(row[0])), invoiceGross: try #require(Int64(row[1])),
            ownGross: try #require(Int64(row[2])))
        let found = try TaxBooks(try TaxBooks.india()).outcome(credits: [check]).variances
        #expect(found.first?.charged == Int64(row[3]), "\(row[5])")
        #expect(found.first?.difference == Int64(row[4]), "\(row[5])")
        #expect(found.allSatisfy { $0.reason == .creditExceedsInvoice && $0.recomputed == -1000 })
    }

    @Test("taxes a credit note at its invoice's day") func oldRate() throws {
        let line = TaxBooks.Line(code: "IN-18", net: 1000, charges: "CGST 140 + SGST 140")
        var books = TaxBooks(try TaxBooks.india())
        try books.add("CN-1", on: "2025-12-31", isCredit: true, [line])
        try books.add("CN-2", on: "2026-01-01", isCredit: true, [line])
        let outcome = try books.outcome()
        #expect(outcome.variances.map(\.document) == ["CN-2"])
        #expect(outcome.variances.map(\.difference) == [-100])
        #expect(outcome.summary.map { $0.validFrom?.description } == ["2025-01-01", "2026-01-01"])
    }

    @Test("orders variances by document, then line, the document itself last") func order() throws {
        var books = TaxBooks(try TaxBooks.india())
        try books.add("B", [Self.wrong])
        try books.add("A", tax: 7, [Self.right, Self.wrong, Self.wrong])
        let found = try books.outcome().variances
        #expect(found.map { $0.line ?? -1 } == [2, 3, -1, 1])
        #expect(found.map(\.document) == ["A", "A", "A", "B"])
    }

    @Test("sums by currency and code, credit notes negative, and ties (I5)") func summary() throws {
        var books = TaxBooks(try TaxBooks.india())
        let exempt = TaxBooks.Line(code: "EX", net: 300, charges: "CGST 0")
        let odd = TaxBooks.Line(code: nil, net: 70, charges: "CESS 7", tax: 9)
        try books.add("A", [Self.right, Self.right, exempt])
        try books.add("B", isCredit: true, [Self.right])
        try books.add("C", in: .usd, [Self.wrong, odd])
        let outcome = try books.outcome()
        let rows = outcome.summary.map {
            "\($0.currency) \($0.taxCode) \($0.documents) \($0.lines) \($0.base) \($0.charged) "
                + "\($0.recomputed) \($0.difference) \($0.creditBase) \($0.creditCharged) "
                + $0.components.map { "\($0.component) \($0.charged) \($0.recomputed)" }
                .joined(separator: ", ")
        }
        #expect(
            rows == [
                "INR EX 1 1 300 0 0 0 0 0 ",
                "INR IN-18 2 3 1000 180 180 0 -1000 -180 CGST 90 90, SGST 90 90",
                "USD IN-18 1 1 1000 120 180 -60 0 0 CGST 60 90, SGST 60 90",
                "USD (none) 1 1 70 9 0 9 0 0 CESS 7 0, (not split) 2 0",
            ])
        #expect(
            [outcome.linesRead, outcome.linesInAgreement, outcome.linesWithVariance] == [6, 4, 2])
        let inr = try #require(outcome.totals.first)
        #expect(
            [inr.lineNet, inr.documentNet, inr.lineTax, inr.documentTax] == [1300, 1300, 180, 180])
        #expect(outcome.totals.map(\.componentTax) == [180, 127])
        for row in outcome.summary where row.charged != 0 {
            #expect(row.components.reduce(0) { $0 + $1.charged } == row.charged)
        }
    }

    @Test("keeps apart names that two batches met in different orders") func names() throws {
        let rules = try TaxBooks.india()
        var fold = VarianceFold(rules)
        for charges in ["X 1 + Y 2", "Y 20 + X 10"] {
            var books = TaxBooks(rules)
            try books.add("A", [TaxBooks.Line(code: "EX", net: 100, charges: charges)])
            try fold.consume(books.batch)
        }
        let row = try #require(try fold.finish(credits: []).summary.first)
        #expect(row.components.map { "\($0.component) \($0.charged)" } == ["X 11", "Y 22"])
    }

    @Test("is the same whatever the order of components") func componentOrder() throws {
        var books = TaxBooks(try TaxBooks.india())
        let line = TaxBooks.Line(code: "IN-18", net: 1000, charges: "SGST 50 + CGST 90 + SGST 40")
        try books.add("A", [line])
        #expect(try books.outcome().variances == [])
    }
}
