package import Domain

/// One time at which a schedule fires.
package struct Firing: Hashable, Sendable {
    package let instant: Instant
    /// Seconds ahead of UTC that the zone's clocks stand at then.
    package let offsetSeconds: Int
    /// The local time that the expression names.
    ///
    /// Another one than the clock shows when the clock jumped over it, and the earliest of several
    /// that were moved together. What a run is for follows from this one.
    package let scheduled: LocalTime
    package let change: ClockChange?

    /// What a change of clocks has to do with a firing.
    package enum ClockChange: String, Sendable, CaseIterable {
        /// The clock jumped over the scheduled time; this is the first instant after the jump.
        case moved
        /// The clock shows this time twice; a fixed time fires the first time only.
        case firstOfTwo = "first_of_two"
        /// The same once more, of an interval.
        case secondOfTwo = "second_of_two"
    }

    /// What the wall's clock shows.
    package var local: LocalTime {
        LocalTime(seconds: instant.seconds + Int64(offsetSeconds))
    }
}
