/// Whether text that begins so needs no second look: a letter or a digit of ASCII.
@inlinable @inline(__always)
func isHarmless(_ first: UInt8) -> Bool {
    let letter = first | 0x20
    return (letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z"))
        || (first >= UInt8(ascii: "0") && first <= UInt8(ascii: "9"))
}

/// Whether a spreadsheet that opens a CSV would run the text.
///
/// Spreadsheets drop blanks in front, and in East Asian editions take full-width signs for their
/// narrow twins. Source: OWASP, "CSV Injection".
@usableFromInline @inline(never)
func isFormula(_ words: UnsafeRawBufferPointer) -> Bool {
    var bytes = words.makeIterator()
    var decoder = UTF8()
    while case .scalarValue(let scalar) = decoder.decode(&bytes) {
        switch scalar {
        case "=", "+", "-", "@", "\t", "\r", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}":
            return true
        default:
            guard scalar.isBlank else { return false }
        }
    }
    return false
}

extension Unicode.Scalar {
    /// Whether it is drawn as nothing: a space of any width, or a mark without width.
    fileprivate var isBlank: Bool {
        properties.isWhitespace || properties.isDefaultIgnorableCodePoint
            || value < 32 || value == 127
    }
}
