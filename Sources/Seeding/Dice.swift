/// Pseudo-random numbers that are the same on every machine, forever.
///
/// Source: Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators" (xoshiro256**),
/// its state filled by SplitMix64 as the authors advise.
struct Dice {
    private var a: UInt64
    private var b: UInt64
    private var c: UInt64
    private var d: UInt64

    /// Dice of their own for every `stream`, so that one clinic's throws leave the others alone.
    init(seed: UInt64, stream: UInt64) {
        var mixer = seed &+ stream &* 0xD1B5_4A32_D192_ED03
        func split() -> UInt64 {
            mixer &+= 0x9E37_79B9_7F4A_7C15
            var word = mixer
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }
        (a, b, c, d) = (split(), split(), split(), split())
    }

    mutating func next() -> UInt64 {
        let product = b &* 5
        let result = (product << 7 | product >> 57) &* 9
        let shifted = b << 17
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        d = d << 45 | d >> 19
        return result
    }

    /// 0 to `bound` − 1; `bound` is positive.
    mutating func below(_ bound: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    mutating func between(_ low: Int, _ high: Int) -> Int { low + below(high - low + 1) }

    mutating func chance(perMille: Int) -> Bool { below(1000) < perMille }

    /// One of the elements; there is at least one.
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    /// The elements in an order of chance (Fisher and Yates).
    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var shuffled = elements
        for last in stride(from: shuffled.count - 1, to: 0, by: -1) {
            shuffled.swapAt(last, below(last + 1))
        }
        return shuffled
    }
}
