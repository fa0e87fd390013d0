package import Domain

/// The clinic's local day of an instant, looked up in its zone once a quarter of an hour.
package struct LocalDays {
    private let zone: (Instant) -> Day
    private var quarter: Int64 = .min
    private var day = Day(number: 0)

    private static let length: Int64 = 900_000_000

    package init(_ zone: @escaping (Instant) -> Day) { self.zone = zone }

    package mutating func day(of instant: Instant) -> Day {
        let asked = instant.microseconds.floorDivided(by: Self.length)
        if asked == quarter { return day }
        let first = zone(Instant(microseconds: asked * Self.length))
        let last = zone(Instant(microseconds: (asked + 1) * Self.length - 1))
        guard first == last else { return zone(instant) }
        (quarter, day) = (asked, first)
        return first
    }
}
