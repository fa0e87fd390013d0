package import Domain

/// A time zone: when its clocks were and will be at which offset.
///
/// Pure. Before the first change that is known it has the first offset; after the last one it
/// follows a rule without end.
package struct Zone: Sendable, Equatable {
    package let name: String
    /// Seconds since 1970 at which the offset changes, ascending.
    let changes: [Int64]
    /// Seconds ahead of UTC: before the first change, then after each.
    let offsets: [Int64]
    /// Holds from the last change on.
    let rule: ZoneRule?

    /// Universal time, which needs no file.
    package static let utc = Zone(name: "UTC", changes: [], offsets: [0], rule: nil)

    /// The stretch of equal offset that an instant lies in.
    func segment(at second: Int64) -> ZoneSegment {
        if let rule, changes.last.map({ second >= $0 }) ?? true {
            return rule.segment(at: second, from: changes.last ?? ZoneSegment.past)
        }
        // The number of changes at or before the instant.
        var (low, high) = (0, changes.count)
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= second { low = middle + 1 } else { high = middle }
        }
        return ZoneSegment(
            start: low > 0 ? changes[low - 1] : ZoneSegment.past,
            end: low < changes.count ? changes[low] : ZoneSegment.future, offset: offsets[low])
    }

    /// Seconds ahead of UTC at an instant.
    package func offsetSeconds(at instant: Instant) -> Int {
        Int(segment(at: instant.seconds).offset)
    }

    /// What the wall's clock shows at an instant, to the second.
    package func local(_ instant: Instant) -> LocalTime {
        let second = instant.seconds
        return LocalTime(seconds: second + segment(at: second).offset)
    }

    /// The instants at which the wall's clock shows a time: none in a gap, two where it goes back.
    package func instants(of local: LocalTime) -> [Instant] {
        var found: [Instant] = []
        var segment = segment(at: local.seconds - Self.reach)
        while true {
            let second = local.seconds - segment.offset
            if second >= segment.start, second < segment.end {
                found.append(Instant(seconds: second))
            }
            guard segment.end <= local.seconds + Self.reach else { return found }
            segment = self.segment(at: segment.end)
        }
    }

    /// Further from UTC than any offset may be: RFC 8536 allows less than 26 hours.
    static let reach: Int64 = 26 * 3600
}
