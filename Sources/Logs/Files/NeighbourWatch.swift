import Domain

/// Whether somebody else writes to a file of ours, and what we wrote since we last looked.
///
/// A look costs a third of a line. Alone, one a millisecond does; once another process was seen,
/// every line is looked after before its writer goes on, until none was seen for a second.
struct NeighbourWatch {
    private(set) var isAlone = false
    /// What we wrote since the last look.
    private(set) var lines: [UInt8] = []
    private var lookedAt = Instant(microseconds: .min / 2)
    private var seenAt = Instant(microseconds: .min / 2)

    private static let lookMicroseconds: Int64 = 1000
    private static let seenMicroseconds: Int64 = 1_000_000
    private static let bytesMax = 1 << 16

    /// Keeps lines until the next look; true when it is time for one.
    mutating func note(_ bytes: UnsafeRawBufferPointer, _ now: Instant) -> Bool {
        lines.append(contentsOf: bytes)
        return wantsLook(now) || lines.count > Self.bytesMax
    }

    func wantsLook(_ now: Instant) -> Bool {
        !(0..<Self.lookMicroseconds).contains(now.microseconds - lookedAt.microseconds)
    }

    /// Takes what a look found.
    ///
    /// - Returns: the lines since the last one.
    @discardableResult
    mutating func found(isForeign: Bool, _ now: Instant) -> [UInt8] {
        if isForeign { seenAt = now }
        lookedAt = now
        isAlone = !(0..<Self.seenMicroseconds).contains(now.microseconds - seenAt.microseconds)
        let taken = isForeign ? lines : []
        lines.removeAll(keepingCapacity: true)
        return taken
    }
}
