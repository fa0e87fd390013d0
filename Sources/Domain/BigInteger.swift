/// A whole number of any size: exact, and never a trap.
package struct BigInteger: Sendable, Equatable, Comparable, CustomStringConvertible {
    /// Base 2³², least first, without zeros at the end; none is zero.
    private let limbs: [UInt32]
    private let isNegative: Bool

    private init(_ limbs: [UInt32], isNegative: Bool) {
        let length = (limbs.lastIndex { $0 != 0 } ?? -1) + 1
        self.limbs = length == limbs.count ? limbs : Array(limbs[..<length])
        self.isNegative = isNegative && length > 0
    }

    package init(_ value: Int128) {
        var (rest, limbs) = (value.magnitude, [UInt32]())
        while rest > 0 {
            limbs.append(UInt32(truncatingIfNeeded: rest))
            rest >>= 32
        }
        self.init(limbs, isNegative: value < 0)
    }

    package var isZero: Bool { limbs.isEmpty }
    package var signum: Int { isNegative ? -1 : limbs.isEmpty ? 0 : 1 }
    package var isOdd: Bool { limbs.first.map { $0 & 1 == 1 } ?? false }
    package var magnitude: BigInteger { BigInteger(limbs, isNegative: false) }

    /// The same number, or `nil` when it does not fit.
    package var word: Int128? {
        guard limbs.count <= 4 else { return nil }
        let size = limbs.reversed().reduce(UInt128(0)) { $0 << 32 | UInt128($1) }
        guard let word = Int128(exactly: size) else { return nil }
        return isNegative ? -word : word
    }

    package static prefix func - (number: BigInteger) -> BigInteger {
        BigInteger(number.limbs, isNegative: !number.isNegative)
    }

    package static func + (left: BigInteger, right: BigInteger) -> BigInteger {
        if left.isNegative == right.isNegative {
            return BigInteger(sum(left.limbs, right.limbs), isNegative: left.isNegative)
        }
        return isLess(left.limbs, right.limbs)
            ? BigInteger(difference(right.limbs, left.limbs), isNegative: right.isNegative)
            : BigInteger(difference(left.limbs, right.limbs), isNegative: left.isNegative)
    }

    package static func - (left: BigInteger, right: BigInteger) -> BigInteger { left + -right }

    package static func * (left: BigInteger, right: BigInteger) -> BigInteger {
        BigInteger(
            product(left.limbs, right.limbs), isNegative: left.isNegative != right.isNegative)
    }

    package static func < (left: BigInteger, right: BigInteger) -> Bool {
        guard left.isNegative == right.isNegative else { return left.isNegative }
        return left.isNegative
            ? isLess(right.limbs, left.limbs) : isLess(left.limbs, right.limbs)
    }

    /// Quotient towards zero, and a remainder with the sign of the dividend; by no zero.
    package func quotientAndRemainder(
        dividingBy divisor: BigInteger
    ) -> (quotient: BigInteger, remainder: BigInteger) {
        precondition(!divisor.isZero, "nothing is divided by zero")
        let (quotient, rest) = Self.divide(limbs, divisor.limbs)
        return (
            BigInteger(quotient, isNegative: isNegative != divisor.isNegative),
            BigInteger(rest, isNegative: isNegative)
        )
    }

    /// 10ⁿ.
    package static func power(ofTen exponent: Int) -> BigInteger {
        var (power, left) = (BigInteger(1), exponent)
        while left > 0 {
            let step = min(left, 38)
            power = power * BigInteger(Fixed.bigPower(step))
            left -= step
        }
        return power
    }

    package var description: String {
        var (rest, pieces) = (limbs, [String]())
        while !rest.isEmpty {
            let (quotient, piece) = Self.divide(rest, by: 1_000_000_000)
            rest = BigInteger(quotient, isNegative: false).limbs
            let digits = String(piece)
            let padding = rest.isEmpty ? 0 : 9 - digits.count
            pieces.append(String(repeating: "0", count: padding) + digits)
        }
        let digits = pieces.isEmpty ? "0" : pieces.reversed().joined()
        return isNegative ? "-" + digits : digits
    }
}

// Magnitudes. Sources: schoolbook; Knuth, The Art of Computer Programming, volume 2, 4.3.1.
extension BigInteger {
    private static func isLess(_ left: [UInt32], _ right: [UInt32]) -> Bool {
        guard left.count == right.count else { return left.count < right.count }
        for place in left.indices.reversed() where left[place] != right[place] {
            return left[place] < right[place]
        }
        return false
    }

    private static func sum(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        let (long, short) = left.count >= right.count ? (left, right) : (right, left)
        var (sum, carry) = (long, UInt64(0))
        for place in long.indices {
            if place >= short.count, carry == 0 { return sum }
            let digit = UInt64(long[place]) + (place < short.count ? UInt64(short[place]) : 0)
            sum[place] = UInt32(truncatingIfNeeded: digit + carry)
            carry = (digit + carry) >> 32
        }
        if carry > 0 { sum.append(UInt32(carry)) }
        return sum
    }

