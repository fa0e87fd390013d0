package import Domain

/// PostgreSQL's binary `numeric`: a length, then base-10000 digits (`numeric_send`).
package enum NumericWire {
    /// Appends a length word and the number.
    package static func append(_ value: Fixed, to buffer: inout [UInt8]) {
        if value.scale <= 8, let small = Int64(exactly: value.unscaled), small != .min {
            appendSmall(small, scale: value.scale, to: &buffer)
        } else {
            appendLarge(value, to: &buffer)
        }
    }

    /// Up to 24 decimal digits without an allocation: what a seed writes a hundred million times.
    private static func appendSmall(_ value: Int64, scale: Int, to buffer: inout [UInt8]) {
        let padding = (4 - scale % 4) % 4
        let fractionDigits = (scale + padding) / 4
        let unit = UInt64(powers[scale])
        var whole = value.magnitude / unit
        var fraction = (value.magnitude % unit) * UInt64(powers[padding])
        withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 8) { digits in
            var first = 5
            var last = 5 + fractionDigits
            for index in stride(from: last - 1, through: 5, by: -1) {
                digits[index] = UInt16(fraction % 10_000)
                fraction /= 10_000
            }
            while whole > 0 {
                first -= 1
                digits[first] = UInt16(whole % 10_000)
                whole /= 10_000
            }
            var weight = 4 - first
            while last > first, digits[last - 1] == 0 { last -= 1 }
            while first < last, digits[first] == 0 { (first, weight) = (first + 1, weight - 1) }
            if first == last { weight = 0 }
            header(
                count: last - first, weight: weight, negative: value < 0, scale: scale, to: &buffer)
            for index in first..<last { big(Int16(digits[index]), to: &buffer) }
        }
    }

    private static func appendLarge(_ value: Fixed, to buffer: inout [UInt8]) {
        let padding = (4 - value.scale % 4) % 4
        var rest = value.unscaled.magnitude
        var digits: [Int16] = []
        if padding > 0 {
            let unit = UInt128(Fixed.power(4 - padding))
            digits.append(Int16(rest % unit) * Int16(Fixed.power(padding)))
            rest /= unit
        }
        while rest > 0 {
            digits.append(Int16(rest % 10_000))
            rest /= 10_000
        }
        let fractionDigits = (value.scale + padding) / 4
        var weight = digits.count - fractionDigits - 1
        while digits.first == 0 { digits.removeFirst() }
        while digits.last == 0 { (weight, _) = (weight - 1, digits.removeLast()) }
        if digits.isEmpty { weight = 0 }
        header(
            count: digits.count, weight: weight, negative: value.unscaled < 0, scale: value.scale,
            to: &buffer)
        for digit in digits.reversed() { big(digit, to: &buffer) }
    }

    private static func header(
        count: Int, weight: Int, negative: Bool, scale: Int, to buffer: inout [UInt8]
    ) {
        big(Int32(8 + 2 * count), to: &buffer)
        big(Int16(count), to: &buffer)
        big(Int16(weight), to: &buffer)
        big(Int16(negative && count > 0 ? 0x4000 : 0), to: &buffer)
        big(Int16(scale), to: &buffer)
    }

    private static func big(_ value: some FixedWidthInteger, to buffer: inout [UInt8]) {
        withUnsafeBytes(of: value.bigEndian) { buffer.append(contentsOf: $0) }
    }

    private static let powers: [Int64] = (0...8).map(Fixed.power)
}
