import Glibc

/// Finds passwords that texts of other programs bring along, whoever forgot to mark them (I9).
///
/// Two shapes carry one: `scheme://user:password@host`, and libpq's `password=…`.
enum SecretText {
    private static let mark = Array("[redacted]".utf8)

    /// The text with its passwords replaced; `nil` when it has none, which two looks tell.
    ///
    /// Where the text is cut, what may be half a password is hidden too.
    @inline(__always)
    static func hidden(in bytes: UnsafeBufferPointer<UInt8>, isCut: Bool) -> [UInt8]? {
        guard let start = bytes.baseAddress,
            isCut || memchr(start, Int32(UInt8(ascii: "@")), bytes.count) != nil
                || memchr(start, Int32(UInt8(ascii: "=")), bytes.count) != nil
        else { return nil }
        return replaced(Array(bytes), isCut)
    }

    private static func replaced(_ text: [UInt8], _ isCut: Bool) -> [UInt8]? {
        var result: [UInt8] = []
        var (at, kept) = (0, 0)
        while at < text.count {
            guard let secret = secret(in: text, at, isCut) else {
                at += 1
                continue
            }
            result += text[kept..<secret.lowerBound] + mark
            kept = secret.upperBound
            at = max(at + 1, kept)
        }
        return kept == 0 ? nil : result + text[kept...]
    }

    /// The password that a colon or an equals sign leads to.
    private static func secret(in text: [UInt8], _ at: Int, _ isCut: Bool) -> Range<Int>? {
        switch text[at] {
        case UInt8(ascii: ":") where text[at...].starts(with: "://".utf8):
            login(text, from: at + 3, isCut)
        case UInt8(ascii: "=") where isPassword(text[..<at]): value(text, from: at + 1)
        default: nil
        }
    }

    /// Between the first colon and the last `@` before the path.
    private static func login(_ text: [UInt8], from start: Int, _ isCut: Bool) -> Range<Int>? {
        let end = text[start...].firstIndex { $0 <= 32 || "/?#\"'".utf8.contains($0) }
        let authority = text[start..<(end ?? text.endIndex)]
        let isOpen = isCut && end == nil
        let last = isOpen ? text.endIndex : authority.lastIndex(of: UInt8(ascii: "@"))
        guard let last, let colon = authority[..<last].firstIndex(of: UInt8(ascii: ":")),
            colon + 1 < last
        else { return nil }
        return colon + 1..<last
    }

    private static func isPassword(_ before: ArraySlice<UInt8>) -> Bool {
        let blanks = before.reversed().prefix { $0 == 32 }.count
        return before.dropLast(blanks).suffix(8).map { $0 | 0x20 }.elementsEqual("password".utf8)
    }

    /// What libpq takes for the value.
    ///
    /// It stands behind blanks, in quotes or to the next blank, a backslash before what is
    /// meant as it stands. A double quote ends it too, since texts are quoted in others.
    private static func value(_ text: [UInt8], from sign: Int) -> Range<Int> {
        var at = sign
        while at < text.count, text[at] == 32 { at += 1 }
        let isQuoted = at < text.count && text[at] == UInt8(ascii: "'")
        if isQuoted { at += 1 }
        let start = at
        while at < text.count {
            if text[at] == UInt8(ascii: "\\") {
                at += 1
            } else if isQuoted ? text[at] == 39 : text[at] <= 32 || text[at] == 34 {
                break
            }
            at += 1
        }
        return start..<min(at, text.count)
    }
}
