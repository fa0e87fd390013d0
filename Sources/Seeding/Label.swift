/// Text under construction, as bytes, in one piece of memory that every row uses again.
struct Label {
    private(set) var bytes: [UInt8] = []

    mutating func begin(_ text: String = "") {
        bytes.removeAll(keepingCapacity: true)
        append(text)
    }

    mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Decimal digits, with zeros in front up to a width; the number is not negative.
    mutating func append(_ number: Int64, width: Int = 1) {
        let start = bytes.count
        var rest = number
        while rest > 0 || bytes.count - start < width {
            bytes.append(48 + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        }
        reverse(from: start)
    }

    /// What a transfer names a payment or refund by: `PAY000000123`.
    static func transfer(_ prefix: String, _ id: Int64) -> [UInt8] {
        var label = Label()
        label.begin(prefix)
        label.append(id, width: 9)
        return label.bytes
    }

    /// Capital letters and digits that look like an id somebody's system made up.
    mutating func append(code: UInt64, length: Int) {
        var rest = code
        for _ in 0..<length {
            let digit = UInt8(truncatingIfNeeded: rest & 31)
            bytes.append(digit < 10 ? 48 + digit : 55 + digit)
            rest >>= 5
        }
    }

    mutating func append(hex word: UInt64) {
        for shift in stride(from: 60, through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: word >> UInt64(shift) & 15)
            bytes.append(digit < 10 ? 48 + digit : 87 + digit)
        }
    }

    /// `12.50`: minor units with the currency's digits behind the point.
    mutating func append(money minor: Int64, digits: Int, unit: Int64) {
        if minor < 0 { append("-") }
        let magnitude = Int64(minor.magnitude)
        append(magnitude / unit)
        guard digits > 0 else { return }
        append(".")
        append(magnitude % unit, width: digits)
    }

    private mutating func reverse(from start: Int) {
        var (low, high) = (start, bytes.count - 1)
        while low < high {
            bytes.swapAt(low, high)
            (low, high) = (low + 1, high - 1)
        }
    }
}
