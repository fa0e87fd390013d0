package import Domain

/// An expression in a zone: when it fires.
///
/// Two contracts for changes of clocks. A *fixed* time (neither minute nor hour begins with `*`)
/// fires once a local time: at the first instant after the gap when clocks jump over it, the first
/// time when they show it twice. An *interval* fires at every instant whose local time it names, so
/// it follows elapsed time.
package struct Schedule: Sendable, Equatable {
    package let expression: CronExpression
    package let zone: Zone

    package init(_ expression: CronExpression, in zone: Zone) {
        self.expression = expression
        self.zone = zone
    }

    /// The first firing after an instant, never at it; `nil` when the year 9999 ends before.
    ///
    /// Costs the same however far it is.
    package func next(after instant: Instant) -> Firing? {
        // The calendar that we read begins with the year 1.
        let second = max(instant.seconds, -62_135_510_400)
        return expression.isInterval ? interval(after: second) : fixed(after: second)
    }

    /// Firings after an instant, in the order of time, computed as they are asked for.
    package func firings(after instant: Instant) -> some Sequence<Firing> {
        sequence(state: instant) { last in
            let firing = next(after: last)
            if let firing { last = firing.instant }
            return firing
        }
    }

    private func fixed(after second: Int64) -> Firing? {
        let segment = zone.segment(at: second)
        let local = zone.reached(before: second, in: segment) ?? (second + segment.offset + 1)
        var minute = (local + 59).floorDivided(by: 60)
        while let match = expression.minute(from: minute) {
            let arrival = zone.arrival(of: match * 60)
            if arrival.second > second { return firing(arrival, at: match * 60) }
            minute = match + 1
        }
        return nil
    }

    private func firing(_ arrival: Arrival, at local: Int64) -> Firing {
        let isTwice = zone.isRepeated(arrival.second, in: arrival.segment)
        return Firing(
            instant: Instant(seconds: arrival.second),
            offsetSeconds: Int(arrival.segment.offset), scheduled: LocalTime(seconds: local),
            change: arrival.isMoved ? .moved : isTwice ? .firstOfTwo : nil)
    }

    private func interval(after second: Int64) -> Firing? {
        var second = second + 1
        while true {
            let begin = second
            let segment = zone.segment(at: second)
            let minute = (second + segment.offset + 59).floorDivided(by: 60)
            guard let match = expression.minute(from: minute) else { return nil }
            let found = match * 60 - segment.offset
            if found < segment.end { return firing(found, segment) }
            second = segment.end
            // No clock shows a match before this one, unless it goes back beyond where we began.
            if second > begin + 2 * Zone.reach {
                second = max(second, match * 60 - Zone.reach)
            }
        }
    }

    private func firing(_ second: Int64, _ segment: ZoneSegment) -> Firing {
        let isSecond = zone.reached(before: second, in: segment) != nil
        let isFirst = !isSecond && zone.isRepeated(second, in: segment)
        return Firing(
            instant: Instant(seconds: second), offsetSeconds: Int(segment.offset),
            scheduled: LocalTime(seconds: second + segment.offset),
            change: isSecond ? .secondOfTwo : isFirst ? .firstOfTwo : nil)
    }
}
