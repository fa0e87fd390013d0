/// A fraction of `Int128` that traps when it overflows: the tests' own arithmetic, kept naive.
struct Exact {
    let top: Int128
    let bottom: Int128

    init(_ top: Int128, _ bottom: Int128 = 1) {
        var (larger, smaller) = (top.magnitude, bottom.magnitude)
        while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
        self.top = top / Int128(larger)
        self.bottom = bottom / Int128(larger)
    }

    static func + (left: Exact, right: Exact) -> Exact {
        Exact(left.top * right.bottom + right.top * left.bottom, left.bottom * right.bottom)
    }

    static func * (left: Exact, right: Exact) -> Exact {
        Exact(left.top * right.top, left.bottom * right.bottom)
    }

    static func / (left: Exact, right: Exact) -> Exact {
        Exact(left.top * right.bottom, left.bottom * right.top)
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
