import Domain
import Services
import TestSupport
import Testing

@Suite("Tax of credit notes") struct TaxCreditTests {
    static let levels = RoundingLevel.allCases

    @Test(
        "asks of a note what it adds to the earlier ones of its invoice",
        arguments: table(
            """
            level     mode       notes                     taxes        why
            line      half_up    A1:5 / A1:5               1 / 0        0.5, then 1 less 1
            line      half_up    A1:5 / A2:5               1 / 1        another line: by itself
            line      half_up    A0:5 / A0:5               1 / 1        no line: by itself
            line      half_up    A1:10 / B1:10             1 / 1        other rates: by themselves
            line      half_up    A1:10 B1:10               1 1          in one note too
            line      half_even  A1:5 / A1:5               0 / 1        0.5 is even below, then 1
            line      down       A1:5 / A1:5 / A1:5        0 / 1 / 0    0.5, 1, 1.5
            line      up         A1:1 / A1:1 / A1:9        1 / 0 / 1    0.1, 0.2, 1.1
            line      half_up    A1:5 A1:5                 1 0          two lines of a note for one line
            line      half_up    A1:5 A2:5 A1:5            1 1 0        the third adds to the first
            line      half_up    A1:5 / A1:5 A1:5          1 / 0 1      0.5, 1, 1.5
            line      half_up    A0:5 A0:5                 1 1          no line, no sum
            group     half_up    A1:5 / A2:5               1 / 0        one group, whatever the line
            group     half_up    A0:5 / A0:5               1 / 0        with no line too
            group     half_up    A1:5 / B2:10              1 / 1        another group
            group     half_up    A1:5 A2:5 / A3:5          0 1 / 1      1, then 1.5 is 2
            group     down       A1:15 / A2:5 B3:30 / A1:5  1 / 1 1 / 0  1.5, 2, 2.5; B by itself
            group     up         A1:1 / B2:2 / A1:1        1 / 1 / 0    B between them changes nothing
            document  half_up    A1:5 / B2:10              1 / 0        one component, whatever the rate
            document  half_up    A1:5 / C2:5               1 / 1        another component
            document  half_up    A1:5 C2:5 / A1:5          1 1 / 0      the note has no C to carry
            document  half_even  A1:5 / B2:10 / A1:5       0 / 1 / 1    0.5, 1, 1.5 is 2
            document  down       A1:15 A1:4 / B2:2         1 0 / 1      1.9, then 2
            """))
    func cumulated(_ row: [String]) throws {
        let rules = try Self.rules(
            try #require(RoundingLevel(rawValue: row[0])),
            try #require(RoundingMode(rawValue: row[1])))
        var earlier: [Part] = []
        var taxes: [String] = []
        for note in row[2].split(separator: " / ") {
            let parts = try note.split(separator: " ").map { try Part($0) }
            let lines = try Self.due(rules, parts, after: earlier).lines
            taxes.append(lines.map { "\($0.tax)" }.joined(separator: " "))
            earlier += parts
        }
        #expect(taxes.joined(separator: " / ") == row[3], "\(row[4])")
    }

    @Test(
        "cumulates quantities, withheld components and gross prices as it does amounts",
        arguments: table(
            """
            prices  rates                               notes             taxes            why
            net     F 0.005:per_unit plain              10:1 / 10:1       F 1 / F 0        0.5, then 1
            net     F 0.005:per_unit plain              0:1 / 10:0 / 0:1  F 1 / F 0 / F 0  nothing of none
            gross   F 0.005:per_unit plain              10:1 / 10:1       F 1 / F 0        the same out of gross
            net     D 20:division plain                 10:1 / 10:1       D 3 / D 2        2.5, then 5
            gross   D 25:division plain                 10:1 / 10:1       D 3 / D 2        2.5, then 5
            gross   V 10 plain                          5:1 / 6:1         V 0 / V 1        0.45, then 1
            net     V 10 plain / W 5 withheld           10:1 / 10:1       V 1 + W 1 / V 1 + W 0  1 and 0.5, 2 and 1
            """), levels)
    func kinds(_ row: [String], _ level: RoundingLevel) throws {
        let rules = try TaxBooks.rules(
            "A S",
            rates: row[1].split(separator: " / ").map { "A \($0) 2020-01-01 -" }
                .joined(separator: "\n"), level: level, included: row[0] == "gross")
        var earlier: [Part] = []
        var taxes: [String] = []
        for note in row[2].split(separator: " / ") {
            let part = try Part("A1:\(note)")
            taxes += try Self.due(rules, [part], after: earlier).lines.map(\.charges)
            earlier.append(part)
        }
        #expect(taxes.joined(separator: " / ") == row[3], "\(row[4])")
    }

    @Test("is the same whatever the order of a note's lines", arguments: levels)
    func order(_ level: RoundingLevel) throws {
        let rules = try Self.rules(level, .halfUp)
        let earlier = [Part(code: "A", credited: 1, amount: 5)]
        let parts = [1, 2, 1].map { Part(code: "A", credited: $0, amount: 5) }
        let ordered = try Self.due(rules, parts, after: earlier).lines.map(\.tax)
        let turned = try Self.due(rules, parts, after: earlier, backwards: true).lines.map(\.tax)
        #expect(ordered == Array(turned.reversed()))
    }

    @Test("leaves nothing of the earlier notes to the next document", arguments: levels)
    func nextDocument(_ level: RoundingLevel) throws {
        let rules = try Self.rules(level, .halfUp)
        var books = TaxBooks(rules)
        let earlier = try ["A1:5", "C2:5"].map { try Part($0).earlier(rules) }
        let line = TaxBooks.Line(code: "A", net: 5, charges: "V 0", credited: 1)
        try books.add("N", isCredit: true, after: earlier, [line])
        for (number, code, charges) in [("O", "A", "V 1"), ("P", "C", "X 1")] {
            let line = TaxBooks.Line(code: code, net: 5, charges: charges, credited: 1)
            try books.add(number, isCredit: true, [line])
        }
        #expect(try books.outcome().variances == [])
    }

    @Test("finds nothing wrong with notes charged with earlier ones in mind", arguments: levels)
    func agreement(_ level: RoundingLevel) throws {
        var books = TaxBooks(try Self.rules(level, .halfUp))
        let line = TaxBooks.Line(code: "A", net: 5, credited: 1)
        let credited = try Part("A1:5").earlier(books.rules)
        for (number, charges) in [("first", "V 1"), ("second", "V 0")] {
            var line = line
            line.charges = charges
            try books.add(
                number, isCredit: true, after: number == "first" ? [] : [credited], [line])
        }
        let outcome = try books.outcome()
        #expect(outcome.variances == [])
        #expect(outcome.summary.map(\.charged) == [-1])
    }

    @Test(
        "calls a note charged by itself what it is",
        arguments: table(
            """
            rates        earlier  net  charged    difference  why
            V 10         5        5    V 1        1           1 less 1; down gives 1 too
            V 10         4        14   V 1        -1          1.8 is 2; 1.4 by itself
            V 10 / X 35  6        16   V 2 + X 6  1           no other rounding gives 8
            """), levels)
    func byItself(_ row: [String], _ level: RoundingLevel) throws {
        let rates = row[0].split(separator: " / ").map { "A \($0) plain 2020-01-01 -" }
        let rules = try TaxBooks.rules(
            "A S", rates: rates.joined(separator: "\n"), level: level)
        var books = TaxBooks(rules)
        let net = try #require(Int64(row[2]))
        try books.add(
            "N", isCredit: true, after: [try Part("A1:\(row[1])").earlier(rules)],
            [TaxBooks.Line(code: "A", net: net, charges: row[3], credited: 1)])
        let found = try #require(try books.outcome().variances.first)
        let difference = try #require(Int64(row[4]))
        #expect(found.reason == .rounding, "\(row[5])")
        #expect(found.difference == -difference, "\(row[5])")
        #expect(
            found.explanation
                == "rounded by itself, not with the earlier credit notes of the invoice")
    }

