import Domain
import Services
import TestSupport
import Testing

@Suite("Tax reasons") struct TaxReasonTests {
    @Test(
        "gives a line the first reason that holds",
        arguments: table(
            """
            code     net    charges                list    unit    reason             difference  why
            -        1000   CGST 90 + SGST 90      0       0       NO_TAX_CODE        180         no code
            GONE     1000   -                      0       0       NO_TAX_CODE        0           unknown
            EX       1000   CGST 90                0       0       TAX_ON_EXEMPT      90          exempt
            ZERO     1000   IGST 1                 0       0       TAX_ON_EXEMPT      1           zero-rated
            IN-18    1000   -                      0       0       MISSING_TAX        -180        no rows
            IN-18    1000   CGST 0 + SGST 0        0       0       MISSING_TAX        -180        zero rows
            IN-18    1000   CGST 100 + SGST 80     0       0       WRONG_COMPONENT    0           uneven
            IN-18    1000   IGST 180               0       0       WRONG_COMPONENT    0           other name
            EX       1000   CGST 5 + SGST -5       0       0       WRONG_COMPONENT    0           nothing in all
            IN-18    1000   CGST 140 + SGST 140    0       0       RATE_NOT_IN_FORCE  100         last year's
            IN-18    50     CGST 7 + SGST 7        0       0       RATE_NOT_IN_FORCE  4           4.5 each is 10
            IN-18    5      CGST 1 + SGST 1        0       0       RATE_NOT_IN_FORCE  2           0.7 each, not rounded up
            IN-18    1000   CGST 60 + SGST 60      0       0       WRONG_RATE         -60         of IN-12
            IN-12    1000   CGST 90 + SGST 90      0       0       WRONG_RATE         60          of IN-18
            IN-18    105    CGST 10 + SGST 10      0       0       ROUNDING           2           up, not 9.45
            IN-18    105    CGST 10 + SGST 10      11100   0       ROUNDING           2           though the list price fits
            IN-18    3      CGST 1 + SGST 1        0       0       ROUNDING           2           up, not 0.27
            IN-18    1000   CGST 225 + SGST 225    250000  0       WRONG_BASE         270         list price
            IN-18    1000   CGST 99 + SGST 99      0       110000  WRONG_BASE         18          no discount
            IN-18    10000  CGST 1062 + SGST 1062  0       0       WRONG_BASE         324         on the gross
            IN-18    1000   CGST 77 + SGST 77      0       0       UNEXPLAINED        -26         no idea
            IN-18    1000   CGST -90 + SGST -90    0       0       UNEXPLAINED        -360        sign turned
            """))
    func reason(_ row: [String]) throws {
        let line = TaxBooks.Line(
            code: row[0] == "-" ? nil : row[0], net: try #require(Int64(row[1])), charges: row[2],
            listPrice: try #require(Int64(row[3])), unitPrice: try #require(Int64(row[4])))
        for isCredit in [false, true] {
            var books = TaxBooks(try TaxBooks.india())
            try books.add("A", isCredit: isCredit, [line])
            let variance = try #require(try books.outcome().variances.first)
            let difference = try #require(Int64(row[6]))
            #expect(variance.reason.rawValue == row[5], "\(row[7])")
            #expect(variance.difference == (isCredit ? -difference : difference), "\(row[7])")
            #expect(variance.difference == variance.charged - variance.recomputed)
        }
    }

    @Test(
        "prefers the earlier reason where two hold",
        arguments: table(
            """
            charges              list    reason             why
            CGST 60 + SGST 60    66667   WRONG_RATE         IN-12's rate, or 120 from the list price
            CGST 140 + SGST 140  155556  RATE_NOT_IN_FORCE  last year's rate, or the list price
            CGST 45 + SGST 135   0       WRONG_COMPONENT    the total is right, whatever the parts are
            """))
    func precedence(_ row: [String]) throws {
        var books = TaxBooks(try TaxBooks.india())
        let list = try #require(Int64(row[1]))
        try books.add(
            "A", [TaxBooks.Line(code: "IN-18", net: 1000, charges: row[0], listPrice: list)])
        #expect(try books.outcome().variances.map(\.reason.rawValue) == [row[2]], "\(row[3])")
    }

    @Test("blames rounding when another level or mode gives the line, and names it")
    func rounding() throws {
        var books = TaxBooks(try TaxBooks.india(.document))
        let line = TaxBooks.Line(code: "IN-18", net: 50, charges: "CGST 5 + SGST 5")
        try books.add("A", [line, line])
        let found = try books.outcome().variances
        #expect(found.map(\.reason) == [.rounding])
        #expect(found.map(\.explanation) == ["rounded half up by line, policy half up by document"])
        #expect(found.map(\.line) == [1])
    }

    @Test("sees no other rate in a code of the same percents") func samePercents() throws {
        let rules = try TaxBooks.rules(
            """
            A S
            B S
            """,
            rates: """
                A VAT 10 plain 2020-01-01 -
                B TVA 10 plain 2020-01-01 -
                """, level: .document)
        var books = TaxBooks(rules)
        let line = TaxBooks.Line(code: "A", net: 5, charges: "VAT 1")
        try books.add("A", [line, line])
        #expect(try books.outcome().variances.map(\.reason) == [.rounding])
    }

    @Test(
        "takes tax out of other bases when prices include it",
        arguments: table(
            """
            tax  list   reason      why
            200  12000  WRONG_BASE  out of a list amount of 1200
            164  0      WRONG_BASE  20 % on top of the gross 820
            """))
    func included(_ row: [String]) throws {
        let rules = try TaxBooks.rules(
            "VAT S", rates: "VAT VAT 20 plain 2020-01-01 -", included: true)
        var books = TaxBooks(rules)
        let tax = try #require(Int64(row[0]))
        let gross: Int64 = tax == 200 ? 900 : tax * 5
        try books.add(
            "A",
            [
                TaxBooks.Line(
                    code: "VAT", net: gross - tax, charges: "VAT \(tax)",
                    listPrice: (Int64(row[1]) ?? 0) * 10)
            ])
        #expect(try books.outcome().variances.map(\.reason.rawValue) == [row[2]], "\(row[3])")
    }

    @Test("explains each reason in words") func explanations() throws {
        var books = TaxBooks(try TaxBooks.india())
        let charges = [
            "CGST 60 + SGST 60", "CGST 140 + SGST 140", "-", "CGST 100 + SGST 80",
            "CGST 225 + SGST 225",
        ]
        try books.add(
            "A",
            charges.map {
                TaxBooks.Line(code: "IN-18", net: 1000, charges: $0, listPrice: 250_000)
            })
        #expect(
            try books.outcome().variances.map(\.explanation) == [
                "charged at 6 % + 6 % (IN-12), 9 % + 9 % in force",
                "charged at 14 % + 14 %, in force from 2025-01-01 until 2026-01-01; "
                    + "9 % + 9 % in force on 2026-06-15",
                "no tax charged, 9 % + 9 % in force",
                "total right, split wrong: CGST 1.00 for 0.90, SGST 0.80 for 0.90",
                "charged on the list amount 25.00, not on 10.00",
            ])
    }
}
