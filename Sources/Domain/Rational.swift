/// An exact fraction of whole numbers of any size (I6).
///
/// Not in lowest terms: it is reduced only where two words would overflow, and leaves words only
/// when that is not enough. Comparing compares the numbers.
package struct Rational: Sendable, Comparable, ExpressibleByIntegerLiteral {
    /// The divisor is positive in both.
    private enum Form {
        case words(Int128, Int128)
        case large(BigInteger, BigInteger)
    }

    private let form: Form

    private init(form: Form) { self.form = form }

    package static let zero = Rational(0)
    package static let one = Rational(1)

    package init(_ value: Int128) { form = .words(value, 1) }

    package init(integerLiteral value: Int64) { form = .words(Int128(value), 1) }

    /// A number of 10⁻ᵈⁱᵍⁱᵗˢ.
    package init(_ unscaled: Int128, digits: Int) {
        form =
            digits == 0
            ? .words(unscaled, 1)
            : digits <= 38
                ? .words(unscaled, Powers.ten[digits])
                : .large(BigInteger(unscaled), .power(ofTen: digits))
    }

    package init(_ number: Fixed) { self.init(number.unscaled, digits: number.scale) }

    /// The smaller form, when it fits.
    private init(large top: BigInteger, _ bottom: BigInteger) {
        if let top = top.word, let bottom = bottom.word {
            self.init(form: .words(top, bottom))
        } else {
            self.init(form: .large(top, bottom))
        }
    }

    private var top: BigInteger {
        switch form {
        case .words(let top, _): BigInteger(top)
        case .large(let top, _): top
        }
    }

    private var bottom: BigInteger {
        switch form {
        case .words(_, let bottom): BigInteger(bottom)
        case .large(_, let bottom): bottom
        }
    }

    package var signum: Int {
        switch form {
        case .words(let top, _): Int(top.signum())
        case .large(let top, _): top.signum
        }
    }

    package var isZero: Bool { signum == 0 }
    package var magnitude: Rational { signum < 0 ? -self : self }

    /// 1 divided by it; it is not zero.
    package var inverse: Rational {
        precondition(!isZero, "nothing is divided by zero")
        switch form {
        case .words(let top, let bottom) where top != .min:
            return Rational(form: top < 0 ? .words(-bottom, -top) : .words(bottom, top))
        default: return signum < 0 ? Rational(large: -bottom, -top) : Rational(large: bottom, top)
        }
    }

    package static prefix func - (number: Rational) -> Rational {
        if case .words(let top, let bottom) = number.form, top != .min {
            return Rational(form: .words(-top, bottom))
        }
        return Rational(large: -number.top, number.bottom)
    }

    package static func + (left: Rational, right: Rational) -> Rational {
        guard case .words(let a, let b) = left.form, case .words(let c, let d) = right.form else {
            return sum(left, right)
        }
        return words(a, b, plus: c, d)
            ?? words(reduced(a, b), plus: reduced(c, d)) ?? sum(left, right)
    }

    package static func - (left: Rational, right: Rational) -> Rational { left + -right }

    package static func += (left: inout Rational, right: Rational) { left = left + right }
    package static func -= (left: inout Rational, right: Rational) { left = left + -right }

    package static func * (left: Rational, right: Rational) -> Rational {
        if case .words(let a, let b) = left.form, case .words(let c, let d) = right.form {
            if let product = words(a, b, times: c, d) { return product }
            let ((a, d), (c, b)) = (reduced(a, d), reduced(c, b))
            if let product = words(a, b, times: c, d) { return product }
        }
        return Rational(large: left.top * right.top, left.bottom * right.bottom)
    }

    /// The quotient; the divisor is not zero.
    package static func / (left: Rational, right: Rational) -> Rational { left * right.inverse }

    package static func == (left: Rational, right: Rational) -> Bool {
        (left - right).isZero
    }

    package static func < (left: Rational, right: Rational) -> Bool {
        (left - right).signum < 0
    }
}

/// Powers of ten that fit a word.
private enum Powers {
    static let ten: [Int128] = (0...38).map(Fixed.bigPower)
}

// Arithmetic on words, `nil` where one overflows, and on what is larger.
extension Rational {
    private static func words(
        _ a: Int128, _ b: Int128, plus c: Int128, _ d: Int128
    ) -> Rational? {
        if b == d {
            let (sum, overflow) = a.addingReportingOverflow(c)
            return overflow ? nil : Rational(form: .words(sum, b))
        }
        if let small = Int64(exactly: b), let other = Int64(exactly: d) {
            if other % small == 0 { return words(a, Int128(other / small), c, 1, over: d) }
            if small % other == 0 { return words(a, 1, c, Int128(small / other), over: b) }
        }
        let (bottom, overflow) = b.multipliedReportingOverflow(by: d)
        return overflow ? nil : words(a, d, c, b, over: bottom)
    }

