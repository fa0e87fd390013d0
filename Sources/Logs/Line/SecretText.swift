import Glibc

/// Finds passwords that texts of other programs bring along, whoever forgot to mark them (I9).
///
/// Two shapes carry one: `scheme://user:password@host`, and libpq's `password=…`.
enum SecretText {
    private static let mark = Array("[redacted]".utf8)

    /// The text with its passwords replaced; `nil` when it has none, which two looks tell.
    @inline(__always)
    static func hidden(in bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard let start = bytes.baseAddress,
            memchr(start, Int32(UInt8(ascii: "@")), bytes.count) != nil
                || memchr(start, Int32(UInt8(ascii: "=")), bytes.count) != nil
        else { return nil }
        return replaced(Array(bytes))
    }

    private static func replaced(_ text: [UInt8]) -> [UInt8]? {
        var found: [Range<Int>] = []
        for at in text.indices {
            if text[at] == UInt8(ascii: ":"), text[at...].starts(with: "://".utf8),
                let password = login(text, from: at + 3)
            {
                found.append(password)
            } else if text[at] == UInt8(ascii: "="), isPassword(text[..<at]) {
                found.append(value(text, from: at + 1))
            }
        }
        guard !found.isEmpty else { return nil }
        var result: [UInt8] = []
        var kept = 0
        for range in found where range.lowerBound >= kept {
            result += text[kept..<range.lowerBound] + mark
            kept = range.upperBound
        }
        return result + text[kept...]
    }

    /// Between the first colon and the last `@` before the path.
    private static func login(_ text: [UInt8], from start: Int) -> Range<Int>? {
        let end = text[start...].firstIndex { $0 <= 32 || "/?#\"'".utf8.contains($0) }
        let authority = text[start..<(end ?? text.endIndex)]
        guard let at = authority.lastIndex(of: UInt8(ascii: "@")),
            let colon = authority[..<at].firstIndex(of: UInt8(ascii: ":")), colon + 1 < at
        else { return nil }
        return colon + 1..<at
    }

    private static func isPassword(_ before: ArraySlice<UInt8>) -> Bool {
        before.drop { _ in false }.suffix(8).map { $0 | 0x20 }.elementsEqual("password".utf8)
    }

    private static func value(_ text: [UInt8], from start: Int) -> Range<Int> {
        guard start < text.count, text[start] == UInt8(ascii: "'") else {
            let end = text[start...].firstIndex { $0 <= 32 || "&;,\"'".utf8.contains($0) }
            return start..<(end ?? text.endIndex)
        }
        let end = text[(start + 1)...].firstIndex(of: UInt8(ascii: "'"))
        return start + 1..<(end ?? text.endIndex)
    }
}
