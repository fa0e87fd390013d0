/// A whole number as on paper, kept naive: the tests' own, and nothing of the product's.
struct NaiveWhole {
    /// Digits of base 10⁹, least first.
    var digits: [UInt32]
    var isNegative: Bool

    static let base: UInt64 = 1_000_000_000

    init(_ value: Int64) {
        var (rest, digits) = (value.magnitude, [UInt32]())
        while rest > 0 {
            digits.append(UInt32(rest % Self.base))
            rest /= Self.base
        }
        self.digits = digits
        isNegative = value < 0
    }

    init(digits: [UInt32], isNegative: Bool) {
        self.digits = digits
        while self.digits.last == 0 { self.digits.removeLast() }
        self.isNegative = isNegative && !self.digits.isEmpty
    }

    var isZero: Bool { digits.isEmpty }

    static prefix func - (number: NaiveWhole) -> NaiveWhole {
        NaiveWhole(digits: number.digits, isNegative: !number.isNegative)
    }

    static func isLess(_ a: [UInt32], _ b: [UInt32]) -> Bool {
        if a.count != b.count { return a.count < b.count }
        for place in a.indices.reversed() where a[place] != b[place] { return a[place] < b[place] }
        return false
    }

    static func + (a: NaiveWhole, b: NaiveWhole) -> NaiveWhole {
        if a.isNegative == b.isNegative {
            var (sum, carry) = ([UInt32](), UInt64(0))
            for place in 0..<max(a.digits.count, b.digits.count) {
                let left = place < a.digits.count ? UInt64(a.digits[place]) : 0
                let right = place < b.digits.count ? UInt64(b.digits[place]) : 0
                sum.append(UInt32((left + right + carry) % base))
                carry = (left + right + carry) / base
            }
            sum.append(UInt32(carry))
            return NaiveWhole(digits: sum, isNegative: a.isNegative)
        }
        if isLess(a.digits, b.digits) { return b + a }
        var (rest, borrow) = ([UInt32](), UInt64(0))
        for place in a.digits.indices {
            let right = (place < b.digits.count ? UInt64(b.digits[place]) : 0) + borrow
            let left = UInt64(a.digits[place])
            borrow = left < right ? 1 : 0
            rest.append(UInt32(left + borrow * base - right))
        }
        return NaiveWhole(digits: rest, isNegative: a.isNegative)
    }

    static func * (a: NaiveWhole, b: NaiveWhole) -> NaiveWhole {
        if a.isZero || b.isZero { return NaiveWhole(0) }
        var product = [UInt32](repeating: 0, count: a.digits.count + b.digits.count)
        for i in a.digits.indices {
            var carry = UInt64(0)
            for j in b.digits.indices {
                let digit =
                    UInt64(a.digits[i]) * UInt64(b.digits[j]) + UInt64(product[i + j]) + carry
                product[i + j] = UInt32(digit % base)
                carry = digit / base
            }
            product[i + b.digits.count] = UInt32(carry)
        }
        return NaiveWhole(digits: product, isNegative: a.isNegative != b.isNegative)
    }

    /// How often a positive number goes into one that is not negative, and what is left.
    func divided(by divisor: NaiveWhole) -> (Int64, NaiveWhole) {
        if let small = divisor.word, let own = word {
            let (quotient, rest) = own.quotientAndRemainder(dividingBy: small)
            return (Int64(quotient), NaiveWhole(word: rest))
        }
        var steps = [(Int64(1), divisor)]
        while !Self.isLess(digits, steps[steps.count - 1].1.digits) {
            let (count, multiple) = steps[steps.count - 1]
            steps.append((count * 2, multiple + multiple))
        }
        var (quotient, rest) = (Int64(0), self)
        for (count, multiple) in steps.reversed() where !Self.isLess(rest.digits, multiple.digits) {
            quotient += count
            rest = rest + -multiple
        }
        return (quotient, rest)
    }

    private var word: UInt128? {
        guard digits.count <= 4 else { return nil }
        return digits.reversed().reduce(UInt128(0)) { $0 * UInt128(Self.base) + UInt128($1) }
    }

    private init(word: UInt128) {
        var (rest, digits) = (word, [UInt32]())
        while rest > 0 {
            digits.append(UInt32(rest % UInt128(Self.base)))
            rest /= UInt128(Self.base)
        }
        self.init(digits: digits, isNegative: false)
    }
}

/// A fraction that is never reduced; the divisor is positive.
struct NaiveFraction {
    let top: NaiveWhole
    let bottom: NaiveWhole

    init(_ value: Int64) {
        top = NaiveWhole(value)
        bottom = NaiveWhole(1)
    }

    init(_ top: NaiveWhole, _ bottom: NaiveWhole) {
        self.top = bottom.isNegative ? -top : top
        self.bottom = bottom.isNegative ? -bottom : bottom
    }

    init(_ number: Decimals) {
        var ten = Int64(1)
        for _ in 0..<number.scale { ten *= 10 }
        self.init(NaiveWhole(number.unscaled), NaiveWhole(ten))
    }

    var isZero: Bool { top.isZero }

    static prefix func - (number: NaiveFraction) -> NaiveFraction {
        NaiveFraction(-number.top, number.bottom)
    }

    static func + (a: NaiveFraction, b: NaiveFraction) -> NaiveFraction {
        a.bottom.digits == b.bottom.digits
            ? NaiveFraction(a.top + b.top, a.bottom)
            : NaiveFraction(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom)
    }

    static func - (a: NaiveFraction, b: NaiveFraction) -> NaiveFraction { a + -b }

    static func * (a: NaiveFraction, b: NaiveFraction) -> NaiveFraction {
        NaiveFraction(a.top * b.top, a.bottom * b.bottom)
    }

    static func / (a: NaiveFraction, b: NaiveFraction) -> NaiveFraction {
        NaiveFraction(a.top * b.bottom, a.bottom * b.top)
    }

    /// Whether it is farther from zero.
    func isLarger(than other: NaiveFraction) -> Bool {
        NaiveWhole.isLess((other.top * bottom).digits, (top * other.bottom).digits)
    }
}

/// A decimal number that both computations are given.
struct Decimals {
    let unscaled: Int64
    let scale: Int
}