    private static func words(
        _ left: (Int128, Int128), plus right: (Int128, Int128)
    ) -> Rational? {
        words(left.0, left.1, plus: right.0, right.1)
    }

    /// `(a·f + c·g) ÷ bottom`.
    private static func words(
        _ a: Int128, _ f: Int128, _ c: Int128, _ g: Int128, over bottom: Int128
    ) -> Rational? {
        let (left, isLeftLost) = a.multipliedReportingOverflow(by: f)
        let (right, isRightLost) = c.multipliedReportingOverflow(by: g)
        let (sum, isSumLost) = left.addingReportingOverflow(right)
        guard !isLeftLost, !isRightLost, !isSumLost else { return nil }
        return Rational(form: .words(sum, bottom))
    }

    private static func words(
        _ a: Int128, _ b: Int128, times c: Int128, _ d: Int128
    ) -> Rational? {
        let (top, isTopLost) = a.multipliedReportingOverflow(by: c)
        let (bottom, isBottomLost) = b.multipliedReportingOverflow(by: d)
        return isTopLost || isBottomLost ? nil : Rational(form: .words(top, bottom))
    }

    /// Two words without their common factor; the second is positive.
    private static func reduced(_ top: Int128, _ bottom: Int128) -> (Int128, Int128) {
        var (larger, smaller) = (top.magnitude, bottom.magnitude)
        while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
        guard larger > 1, let factor = Int128(exactly: larger) else { return (top, bottom) }
        return (top / factor, bottom / factor)
    }

    /// Beyond words; a divisor that the other one holds is not multiplied in once more.
    private static func sum(_ left: Rational, _ right: Rational) -> Rational {
        let (b, d) = (left.bottom, right.bottom)
        if b == d { return Rational(large: left.top + right.top, b) }
        if b < d { return sum(right, left) }
        let (factor, rest) = b.quotientAndRemainder(dividingBy: d)
        return rest.isZero
            ? Rational(large: left.top + right.top * factor, b)
            : Rational(large: left.top * d + right.top * b, b * d)
    }
}

extension Rational {
    /// Below this many units of the last digit a rounded number is given: 10¹⁸.
    package static let minorBound = Int64(1_000_000_000_000_000_000)

    /// The number in units of 10⁻ᵈⁱᵍⁱᵗˢ, rounded; `nil` at 10¹⁸ units and beyond.
    package func minor(digits: Int, _ mode: RoundingMode) -> Int64? {
        if case .words(let top, let bottom) = form {
            let (scaled, overflow) = top.multipliedReportingOverflow(by: Powers.ten[digits])
            if !overflow { return Self.bounded(mode.divide(scaled, by: bottom)) }
        }
        let scaled = top * .power(ofTen: digits)
        let (quotient, rest) = scaled.quotientAndRemainder(dividingBy: bottom)
        guard let quotient = quotient.word, let small = Self.bounded(quotient) else { return nil }
        return Self.bounded(
            Int128(small) + (mode.isAway(rest.magnitude, bottom, small) ? Int128(signum) : 0))
    }

    /// The number in units of 10⁻ᵈⁱᵍⁱᵗˢ, when it is a whole number of them below 10¹⁸.
    package func exactMinor(digits: Int) -> Int64? {
        guard let minor = minor(digits: digits, .down),
            Rational(Int128(minor), digits: digits) == self
        else { return nil }
        return minor
    }

    private static func bounded(_ value: Int128) -> Int64? {
        value.magnitude < UInt128(minorBound) ? Int64(value) : nil
    }

    /// Plain decimal text: all digits when they end within so many, else cut and with “…”.
    package func text(digitsMax: Int = 12) -> String {
        let scaled = top.magnitude * .power(ofTen: digitsMax)
        let (quotient, rest) = scaled.quotientAndRemainder(dividingBy: bottom)
        let digits = quotient.description
        let padding = max(0, digitsMax + 1 - digits.count)
        let padded = String(repeating: "0", count: padding) + digits
        var fraction = padded.suffix(digitsMax)
        if rest.isZero { while fraction.last == "0" { fraction.removeLast() } }
        let point = fraction.isEmpty ? "" : "."
        let sign = signum < 0 ? "-" : ""
        return "\(sign)\(padded.dropLast(digitsMax))\(point)\(fraction)\(rest.isZero ? "" : "…")"
    }
}

extension RoundingMode {
    /// Whether a quotient with that rest goes one further from zero.
    fileprivate func isAway(_ rest: BigInteger, _ divisor: BigInteger, _ quotient: Int64) -> Bool {
        let twice = rest + rest
        return switch self {
        case .halfUp: twice >= divisor
        case .halfEven: twice > divisor || (twice == divisor && quotient & 1 == 1)
        case .down: false
        case .up: !rest.isZero
        }
    }
}
