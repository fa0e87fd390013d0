import Domain
import TestSupport
import Testing

@testable import Sheets

@Suite("Rows of a sheet") struct SheetRowsTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    static let words = [
        "", "a", "fifteen letters", "sixteen letters!", "Zoë 佐藤 👩‍⚕️", "line\nline", "\u{1}\u{FFFE}",
        String(repeating: "long ", count: 20_000),
    ]

    static func cell(_ dice: inout Dice) -> Cell {
        func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &dice) }
        return switch roll(9) {
        case 0: .empty
        case 1: .text(words[roll(words.count)])
        case 2: .integer([.min, -1, 0, 7, .max][roll(5)])
        case 3: .decimal(Fixed(unscaled: Int128(roll(2000) - 1000), scale: roll(39)))
        case 4:
            .decimal(
                Fixed(
                    unscaled: [Int128.max, .min, Int128(Int64.max) + 1][roll(3)],
                    scale: roll(39)))
        case 5: .day(Day(number: Int32(roll(2_000_000)) - 1_000_000))
        case 6: .instant(Instant(microseconds: Int64(roll(1_000_000_000)) - 500_000_000))
        case 7: .bool(roll(2) == 0)
        default: .link(text: words[roll(6)], sheet: "Sheet \(roll(3))")
        }
    }

    static func rows(_ count: Int, _ dice: inout Dice) -> [SheetRow] {
        var rows: [SheetRow] = []
        for _ in 0..<count {
            let cells = (0..<Int.random(in: 0..<6, using: &dice)).map { _ in cell(&dice) }
            rows.append(SheetRow(cells, mark: Mark.allCases.randomElement(using: &dice) ?? .normal))
        }
        return rows
    }

    @Test("come back as they went, from memory, from disk, and from both", arguments: 0..<40)
    func roundTrip(_ seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let rows = Self.rows(Int.random(in: 0..<900, using: &dice), &dice)
        let memory = SheetRows(rows)
        var spilt = SheetRows(
            spillingTo: scratch.path(""),
            memoryMax: [1, 1000, 100_000][Int.random(in: 0..<3, using: &dice)])
        for row in rows { try spilt.append(row) }
        for kept in [memory, spilt] {
            let found = try kept.values()
            #expect(found.count == rows.count)
            // Equal numbers of other digits would be equal as decimals, so bytes are compared too.
            #expect(try found == rows && Self.bytes(SheetRows(found)) == Self.bytes(memory))
            #expect(kept.count == rows.count)
            #expect(kept.dataRows == rows.count { $0.mark != Mark.heading })
        }
        #expect(try Self.bytes(spilt) == Self.bytes(memory))
        #expect(try scratch.names == [])
    }

    static func bytes(_ rows: SheetRows) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try rows.eachPiece { bytes += $0 }
        return bytes
    }

    @Test("give the same files and the same digest from disk as from memory") func files() throws {
        let rows = (0..<25_000).map { index in
            let words = index % 7 == 0 ? "=\(index)" : "row \(index)"
            let amount = Fixed(unscaled: Int128(index * 31 - 4000), scale: 2)
            return SheetRow([.text(words), .decimal(amount), .day(Day(number: 20_000))])
        }
        var spilt = SheetRows(spillingTo: scratch.path(""), memoryMax: 4096)
        for row in rows { try spilt.append(row) }
        let columns = [
            Column("Text"), Column("Amount", .decimal, isTotalled: true), Column("Day", .day),
        ]
        let sheets = [SheetRows(rows), spilt].map {
            Sheet(name: "A", slug: "a", title: "A", columns: columns, rows: $0)
        }
        let csv = try sheets.enumerated().map { index, sheet in
            try CSVWriter.write(sheet, to: scratch.path("\(index).csv")).sha256
        }
        let xlsx = try sheets.enumerated().map { index, sheet in
            let path = scratch.path("\(index).xlsx")
            return try XLSXWriter.write(Samples.workbook([sheet]), to: path, rowsPerSheet: 9000)
                .sha256
        }
        #expect(csv[0] == csv[1] && xlsx[0] == xlsx[1])
        #expect(try CanonicalTests.digest(sheets[0]) == CanonicalTests.digest(sheets[1]))
    }

    @Test("that memory has no room for need a folder that takes them") func noFolder() {
        var rows = SheetRows(spillingTo: scratch.path("missing"), memoryMax: 1)
        #expect(throws: AppError(.outputUnwritable, "file “rows”: ENOENT")) {
            try rows.append(SheetRow([.empty]))
        }
    }
}
