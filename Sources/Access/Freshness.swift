package import Domain

/// How fresh a snapshot must be.
package struct Freshness: Equatable, Sendable {
    /// The replica must have replayed at least this position, flushed on the primary after the claim.
    package let fence: LSN
    /// The primary's, without which the position says nothing.
    package let lineage: Lineage
    /// Age of the newest heartbeat in the snapshot, by the primary's clock, in seconds.
    package let maxStalenessSeconds: Int
    private let primaryRead: Instant
    private let steadyRead: Instant

    /// A demand made now; `primaryNow` is the primary's clock, read a moment ago.
    package init(
        fence: LSN, lineage: Lineage, primaryNow: Instant, maxStalenessSeconds: Int
    ) {
        self.fence = fence
        self.lineage = lineage
        self.maxStalenessSeconds = maxStalenessSeconds
        primaryRead = primaryNow
        steadyRead = Clock.steady.now
    }

    /// The primary's clock now: what it said, plus the time that has passed here since.
    package var primaryNow: Instant {
        let passed = Clock.steady.now.microseconds - steadyRead.microseconds
        return Instant(microseconds: primaryRead.microseconds + passed)
    }
}

/// What a report can say about the data it saw.
package struct AsOf: Equatable, Sendable {
    /// The newest heartbeat inside the snapshot.
    package let heartbeatAt: Instant
    /// Replay position before the snapshot and in its first statement: the truth lies between.
    package let lsnLow: LSN
    package let lsnHigh: LSN
    package let systemIdentifier: String
    package let timeline: Int64
    /// The server's when the report had been read: a later one after a promotion meanwhile.
    package var lastTimeline: Int64
    /// The replica's alias in REPLICA_URLS; never its address.
    package let source: String
    package let serverVersion: String
    /// Milliseconds between the heartbeat and the primary's clock when the snapshot began.
    package let lagMilliseconds: Int64
    /// The server was promoted, or was the primary itself, while the report ran.
    package var promoted: Bool
    package let isolation: String
    /// 1 for the first snapshot of the run.
    package let attempt: Int
    /// Why earlier snapshots ended, by error code.
    package let earlierEnds: [String]

    package init(
        heartbeatAt: Instant, lsnLow: LSN, lsnHigh: LSN, systemIdentifier: String, timeline: Int64,
        source: String, serverVersion: String, lagMilliseconds: Int64, promoted: Bool,
        isolation: String, attempt: Int, earlierEnds: [String]
    ) {
        self.heartbeatAt = heartbeatAt
        self.lsnLow = lsnLow
        self.lsnHigh = lsnHigh
        self.systemIdentifier = systemIdentifier
        self.timeline = timeline
        lastTimeline = timeline
        self.source = source
        self.serverVersion = serverVersion
        self.lagMilliseconds = lagMilliseconds
        self.promoted = promoted
        self.isolation = isolation
        self.attempt = attempt
        self.earlierEnds = earlierEnds
    }

    /// The server's when the snapshot began.
    package var lineage: Lineage {
        Lineage(systemIdentifier: systemIdentifier, timeline: timeline)
    }
}
