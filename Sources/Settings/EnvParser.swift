/// Walks the bytes of an environment file once, and goes on after a fault.
///
/// A fault names a place and perhaps a key, never the text of a line: a line that cannot be
/// understood may be the middle of somebody's private key.
struct EnvParser {
    private(set) var entries: [EnvFile.Entry] = []
    private(set) var faults: [Fault] = []

    private var cursor: EnvCursor
    private var lines: [String: Int] = [:]

    init(_ bytes: [UInt8], name: String) {
        cursor = EnvCursor(bytes, file: name)
        faults = encodingFaults(cursor.bytes, file: name)
    }

    /// Reads every line to the end.
    mutating func parse() {
        while !cursor.isAtEnd {
            cursor.skipBlanks()
            if !cursor.isAtLineEnd, cursor.byte != hash { assignment() }
            cursor.skipLine()
        }
        faults = Fault.inOrder(faults)
    }

    private mutating func assignment() {
        let place = cursor.place
        guard var name = cursor.take(through: equals) else {
            return note(nil, place, "has no =", "KEY=VALUE")
        }
        if name.starts(with: "export ".utf8) || name.starts(with: "export\t".utf8) {
            name = name.dropFirst(7).drop(while: isBlank)
        }
        let key = isKey(name) ? String(decoding: name, as: UTF8.self) : nil
        let isFirst = remember(key, place)
        // The value of a refused key is read too, or its further lines would be taken for keys.
        guard let value = value(of: key), let key, isFirst else { return }
        entries.append(EnvFile.Entry(key: key, value: Secret(value), place: place))
    }

    /// Whether a key is well formed and new; faults are noted.
    private mutating func remember(_ key: String?, _ place: Place) -> Bool {
        guard let key else {
            let problem = "has no key of letters, digits and _ right before its ="
            note(nil, place, problem, "KEY=VALUE")
            return false
        }
        if let first = lines.updateValue(lines[key] ?? cursor.line, forKey: key) {
            note(key, place, "stands twice, first in line \(first)", "one line with \(key)=")
            return false
        }
        return true
    }

    private mutating func value(of key: String?) -> String? {
        cursor.skipBlanks()
        guard let quote = cursor.byte, quote == singleQuote || quote == doubleQuote else {
            return String(decoding: cursor.takeUnquoted(), as: UTF8.self)
        }
        let opening = cursor.place
        let example = "\(key ?? "KEY")='VALUE'"
        guard let bytes = cursor.takeQuoted() else {
            note(key, opening, "opens a quote that is never closed", example)
            return nil
        }
        guard cursor.isAtLineEnd || cursor.isAtComment else {
            let problem = "has text after the closing quote"
            note(key, cursor.place, problem, "\(example) # comment")
            return nil
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func note(
        _ key: String?, _ place: Place, _ problem: String, _ example: String
    ) {
        faults.append(Fault(key: key, place: place, problem: problem, example: example))
    }
}

private func isKey(_ name: ArraySlice<UInt8>) -> Bool {
    guard let first = name.first, !isDigit(first) else { return false }
    return name.allSatisfy { isDigit($0) || isLetter($0) || $0 == UInt8(ascii: "_") }
}

private func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}

private func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}
