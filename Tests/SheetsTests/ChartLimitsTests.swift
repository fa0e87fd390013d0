import Domain
import Testing

@testable import Sheets

@Suite("Chart limits") struct ChartLimitsTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// What is wrong with a chart, and what is said of it.
    struct Refusal: CustomTestStringConvertible {
        let sheet: Sheet
        let words: String
        var testDescription: String { words }

        init(_ sheet: Sheet, _ words: String) {
            self.sheet = sheet
            self.words = words
        }
    }

    /// A sheet with one of everything, unless told otherwise.
    static func sheet(
        categories: String = "Month", series: [String] = ["Tax"],
        apart: String? = nil, title: String = "T", layout: Layout = .register,
        width: Double? = nil, rows: [SheetRow] = []
    ) -> Sheet {
        Sheet(
            name: "A", slug: "a", title: "A", layout: layout,
            columns: [
                Column("Month", width: width), Column("Currency", width: width),
                Column("Tax", .decimal),
            ], rows: rows,
            chart: Chart(
                title: title, categories: categories, series: series, measure: "Tax", apart: apart))
    }

    static func row(_ currency: Cell, _ tax: Cell = .integer(1), mark: Mark = .normal) -> SheetRow {
        SheetRow([.text("2026-01"), currency, tax], mark: mark)
    }

    static let (eur, jpy) = (row(.text("EUR")), row(.text("JPY")))

    static let refused: [Refusal] = [
        Refusal(sheet(categories: "Week"), "its chart names a column “Week” that is not there"),
        Refusal(sheet(series: ["Base"]), "its chart names a column “Base” that is not there"),
        Refusal(sheet(apart: "Zone"), "its chart names a column “Zone” that is not there"),
        Refusal(sheet(series: ["Month"]), "its chart draws “Month”, which holds no numbers"),
        Refusal(sheet(series: []), "a chart has 1 to 6 series, this one has 0"),
        Refusal(
            sheet(series: Array(repeating: "Tax", count: 7)),
            "a chart has 1 to 6 series, this one has 7"),
        Refusal(sheet(series: ["Tax", "Tax"]), "its chart has a series twice"),
        Refusal(sheet(title: ""), "the title of its chart has 1 to 255 characters"),
        Refusal(sheet(title: "a\nb"), "the title of its chart has control characters"),
        Refusal(sheet(layout: .facts), "a sheet of facts has no chart"),
        Refusal(
            sheet(rows: [eur, row(.text("EUR"), .text("n/a"))]),
            "row 2 has no number in “Tax” to draw"),
        Refusal(
            sheet(apart: "Currency", rows: [eur, jpy, eur]),
            "row 3 stands apart from the other rows of its chart"),
        Refusal(
            sheet(rows: [eur, row(.empty, mark: .detail), eur]),
            "row 3 stands apart from the other rows of its chart"),
        Refusal(
            sheet(apart: "Currency", rows: [eur, row(.empty)]),
            "row 2 has no “Currency” to part its chart by"),
    ]

    @Test("refuses what would be repaired, or show other than the rows say", arguments: refused)
    func refusals(_ refusal: Refusal) {
        let error = AppError(.sheetInvalid, "sheet “A”: " + refusal.words)
        #expect(throws: error) { try refusal.sheet.validate() }
    }

    @Test("takes blanks among the figures, and headings and details around them")
    func taken() throws {
        let rows = [
            SheetRow([.text("Euro")], mark: .heading), Self.eur, Self.row(.text("EUR"), .empty),
            Self.row(.empty, mark: .detail), SheetRow([], mark: .heading), Self.jpy,
        ]
        let sheet = Self.sheet(apart: "Currency", rows: rows)
        try sheet.validate()
        #expect(
            try sheet.pictures() == [
                Picture(value: "EUR", rows: 1..<3), Picture(value: "JPY", rows: 5..<6),
            ])
    }

    @Test("gives the same bytes again, and a CSV without it") func sameBytes() throws {
        let sheet = Samples.months([.inr, .jpy])
        for name in ["a", "b"] {
            let path = scratch.path("\(name).xlsx")
            _ = try XLSXWriter.write(Samples.workbook([sheet]), to: path)
        }
        #expect(try scratch.bytes("a.xlsx") == scratch.bytes("b.xlsx"))
        #expect(ZipEntries.times(try scratch.bytes("a.xlsx")) == [ZipEntries.epoch])

        let bare = Samples.months([.inr, .jpy], chart: nil)
        _ = try CSVWriter.write(sheet, to: scratch.path("a.csv"))
        _ = try CSVWriter.write(bare, to: scratch.path("b.csv"))
        #expect(try scratch.bytes("a.csv") == scratch.bytes("b.csv"))
    }

    @Test("is not there without rows to draw, and openpyxl finds it where it is")
    func nothing() throws {
        let heading = [SheetRow([.text("Euro")], mark: .heading)]
        for (name, rows, count) in [("a", [], 0), ("b", heading, 0), ("c", [Self.eur], 1)] {
            let path = scratch.path("\(name).xlsx")
            let book = Samples.workbook([Self.sheet(apart: "Currency", rows: rows)])
            _ = try XLSXWriter.write(book, to: path)
            guard let charts = try ChartReading.open(path), let book = try XLSXReading.open(path)
            else { return }
            #expect(charts.count == count)
            #expect(book.tabs.map(\.charts) == [count])
        }
    }

    @Test("makes way for a line that says so when there is too much to see")
    func tooMuch() throws {
        let rows = SheetPlan.pictureRowsMax
        let currencies = (0...SheetPlan.picturesMax).map { Self.row(.text("\($0)")) }
        let sheets = [
            Samples.days((1...rows).map { Day(number: Int32($0)) }),
            Samples.days((0...rows).map { Day(number: Int32($0)) }),
            Self.sheet(apart: "Currency", rows: Array(currencies.dropLast())),
            Self.sheet(apart: "Currency", rows: currencies),
        ]
        for (sheet, count) in zip(sheets, [1, 0, SheetPlan.picturesMax, 0]) {
            let path = scratch.path("\(try scratch.names.count).xlsx")
            _ = try XLSXWriter.write(Samples.workbook([sheet]), to: path)
            guard let charts = try ChartReading.open(path), let book = try XLSXReading.open(path)
            else { return }
            #expect(charts.count == count)
            let says = book.tabs[0].rows.last?[0] == .text("No chart: too many rows")
            #expect(says == (count == 0))
        }
    }

    @Test("is never cut in two by the end of a page") func print() throws {
        let sheets = [
            Samples.months([.inr]), Samples.months([.inr, .jpy, .kwd], name: "B"),
            Samples.months([.inr], chart: nil, name: "C"),
        ]
        _ = try XLSXWriter.write(Samples.workbook(sheets), to: scratch.path("a.xlsx"))
        guard let charts = try ChartReading.open(scratch.path("a.xlsx")) else { return }
        #expect(charts.map(\.pagesDown) == [1, nil, nil, nil])
        #expect(charts.map(\.breaks) == [[], [44, 74], [44, 74], [44, 74]])
        #expect(charts.map(\.corner[0]) == [19, 44, 59, 74])
    }

    @Test("shares a page with more of them where a wide table makes all small") func wide() throws {
        let rows = (1...6).map { Self.row(.text("\($0)")) }
        let sheet = Self.sheet(apart: "Currency", width: 140, rows: rows)
        _ = try XLSXWriter.write(Samples.workbook([sheet]), to: scratch.path("a.xlsx"))
        guard let chart = try ChartReading.open(scratch.path("a.xlsx"))?.first else { return }
        #expect(chart.scale == 49)
        #expect(chart.breaks == [10, 70])
    }

    @Test(
        "has words that XML holds and nobody takes for a formula",
        arguments: [
            ("Tax", "Tax"), ("=1+1", " =1+1"), ("a=b", "a=b"), ("a\u{1}\u{FFFE}b", "ab"),
            ("_x0041_", "_x0041_"), ("", ""),
        ])
    func words(_ words: String, _ text: String) {
        #expect(chartText(words) == text)
    }
}
