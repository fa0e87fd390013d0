import Digests
import Domain
import Foundation
import Sheets
import TestSupport
import Testing

@Suite("XLSX writer") struct XLSXWriterTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test("gives the same bytes again, with no time of day in them") func sameBytes() throws {
        let first = try XLSXWriter.write(Samples.whole, to: scratch.path("a.xlsx"))
        let second = try XLSXWriter.write(Samples.whole, to: scratch.path("b.xlsx"))
        let bytes = try scratch.bytes("a.xlsx")

        #expect(try bytes == scratch.bytes("b.xlsx"))
        #expect(first.sha256 == second.sha256)
        #expect(first.sha256 == SHA256.hex(of: bytes))
        #expect(first.bytes == Int64(bytes.count))
        #expect(first.rows == 47)
        let mode = try FileManager.default.attributesOfItem(atPath: first.path)[.posixPermissions]
        #expect((mode as? Int ?? 0) & 0o137 == 0)
        #expect(ZipEntries.times(bytes) == [ZipEntries.epoch])
    }

    @Test("keeps every kind of value, its format, and the links") func values() throws {
        _ = try XLSXWriter.write(Samples.whole, to: scratch.path("a.xlsx"))
        guard let book = try XLSXReading.open(scratch.path("a.xlsx")) else { return }
        #expect(book.created == "2026-11-01T02:26:40")
        #expect(book.tabs.map(\.title) == ["Certificate", "Tax's summary", "Variances", "About"])

        let certificate = book.tabs[0]
        #expect(certificate.rows[0][0] == .text("Tax reconciliation"))
        #expect(certificate.rows[5][1] == .number(-3.5))
        #expect(certificate.formats["B6"] == "#,##0.00_0;[Red]-#,##0.00_0")
        #expect(certificate.links == ["D6": "'Tax''s summary'!A1"])
        #expect(!certificate.gridlines)

        let variances = book.tabs[2]
        #expect(
            variances.rows[3] == [
                .text("INV-1"), .number(1), .text("2024-10-05T00:00:00"), .number(0.11),
            ])
        #expect(variances.formats["C4"] == "yyyy-mm-dd")
        #expect(variances.tables == ["A3:D44"])
        #expect(variances.frozen == "A4")
        #expect(variances.repeated == "$3:$3")
        #expect(book.tabs[3].rows[2][1] == .text("2026-11-01T02:26:40"))
        #expect(book.tabs[3].rows[3][1] == .truth(false))
    }

    @Test("shows exact totals beside live formulas that leave details out") func totals() throws {
        _ = try XLSXWriter.write(Samples.whole, to: scratch.path("a.xlsx"))
        guard let formulas = try XLSXReading.open(scratch.path("a.xlsx")),
            let values = try XLSXReading.open(scratch.path("a.xlsx"), cached: true)
        else { return }
        #expect(
            formulas.tabs[1].rows[7] == [
                .text("Total"), .nothing, .text("=SUMIFS(C4:C7,A4:A7,\"<>\")"),
                .text("=SUMIFS(D4:D7,A4:A7,\"<>\")"),
            ])
        #expect(values.tabs[1].rows[7] == [.text("Total"), .nothing, .number(750.05), .number(7)])
        #expect(formulas.tabs[2].rows[43][3] == .text("=SUBTOTAL(109,Register3[Difference])"))
        #expect(values.tabs[2].rows[43][3] == .number(82.4))
    }

    @Test("shows totals that LibreOffice, computing them again, finds too")
    func recalculated() throws {
        guard let python = Tool.python, Tool.hasOffice else {
            print("skipped: no soffice")
            return
        }
        _ = try XLSXWriter.write(
            Samples.whole, to: scratch.path("a.xlsx"), rowsPerSheet: 34)
        try LibreOffice.recalculate(
            scratch.path("a.xlsx"), to: scratch.path("again"), python: python)
        let cached = try #require(try XLSXReading.open(scratch.path("a.xlsx"), cached: true))
        let again = try #require(
            try XLSXReading.open(scratch.path("again/bare.xlsx"), cached: true))

        #expect(again.tabs[1].rows[7] == cached.tabs[1].rows[7])
        let total = try #require(cached.tabs[3].rows.last)
        #expect(cached.tabs[3].title == "Variances (2)")
        #expect(total == [.text("Total"), .nothing, .nothing, .number(82.4)])
        guard case .number(let sum)? = again.tabs[3].rows.last?[3] else {
            Issue.record("no total after recalculation")
            return
        }
        #expect((sum * 100).rounded() == 8240)
    }

    @Test("writes every text as text, as openpyxl reads it") func texts() throws {
        guard let naughty = try Vectors.naughtyStrings(), let formulas = try Vectors.formulas()
        else { return }
        let own = ["_x0041_", "a\u{1}b", "\u{FFFE}", "http://example.org", "{=1}", " blank ", "\r"]
        let words = (naughty + formulas + own).filter { !$0.isEmpty }
        _ = try XLSXWriter.write(
            Samples.workbook([Samples.texts(words)]), to: scratch.path("a.xlsx"))
        guard let tab = try XLSXReading.open(scratch.path("a.xlsx"))?.tabs.first else { return }

        let read = tab.rows.dropFirst(3).map { $0[0] }
        #expect(read.count == words.count)
        for (value, word) in zip(read, words) { #expect(value == .text(word)) }
        #expect(Set(tab.types.values) == ["s"])
        #expect(tab.links.isEmpty)
    }

    @Test("shades columns beside each other by one scale, without title and total")
    func shades() throws {
        func hours(_ title: String, shaded: Bool) -> Column {
            Column(title, .integer, isTotalled: true, isShaded: shaded)
        }
        let sheet = Sheet(
            name: "Heat", slug: "heat", title: "Heat",
            columns: [
                Column("Hour"), hours("Mon", shaded: true), hours("Tue", shaded: true),
                hours("All", shaded: false), hours("Last", shaded: true),
            ],
            rows: (0..<3).map { hour in
                SheetRow([
                    .text("\(hour)"), .integer(hour), .integer(0), .integer(hour), .integer(9),
                ])
            })
        _ = try XLSXWriter.write(Samples.workbook([sheet]), to: scratch.path("heat.xlsx"))
        guard let book = try XLSXReading.open(scratch.path("heat.xlsx")) else { return }
        let tab = try #require(book.tabs.first)
        #expect(
            tab.shades == [
                "B4:C6 0 FFFFFFFF max FFE8A33D", "E4:E6 0 FFFFFFFF max FFE8A33D",
            ])
        #expect(tab.rows[6].first == .text("Total"))
    }
}
