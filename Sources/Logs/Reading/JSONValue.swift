/// JSON as it stands in a log, in an audit file or in a test case: numbers as they are written,
/// members in their order.
package enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    /// The digits as they stand.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([(key: String, value: JSONValue)])

    /// The first member of that key.
    package subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// A whole number.
    package var whole: Int64? {
        if case .number(let digits) = self { Int64(digits) } else { nil }
    }

    package var elements: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    package var members: [(key: String, value: JSONValue)] {
        if case .object(let members) = self { members } else { [] }
    }

    package static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.number(let a), .number(let b)): a == b
        case (.string(let a), .string(let b)): a == b
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)): a.elementsEqual(b) { $0 == $1 }
        default: false
        }
    }

    /// Reads a whole text; `nil` when it is not JSON (RFC 8259) or nests deeper than 64.
    package init?(_ bytes: some Collection<UInt8>) {
        var reader = Reader(bytes: Array(bytes))
        guard let value = reader.value(depth: 0), reader.isAtEnd() else { return nil }
        self = value
    }
}

/// A position in a text of JSON.
private struct Reader {
    let bytes: [UInt8]
    var at = 0

    private static let depthMax = 64

    init(bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    mutating func isAtEnd() -> Bool {
        blanks()
        return at == bytes.count
    }

    private mutating func blanks() {
        while let next, next == 32 || next == 9 || next == 10 || next == 13 { at += 1 }
    }

    private mutating func skip(_ letter: Unicode.Scalar) -> Bool {
        blanks()
        guard next == UInt8(ascii: letter) else { return false }
        at += 1
        return true
    }

    mutating func value(depth: Int) -> JSONValue? {
        blanks()
        guard let next, depth < Self.depthMax else { return nil }
        switch next {
        case UInt8(ascii: "{"): return object(depth)
        case UInt8(ascii: "["): return array(depth)
        case UInt8(ascii: "\""): return text().map { .string($0) }
        default: return word()
        }
    }

    private mutating func object(_ depth: Int) -> JSONValue? {
        var members: [(key: String, value: JSONValue)] = []
        at += 1
        guard !skip("}") else { return .object([]) }
        repeat {
            blanks()
            guard next == UInt8(ascii: "\""), let key = text(), skip(":"),
                let value = value(depth: depth + 1)
            else { return nil }
            members.append((key, value))
        } while skip(",")
        return skip("}") ? .object(members) : nil
    }

    private mutating func array(_ depth: Int) -> JSONValue? {
        var elements: [JSONValue] = []
        at += 1
        guard !skip("]") else { return .array([]) }
        repeat {
            guard let value = value(depth: depth + 1) else { return nil }
            elements.append(value)
        } while skip(",")
        return skip("]") ? .array(elements) : nil
    }

    private mutating func word() -> JSONValue? {
        let start = at
        while let next, next > 32, ![44, 93, 125].contains(next) { at += 1 }
        let word = String(decoding: bytes[start..<at], as: UTF8.self)
        switch word {
        case "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: return Self.isNumber(bytes[start..<at]) ? .number(word) : nil
        }
    }

    /// Whether it is `-? int frac? exp?`.
    private static func isNumber(_ word: ArraySlice<UInt8>) -> Bool {
        var rest = word.first == UInt8(ascii: "-") ? word.dropFirst() : word
        func digits() -> Int {
            let run = rest.prefix { (48...57).contains($0) }.count
            rest = rest.dropFirst(run)
            return run
        }
        let leadsWithZero = rest.first == 48
        let whole = digits()
        guard whole > 0, whole == 1 || !leadsWithZero else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits() > 0 else { return false }
        }
        if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
                rest = rest.dropFirst()
            }
            guard digits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    private mutating func text() -> String? {
        at += 1
        let start = at
        while let next, next != 34, next != 92, next >= 32 { at += 1 }
        if next == 34 {
            at += 1
            return String(decoding: bytes[start..<(at - 1)], as: UTF8.self)
        }
        var units = Array(String(decoding: bytes[start..<at], as: UTF8.self).utf16)
        while let next, next != 34 {
            guard next >= 32 else { return nil }
            if next == 92 {
                guard let unit = escape() else { return nil }
                units.append(unit)
            } else {
                let start = at
                while let next = self.next, next != 34, next != 92, next >= 32 { at += 1 }
                units += String(decoding: bytes[start..<at], as: UTF8.self).utf16
            }
        }
        guard next == 34 else { return nil }
        at += 1
        return String(decoding: units, as: UTF16.self)
    }

    private mutating func escape() -> UInt16? {
        at += 1
        guard let letter = next else { return nil }
        at += 1
        switch letter {
        case UInt8(ascii: "n"): return 10
        case UInt8(ascii: "t"): return 9
        case UInt8(ascii: "r"): return 13
        case UInt8(ascii: "b"): return 8
        case UInt8(ascii: "f"): return 12
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UInt16(letter)
        case UInt8(ascii: "u"):
            guard at + 4 <= bytes.count else { return nil }
            let digits = bytes[at..<(at + 4)]
            at += 4
            guard digits.allSatisfy({ (48...57).contains($0) || (97...102).contains($0 | 32) })
            else { return nil }
            return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        default: return nil
        }
    }
}
