import Digests
import Domain
import Sheets
import Testing

@Suite("Canonical form") struct CanonicalTests {
    static func digest(_ sheet: Sheet) -> String {
        var digest = SHA256()
        sheet.canonical(into: &digest)
        return digest.finalizeHex()
    }

    static func digest(_ cells: [Cell], mark: Mark = .normal, titles: [String] = ["A"]) -> String {
        digest(
            Sheet(
                name: "S", slug: "s", title: "T", columns: titles.map { Column($0) },
                rows: [SheetRow(cells, mark: mark)]))
    }

    @Test("tells apart what differs in any cell, kind, mark or title") func apart() {
        let digests = [
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

    @Test("does not mind title, notes, widths, layout and chart") func looks() {
        let plain = Samples.summary
        let dressed = Sheet(
            name: plain.name, slug: "other", title: "Other", notes: ["note"], layout: .facts,
            columns: plain.columns.map { Column($0.title, $0.kind, width: 9) }, rows: plain.rows)
        let drawn = Samples.months([.eur])
        #expect(Self.digest(drawn) == Self.digest(Samples.months([.eur], chart: nil)))
        #expect(Self.digest(plain) == Self.digest(dressed))
    }

    @Test("stays what it was in the releases before") func golden() {
        #expect(
            Self.digest(Samples.summary)
                == "0433fbdd9db87e5382e5a1ffda6a189db822a5051abbb03e8c371d4ce87de247")
    }

    @Test("takes in the first, a middle and the last of many rows", arguments: [0, 2500, 4999])
    func manyRows(_ changed: Int) {
        var words = (0..<5000).map { "row \($0), long enough for more than one portion" }
        let before = Self.digest(Samples.texts(words))
        words[changed] = "other"
        #expect(Self.digest(Samples.texts(words)) != before)
    }
}
