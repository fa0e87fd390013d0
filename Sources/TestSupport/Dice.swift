import Foundation

/// Numbers for properties: new ones each time, or those of `EVCLINIC_TEST_SEED` again.
///
/// Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014.
package struct Dice: RandomNumberGenerator, CustomStringConvertible {
    package let seed: UInt64
    private var state: UInt64

    package init() {
        let wanted = ProcessInfo.processInfo.environment["EVCLINIC_TEST_SEED"].flatMap(UInt64.init)
        self.init(seed: wanted ?? UInt64.random(in: 0..<1_000_000_000))
    }

    /// Those of a seed.
    package init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    /// To be shown with every expectation, so that a failure can be had again.
    package var description: String { "EVCLINIC_TEST_SEED=\(seed)" }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A whole number of up to so many bits, small ones as likely as large ones.
    package mutating func whole(bits: Int) -> Int128 {
        let drawn = Int128(truncatingIfNeeded: next()) << 64 | Int128(truncatingIfNeeded: next())
        return drawn >> Int128(Int.random(in: (128 - bits)...127, using: &self))
    }
}
