import Digests
import Domain
import Sheets
import Testing

@Suite("Canonical form") struct CanonicalTests {
    static func digest(_ sheet: Sheet) throws -> String {
        var digest = SHA256()
        try sheet.canonical(into: &digest)
        return digest.finalizeHex()
    }

    static func digest(
        _ cells: [Cell], mark: Mark = .normal, titles: [String] = ["A"]
    ) throws -> String {
        try digest(
            Sheet(
                name: "S", slug: "s", title: "T", columns: titles.map { Column($0) },
                rows: [SheetRow(cells, mark: mark)]))
    }

    @Test("tells apart what differs in any cell, kind, mark or title") func apart() throws {
        let digests = try [
            Self.digest([]), Self.digest([.empty]), Self.digest([.text("")]),
            Self.digest([.text("1")]), Self.digest([.integer(1)]),
            Self.digest([Samples.number("1.0")]), Self.digest([Samples.number("1.00")]),
            Self.digest([.bool(true)]), Self.digest([.day(Day(number: 1))]),
            Self.digest([.instant(Instant(microseconds: 1))]),
            Self.digest([.text("ab"), .text("c")]), Self.digest([.text("a"), .text("bc")]),
            Self.digest([.text("a"), .text("ttb")]), Self.digest([.text("att"), .text("b")]),
            Self.digest([.text("1"), .text("1")]), Self.digest([.link(text: "1", sheet: "1")]),
            Self.digest([.integer(1)], mark: .detail), Self.digest([.integer(1)], titles: ["B"]),
            Self.digest([.integer(1)], titles: ["A", "B"]),
        ]
        #expect(Set(digests).count == digests.count)
    }

    @Test("does not mind title, notes, widths, layout and chart") func looks() throws {
        let plain = Samples.summary
        let dressed = Sheet(
            name: plain.name, slug: "other", title: "Other", notes: ["note"], layout: .facts,
            columns: plain.columns.map { Column($0.title, $0.kind, width: 9) }, rows: plain.rows)
        let drawn = Samples.months([.eur])
        #expect(try Self.digest(drawn) == Self.digest(Samples.months([.eur], chart: nil)))
        #expect(try Self.digest(plain) == Self.digest(dressed))
    }

    @Test("stays what it was in the releases before") func golden() throws {
        let digest = try Self.digest(Samples.summary)
        #expect(digest == "1f8a2feed0e3fba8051e1913e471248076029eafbeb260f09167c9da036d2f9d")
    }

    @Test("takes in the first, a middle and the last of many rows", arguments: [0, 2500, 4999])
    func manyRows(_ changed: Int) throws {
        var words = (0..<5000).map { "row \($0), long enough for more than one portion" }
        let before = try Self.digest(Samples.texts(words))
        words[changed] = "other"
        #expect(try Self.digest(Samples.texts(words)) != before)
    }
}
