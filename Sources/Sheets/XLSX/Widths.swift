import Domain

/// What a header takes that may go on two lines, beside the button of its filter.
func titleWidth(_ title: String) -> Int {
    let words = title.split(separator: " ").map { drawnWidth(String($0)) }
    let whole = drawnWidth(title)
    return 2 + (whole <= 12 ? whole : max(words.max() ?? 0, whole / 2 + 3))
}

extension Cell {
    /// How many digits wide the cell is drawn.
    var shownWidth: Int {
        switch self {
        case .empty: 0
        case .text(let words), .link(let words, _): widestLine(words)
        case .integer(let value): Fixed(unscaled: Int128(value), scale: 0).shownWidth + 1
        case .decimal(let value): value.shownWidth + 1
        case .day: 10
        case .instant: 24
        case .bool: 5
        }
    }
}

extension Fixed {
    /// Digits, commas between thousands, point and sign.
    fileprivate var shownWidth: Int {
        let digits =
            UInt64(exactly: unscaled.magnitude).map { decimalLength($0) }
            ?? String(unscaled.magnitude).utf8.count
        let whole = max(digits - scale, 1)
        return whole + (whole - 1) / 3 + (scale > 0 ? scale + 1 : 0) + (unscaled < 0 ? 1 : 0)
    }
}

/// The width of the widest line of a text; most texts are one line.
private func widestLine(_ words: String) -> Int {
    guard words.utf8.contains(10) else { return drawnWidth(words) }
    return words.split(separator: "\n").map { drawnWidth(String($0)) }.max() ?? 0
}

/// How many digits wide text is drawn: East Asian letters take two, marks on letters none.
func drawnWidth(_ words: String) -> Int {
    var words = words
    let isPlain = words.withUTF8 { bytes in bytes.allSatisfy { $0 < 128 } }
    guard !isPlain else { return words.utf8.count }
    return words.unicodeScalars.reduce(0) { width, scalar in
        switch scalar.value {
        case 0...0x2FF: width + 1
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            width + 2
        default: width + (scalar.properties.canonicalCombiningClass == .notReordered ? 1 : 0)
        }
    }
}
