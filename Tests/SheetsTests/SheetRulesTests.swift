import Domain
import Sheets
import Testing

@Suite("Sheet rules") struct SheetRulesTests {
    static func named(_ name: String, slug: String = "s") -> Sheet {
        Sheet(name: name, slug: slug, title: "T", columns: [Column("A")], rows: [])
    }

    @Test(
        "refuses names that a spreadsheet refuses",
        arguments: [
            "", "a[b", "a]b", "a:b", "a*b", "a?b", "a/b", "a\\b", "'a", "a'", "a\nb", "History",
            "12345678901234567890123456789012",
        ])
    func names(_ name: String) {
        let error = #expect(throws: AppError.self) { try Self.named(name).validate() }
        #expect(error?.code == .sheetInvalid)
    }

    @Test("takes names that a spreadsheet takes", arguments: ["a'b", "Tax – é", "हिन्दी", "1", "R1C1"])
    func goodNames(_ name: String) throws {
        try Self.named(name).validate()
    }

    @Test("refuses slugs that are no part of a file's name", arguments: ["", "../x", "A", "a b"])
    func slugs(_ slug: String) {
        #expect(throws: AppError.self) { try Self.named("A", slug: slug).validate() }
    }

    @Test(
        "refuses columns without a title of their own",
        arguments: [
            [""], ["A", "a"], ["A\n"], [String(repeating: "x", count: 256)], [],
        ])
    func titles(_ titles: [String]) {
        let sheet = Sheet(
            name: "A", slug: "a", title: "A", columns: titles.map { Column($0) }, rows: [])
        #expect(throws: AppError.self) { try sheet.validate() }
    }

    @Test("refuses a row with too few or too many cells, and says which") func cells() {
        for count in [1, 3] {
            let row = SheetRow(Array(repeating: .integer(1), count: count))
            let sheet = Sheet(
                name: "A", slug: "a", title: "A", columns: [Column("A"), Column("B")],
                rows: [SheetRow([.text("title")], mark: .heading), row])
            let words = "sheet “A”: row 2 has \(count) cells for 2 columns"
            #expect(throws: AppError(.sheetInvalid, words)) { try sheet.validate() }
        }
    }

    @Test("refuses a workbook whose sheets or links cannot be told apart or found")
    func workbooks() {
        let twins = [Self.named("Sales"), Self.named("SALES")]
        let astray = [Samples.certificate]
        for sheets in [[], twins, astray] {
            #expect(throws: AppError.self) { try Samples.workbook(sheets).validate() }
        }
        #expect(throws: Never.self) { try Samples.whole.validate() }
    }
}
