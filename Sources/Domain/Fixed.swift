/// An exact decimal number: an integer and how many of its last digits stand behind the point.
///
/// What PostgreSQL calls `numeric`, bounded to 38 digits. `1.50` and `1.5` are different
/// representations of equal numbers; `==` compares the numbers.
package struct Fixed: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The number without its decimal point.
    package let unscaled: Int128
    /// Digits behind the decimal point, 0 to 38.
    package let scale: Int

    package init(unscaled: Int128, scale: Int) {
        precondition((0...38).contains(scale), "a scale lies between 0 and 38")
        self.unscaled = unscaled
        self.scale = scale
    }

    /// Reads `-12.50`: an optional sign, digits, and at most one point with digits on both sides.
    ///
    /// Exponents, blanks, `NaN` and more than 38 digits are `nil`, never a nearby number.
    package init?(_ text: some StringProtocol) {
        var (unscaled, isNegative, point) = (Int128(0), false, Int?.none)
        // Digits in all, and without zeros in front.
        var (count, significant) = (0, 0)
        for (place, byte) in text.utf8.enumerated() {
            switch byte {
            case 48...57:
                count += 1
                if significant > 0 || byte > 48 { significant += 1 }
                guard count <= 76, significant <= 38 else { return nil }
                unscaled = unscaled * 10 + Int128(byte - 48)
            case UInt8(ascii: ".") where point == nil && count > 0: point = count
            case UInt8(ascii: "-") where place == 0: isNegative = true
            case UInt8(ascii: "+") where place == 0: break
            default: return nil
            }
        }
        let scale = count - (point ?? count)
        guard count > 0, scale <= 38, point == nil || scale > 0 else { return nil }
        self.init(unscaled: isNegative ? -unscaled : unscaled, scale: scale)
    }

    /// The number in units of 10⁻ᵈⁱᵍⁱᵗˢ, or `nil` when digits would be lost or it exceeds `Int64`.
    package func minor(digits: Int) -> Int64? {
        if scale <= digits {
            let (product, overflow) = unscaled.multipliedReportingOverflow(
                by: Self.bigPower(digits - scale))
            return overflow ? nil : Int64(exactly: product)
        }
        let (quotient, remainder) = unscaled.quotientAndRemainder(
            dividingBy: Self.bigPower(scale - digits))
        return remainder == 0 ? Int64(exactly: quotient) : nil
    }

    /// The same number without zeros at the end of its fraction.
    package var reduced: Fixed {
        var (value, digits) = (unscaled, scale)
        while digits > 0, value % 10 == 0 { (value, digits) = (value / 10, digits - 1) }
        return Fixed(unscaled: value, scale: digits)
    }

    /// The sum, with the digits of whichever has more; both lie below 10¹⁹ units, as money does.
    package func adding(_ other: Fixed) -> Fixed {
        let digits = max(scale, other.scale)
        return Fixed(
            unscaled: unscaled * Self.bigPower(digits - scale)
                + other.unscaled * Self.bigPower(digits - other.scale), scale: digits)
    }

    /// The difference, with the digits of whichever has more; bounded as a sum is.
    package func subtracting(_ other: Fixed) -> Fixed {
        adding(other.negated)
    }

    /// The number with the other sign.
    package var negated: Fixed { Fixed(unscaled: -unscaled, scale: scale) }

    /// The number with so many digits behind the point, or with its own where those would be lost.
    package func padded(_ digits: Int) -> Fixed {
        let plain = reduced
        guard plain.scale < digits else { return plain }
        return Fixed(
            unscaled: plain.unscaled * Self.bigPower(digits - plain.scale), scale: digits)
    }

    /// Plain decimal text with exactly `scale` digits behind the point: `-0.05`.
    package var description: String {
        let digits = String(unscaled.magnitude)
        let sign = unscaled < 0 ? "-" : ""
        guard scale > 0 else { return sign + digits }
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        return "\(sign)\(padded.dropLast(scale)).\(padded.suffix(scale))"
    }

    package static func == (left: Fixed, right: Fixed) -> Bool {
        let (a, b) = (left.reduced, right.reduced)
        return a.unscaled == b.unscaled && a.scale == b.scale
    }

    package func hash(into hasher: inout Hasher) {
        let plain = reduced
        hasher.combine(plain.unscaled)
        hasher.combine(plain.scale)
    }

    package static func < (left: Fixed, right: Fixed) -> Bool {
        let (wholeLeft, restLeft) = left.unscaled.quotientAndRemainder(
            dividingBy: bigPower(left.scale))
        let (wholeRight, restRight) = right.unscaled.quotientAndRemainder(
            dividingBy: bigPower(right.scale))
        guard wholeLeft == wholeRight else { return wholeLeft < wholeRight }
        return restLeft * bigPower(38 - left.scale) < restRight * bigPower(38 - right.scale)
    }

    /// 10ⁿ for n from 0 to 18.
    package static func power(_ exponent: Int) -> Int64 {
        (0..<exponent).reduce(Int64(1)) { power, _ in power * 10 }
    }

    /// 10ⁿ for n from 0 to 38.
    package static func bigPower(_ exponent: Int) -> Int128 { bigPowers[exponent] }

    private static let bigPowers: [Int128] = (0...38).map { exponent in
        (0..<exponent).reduce(Int128(1)) { power, _ in power * 10 }
    }
}
