import Digests
import Domain
import Foundation
import TestSupport
import Testing

@testable import Sheets

@Suite("Control totals") struct ControlTotalsTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test("are the sums of the columns that a sheet totals, without details") func totals() throws {
        let sheet = Self.sheet([
            ("GST", "", "100.10", 3), ("", "CGST", "50.05", 3), ("VAT", "", "-7", 1),
        ])
        let controls = try #require(try ControlTotals.of(sheet))

        #expect(
            controls.totals == [
                .init(column: "Base", position: 2, currency: nil, sum: "93.10"),
                .init(column: "Documents", position: 3, currency: nil, sum: "4"),
            ])
        #expect(controls.counted == .init(column: "Tax code", position: 0, isBlank: false))
        #expect(try differences(sheet, controls) == [])
    }

    @Test("are kept apart by currency where a column tells it") func currencies() throws {
        let columns = [Column("Currency"), Column("Rate %", .decimal), Column("Net", .decimal)]
        let rows = ["EUR 1 10.00", "JPY 1 7", "EUR 2 -0.50", " 3 1"].map { row in
            let parts = row.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            return SheetRow([
                .text(parts[0]), .decimal(fixed(parts[1])), .decimal(fixed(parts[2])),
            ])
        }
        let sheet = Sheet(name: "S", slug: "s", title: "S", columns: columns, rows: rows)
        let controls = try #require(try ControlTotals.of(sheet))

        #expect(
            controls.totals.map { "\($0.currency ?? "none") \($0.sum)" } == [
                "EUR 9.50", "JPY 7", " 1",
            ])
        #expect(controls.totals.allSatisfy { $0.column == "Net" }, "a sum of rates says nothing")
        #expect(controls.currencyPosition == 0)
        #expect(try differences(sheet, controls) == [])
    }

    @Test("leave out what a CSV would add up to something else") func odd() throws {
        let column = Column("A", .decimal, isTotalled: true)
        func sums(_ cells: [Cell]) throws -> [String]? {
            let sheet = Sheet(
                name: "S", slug: "s", title: "S", columns: [column],
                rows: cells.map { SheetRow([$0]) })
            let controls = try ControlTotals.of(sheet)
            #expect(try differences(sheet, controls) == [])
            return controls?.totals.map(\.sum)
        }
        #expect(try sums([.integer(1), .text("n/a"), .empty]) == ["1"])
        #expect(try sums([.integer(1), .text("12")]) == [], "a text that is a number in CSV")
        let most = Fixed(unscaled: .max, scale: 0)
        #expect(try sums([.decimal(most), .decimal(most)]) == [], "39 digits")
        #expect(try sums([]) == ["0"])
        let coins = Sheet(
            name: "S", slug: "s", title: "S", columns: [Column("Currency"), column],
            rows: [SheetRow([.text("=1"), .integer(1)])])
        #expect(try ControlTotals.of(coins) == nil, "no currency")
        #expect(try ControlTotals.of(Samples.texts(["a"])) == nil)
    }

    @Test(
        "are found wanting in a file that was changed",
        arguments: table(
            """
            instead of      put                      says
            100.10          100.20                   “Base” adds up to 93.20, stated “93.10”
            100.10          1e2                      “Base” adds up to -7, stated “93.10”
            VAT,,-7,1\\r\\n  ∅                        “Base” adds up to 100.10, stated “93.10”
            ,CGST,          X,CGST,                  “Base” adds up to 143.15, stated “93.10”
            Base            Basis                    column 3 is “Basis”, not “Base”
            Tax code,Component,Base,Documents  Tax code  column 3 is not there, not “Base”
            VAT,,-7,1\\r\\n  VAT,,-7,1\\r\\nVAT,,1,\\r\\n  “Base” adds up to 94.10, stated “93.10”
            """))
    func damage(_ row: [String]) throws {
        let sheet = Self.sheet([
            ("GST", "", "100.10", 3), ("", "CGST", "50.05", 3), ("VAT", "", "-7", 1),
        ])
        let controls = try #require(try ControlTotals.of(sheet))
        func plain(_ text: String) -> String {
            text.replacing("\\r\\n", with: "\r\n").replacing("∅", with: "")
        }
        let text = try text(of: sheet)
        let damaged = text.replacing(plain(row[0]), with: plain(row[1]), maxReplacements: 1)
        try #require(damaged != text)
        let found = tally(Array(damaged.utf8), controls, piece: 7).differences
        #expect(found.contains { $0.contains(row[2]) }, "\(found)")
    }

    @Test("agree with the CSV of any sheet, in whatever pieces it comes, to the row")
    func property()
        throws
    {
        var dice = Dice()
        for round in 0..<150 {
            let sheet = Self.random(&dice)
            let controls = try ControlTotals.of(sheet)
            let bytes = Array(try text(of: sheet).utf8)
            for piece in [1, Int.random(in: 2...64, using: &dice), bytes.count + 1] {
                let found = tally(bytes, controls, piece: piece)
                try #require(found.differences == [], "\(dice) round \(round)")
                #expect(found.rows == Int64(sheet.rows.dataRows), "\(dice) round \(round)")
            }
            let records = CSVReader.records(String(decoding: bytes, as: UTF8.self))
            #expect(records.count == sheet.rows.dataRows + 1)
        }
    }

    @Test("read any bytes without harm") func fuzz() throws {
        var dice = Dice()
        let sheet = Self.random(&dice)
        let controls = try ControlTotals.of(sheet)
        let whole = Array(try text(of: sheet).utf8)
        let marks: [UInt8] = [0, 10, 13, 34, 44, 45, 46, 57, 0xEF, 0xFF]
        for _ in 0..<2000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...8, using: &dice) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &dice)
                switch Int.random(in: 0..<3, using: &dice) {
                case 0: bytes[place] = marks.randomElement(using: &dice) ?? 0
                case 1: bytes.removeSubrange(place...)
                default: bytes.insert(marks.randomElement(using: &dice) ?? 0, at: place)
                }
            }
            let one = tally(bytes, controls, piece: 5)
            let other = tally(bytes, controls, piece: bytes.count + 1)
            #expect(one.rows == other.rows && one.differences == other.differences, "\(dice)")
        }
    }

    /// A sheet like a summary: rows with a code, details with a component.
    private static func sheet(_ rows: [(String, String, String, Int64)]) -> Sheet {
        Sheet(
            name: "Summary", slug: "summary", title: "Summary",
            columns: [
                Column("Tax code"), Column("Component"),
                Column("Base", .decimal, isTotalled: true),
                Column("Documents", .integer, isTotalled: true),
            ],
            rows: rows.map { code, component, base, count in
                SheetRow(
                    [
                        .text(code), .text(component), .decimal(fixed(base)), .integer(count),
                    ], mark: component.isEmpty ? .normal : .detail)
            })
    }

    /// Texts with everything that needs quotes, figures of any scale, details, headings.
    private static func random(_ dice: inout Dice) -> Sheet {
        let words = [
            "", "a", "a,b", "\"", "\r\n", "=1", "é\n", "EUR", "JPY",
            String(repeating: "x", count: 70),
        ]
        let isMoney = Bool.random(using: &dice)
        let title = isMoney ? "Currency" : "=Word, \"quoted\""
        let hasDetails = Bool.random(using: &dice)
        var rows: [SheetRow] = []
        for _ in 0..<Int.random(in: 0...40, using: &dice) {
            let mark: Mark = hasDetails && Bool.random(using: &dice) ? .detail : .normal
            let figure = Fixed(
                unscaled: dice.whole(bits: Int.random(in: 8...100, using: &dice)),
                scale: Int.random(in: 0...6, using: &dice))
            rows.append(
                SheetRow(
                    [
                        .text(
                            (isMoney ? ["", "EUR", "JPY"] : words).randomElement(using: &dice) ?? ""
                        ),
                        mark == .detail ? .text("part") : .empty,
                        Bool.random(using: &dice) ? .decimal(figure) : .empty,
                        .text(words.randomElement(using: &dice) ?? ""),
                        .integer(Int64.random(in: -9...9, using: &dice)),
                    ], mark: mark))
        }
        return Sheet(
            name: "S", slug: "s", title: "S",
            columns: [
                Column(title), Column("Part"), Column("=Net", .decimal, isTotalled: true),
                Column("Words, too"), Column("Count", .integer, isTotalled: true),
            ], rows: rows)
    }

    private func text(of sheet: Sheet) throws -> String {
        let name = "\(UUID().uuidString).csv"
        _ = try CSVWriter.write(sheet, to: scratch.path(name), marksUTF8: sheet.rows.count % 2 == 1)
        return String(decoding: try scratch.bytes(name), as: UTF8.self)
    }

    private func differences(_ sheet: Sheet, _ controls: ControlTotals?) throws -> [String] {
        tally(Array(try text(of: sheet).utf8), controls, piece: 11).differences
    }

    /// Feeds bytes as a reader of files does, with what was not taken in front of the next piece.
    private func tally(
        _ bytes: [UInt8], _ controls: ControlTotals?, piece: Int
    ) -> (rows: Int64, differences: [String]) {
        var tally = CSVTally(controls)
        var (rest, place) = ([UInt8](), 0)
        while place < bytes.count {
            let end = min(place + piece, bytes.count)
            rest += bytes[place..<end]
            place = end
            let taken = rest.withUnsafeBytes { tally.take($0, isLast: false) }
            rest.removeFirst(taken)
        }
        _ = rest.withUnsafeBytes { tally.take($0, isLast: true) }
        return (tally.rows, tally.differences())
    }
}

private func fixed(_ text: String) -> Fixed { Fixed(text) ?? Fixed(unscaled: 0, scale: 0) }
