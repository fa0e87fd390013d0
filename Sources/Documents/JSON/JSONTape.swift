import Domain

/// A value of JSON where it stands in its text, without a copy of it.
///
/// Values lie one behind the other; each knows where the next one begins, so what nobody asks for
/// is stepped over. A member is its key, then its value.
struct JSONTape {
    enum Kind: UInt8 { case null, no, yes, number, text, escapedText, array, object, notFinite }

    struct Value {
        let kind: Kind
        /// Bytes of a text without its quotes, of a number, or of the first bracket.
        let start: Int
        var end: Int
        /// The place of the next value that is not inside of it.
        var next: Int
    }

    private(set) var values: [Value] = []
    let bytes: [UInt8]
    private(set) var at: Int
    /// Whether it holds a NaN or an Infinity, which are no JSON but are written as if they were.
    private(set) var hasNotFinite = false
    private let end: Int

    private static let depthMax = 64

    /// Reads the value that begins at a byte, up to its end, which is `at` then.
    ///
    /// - Throws: `jsonInvalid` with the place.
    init(_ bytes: [UInt8], from start: Int) throws(DocumentFault) {
        self.bytes = bytes
        at = start
        end = bytes.count
        values.reserveCapacity(256)
        try value(depth: 0)
    }

    /// Reads a whole text: one value, and nothing but blanks behind it.
    ///
    /// - Throws: `jsonInvalid` with the place.
    init(_ bytes: [UInt8]) throws(DocumentFault) {
        try self.init(bytes, from: 0)
        blanks()
        if at < end { throw fault("nothing more") }
        try refuseNotFinite(0)
    }

    /// Refuses a NaN or an Infinity in a value, so that none is passed over with what nobody reads.
    func refuseNotFinite(_ place: Int) throws(DocumentFault) {
        guard hasNotFinite else { return }
        for value in values[place..<values[place].next] where value.kind == .notFinite {
            throw DocumentFault(.jsonInvalid, "wants no \(string(value))", position: value.start)
        }
    }

    private var next: UInt8? { at < end ? bytes[at] : nil }

    private func fault(_ wanted: String) -> DocumentFault {
        DocumentFault(.jsonInvalid, "wants \(wanted)", position: at)
    }

    private mutating func blanks() {
        while at < end, bytes[at] <= 32 {
            guard bytes[at] == 32 || bytes[at] == 10 || bytes[at] == 9 || bytes[at] == 13 else {
                return
            }
            at += 1
        }
    }

    private mutating func skip(_ letter: Unicode.Scalar) -> Bool {
        blanks()
        guard next == UInt8(ascii: letter) else { return false }
        at += 1
        return true
    }

    private mutating func value(depth: Int) throws(DocumentFault) {
        blanks()
        guard let next else { throw fault("a value") }
        guard depth < Self.depthMax else { throw fault("no deeper nesting") }
        switch next {
        case UInt8(ascii: "{"): try object(depth)
        case UInt8(ascii: "["): try array(depth)
        case UInt8(ascii: "\""): try text()
        case 45 where bytes.holds("-Infinity", at: at, before: end): try word()
        case 45, 48...57: try number()
        default: try word()
        }
    }

    private mutating func object(_ depth: Int) throws(DocumentFault) {
        let place = open(.object)
        var keys: [Int] = []
        if !skip("}") {
            repeat {
                blanks()
                guard next == 34 else { throw fault("a member's name in quotes") }
                try refuseTwice(&keys)
                guard skip(":") else { throw fault("a colon") }
                try value(depth: depth + 1)
            } while skip(",")
            guard skip("}") else { throw fault("a comma or }") }
        }
        close(place)
    }

    /// Reads a member's name that its object does not have yet.
    private mutating func refuseTwice(_ keys: inout [Int]) throws(DocumentFault) {
        let start = at
        let place = values.count
        try text()
        // A wide object is none of ours; it is held to the rule all the same.
        for other in keys where isSame(values[other], values[place]) {
            at = start
            let name = string(values[place])
            throw fault("\(AppError.quoted(name)) only once in an object")
        }
        if keys.count >= 1024 { throw fault("at most 1024 members in an object") }
        keys.append(place)
    }

    private func isSame(_ one: Value, _ two: Value) -> Bool {
        if one.kind == .text, two.kind == .text {
            let length = one.end - one.start
            guard length == two.end - two.start else { return false }
            for step in 0..<length where bytes[one.start + step] != bytes[two.start + step] {
                return false
            }
            return true
        }
        return string(one) == string(two)
    }

    private mutating func array(_ depth: Int) throws(DocumentFault) {
        let place = open(.array)
        if !skip("]") {
            repeat { try value(depth: depth + 1) } while skip(",")
            guard skip("]") else { throw fault("a comma or ]") }
        }
        close(place)
    }

    private mutating func open(_ kind: Kind) -> Int {
        values.append(Value(kind: kind, start: at, end: at, next: 0))
        at += 1
        return values.count - 1
    }

