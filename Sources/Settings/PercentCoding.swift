/// The text that percent-encoded bytes stand for.
///
/// - Throws: for a `%` without two digits, for `%00`, and for what is then not UTF-8.
func percentDecoded(_ bytes: ArraySlice<UInt8>) throws(Flaw) -> String {
    var decoded: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
        guard byte == percent else {
            decoded.append(byte)
            continue
        }
        let pair = String(decoding: rest.prefix(2), as: UTF8.self)
        guard pair.utf8.count == 2, pair.allSatisfy(\.isHexDigit),
            let value = UInt8(pair, radix: 16), value != 0
        else { throw Flaw("has a % without two hexadecimal digits; a % itself is %25") }
        decoded.append(value)
        rest = rest.dropFirst(2)
    }
    guard let text = String(validating: decoded, as: UTF8.self) else {
        throw Flaw("is not UTF-8 when its %-pairs are decoded")
    }
    return text
}

/// The text with every byte encoded that is not a letter, a digit or one of `-._~`.
func percentEncoded(_ text: String) -> String {
    text.utf8.map { byte in
        let plain = Character(Unicode.Scalar(byte))
        let isPlain = byte < 128 && (plain.isLetter || plain.isNumber || "-._~".contains(plain))
        let hex = String(byte, radix: 16, uppercase: true)
        return isPlain ? String(plain) : "%" + (byte < 16 ? "0" : "") + hex
    }.joined()
}

private let percent = UInt8(ascii: "%")