    /// What is left of the larger one.
    private static func difference(_ large: [UInt32], _ small: [UInt32]) -> [UInt32] {
        var (rest, borrow) = (large, Int64(0))
        for place in large.indices {
            if place >= small.count, borrow == 0 { return rest }
            let digit = Int64(large[place]) - (place < small.count ? Int64(small[place]) : 0)
            rest[place] = UInt32(truncatingIfNeeded: digit - borrow)
            borrow = digit - borrow < 0 ? 1 : 0
        }
        return rest
    }

    private static func product(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        guard !left.isEmpty, !right.isEmpty else { return [] }
        var product = [UInt32](repeating: 0, count: left.count + right.count)
        for (i, a) in left.enumerated() {
            var carry = UInt64(0)
            for (j, b) in right.enumerated() {
                let digit = UInt64(a) * UInt64(b) + UInt64(product[i + j]) + carry
                product[i + j] = UInt32(truncatingIfNeeded: digit)
                carry = digit >> 32
            }
            product[i + right.count] = UInt32(carry)
        }
        return product
    }

    private static func divide(_ dividend: [UInt32], by divisor: UInt32) -> ([UInt32], UInt32) {
        var (quotient, rest) = (dividend, UInt64(0))
        for place in dividend.indices.reversed() {
            let digit = rest << 32 | UInt64(dividend[place])
            quotient[place] = UInt32(digit / UInt64(divisor))
            rest = digit % UInt64(divisor)
        }
        return (quotient, UInt32(rest))
    }

    /// Knuth's algorithm D.
    private static func divide(
        _ dividend: [UInt32], _ divisor: [UInt32]
    ) -> (quotient: [UInt32], rest: [UInt32]) {
        if isLess(dividend, divisor) { return ([], dividend) }
        if divisor.count == 1 {
            let (quotient, rest) = divide(dividend, by: divisor[0])
            return (quotient, [rest])
        }
        let shift = UInt32(divisor[divisor.count - 1].leadingZeroBitCount)
        let scaled = shifted(divisor, left: shift)
        var rest = shifted(dividend, left: shift) + [0]
        let (n, m) = (divisor.count, dividend.count - divisor.count)
        var quotient = [UInt32](repeating: 0, count: m + 1)
        let (first, second) = (UInt64(scaled[n - 1]), UInt64(scaled[n - 2]))
        for j in (0...m).reversed() {
            let top = UInt64(rest[j + n]) << 32 | UInt64(rest[j + n - 1])
            var (guess, left) = top.quotientAndRemainder(dividingBy: first)
            while guess >> 32 != 0 || guess * second > (left << 32 | UInt64(rest[j + n - 2])) {
                guess -= 1
                left += first
                if left >> 32 != 0 { break }
            }
            if subtract(guess, scaled, from: &rest, at: j) {
                guess -= 1
                addBack(scaled, to: &rest, at: j)
            }
            quotient[j] = UInt32(truncatingIfNeeded: guess)
        }
        return (quotient, shifted(Array(rest[..<n]), right: shift))
    }

    /// Takes `factor` times the divisor away; `true` when that was once too often.
    private static func subtract(
        _ factor: UInt64, _ divisor: [UInt32], from rest: inout [UInt32], at j: Int
    ) -> Bool {
        var (carry, borrow) = (UInt64(0), Int64(0))
        for (i, limb) in divisor.enumerated() {
            let product = factor * UInt64(limb) + carry
            carry = product >> 32
            let digit = Int64(rest[i + j]) - borrow - Int64(product & 0xFFFF_FFFF)
            rest[i + j] = UInt32(truncatingIfNeeded: digit)
            borrow = digit < 0 ? 1 : 0
        }
        let digit = Int64(rest[j + divisor.count]) - borrow - Int64(carry)
        rest[j + divisor.count] = UInt32(truncatingIfNeeded: digit)
        return digit < 0
    }

    private static func addBack(_ divisor: [UInt32], to rest: inout [UInt32], at j: Int) {
        var carry = UInt64(0)
        for (i, limb) in divisor.enumerated() {
            let digit = UInt64(rest[i + j]) + UInt64(limb) + carry
            rest[i + j] = UInt32(truncatingIfNeeded: digit)
            carry = digit >> 32
        }
        rest[j + divisor.count] = UInt32(
            truncatingIfNeeded: UInt64(rest[j + divisor.count]) + carry)
    }

    /// By less than a limb; as many limbs as before, or one more where something falls into it.
    private static func shifted(_ limbs: [UInt32], left bits: UInt32) -> [UInt32] {
        guard bits > 0 else { return limbs }
        var (result, carry) = (limbs, UInt32(0))
        for place in limbs.indices {
            result[place] = limbs[place] << bits | carry
            carry = limbs[place] >> (32 - bits)
        }
        return carry == 0 ? result : result + [carry]
    }

    private static func shifted(_ limbs: [UInt32], right bits: UInt32) -> [UInt32] {
        guard bits > 0 else { return limbs }
        var (result, carry) = (limbs, UInt32(0))
        for place in limbs.indices.reversed() {
            result[place] = limbs[place] >> bits | carry
            carry = limbs[place] << (32 - bits)
        }
        return result
    }
}
