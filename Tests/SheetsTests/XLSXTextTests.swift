import Domain
import Testing

@testable import Sheets

@Suite("XLSX text") struct XLSXTextTests {
    @Test(
        "escapes what a spreadsheet would read otherwise",
        arguments: [
            ("plain", "plain"), ("a_b", "a_b"), ("_x0041_", "_x005F_x0041_"),
            ("_x00e9_", "_x005F_x00e9_"), ("_x004_", "_x004_"), ("_X0041_", "_X0041_"),
            ("__x0041_", "__x005F_x0041_"), ("_x0041_x0042_", "_x005F_x0041_x005F_x0042_"),
            ("a\u{1}b", "a_x0001_b"), ("a\rb", "a_x000D_b"), ("a\r\nb", "a_x000D_\nb"),
            ("\t\n", "\t\n"), ("\u{FFFE}\u{FFFF}\u{FFFD}", "_xFFFE__xFFFF_\u{FFFD}"),
            ("a\0b", "a\u{FFFD}b"), ("＝é", "＝é"), ("\u{7F}", "\u{7F}"),
        ])
    func escapes(_ words: String, _ text: String) {
        #expect(xlsxText(words) == text)
    }

    @Test("keeps 32,767 characters, and cuts more with an ellipsis") func length() {
        let full = String(repeating: "x", count: 32_767)
        #expect(xlsxText(full) == full)
        #expect(xlsxText(full + "x") == full.dropLast() + "…")

        // A pair of UTF-16 units is never cut in two.
        let pairs = String(repeating: "😀", count: 16_384)
        #expect(xlsxText(pairs) == String(repeating: "😀", count: 16_383) + "…")
        #expect(xlsxText(String(repeating: "é", count: 20_000)).count == 20_000)
    }

    @Test("counts an escape in full, and never cuts it") func escapedLength() {
        let text = xlsxText(String(repeating: "\u{1}", count: 5000))
        #expect(text == String(repeating: "_x0001_", count: 4680) + "…")
    }

    @Test(
        "takes figures of 15 digits and refuses longer ones",
        arguments: textTable(
            """
            figure                 taken  why
            0.00                   yes    nothing
            123456789012.345       yes    15 digits
            1234567890123.456      no     16 digits
            -999999999999999       yes    15 nines
            9007199254740993       no     no binary number is that
            123456789012.34500     yes    zeros at the end are not counted
            100000000000000000000  yes    nor are they before the point
            0.000000000000000001   yes    nor in front
            """))
    func figures(_ row: [String]) throws {
        let value = spreadsheetNumber(try #require(Fixed(row[0])))
        #expect(value == (row[1] == "yes" ? Double(row[0]) : nil))
    }

    @Test("counts days as every spreadsheet does, and only those") func days() throws {
        #expect(spreadsheetNumber(try #require(Day("1900-03-01"))) == 61)
        #expect(spreadsheetNumber(try #require(Day("1900-02-28"))) == nil)
        #expect(spreadsheetNumber(try #require(Day("2026-10-31"))) == 46_326)
        #expect(spreadsheetNumber(try #require(Day("9999-12-31"))) == 2_958_465)
        #expect(spreadsheetNumber(Instant(seconds: 43_200)) == 25_569.5)
    }

    @Test(
        "names columns as spreadsheets do",
        arguments: [
            (0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD"),
        ])
    func letters(_ index: Int, _ letters: String) {
        #expect(columnLetters(index) == letters)
    }

    @Test(
        "sets points below each other",
        arguments: [
            (2, 2, "#,##0.00_0;[Red]-#,##0.00_0"), (0, 0, "#,##0_0;[Red]-#,##0_0"),
            (1, 3, "#,##0.0_0_0_0;[Red]-#,##0.0_0_0_0"), (0, 1, "#,##0_._0_0;[Red]-#,##0_._0_0"),
        ])
    func formats(_ scale: Int, _ columnScale: Int, _ format: String) {
        #expect(NumberFormat.decimal(scale: scale, columnScale: columnScale) == format)
    }
}