    private mutating func close(_ place: Int) {
        values[place].end = at
        values[place].next = values.count
    }

    private mutating func append(_ kind: Kind, _ start: Int, _ end: Int) {
        values.append(Value(kind: kind, start: start, end: end, next: values.count + 1))
    }

    private mutating func word() throws(DocumentFault) {
        let (word, kind): (StaticString, Kind) =
            switch next {
            case UInt8(ascii: "n"): ("null", .null)
            case UInt8(ascii: "t"): ("true", .yes)
            case UInt8(ascii: "N"): ("NaN", .notFinite)
            case UInt8(ascii: "I"): ("Infinity", .notFinite)
            case UInt8(ascii: "-"): ("-Infinity", .notFinite)
            default: ("false", .no)
            }
        if bytes.holds(word, at: at, before: end) {
            append(kind, at, at + word.utf8CodeUnitCount)
            if kind == .notFinite { hasNotFinite = true }
            at += word.utf8CodeUnitCount
            if let next, next | 32 > 96, next | 32 < 123 { throw fault("no letter") }
            return
        }
        throw fault("a value")
    }

    /// `-? int frac? exp?`, as its digits stand.
    private mutating func number() throws(DocumentFault) {
        let start = at
        if next == 45 { at += 1 }
        let isZero = next == 48
        let whole = digits()
        if whole == 0 || (isZero && whole > 1) {
            at = start
            throw fault("a number without zeros before it")
        }
        if next == UInt8(ascii: ".") {
            at += 1
            if digits() == 0 { throw fault("a digit") }
        }
        if let letter = next, letter | 32 == UInt8(ascii: "e") {
            at += 1
            if next == 43 || next == 45 { at += 1 }
            if digits() == 0 { throw fault("a digit") }
        }
        append(.number, start, at)
    }

    private mutating func digits() -> Int {
        let start = at
        while let next, (48...57).contains(next) { at += 1 }
        return at - start
    }

    private mutating func text() throws(DocumentFault) {
        at += 1
        let start = at
        var (isEscaped, isPlain) = (false, true)
        while let next, next != 34 {
            guard next >= 32 else { throw fault("no control character in a text") }
            if next >= 128 { isPlain = false }
            if next == 92 {
                isEscaped = true
                try escape()
            }
            at += 1
        }
        guard next == 34 else { throw fault("the quote that ends the text") }
        if !isPlain, String(validating: bytes[start..<at], as: UTF8.self) == nil {
            at = start
            throw fault("UTF-8")
        }
        append(isEscaped ? .escapedText : .text, start, at)
        at += 1
    }

    /// Goes to the last byte of an escape.
    private mutating func escape() throws(DocumentFault) {
        at += 1
        switch next {
        case UInt8(ascii: "u"):
            let digits = bytes[min(at + 1, end)..<min(at + 5, end)]
            guard digits.count == 4, digits.allSatisfy(\.isHexadecimal) else {
                throw fault("four hexadecimal digits")
            }
            at += 4
        case .some(let letter) where #""\/bfnrt"#.utf8.contains(letter): break
        default: throw fault("one of the letters that follow a backslash")
        }
    }
}

extension JSONTape {
    /// A text with its escapes resolved.
    func string(_ value: Value) -> String {
        let plain = bytes[value.start..<value.end]
        guard value.kind == .escapedText else { return String(decoding: plain, as: UTF8.self) }
        var (units, rest) = ([UInt16](), plain)
        while let letter = rest.popFirst() {
            if letter != 92 {
                let run = [letter] + rest.prefix { $0 != 92 }
                rest = rest.dropFirst(run.count - 1)
                units += String(decoding: run, as: UTF8.self).utf16
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "n"): units.append(10)
            case UInt8(ascii: "t"): units.append(9)
            case UInt8(ascii: "r"): units.append(13)
            case UInt8(ascii: "b"): units.append(8)
            case UInt8(ascii: "f"): units.append(12)
            case UInt8(ascii: "u"):
                let digits = String(decoding: rest.prefix(4), as: UTF8.self)
                units.append(UInt16(digits, radix: 16) ?? 0xFFFD)
                rest = rest.dropFirst(4)
            case .some(let plain): units.append(UInt16(plain))
            case .none: break
            }
        }
        return String(decoding: units, as: UTF16.self)
    }
}

extension UInt8 {
    fileprivate var isHexadecimal: Bool {
        (48...57).contains(self) || (97...102).contains(self | 32)
    }
}

extension [UInt8] {
    /// Whether a word of ASCII stands at a place.
    func holds(_ word: StaticString, at place: Int, before end: Int) -> Bool {
        let length = word.utf8CodeUnitCount
        guard end - place >= length else { return false }
        return word.withUTF8Buffer { letters in
            for step in 0..<length where self[place + step] != letters[step] { return false }
            return true
        }
    }
}
