import Domain

/// Reads one JSON object on one line, without building more than its own texts and whole numbers.
///
/// A bench of ten thousand lines is done in the time that a general decoder needs to start.
struct JSONLineReader {
    private let bytes: ArraySlice<UInt8>
    private var at: Int

    /// A member's value; what nobody asks for is passed over.
    enum Value {
        case text(String)
        case whole(Int64)
        case null
        case other
    }

    /// Why a line is no such object.
    struct Fault: Error {
        let sentence: String
        init(_ sentence: String) { self.sentence = sentence }
    }

    init(_ line: ArraySlice<UInt8>) {
        bytes = line
        at = line.startIndex
    }

    /// Hands each member to a closure, in the order of the line.
    mutating func object(_ take: (String, Value) throws(Fault) -> Void) throws(Fault) {
        try expect("{", "a JSON object")
        if !skip("}") {
            repeat {
                blanks()
                let key = try text()
                try expect(":", "a colon")
                blanks()
                try take(key, try value())
            } while skip(",")
            try expect("}", "a comma or the object's end")
        }
        blanks()
        guard at == bytes.endIndex else { throw fault("nothing more on the line") }
    }

    private var next: UInt8? { at < bytes.endIndex ? bytes[at] : nil }

    private func fault(_ wanted: String) -> Fault {
        Fault("column \(at - bytes.startIndex + 1) wants \(wanted)")
    }

    private mutating func blanks() {
        while let next, next == 32 || (9...13).contains(next) { at += 1 }
    }

    private mutating func skip(_ letter: Unicode.Scalar) -> Bool {
        blanks()
        guard next == UInt8(ascii: letter) else { return false }
        at += 1
        return true
    }

    private mutating func expect(_ letter: Unicode.Scalar, _ wanted: String) throws(Fault) {
        guard skip(letter) else { throw fault(wanted) }
    }

    private mutating func value() throws(Fault) -> Value {
        guard let next else { throw fault("a value") }
        switch next {
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            try passNested()
            return .other
        default:
            let start = at
            while let next = self.next, ![44, 125, 93, 32].contains(next), next > 31 { at += 1 }
            let word = bytes[start..<at]
            guard !word.isEmpty else { throw fault("a value") }
            if let number = Self.whole(word) { return .whole(number) }
            return word.elementsEqual("null".utf8) ? .null : .other
        }
    }

    /// A whole number of at most 18 digits.
    ///
    /// `Int(digits:)` does the same for any collection and, not being specialised for this one,
    /// took a quarter of the time of ten thousand lines.
    private static func whole(_ word: ArraySlice<UInt8>) -> Int64? {
        let isNegative = word.first == UInt8(ascii: "-")
        let digits = isNegative ? word.dropFirst() : word
        guard (1...18).contains(digits.count) else { return nil }
        var number: Int64 = 0
        for digit in digits {
            guard digit >= 48, digit <= 57 else { return nil }
            number = number * 10 + Int64(digit - 48)
        }
        return isNegative ? -number : number
    }

    /// Goes to the end of a list or an object, however deep, without recursion.
    private mutating func passNested() throws(Fault) {
        var depth = 0
        repeat {
            guard let next else { throw fault("the end of what was opened") }
            switch next {
            case UInt8(ascii: "\""):
                _ = try text()
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            at += 1
        } while depth > 0
    }
}

extension JSONLineReader {
    /// A text between quotes.
    private mutating func text() throws(Fault) -> String {
        guard next == UInt8(ascii: "\"") else { throw fault("a text in quotes") }
        at += 1
        let start = at
        while let next, next != 34, next != 92 {
            guard next >= 32 else { throw fault("no control character in a text") }
            at += 1
        }
        guard next == 92 else {
            guard next == 34 else { throw fault("the quote that ends the text") }
            defer { at += 1 }
            return String(decoding: bytes[start..<at], as: UTF8.self)
        }
        var units = Array(String(decoding: bytes[start..<at], as: UTF8.self).utf16)
        while next != 34 {
            guard let next, next >= 32 else { throw fault("the quote that ends the text") }
            if next == 92 {
                units.append(try escape())
            } else {
                let start = at
                while let next = self.next, next != 34, next != 92, next >= 32 { at += 1 }
                units += String(decoding: bytes[start..<at], as: UTF8.self).utf16
            }
        }
        at += 1
        return String(decoding: units, as: UTF16.self)
    }

    /// One UTF-16 unit written with a backslash.
    private mutating func escape() throws(Fault) -> UInt16 {
        at += 1
        let letter = next
        at += 1
        switch letter {
        case UInt8(ascii: "n"): return 10
        case UInt8(ascii: "t"): return 9
        case UInt8(ascii: "r"): return 13
        case UInt8(ascii: "b"): return 8
        case UInt8(ascii: "f"): return 12
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UInt16(letter ?? 0)
        case UInt8(ascii: "u"):
            let digits = bytes[min(at, bytes.endIndex)..<min(at + 4, bytes.endIndex)]
            guard digits.count == 4, digits.first != 43, digits.first != 45,
                let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
            else { throw fault("four hexadecimal digits") }
            at += 4
            return unit
        default:
            at = min(at, bytes.endIndex)
            throw fault("one of the letters that follow a backslash")
        }
    }
}
