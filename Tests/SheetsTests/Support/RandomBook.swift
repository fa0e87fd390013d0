import Domain
import TestSupport

@testable import Sheets

/// Workbooks of random tables, of every kind of cell that a sheet has but links.
struct RandomBook {
    private var dice: Dice
    private let hostile: [String]
    private(set) var sheets: [Sheet] = []
    /// Of a sheet; `nil` for a few, at random.
    private let rows: Int?

    /// - Parameters:
    ///   - seed: decides everything.
    ///   - hostile: words from elsewhere.
    ///   - rows: of one sheet alone, a register; `nil` for some sheets of a few rows.
    init(seed: UInt64, hostile: [String], rows: Int? = nil) {
        self.rows = rows
        dice = Dice(seed: seed)
        self.hostile =
            hostile.filter { $0.utf16.count < 2000 && !$0.unicodeScalars.contains("\0") } + Self.own
        for number in 0..<(rows == nil ? 1 + roll(3) : 1) { sheets.append(sheet(number)) }
    }

    private static let own = [
        "", " ", "a", " before", "behind ", "\tx", "x\n", "two\nlines", "three\n\nlines\n", "\r",
        "a\u{1}b",
        "_x0041_", "_", "__x000D_", "\u{FFFE}", "\u{FFFF}", "\u{FEFF}", "ﬀ", "&amp;",
        "<a href=\"x\">",
        "]]>", "'=1+1", "=1+1", "{=1}", "http://example.org", "1e5", "TRUE", "Zoë 佐藤 👩‍⚕️",
        String(repeating: "wide words ", count: 12), String(repeating: "W", count: 300),
        String(repeating: "&", count: 5000), String(repeating: "ü", count: 32_767),
    ]

    private mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &dice) }

    private mutating func sheet(_ number: Int) -> Sheet {
        let layouts: [Layout] = [.register, .register, .register, .certificate, .facts]
        let layout = rows == nil ? layouts[roll(layouts.count)] : .register
        let width = layout == .facts ? 2 : 1 + roll(7)
        // The first column tells details from rows, and a column of figures is added up.
        let isTotalled = layout != .facts && roll(2) == 0
        var columns = (0..<width).map { column in
            Column(
                "Column \(column)", ColumnKind.allCases.randomElement(using: &dice) ?? .text,
                width: roll(6) == 0 ? Double(5 + roll(20)) : nil,
                tones: roll(8) == 0 ? ["bad": .bad] : [:])
        }
        columns.insert(Column("Code"), at: 0)
        if isTotalled { columns.append(Column("Sum", .decimal, isTotalled: true, digits: 2)) }
        if layout == .facts { columns = Array(columns.prefix(2)) }
        let count = rows ?? 1 + roll(40)
        let rows = (0..<count).map { row(columns, isTotalled: isTotalled, $0) }
        return Sheet(
            name: "Sheet \(number)", slug: "s\(number)", title: "Sheet \(number)",
            notes: roll(2) == 0 ? ["A note"] : [], layout: layout, columns: columns, rows: rows)
    }

    private mutating func row(_ columns: [Column], isTotalled: Bool, _ number: Int) -> SheetRow {
        let mark: Mark = [.normal, .normal, .normal, .detail, .heading][roll(5)]
        if mark == .heading {
            let more: [Cell] = roll(2) == 0 ? [] : [.bool(true)]
            return SheetRow([.text("Heading \(number)")] + more, mark: .heading)
        }
        var cells: [Cell] = [mark == .detail ? .empty : .text("code \(number)")]
        while cells.count < columns.count - (isTotalled ? 1 : 0) { cells.append(cell()) }
        if isTotalled {
            cells.append(
                .decimal(Fixed(unscaled: Int128(roll(2_000_000) - 1_000_000), scale: roll(4))))
        }
        return SheetRow(cells, mark: mark)
    }

    private mutating func cell() -> Cell {
        switch roll(10) {
        case 0: .empty
        case 1, 2: .text(hostile[roll(hostile.count)])
        case 3: .integer([0, -1, 9, 10, 99, 100, 999_999_999_999_999, -12_345][roll(8)])
        case 4, 5: .decimal(decimal())
        case 6, 7: .day(day())
        case 8: .instant(instant())
        default: .bool(roll(2) == 0)
        }
    }

    /// At most fifteen digits that count, anywhere among thirty-eight.
    private mutating func decimal() -> Fixed {
        var digits = Int128(
            Int64.random(in: -999_999_999_999_999...999_999_999_999_999, using: &dice))
        for _ in 0..<roll(16) { digits /= 10 }
        let room = 38 - String(digits.magnitude).utf8.count
        let zeros = roll(3) == 0 ? roll(room + 1) : 0
        return Fixed(
            unscaled: digits * Fixed.bigPower(zeros), scale: roll(3) == 0 ? roll(39) : roll(5))
    }

    /// From 1900 to 9999, often where calendars of spreadsheets go astray.
    private mutating func day() -> Day {
        let traps: [Int32] = [
            // 1900-01-01, 1900-02-28 and 1900-03-01; 1904-01-01 and the day after; 1970; 9999-12-31.
            -25_567, -25_509, -25_508, -24_107, -24_106, 0, 2_932_896,
        ]
        if roll(3) == 0 { return Day(number: traps[roll(traps.count)]) }
        return Day(number: Int32.random(in: -25_567...2_932_896, using: &dice))
    }

    private mutating func instant() -> Instant {
        let day = Int64(day().number) * 86_400_000_000
        let times: [Int64] = [0, 1, 999, 1000, 43_200_000_000, 86_399_999_000, 86_399_999_999]
        return Instant(
            microseconds: day
                + (roll(2) == 0
                    ? times[roll(times.count)]
                    : Int64.random(in: 0..<86_400_000_000, using: &dice)))
    }
}

extension RandomBook {
    /// What each tab must hold, when no tab goes on in a next one.
    func given() throws -> [XLSXLikeness.Given] {
        try sheets.enumerated().flatMap { tab, sheet in
            let first = Int(try SheetPlan(sheet, rowsPerSheet: 1_048_576).firstRow) + 1
            return try sheet.rows.values().enumerated().flatMap { number, row in
                row.cells.enumerated().map { column, cell in
                    let (kind, value) = Self.given(cell)
                    return XLSXLikeness.Given(
                        tab: tab + 1, row: first + number, column: column + 1, kind: kind,
                        value: value)
                }
            }
        }
    }

    private static func given(_ cell: Cell) -> (kind: String, value: String) {
        let first = Day(number: -25_508)
        return switch cell {
        case .empty, .link: ("nothing", "")
        case .text(let words): words.isEmpty ? ("nothing", "") : ("text", words)
        case .integer(let value): ("number", "\(value)")
        case .decimal(let value): ("number", value.description)
        case .day(let day):
            day.number < first.number ? ("text", day.description) : ("day", day.description)
        case .instant(let instant):
            instant.microseconds < Int64(first.number) * 86_400_000_000
                ? ("text", instant.description)
                : ("instant", String(instant.description.prefix { $0 != "Z" }))
        case .bool(let value): ("truth", "\(value)")
        }
    }
}
