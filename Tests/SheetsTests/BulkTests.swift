import Domain
import Foundation
import Glibc
import TestSupport
import Testing

@testable import Sheets

/// Rows that we spell ourselves beside rows that libxlsxwriter writes.
@Suite("Bulk sheets") struct BulkTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// Writes a workbook by both engines.
    private func pair(
        _ sheets: [Sheet], _ name: String, rowsPerSheet: Int = XLSXWriter.rowsPerSheetMax,
        given: [XLSXLikeness.Given] = []
    ) throws -> XLSXLikeness.Pair {
        let paths = ["library", "bulk"].map { scratch.path("\(name)-\($0).xlsx") }
        for (path, engine) in zip(paths, [XLSXWriter.Engine.libxlsxwriter, .bulk]) {
            _ = try XLSXWriter.write(
                Samples.workbook(sheets), to: path, rowsPerSheet: rowsPerSheet, engine: engine)
        }
        return XLSXLikeness.Pair(one: paths[0], other: paths[1], given: given)
    }

    @Test("say what was given, in every cell's value, type and style as libxlsxwriter's do")
    func alike() throws {
        let hostile = try (Vectors.naughtyStrings() ?? []) + (Vectors.formulas() ?? [])
        var pairs: [XLSXLikeness.Pair] = []
        for seed in 0..<UInt64(60) {
            let book = RandomBook(seed: seed, hostile: hostile)
            pairs.append(try pair(book.sheets, "\(seed)", given: book.given()))
        }
        // More than a thousand rows: details, headings and wrapped words over many pieces.
        let long = RandomBook(seed: 2000, hostile: hostile, rows: 1200)
        pairs.append(try pair(long.sheets, "rows", given: long.given()))
        pairs.append(try pair(Samples.whole.sheets + [try Self.long(50, scratch)], "links"))
        let many = RandomBook(seed: 1000, hostile: hostile)
        pairs.append(try pair(many.sheets, "parts", rowsPerSheet: 12))
        pairs.append(try pair([try Self.long(6000, scratch)], "pieces"))
        let days = Samples.days((0...1200).map { Day(number: $0) })
        pairs.append(try pair([days], "no chart", rowsPerSheet: 900))
        pairs.append(try pair([Samples.months([.inr, .jpy]), Samples.summary], "charts"))
        guard let found = try XLSXLikeness.differences(pairs, in: scratch) else { return }
        #expect(found == [])
    }

    @Test("are recalculated by LibreOffice to what stands in them, and to libxlsxwriter's")
    func recalculated() throws {
        guard let python = Tool.python, Tool.hasOffice else {
            print("skipped: no soffice")
            return
        }
        let book = RandomBook(seed: 7, hostile: [])
        let pair = try pair(book.sheets + [Samples.summary, Samples.variances], "a")
        var readings: [XLSXReading] = []
        for (index, path) in [pair.one, pair.other].enumerated() {
            let again = scratch.path("again-\(index)")
            try LibreOffice.recalculate(path, to: again, python: python)
            readings.append(
                try #require(try XLSXReading.open(again + "/bare.xlsx", cached: true)))
        }
        for (one, other) in zip(readings[0].tabs, readings[1].tabs) {
            #expect(one.rows == other.rows)
            #expect(one.types == other.types)
        }
        let total = readings[1].tabs.first { $0.title == "Tax's summary" }?.rows.last
        #expect(total == [.text("Total"), .nothing, .number(750.05), .number(7)])
    }

    @Test("refuse a figure of over 15 digits at the row and column that libxlsxwriter does")
    func tooLong() throws {
        for figure in ["12345678901234.56", "-1234567890123456", "0.1234567890123456"] {
            for isTotalled in [false, true] {
                let sheet = Sheet(
                    name: "A", slug: "a", title: "A",
                    columns: [Column("Text"), Column("Net", .decimal, isTotalled: isTotalled)],
                    rows: (0..<5000).map {
                        SheetRow([.text("\($0)"), Samples.number($0 == 4321 ? figure : "\($0).25")])
                    })
                for engine in [XLSXWriter.Engine.bulk, .libxlsxwriter] {
                    let said = AppError(.figureTooLong, "sheet “A”, row 4322, column “Net”")
                    #expect(throws: said) {
                        try XLSXWriter.write(
                            Samples.workbook([sheet]), to: scratch.path("a.xlsx"), engine: engine)
                    }
                }
            }
        }
        #expect(try scratch.names == [])
    }

    /// Rows of many pieces, some of them on disk.
    static func long(_ count: Int, _ scratch: Scratch) throws -> Sheet {
        var rows = SheetRows(spillingTo: scratch.folder, memoryMax: 100_000)
        for number in 0..<count {
            try rows.append(
                SheetRow([
                    .integer(Int64(number)), .text("row \(number * 7919 % 10_007)"),
                    .decimal(Fixed(unscaled: Int128(number * 37), scale: 2)),
                    .day(Day(number: Int32(20_000 + number % 400))), .bool(number % 3 == 0),
                ]))
        }
        return Sheet(
            name: "Long", slug: "long", title: "Long",
            columns: [
                Column("Number", .integer), Column("Text"),
                Column("Net", .decimal, isTotalled: true, digits: 2), Column("Day", .day),
                Column("Void", .boolean),
            ], rows: rows)
    }

    @Test("hold every row over pieces and tabs, total it exactly, and repeat their bytes")
    func long() throws {
        let sheet = try Self.long(25_000, scratch)
        let files = try ["a", "b"].map {
            try XLSXWriter.write(
                Samples.workbook([sheet]), to: scratch.path("\($0).xlsx"), rowsPerSheet: 10_000)
        }
        #expect(files[0].sha256 == files[1].sha256)
        #expect(ZipEntries.times(try scratch.bytes("a.xlsx")) == [ZipEntries.epoch])
        guard let book = try XLSXReading.open(scratch.path("a.xlsx"), cached: true) else { return }
        #expect(book.tabs.map(\.title) == ["Long", "Long (2)", "Long (3)"])
        let numbers = book.tabs.flatMap { $0.rows.dropFirst(3).map { $0[0] } }
        #expect(numbers == (0..<25_000).map { .number(Double($0)) } + [.text("Total")])
        #expect(book.tabs[2].rows.last?[2] == .number(115_620_375))
        #expect(book.tabs.map(\.tables) == [[], [], []])
    }

    @Test("deflate a piece to the same bytes whatever came before it") func deflater() {
        var dice = Dice(seed: 3)
        let used = Deflater()
        for _ in 0..<300 {
            let cells = (0..<Int.random(in: 1...4000, using: &dice)).map { _ in
                "<c s=\"\(Int.random(in: 1...9, using: &dice))\"><v>\(Int.random(in: 0...9999, using: &dice))</v></c>"
            }
            let text = Array(cells.joined().utf8)
            let (fresh, again) = (
                Self.deflated(text, by: Deflater()), Self.deflated(text, by: used)
            )
            #expect(fresh == again)
        }
    }

    private static func deflated(
        _ text: [UInt8], by deflater: borrowing Deflater
    ) -> [UInt8] {
        var piece = Room(text.count)
        var room = Room(64)
        piece.bytes.copyBytes(from: text)
        let count = deflater.deflate(&piece, text.count, into: &room, isLast: false)
        return Array(UnsafeRawBufferPointer(start: room.start, count: count))
    }

    @Test("leave nothing when a file may not grow on, at whatever byte") func full() async throws {
        let sheet = try Self.long(20_000, scratch)
        let whole = try XLSXWriter.write(
            Samples.workbook([sheet]), to: scratch.path("whole.xlsx"))
        try FileManager.default.removeItem(atPath: whole.path)
        await #expect(processExitsWith: .success) {
            [folder = scratch.folder as String, size = Int(whole.bytes) as Int] in
            signal(SIGXFSZ, SIG_IGN)
            let scratch = try Scratch()
            let sheet = try BulkTests.long(20_000, scratch)
            var refused = 0
            // Below that room for the shell is refused already.
            let limits = [0, 1, 40_000] + Array(stride(from: 90_000, to: size, by: 2503))
            for limit in limits {
                var most = rlimit(rlim_cur: rlim_t(limit), rlim_max: rlim_t.max)
                setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &most)
                do {
                    _ = try XLSXWriter.write(Samples.workbook([sheet]), to: folder + "/a.xlsx")
                } catch let error as AppError where error.code == .outputUnwritable { refused += 1 }
                let left = try FileManager.default.contentsOfDirectory(atPath: folder)
                guard left.isEmpty else { exit(1) }
            }
            exit(refused == limits.count && limits.count > 60 ? 0 : 2)
        }
    }
}
