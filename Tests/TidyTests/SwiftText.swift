/// A Swift file taken apart: what is code, what is said in comments, what stands in strings.
///
/// Good enough for rules about our own sources; the compiler has the last word on what Swift is.
struct SwiftText: Sendable {
    /// A comment or a string literal, and the line on which it begins.
    struct Piece: Sendable, Equatable {
        let line: Int
        let text: String
    }

    /// The file with blanks for comments and for what stands between quotes; lines stay lines.
    private(set) var code = ""
    private(set) var comments: [Piece] = []
    /// An interpolation shows as `(…)`: it is code, and code is where it stands.
    private(set) var strings: [Piece] = []

    private var bytes: [UInt8] = []
    private var mask: [UInt8] = []
    private var at = 0
    private var line = 1

    init(_ text: String) {
        bytes = Array(text.utf8)
        mask.reserveCapacity(bytes.count)
        while at < bytes.count { token() }
        code = String(decoding: mask, as: UTF8.self)
        (bytes, mask) = ([], [])
    }

    private func byte(_ ahead: Int = 0) -> UInt8 {
        at + ahead < bytes.count ? bytes[at + ahead] : 0
    }

    private func sees(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { wanted in
            at + wanted.count <= bytes.count
                && wanted.indices.allSatisfy { bytes[at + $0] == wanted[$0] }
        }
    }

    /// Goes over a byte that is shown, or over one that is blanked.
    private mutating func pass(shown: Bool) {
        if byte() == UInt8(ascii: "\n") { line += 1 }
        mask.append(shown || byte() == UInt8(ascii: "\n") ? byte() : UInt8(ascii: " "))
        at += 1
    }

    private mutating func token() {
        if sees("//") { return comment() }
        if sees("/*") { return block() }
        var hashes = 0
        while byte(hashes) == UInt8(ascii: "#") { hashes += 1 }
        if byte(hashes) == UInt8(ascii: "\"") { return string(hashes) }
        if byte(hashes) == UInt8(ascii: "/"), hashes > 0 || beginsRegex { return regex(hashes) }
        pass(shown: true)
    }

    private mutating func comment() {
        let (start, first) = (at, line)
        while at < bytes.count, byte() != UInt8(ascii: "\n") { pass(shown: false) }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        comments.append(Piece(line: first, text: text))
    }

    private mutating func block() {
        let (start, first) = (at, line)
        var depth = 0
        repeat {
            if sees("/*") {
                depth += 1
            } else if sees("*/") {
                depth -= 1
            } else {
                pass(shown: false)
                continue
            }
            pass(shown: false)
            pass(shown: false)
        } while depth > 0 && at < bytes.count
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        comments.append(Piece(line: first, text: text))
    }

    private mutating func string(_ hashes: Int) {
        let first = line
        for _ in 0..<hashes { pass(shown: true) }
        let quotes = sees("\"\"\"") ? 3 : 1
        for _ in 0..<quotes { pass(shown: true) }
        var text: [UInt8] = []
        while at < bytes.count, !closes(quotes, hashes) {
            if quotes == 1, byte() == UInt8(ascii: "\n") { break }
            if escapes(hashes) {
                let isCode = byte(1 + hashes) == UInt8(ascii: "(")
                for _ in 0...hashes { pass(shown: isCode) }
                if isCode {
                    text += Array("(…)".utf8)
                    interpolation()
                    continue
                }
                if "nrt".utf8.contains(byte()) {
                    text.append(UInt8(ascii: " "))
                    pass(shown: false)
                    continue
                }
            }
            text.append(byte())
            pass(shown: false)
        }
        for _ in 0..<min(quotes + hashes, bytes.count - at) { pass(shown: true) }
        strings.append(Piece(line: first, text: String(decoding: text, as: UTF8.self)))
    }

    private func closes(_ quotes: Int, _ hashes: Int) -> Bool {
        (0..<quotes).allSatisfy { byte($0) == UInt8(ascii: "\"") }
            && (0..<hashes).allSatisfy { byte(quotes + $0) == UInt8(ascii: "#") }
    }

    private func escapes(_ hashes: Int) -> Bool {
        byte() == UInt8(ascii: "\\")
            && (0..<hashes).allSatisfy { byte(1 + $0) == UInt8(ascii: "#") }
    }

    private mutating func interpolation() {
        var depth = 0
        repeat {
            if byte() == UInt8(ascii: "(") { depth += 1 }
            if byte() == UInt8(ascii: ")") { depth -= 1 }
            token()
        } while depth > 0 && at < bytes.count
    }

    /// Whether a slash here opens a literal: it follows no operand, and another one is on the line.
    private var beginsRegex: Bool {
        let before = mask.last { $0 != UInt8(ascii: " ") } ?? UInt8(ascii: "\n")
        guard "(,=:[{!\n".utf8.contains(before), byte(1) != UInt8(ascii: " ") else { return false }
        let rest = bytes[(at + 1)...].prefix { $0 != UInt8(ascii: "\n") }
        return rest.contains(UInt8(ascii: "/"))
    }

    private mutating func regex(_ hashes: Int) {
        for _ in 0...hashes { pass(shown: true) }
        while at < bytes.count, byte() != UInt8(ascii: "\n") {
            let isEnd =
                byte() == UInt8(ascii: "/")
                && (0..<hashes).allSatisfy { byte(1 + $0) == UInt8(ascii: "#") }
            if isEnd { break }
            if byte() == UInt8(ascii: "\\") { pass(shown: false) }
            pass(shown: false)
        }
        for _ in 0...min(hashes, max(0, bytes.count - at - 1)) { pass(shown: true) }
    }
}
