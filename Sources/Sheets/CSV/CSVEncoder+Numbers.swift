package import Domain

extension CSVEncoder {
    /// A whole number.
    @inlinable
    package mutating func integer(_ value: Int64) {
        reserve(24)
        if value < 0 { put(UInt8(ascii: "-")) }
        digits(value.magnitude)
        put(UInt8(ascii: ","))
    }

    /// A number of minor units, such as cents, with exactly `digits` digits, 0 to 18, behind the
    /// point.
    @inlinable
    package mutating func decimal(minor: Int64, digits: Int) {
        reserve(48)
        if minor < 0 { put(UInt8(ascii: "-")) }
        fraction(minor.magnitude, scale: digits)
        put(UInt8(ascii: ","))
    }

    /// An exact number with exactly `scale` digits behind the point.
    @inlinable
    package mutating func decimal(_ value: Fixed) {
        if value.scale <= 18, let minor = Int64(exactly: value.unscaled) {
            decimal(minor: minor, digits: value.scale)
        } else {
            longDecimal(value)
        }
    }

    /// A number beyond 64 bits, which books do not hold and a template's query may.
    @usableFromInline @inline(never)
    mutating func longDecimal(_ value: Fixed) {
        reserve(48)
        for byte in value.description.utf8 { put(byte) }
        put(UInt8(ascii: ","))
    }

    /// A magnitude with its last `scale` digits behind a point and at least one before it.
    @inlinable
    mutating func fraction(_ magnitude: UInt64, scale: Int) {
        let length = max(decimalLength(magnitude), scale &+ 1)
        guard scale > 0 else { return digits(magnitude, length: length) }
        digits(magnitude, length: length)
        // The digits stand without a point: those behind it move on by one.
        let point = base + (count &- scale)
        var last = base + count
        while last > point {
            last[0] = last[-1]
            last -= 1
        }
        point[0] = UInt8(ascii: ".")
        count &+= 1
    }

    @inlinable @inline(__always)
    mutating func digits(_ magnitude: UInt64) {
        digits(magnitude, length: decimalLength(magnitude))
    }

    /// Puts digits from the last to the first, with zeros in front up to a length.
    @inlinable
    mutating func digits(_ magnitude: UInt64, length: Int) {
        var rest = magnitude
        var place = base + (count &+ length)
        count &+= length
        let start = base + (count &- length)
        while place > start {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            place -= 1
            place[0] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
            rest = quotient
        }
    }
}

/// How many decimal digits a number has; 1 for zero.
@inlinable
func decimalLength(_ value: UInt64) -> Int {
    var length = 1
    var rest = value
    while rest >= 10_000 { (rest, length) = (rest / 10_000, length &+ 4) }
    if rest >= 1000 { return length &+ 3 }
    if rest >= 100 { return length &+ 2 }
    return rest >= 10 ? length &+ 1 : length
}
