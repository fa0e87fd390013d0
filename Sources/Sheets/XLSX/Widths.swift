import Domain

/// What a header takes that may go on two lines, beside the button of its filter.
func titleWidth(_ title: String) -> Int {
    // Bold letters are some hundredths wider.
    let words = title.split(separator: " ").map { drawnWidth(String($0)) + 1 }
    let whole = drawnWidth(title) + 1
    return 2 + (whole <= 12 ? whole : max(words.max() ?? 0, whole / 2 + 3))
}

/// The width of the widest line of UTF-8.
func widestLine(_ words: UnsafeRawBufferPointer) -> Int {
    words.split(separator: 10).map { drawnWidth(UnsafeRawBufferPointer(rebasing: $0)) }.max() ?? 0
}

/// Digits, commas between thousands, point and sign.
func shownDigits(_ magnitude: UInt64, _ scale: Int, isNegative: Bool) -> Int {
    let whole = max(decimalLength(magnitude) - scale, 1)
    return whole + (whole - 1) / 3 + (scale > 0 ? scale + 1 : 0) + (isNegative ? 1 : 0)
}

extension Fixed {
    /// Digits, commas between thousands, point and sign.
    var shownWidth: Int {
        if let short = UInt64(exactly: unscaled.magnitude) {
            return shownDigits(short, scale, isNegative: unscaled < 0)
        }
        let whole = max(String(unscaled.magnitude).utf8.count - scale, 1)
        return whole + (whole - 1) / 3 + (scale > 0 ? scale + 1 : 0) + (unscaled < 0 ? 1 : 0)
    }
}

/// How many digits wide text is drawn, up to the next whole one.
func drawnWidth(_ words: String) -> Int {
    var words = words
    return words.withUTF8 { drawnWidth(UnsafeRawBufferPointer($0)) }
}

/// The same of UTF-8.
func drawnWidth(_ words: UnsafeRawBufferPointer) -> Int { (drawnHundredths(words) + 99) / 100 }

/// Hundredths of a digit's width that text takes in the standard font: East Asian letters take two
/// digits, marks on letters nothing.
private func drawnHundredths(_ words: UnsafeRawBufferPointer) -> Int {
    var (sum, isPlain) = (0, true)
    for byte in words {
        guard byte < 127 else {
            isPlain = false
            break
        }
        sum += byte < 32 ? 100 : Int(letterWidths[Int(byte) - 32])
    }
    guard !isPlain else { return sum }
    return String(decoding: words, as: UTF8.self).unicodeScalars.reduce(0) { width, scalar in
        switch scalar.value {
        case 32..<127: width + Int(letterWidths[Int(scalar.value) - 32])
        case 0...0x2FF: width + 106
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            width + 200
        case 0x2014, 0x2026: width + 180
        default:
            width + (scalar.properties.canonicalCombiningClass == .notReordered ? 106 : 0)
        }
    }
}

/// Of the letters from blank to tilde, in hundredths of a digit.
///
/// Source: advance widths of Carlito, whose metrics are Calibri's, Excel's standard font.
private let letterWidths: [UInt8] = [
    45, 65, 80, 99, 100, 142, 135, 44, 60, 60, 99, 99, 50, 61, 50, 77, 100, 100, 100, 100, 100, 100,
    100, 100, 100, 100, 53, 53, 99, 99, 99, 92, 177, 115, 108, 106, 122, 97, 91, 125, 123, 50, 63,
    103, 83, 169, 128, 131, 102, 133, 108, 91, 97, 127, 112, 176, 103, 97, 93, 61, 77, 61, 99, 99,
    58, 95, 104, 84, 104, 99, 61, 93, 104, 46, 48, 90, 46, 158, 104, 105, 104, 104, 69, 78, 67, 104,
    90, 142, 86, 90, 78, 63, 91, 63, 99,
]
