/// A fraction of `Int128` that traps when it overflows: the tests' own arithmetic, kept naive.
struct Exact: Equatable {
    let top: Int128
    let bottom: Int128

    init(_ top: Int128, _ bottom: Int128 = 1) {
        let shared = Self.commonFactor(top, bottom)
        self.top = top / shared
        self.bottom = bottom / shared
    }

    static func + (left: Exact, right: Exact) -> Exact {
        let shared = commonFactor(left.bottom, right.bottom)
        return Exact(
            left.top * (right.bottom / shared) + right.top * (left.bottom / shared),
            left.bottom / shared * right.bottom)
    }

    static func - (left: Exact, right: Exact) -> Exact {
        left + Exact(-right.top, right.bottom)
    }

    static func * (left: Exact, right: Exact) -> Exact {
        let (falling, rising) = (
            commonFactor(left.top, right.bottom), commonFactor(right.top, left.bottom)
        )
        return Exact(
            left.top / falling * (right.top / rising),
            left.bottom / rising * (right.bottom / falling))
    }

    /// The quotient; `right` is positive.
    static func / (left: Exact, right: Exact) -> Exact { left * Exact(right.bottom, right.top) }

    private static func commonFactor(_ first: Int128, _ second: Int128) -> Int128 {
        var (larger, smaller) = (first.magnitude, second.magnitude)
        while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
        return Int128(larger)
    }
}

/// A repeatable source of numbers (Steele, Lea, Flood 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
