/// A stretch of time in which a zone's clocks stand at one offset from UTC.
///
///     local    …──────a──────┐
///                            │ gap: nobody reads these times
///                            └──────b──────┐
///                                   ┌──────┘ overlap: these times are read twice
///                                   └──────c──────…
struct ZoneSegment: Equatable {
    /// Seconds since 1970 in UTC, inclusive.
    let start: Int64
    /// Exclusive.
    let end: Int64
    /// Seconds ahead of UTC.
    let offset: Int64

    /// Before every instant and after it; far enough from the ends of a number to add offsets to.
    static let past: Int64 = -1 << 60
    static let future: Int64 = 1 << 60
}
