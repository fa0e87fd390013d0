import Domain

/// Texts of OFX and what they mean.
enum OFXText {
    private static let entities = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ",
    ]

    /// The text with its entities replaced, once: what comes out is looked at no more.
    static func replaced(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        var (result, rest) = ("", text[...])
        while let start = rest.firstIndex(of: "&") {
            result += rest[..<start]
            rest = rest[start...].dropFirst()
            let name = rest.prefix(8).prefix { $0 != ";" }
            guard name.endIndex < rest.endIndex, rest[name.endIndex] == ";",
                let meant = entities[String(name)] ?? numbered(name)
            else {
                result += "&"
                continue
            }
            result += meant
            rest = rest[name.endIndex...].dropFirst()
        }
        return result + rest
    }

    /// `#233` or `#xE9`; a control character becomes a blank.
    private static func numbered(_ name: Substring) -> String? {
        guard name.hasPrefix("#"), !name.contains("+"), !name.contains("-") else { return nil }
        let digits = name.dropFirst()
        let isHex = digits.hasPrefix("x") || digits.hasPrefix("X")
        let value = isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        guard let scalar = value.flatMap(Unicode.Scalar.init) else { return nil }
        return scalar.value < 32 || scalar.value == 127 ? " " : String(Character(scalar))
    }

    /// A sum of money: a sign, digits, and a point or a comma before decimals.
    ///
    /// OFX 3.2.9.1 takes either for the decimal mark and wants no marks of thousands. A comma is taken
    /// where it can be no mark of thousands: `12,5` and `0,125` are read, `1,234` is refused, and so
    /// is every text with two marks. `.50` is read, as banks write it; `5.` is not.
    static func amount(_ text: String) -> Fixed? {
        var bytes = Array(text.utf8)
        let sign = bytes.first.flatMap { [43, 45].contains($0) ? $0 : nil }
        if sign != nil { bytes.removeFirst() }
        if let comma = bytes.firstIndex(of: UInt8(ascii: ",")) {
            let isGroup = comma <= 3 && bytes.count - comma == 4 && bytes.first != 48 && comma > 0
            guard !isGroup, !bytes.contains(UInt8(ascii: ".")) else { return nil }
            bytes[comma] = UInt8(ascii: ".")
        }
        if bytes.first == UInt8(ascii: ".") { bytes.insert(48, at: 0) }
        guard bytes.first.map({ (48...57).contains($0) }) ?? false else { return nil }
        if sign == UInt8(ascii: "-") { bytes.insert(45, at: 0) }
        guard let amount = Fixed(String(decoding: bytes, as: UTF8.self)), amount.scale <= 18,
            amount.unscaled.magnitude < Fixed.bigPower(18).magnitude
        else { return nil }
        return amount
    }

    /// The day of `YYYYMMDD`, with a time `HHMM` or `HHMMSS`, thousandths and a zone such as
    /// `[-5:EST]` behind it or not: as written, the bank's own day.
    static func day(_ text: String) -> Day? {
        var bytes = Array(text.utf8)[...]
        if let zone = bytes.firstIndex(of: UInt8(ascii: "[")) {
            guard isZone(bytes[zone...]) else { return nil }
            bytes = bytes[..<zone]
        }
        if let point = bytes.firstIndex(of: UInt8(ascii: ".")) {
            guard point == 14, Int(digits: bytes[(point + 1)...]) != nil else { return nil }
            bytes = bytes[..<point]
        }
        guard [8, 12, 14].contains(bytes.count), let year = Int(digits: bytes[0..<4]),
            let month = Int(digits: bytes[4..<6]), let day = Int(digits: bytes[6..<8])
        else { return nil }
        for (at, bound) in [(8, 24), (10, 60), (12, 60)] where at < bytes.count {
            guard let value = Int(digits: bytes[at..<(at + 2)]), value < bound else { return nil }
        }
        return Day(year: year, month: month, day: day)
    }

    /// `[-5:EST]`, `[+5.30]`, `[0]`; or `[-:EST]`, which says no offset, as some banks write it.
    private static func isZone(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count <= 32, bytes.last == UInt8(ascii: "]") else { return false }
        let parts = bytes.dropFirst().dropLast().split(
            separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        guard var offset = parts.first else { return false }
        if let sign = offset.first, [43, 45].contains(sign) { offset = offset.dropFirst() }
        let numbers = offset.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isNamed = parts.count == 2 && !parts[1].isEmpty
        guard !offset.isEmpty else { return isNamed }
        guard numbers.count <= 2, numbers.allSatisfy({ (1...2).contains($0.count) }),
            let hours = Int(digits: numbers[0]), hours <= 14
        else { return false }
        return (numbers.count == 1 || Int(digits: numbers[1]) != nil)
            && (parts.count == 1 || isNamed)
    }
}
