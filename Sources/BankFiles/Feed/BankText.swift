/// Text of a bank file as Unicode.
package enum BankText {
    /// UTF-8 where it is, else Windows-1252, which has Latin-1's letters; control characters and
    /// NUL become blanks.
    package static func string(_ bytes: some Collection<UInt8>) -> String {
        guard !bytes.allSatisfy({ $0 >= 32 && $0 < 127 }) else {
            return String(decoding: bytes, as: UTF8.self)
        }
        let text = String(validating: bytes, as: UTF8.self) ?? String(decodingLatin: bytes)
        guard text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
            return text
        }
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
    }

    /// Without the blanks around it; control characters are blanks already.
    static func trimmed(_ text: String) -> String {
        guard text.utf8.first == 32 || text.utf8.last == 32 else { return text }
        let start = text.utf8.firstIndex { $0 != 32 } ?? text.endIndex
        let end = text.utf8.lastIndex { $0 != 32 }.map { text.utf8.index(after: $0) }
        return String(text[start..<(end ?? start)])
    }

    /// One line, with single blanks between words and none around them.
    package static func collapsed(_ text: String) -> String {
        // A look at each letter's properties costs ten times the rest.
        guard text.utf8.allSatisfy({ $0 < 128 }) else { return collapsedUnicode(text) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            guard byte == 32 || (9...13).contains(byte) else {
                bytes.append(byte)
                continue
            }
            if let last = bytes.last, last != 32 { bytes.append(32) }
        }
        if bytes.last == 32 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func collapsedUnicode(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

extension String {
    /// Source: WHATWG Encoding Standard, index windows-1252.
    private static let upper: [UInt32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039,
        0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
    ]

    fileprivate init(decodingLatin bytes: some Collection<UInt8>) {
        var scalars = String.UnicodeScalarView()
        for byte in bytes {
            let value = (0x80..<0xA0).contains(byte) ? Self.upper[Int(byte) - 0x80] : UInt32(byte)
            if let scalar = Unicode.Scalar(value) { scalars.append(scalar) }
        }
        self.init(scalars)
    }
}
