package import Domain

/// Writes due times down ahead of time, a stretch at a time.
///
/// Pure: where it has come to is a pair of instants that its caller keeps.
package struct SlotPlanner: Sendable {
    private let schedule: Schedule
    private let period: PeriodRule

    /// Due times are written down for so long before they come.
    private static let aheadSeconds: Int64 = 86_400
    /// A plan is carried on by so much at once, so that it is not touched at every tick.
    private static let stepSeconds: Int64 = 43_200
    /// A minute's schedule over most of a day.
    private static let countMax = 1000
    /// A schedule that has no further firing is looked at again after a century.
    private static let neverSeconds: Int64 = 36_500 * 86_400

    package init(_ schedule: Schedule, period: PeriodRule) {
        self.schedule = schedule
        self.period = period
    }

    /// One due time and what it stands for.
    package struct DueTime: Sendable, Equatable {
        package let dueAt: Instant
        package let period: Period
        /// As the zone's clock shows it, with its offset: `2026-11-01 02:30+05:30`.
        package let localTime: String
        package let change: Firing.ClockChange?
    }

    /// A piece of the plan.
    package struct Stretch: Sendable {
        /// Ascending, all after the piece before.
        package var dueTimes: [DueTime] = []
        /// Every due time up to and with this one is written down by now.
        package var plannedUntil: Instant
        /// When the next piece is wanted.
        package var visitAt: Instant
    }

    /// The next piece: a day ahead of `now`, and always the next due time, however far it is.
    ///
    /// - Parameters:
    ///   - plannedUntil: where the piece before ended.
    ///   - now: by the database's clock.
    /// - Returns: at most a thousand due times; `visitAt` is then `now`.
    package func stretch(after plannedUntil: Instant, now: Instant) -> Stretch {
        let horizon = now.adding(seconds: Self.aheadSeconds)
        var stretch = Stretch(plannedUntil: plannedUntil, visitAt: now)
        for firing in schedule.firings(after: plannedUntil) {
            if firing.instant > horizon, stretch.plannedUntil > now {
                stretch.visitAt = min(
                    stretch.plannedUntil, firing.instant.adding(seconds: -Self.stepSeconds))
                return stretch
            }
            guard stretch.dueTimes.count < Self.countMax else { return stretch }
            stretch.dueTimes.append(
                DueTime(
                    dueAt: firing.instant, period: period.period(on: firing.scheduled.day),
                    localTime: firing.localText, change: firing.change))
            stretch.plannedUntil = firing.instant
        }
        stretch.plannedUntil = max(
            stretch.plannedUntil, now.adding(seconds: Self.neverSeconds))
        stretch.visitAt = stretch.plannedUntil
        return stretch
    }
}

extension Firing {
    /// As the zone's clock shows it, with its offset.
    fileprivate var localText: String {
        let minutes = abs(offsetSeconds) / 60
        return "\(local)\(offsetSeconds < 0 ? "-" : "+")\((minutes / 60).padded(2)):"
            + (minutes % 60).padded(2)
    }
}
