extension LineBytes {
    /// A text in quotes, escaped as ECMAScript's `JSON.stringify` does: `"`, `\` and U+0000–001F.
    ///
    /// - Parameters:
    ///   - text: looked through for passwords, unless it is a key.
    ///   - bytesMax: more of it is cut, between two characters.
    ///   - isKey: whether it is one.
    @inline(__always)
    mutating func appendQuoted(_ text: String, bytesMax: Int = .max, isKey: Bool = false) {
        var text = text
        text.withUTF8 { bytes in
            let cut = bytes.count > bytesMax ? Self.cut(bytes, bytesMax) : bytes
            append(UInt8(ascii: "\""))
            if !isKey, cut.count >= 9,
                let hidden = SecretText.hidden(in: cut, isCut: cut.count < bytes.count)
            {
                hidden.withUnsafeBufferPointer { appendEscaped($0) }
            } else {
                appendEscaped(cut)
            }
            append(UInt8(ascii: "\""))
        }
    }

    private mutating func appendEscaped(_ bytes: UnsafeBufferPointer<UInt8>) {
        var start = 0
        var at = 0
        while true {
            at = Self.plain(bytes, from: at)
            guard at < bytes.count, !isOverfull else { break }
            append(UnsafeBufferPointer(rebasing: bytes[start..<at]))
            appendEscape(of: bytes[at])
            at += 1
            start = at
        }
        append(UnsafeBufferPointer(rebasing: bytes[start...]))
    }

    /// The place of the next byte that wants an escape, or the end; eight bytes a look.
    @inline(__always)
    private static func plain(_ bytes: UnsafeBufferPointer<UInt8>, from: Int) -> Int {
        var at = from
        let raw = UnsafeRawBufferPointer(bytes)
        while at + 8 <= bytes.count {
            let word = raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            // A byte of `word` is below 32, or equals 34 or 92, where the top bit is set.
            let low = (word &- 0x2020_2020_2020_2020) & ~word
            let quote = word ^ 0x2222_2222_2222_2222
            let slash = word ^ 0x5C5C_5C5C_5C5C_5C5C
            let ones: UInt64 = 0x0101_0101_0101_0101
            let found =
                (low | ((quote &- ones) & ~quote) | ((slash &- ones) & ~slash))
                & 0x8080_8080_8080_8080
            if found != 0 { break }
            at += 8
        }
        while at < bytes.count {
            let byte = bytes[at]
            if byte < 32 || byte == 34 || byte == 92 { break }
            at += 1
        }
        return at
    }

    private mutating func appendEscape(of byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case 8: append(UInt8(ascii: "b"))
        case 9: append(UInt8(ascii: "t"))
        case 10: append(UInt8(ascii: "n"))
        case 12: append(UInt8(ascii: "f"))
        case 13: append(UInt8(ascii: "r"))
        case 34, 92: append(byte)
        default:
            append("u00")
            append(byte < 16 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
            append(Self.hex(byte & 15))
        }
    }

    private static func hex(_ digit: UInt8) -> UInt8 {
        digit < 10 ? 48 + digit : UInt8(ascii: "a") + digit - 10
    }

    /// At most so many bytes, of whole characters.
    private static func cut(
        _ bytes: UnsafeBufferPointer<UInt8>, _ bytesMax: Int
    ) -> UnsafeBufferPointer<UInt8> {
        var end = bytesMax
        while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return UnsafeBufferPointer(rebasing: bytes[..<end])
    }
}
