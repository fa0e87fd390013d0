import TestSupport

extension Dice {
    /// A whole number of a range.
    mutating func roll(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// True once in so many times.
    mutating func happens(onceIn times: Int) -> Bool { roll(1...times) == 1 }
}
