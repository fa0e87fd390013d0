import Domain
import Foundation
import Sheets
import Testing

@Suite("XLSX limits") struct XLSXLimitsTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    static func amounts(_ amounts: [String]) -> Sheet {
        Sheet(
            name: "Amounts", slug: "amounts", title: "Amounts",
            columns: [Column("Net", .decimal, isTotalled: true)],
            rows: amounts.map { SheetRow([Samples.number($0)]) })
    }

    @Test("refuses a figure of over 15 digits, says where, and leaves no file")
    func longFigures() throws {
        let row = Self.amounts(["1.00", "12345678901234.56"])
        #expect(
            throws: AppError(.figureTooLong, "sheet “Amounts”, row 2, column “Net”")
        ) { try XLSXWriter.write(Samples.workbook([row]), to: scratch.path("a.xlsx")) }

        let sum = Self.amounts(["9999999999999.99", "0.01", "999999999999.99"])
        #expect(throws: AppError(.figureTooLong, "sheet “Amounts”, total, column “Net”")) {
            try XLSXWriter.write(Samples.workbook([sum]), to: scratch.path("a.xlsx"))
        }
        #expect(try scratch.names.isEmpty)
    }

    @Test("refuses a path that is taken, and one without a folder") func paths() throws {
        try scratch.put("theirs", "a.xlsx")
        #expect(throws: AppError(.outputUnwritable, "file “a.xlsx”: EEXIST")) {
            try XLSXWriter.write(Samples.whole, to: scratch.path("a.xlsx"))
        }
        #expect(throws: AppError(.outputUnwritable, "file “b.xlsx”: ENOENT")) {
            try XLSXWriter.write(Samples.whole, to: scratch.path("missing/b.xlsx"))
        }
        #expect(try scratch.bytes("a.xlsx") == Array("theirs".utf8))
    }

    @Test("says so when there are no rows") func noRows() throws {
        let sheets = [Self.amounts([]), Samples.texts([])]
        let file = try XLSXWriter.write(Samples.workbook(sheets), to: scratch.path("a.xlsx"))
        #expect(file.rows == 0)
        guard let book = try XLSXReading.open(scratch.path("a.xlsx")) else { return }
        #expect(book.tabs[0].rows[2...] == [[.text("Net")], [.text("No rows in this period")]])
    }

    @Test("goes on in a next tab, with one total at the end") func continuation() throws {
        let sheet = Self.amounts((1...10).map { "\($0).00" })
        _ = try XLSXWriter.write(
            Samples.workbook([sheet]), to: scratch.path("a.xlsx"), rowsPerSheet: 8)
        guard let book = try XLSXReading.open(scratch.path("a.xlsx")) else { return }

        #expect(book.tabs.map(\.title) == ["Amounts", "Amounts (2)", "Amounts (3)"])
        #expect(book.tabs.map(\.rows.count) == [7, 7, 6])
        let formula =
            "=SUBTOTAL(109,'Amounts'!A4:A7)+SUBTOTAL(109,'Amounts (2)'!A4:A7)+SUBTOTAL(109,A4:A5)"
        #expect(book.tabs.map { $0.rows.last?[0] } == [.number(4), .number(8), .text(formula)])
    }

    @Test("refuses a continued name that another sheet has") func takenName() {
        let sheets = [
            Self.amounts((1...10).map { "\($0).00" }),
            Sheet(
                name: "Amounts (2)", slug: "b", title: "B", columns: [Column("A")],
                rows: []),
        ]
        #expect(throws: AppError.self) {
            try XLSXWriter.write(
                Samples.workbook(sheets), to: scratch.path("a.xlsx"), rowsPerSheet: 8)
        }
    }

    @Test("streams long sheets, with a filter and a total") func longSheet() throws {
        let sheet = Self.amounts((1...20_001).map { "\($0).25" })
        let file = try XLSXWriter.write(Samples.workbook([sheet]), to: scratch.path("a.xlsx"))
        #expect(file.rows == 20_001)
        guard let tab = try XLSXReading.open(scratch.path("a.xlsx"), cached: true)?.tabs.first
        else { return }
        #expect(tab.tables.isEmpty)
        #expect(tab.rows[2][0] == .text("Net"))
        #expect(tab.rows[20_003][0] == .number(20_001.25))
        #expect(tab.rows[20_004][0] == .number(200_035_001.25))
    }

    @Test("refuses totals that would count details twice") func untold() throws {
        let sheet = Sheet(
            name: "A", slug: "a", title: "A",
            columns: [Column("Code"), Column("Net", .decimal, isTotalled: true)],
            rows: [
                SheetRow([.text("a"), .integer(1)]),
                SheetRow([.text("b"), .integer(1)], mark: .detail),
            ])
        let words = "sheet “A”: no column tells the rows to add up from their details"
        #expect(throws: AppError(.sheetInvalid, words)) {
            try XLSXWriter.write(Samples.workbook([sheet]), to: scratch.path("a.xlsx"))
        }
    }
}
