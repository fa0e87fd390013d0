import Domain

extension Sheet {
    /// A width for each column: the one asked for, or one that its content fits in.
    func fittedWidths(totals: [Int: Fixed]) -> [Double] {
        columns.indices.map { index in
            let column = columns[index]
            if let width = column.width { return width }
            var widest = layout == .facts ? 0 : titleWidth(column.title)
            for row in rows where row.mark != .heading {
                widest = max(widest, row[column: index].shownWidth + (row.mark == .detail ? 2 : 0))
            }
            if let total = totals[index] {
                widest = max(widest, Cell.decimal(total).shownWidth + 1)
            }
            if !column.tones.isEmpty { widest += 1 }
            return Double(min(max(widest + 2, 8), layout == .facts ? 90 : 60))
        }
    }

    /// What a header takes that may go on two lines, beside the button of its filter.
    private func titleWidth(_ title: String) -> Int {
        let words = title.split(separator: " ").map { drawnWidth(String($0)) }
        let whole = drawnWidth(title)
        return 2 + (whole <= 12 ? whole : max(words.max() ?? 0, whole / 2 + 3))
    }
}

extension Cell {
    /// How many digits wide the cell is drawn.
    var shownWidth: Int {
        switch self {
        case .empty: 0
        case .text(let words), .link(let words, _):
            words.split(separator: "\n").map { drawnWidth(String($0)) }.max() ?? 0
        case .integer(let value): Money.grouped(String(value)).utf8.count + 1
        case .decimal(let value): Money.grouped(value.description).utf8.count + 1
        case .day: 10
        case .instant: 24
        case .bool: 5
        }
    }
}

/// How many digits wide text is drawn: East Asian letters take two, marks on letters none.
func drawnWidth(_ words: String) -> Int {
    words.unicodeScalars.reduce(0) { width, scalar in
        switch scalar.value {
        case 0...0x2FF: width + 1
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            width + 2
        default: width + (scalar.properties.canonicalCombiningClass == .notReordered ? 1 : 0)
        }
    }
}
