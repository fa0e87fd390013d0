/// Writes numbers as ECMAScript's `Number::toString` does (ECMA-262, 6.1.6.1.20).
///
/// Swift's shortest digits are the same; where they change to an exponent is not.
enum LogNumber {
    /// Whole numbers beyond this are no exact ECMAScript number, and are written in quotes.
    static let exactMax: UInt64 = 1 << 53

    static func append(_ value: Double, to line: inout LineBytes) {
        guard value.isFinite else { return line.append("null") }
        guard value != 0 else { return line.append(UInt8(ascii: "0")) }
        if isPlain(value.magnitude, &line, isNegative: value < 0) { return }
        let (digits, point) = decimal(value.magnitude)
        if value < 0 { line.append(UInt8(ascii: "-")) }
        let zero = UInt8(ascii: "0")
        switch point {
        case 1...21 where digits.count <= point:
            line.append(digits + Array(repeating: zero, count: point - digits.count))
        case 1...21:
            line.append(Array(digits[..<point]))
            line.append(UInt8(ascii: "."))
            line.append(Array(digits[point...]))
        case -5...0:
            line.append("0.")
            line.append(Array(repeating: zero, count: -point) + digits)
        default:
            line.append(digits[0])
            if digits.count > 1 {
                line.append(UInt8(ascii: "."))
                line.append(Array(digits[1...]))
            }
            line.append(point > 0 ? "e+" : "e-")
            line.append(UInt64(abs(point - 1)))
        }
    }

    /// Writes a number that Swift writes without an exponent: then it does as ECMAScript does, but
    /// for the `.0` of a whole one.
    private static func isPlain(
        _ value: Double, _ line: inout LineBytes, isNegative: Bool
    ) -> Bool {
        var text = value.description
        return text.withUTF8 { letters in
            guard !letters.contains(UInt8(ascii: "e")) else { return false }
            if isNegative { line.append(UInt8(ascii: "-")) }
            let isWhole =
                letters.count > 2 && letters[letters.count - 1] == UInt8(ascii: "0")
                && letters[letters.count - 2] == UInt8(ascii: ".")
            line.append(
                isWhole ? UnsafeBufferPointer(rebasing: letters.dropLast(2)) : letters)
            return true
        }
    }

    /// The shortest digits that read back as the value, and how many stand before the point.
    private static func decimal(_ value: Double) -> (digits: [UInt8], point: Int) {
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        let text = value.description
        for (place, letter) in text.utf8.enumerated() {
            if letter == UInt8(ascii: ".") {
                point = digits.count
            } else if letter == UInt8(ascii: "e") {
                exponent = Int(String(text.utf8.dropFirst(place + 1)) ?? "") ?? 0
                break
            } else {
                digits.append(letter)
            }
        }
        let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
        let end = (digits.lastIndex { $0 != UInt8(ascii: "0") } ?? 0) + 1
        return (Array(digits[leading..<end]), (point ?? digits.count) - leading + exponent)
    }
}