    @Test("names another rounding, cumulated, where that is what was charged", arguments: levels)
    func otherRounding(_ level: RoundingLevel) throws {
        let rules = try Self.rules(level, .halfUp)
        var books = TaxBooks(rules)
        try books.add(
            "N", isCredit: true, after: [try Part("A1:10").earlier(rules)],
            [TaxBooks.Line(code: "A", net: 11, charges: "V 2", credited: 1)])
        #expect(
            try books.outcome().variances.map(\.explanation)
                == ["rounded up by line, policy half up by \(level.rawValue)"])
    }

    /// Ten percent, half of it, and ten percent under another name.
    private static func rules(_ level: RoundingLevel, _ mode: RoundingMode) throws -> TaxRules {
        try TaxBooks.rules(
            "A S\nB S\nC S",
            rates: """
                A V 10 plain 2020-01-01 -
                B V 5 plain 2020-01-01 -
                C X 10 plain 2020-01-01 -
                """, level: level, mode: mode)
    }

    private static func due(
        _ rules: TaxRules, _ parts: [Part], after earlier: [Part], backwards: Bool = false
    ) throws -> TaxDue {
        var books = TaxBooks(rules)
        let lines = zip(Int32(1)..., parts).map { $1.line($0) }
        try books.add(
            "N", isCredit: true, after: earlier.map { $0.earlier(rules) },
            backwards ? lines.reversed() : lines)
        return try TaxDue(books)
    }

    /// A part of a line that is credited: `A1:5`, or `A1:5:2` of two units.
    private struct Part {
        let code: String
        let credited: Int64
        let amount: Int64
        var quantity: Int64 = 1000

        init(code: String, credited: Int64, amount: Int64) {
            (self.code, self.credited, self.amount) = (code, credited, amount)
        }

        init(_ text: some StringProtocol) throws {
            let cells = text.dropFirst().split(separator: ":").compactMap { Int64($0) }
            (code, credited, amount) = (String(text.prefix(1)), cells[0], cells[1])
            if cells.count > 2 { quantity = cells[2] * 1000 }
        }

        func line(_ position: Int32) -> TaxBooks.Line {
            TaxBooks.Line(
                code: code, net: amount, quantity: quantity, position: position,
                credited: credited)
        }

        func earlier(_ rules: TaxRules) -> CreditedLine {
            CreditedLine(
                credited: credited,
                codeIndex: Int32(rules.codes.firstIndex { $0.code == code } ?? -1),
                amount: amount, quantity: quantity)
        }
    }
}
