let newline = UInt8(ascii: "\n")
let hash = UInt8(ascii: "#")
let equals = UInt8(ascii: "=")
let singleQuote = UInt8(ascii: "'")
let doubleQuote = UInt8(ascii: "\"")
let backslash = UInt8(ascii: "\\")

/// Whether a byte is a space or a tab.
func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
}

/// How many characters the bytes are, counting each byte that opens one.
func characters(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.count { $0 & 0xC0 != 0x80 }
}

/// A position in an environment file, which knows its line and column.
struct EnvCursor {
    /// The file without its byte-order mark, each CRLF as LF.
    let bytes: [UInt8]
    private(set) var line = 1

    private let file: String
    private var at = 0
    private var lineStart = 0

    init(_ raw: [UInt8], file: String) {
        let text = raw.starts(with: [0xEF, 0xBB, 0xBF]) ? raw.dropFirst(3) : raw[...]
        bytes = text.indices.compactMap { index in
            let isReturn = text[index] == UInt8(ascii: "\r")
            return isReturn && text[index...].dropFirst().first == newline ? nil : text[index]
        }
        self.file = file
    }

    var isAtEnd: Bool { at == bytes.count }
    var byte: UInt8? { isAtEnd ? nil : bytes[at] }
    var isAtLineEnd: Bool { isAtEnd || bytes[at] == newline }

    /// Whether a comment opens here: a `#` with a blank before it.
    var isAtComment: Bool { byte == hash && at > 0 && isBlank(bytes[at - 1]) }

    var place: Place {
        .character(file: file, line: line, column: characters(bytes[lineStart..<at]) + 1)
    }

    private var rest: ArraySlice<UInt8> { bytes[at...] }
    private var lineEnd: Int { rest.firstIndex(of: newline) ?? bytes.count }

    mutating func skipBlanks() {
        advance(to: rest.firstIndex { !isBlank($0) } ?? bytes.count)
    }

    /// Goes to the start of the next line.
    mutating func skipLine() {
        advance(to: min(lineEnd + 1, bytes.count))
    }

    /// The bytes before the next such byte of this line, which is passed.
    mutating func take(through byte: UInt8) -> ArraySlice<UInt8>? {
        guard let end = bytes[at..<lineEnd].firstIndex(of: byte) else { return nil }
        defer { advance(to: end + 1) }
        return bytes[at..<end]
    }

    /// The rest of the line before a comment, without the blanks at its end.
    mutating func takeUnquoted() -> ArraySlice<UInt8> {
        let start = at
        while !isAtLineEnd, !isAtComment { at += 1 }
        let length = bytes[start..<at].lastIndex { !isBlank($0) }.map { $0 + 1 - start } ?? 0
        return bytes[start..<start + length]
    }

    /// What stands in the quotes that open here, with the cursor behind them and their blanks.
    ///
    /// - Returns: `nil`, without a step, when they do not close.
    mutating func takeQuoted() -> [UInt8]? {
        var value: [UInt8] = []
        var index = at + 1
        while index < bytes.count, bytes[index] != bytes[at] {
            if bytes[at] == doubleQuote, bytes[index] == backslash,
                let escaped = bytes[(index + 1)...].first.flatMap(escaped)
            {
                value.append(escaped)
                index += 2
            } else {
                value.append(bytes[index])
                index += 1
            }
        }
        guard index < bytes.count else { return nil }
        advance(to: index + 1)
        skipBlanks()
        return value
    }

    private mutating func advance(to target: Int) {
        for index in at..<target where bytes[index] == newline {
            line += 1
            lineStart = index + 1
        }
        at = target
    }
}

/// What a backslash and this byte stand for in double quotes.
private func escaped(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "n"): newline
    case UInt8(ascii: "t"): UInt8(ascii: "\t")
    case backslash, doubleQuote, UInt8(ascii: "$"): byte
    default: nil
    }
}
