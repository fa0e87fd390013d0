package import Domain

/// The clinic's local day of an instant, looked up in its zone once a quarter of an hour.
///
/// Rows come in no order, so the quarters of a month and more are remembered: each has one place
/// in a table, and the last one that was asked for stands there.
package struct LocalDays {
    private let zone: (Instant) -> Day
    private var quarters: [Int64] = Array(repeating: .min, count: places)
    private var days: [Day] = Array(repeating: Day(number: 0), count: places)

    private static let length: Int64 = 900_000_000
    /// Quarters of 42 days.
    private static let places = 4096

    package init(_ zone: @escaping (Instant) -> Day) { self.zone = zone }

    package mutating func day(of instant: Instant) -> Day {
        let asked = instant.microseconds.floorDivided(by: Self.length)
        let place = Int(truncatingIfNeeded: asked) & (Self.places - 1)
        if quarters[place] == asked { return days[place] }
        let first = zone(Instant(microseconds: asked * Self.length))
        let last = zone(Instant(microseconds: (asked + 1) * Self.length - 1))
        guard first == last else { return zone(instant) }
        (quarters[place], days[place]) = (asked, first)
        return first
    }
}
