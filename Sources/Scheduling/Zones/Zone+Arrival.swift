/// When a wall's clock first reaches a time.
struct Arrival: Equatable {
    let second: Int64
    /// Where the instant lies.
    let segment: ZoneSegment
    /// Whether the clock jumps over the time and this is where it lands.
    let isMoved: Bool
}

extension Zone {
    /// The first instant at which the clock shows a time or, having jumped over it, a later one.
    ///
    /// Later times never arrive earlier, so firings come in the order of their local times.
    func arrival(of local: Int64) -> Arrival {
        let near = segment(at: local)
        if near.start < local - 2 * Self.reach, local + 2 * Self.reach < near.end {
            return Arrival(second: local - near.offset, segment: near, isMoved: false)
        }
        var segment = segment(at: local - Self.reach)
        while local - segment.offset >= segment.end { segment = self.segment(at: segment.end) }
        let second = local - segment.offset
        return Arrival(
            second: max(second, segment.start), segment: segment, isMoved: second < segment.start)
    }

    /// Whether the clock shows the time of an instant again later.
    func isRepeated(_ second: Int64, in segment: ZoneSegment) -> Bool {
        guard segment.end - second <= 2 * Self.reach else { return false }
        let next = self.segment(at: segment.end)
        return second >= segment.end - (segment.offset - next.offset)
    }

    /// The local time that the clock had already reached before an instant of a second pass;
    /// `nil` on a first pass.
    func reached(before second: Int64, in segment: ZoneSegment) -> Int64? {
        guard second - segment.start <= 2 * Self.reach, segment.start > ZoneSegment.past
        else { return nil }
        let high = segment.start + self.segment(at: segment.start - 1).offset
        return second + segment.offset < high ? high : nil
    }
}
