/// Makes text safe for libxlsxwriter, so that a spreadsheet shows exactly what was given.
///
/// Escapes what XML cannot hold, and text that looks like such an escape (ISO/IEC 29500-1,
/// *ST_Xstring*). NUL, which no database text holds, becomes U+FFFD. Text that no cell can hold is
/// cut and ends with an ellipsis.
func xlsxText(_ words: String) -> String {
    guard words.utf8.count > longestText || words.utf8.contains(where: isSuspect) else {
        return words
    }
    var text = ""
    var units = 0
    var safe = (end: text.endIndex, units: 0)
    for (offset, scalar) in zip(words.unicodeScalars.indices, words.unicodeScalars) {
        let piece = escaped(scalar, before: words.unicodeScalars[offset...].dropFirst())
        if units + piece.utf16.count > longestText {
            return text[..<safe.end] + "…"
        }
        text += piece
        units += piece.utf16.count
        if units < longestText { safe = (text.endIndex, units) }
    }
    return text
}

/// What a cell holds, in UTF-16 units.
private let longestText = 32_767

/// Whether text may hold something that is escaped, or more than a cell does.
func isSuspect(_ words: UnsafeRawBufferPointer) -> Bool {
    words.count > longestText || words.contains(where: isSuspect)
}

/// Whether a byte may belong to something that is escaped: a control, `_`, or U+FFFE and U+FFFF.
private func isSuspect(_ byte: UInt8) -> Bool {
    (byte < 32 && byte != 9 && byte != 10) || byte == UInt8(ascii: "_") || byte == 0xEF
}

private func escaped(_ scalar: Unicode.Scalar, before rest: Substring.UnicodeScalarView) -> String {
    switch scalar {
    case "\0": "\u{FFFD}"
    case "\t", "\n": String(scalar)
    case "\u{1}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}":
        "_x" + hexadecimal(scalar.value) + "_"
    case "_" where looksLikeEscape(rest): "_x005F_"
    default: String(scalar)
    }
}

/// Whether text behind a `_` makes it the start of an escape: `x`, four digits, `_`.
private func looksLikeEscape(_ rest: Substring.UnicodeScalarView) -> Bool {
    let next = Array(rest.prefix(6))
    return next.count == 6 && next[0] == "x" && next[5] == "_"
        && next[1...4].allSatisfy { $0.isASCII && $0.properties.isHexDigit }
}

private func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: 4 - digits.count) + digits
}
