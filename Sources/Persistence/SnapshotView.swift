import Access
import Domain

/// One repeatable-read transaction of one replica, with the facts that a manifest states.
struct SnapshotView {
    let connection: Connection
    /// Another one to the same server, for `Snapshot.beside`.
    let companion: () throws -> Connection
    let source: String
    let attempt: Int
    let earlierEnds: [String]

    /// How often the position may move between two looks before the bracket is accepted as it is.
    private static let triesForOnePosition = 20

    func perform<Result>(
        _ clinic: ClinicID, _ freshness: Freshness, _ body: (Session) throws -> Result
    ) throws -> (Result, AsOf) {
        var tries = 1
        while true {
            let low = try position()
            try connection.begin(Connection.reading, clinic: clinic)
            let (asOf, isStandby) = try rolledBackOnError { try facts(since: low, freshness) }
            guard asOf.lsnHigh == low || tries >= Self.triesForOnePosition else {
                try connection.script("ROLLBACK")
                tries += 1
                continue
            }
            return try connection.ending {
                try freshness.lineage.admit(asOf.lineage, named: source)
                try refuseStale(asOf, freshness)
                let result = try body(Session(connection, companion: companion))
                return (result, try settled(asOf, wasStandby: isStandby))
            }
        }
    }

    private func rolledBackOnError<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch {
            connection.rollBack()
            throw error
        }
    }

    private func position() throws -> LSN {
        var found = LSN(position: 0)
        try connection.query(SessionStatement.position.rawValue) { found = try $0.lsn(0) }
        return found
    }

    private func facts(
        since low: LSN, _ freshness: Freshness
    ) throws -> (AsOf, isStandby: Bool) {
        var found: (AsOf, Bool)?
        try connection.query(SessionStatement.facts.rawValue) { row in
            guard !row.isNull(1) else {
                throw AppError(.replicaStale, "\(source) has no heartbeat")
            }
            let beat = try row.instant(1)
            let asOf = AsOf(
                heartbeatAt: beat, lsnLow: low, lsnHigh: try row.lsn(0),
                systemIdentifier: try row.text(2), timeline: try row.int(3), source: source,
                serverVersion: try row.text(4),
                lagMilliseconds: max(0, freshness.primaryNow.microseconds - beat.microseconds)
                    / 1000, promoted: false, isolation: try row.text(5), attempt: attempt,
                earlierEnds: earlierEnds)
            found = (asOf, try row.bool(6))
        }
        guard let found else { throw AppError(.rowShapeUnexpected, "\(source) gave no facts") }
        return found
    }

    private func refuseStale(_ asOf: AsOf, _ freshness: Freshness) throws {
        guard asOf.lagMilliseconds <= freshness.maxStalenessSeconds * 1000 else {
            throw AppError(
                .replicaStale,
                "\(source) is \(asOf.lagMilliseconds / 1000) s behind, "
                    + "\(freshness.maxStalenessSeconds) s allowed")
        }
    }

    /// A promotion raises no error: the snapshot stays and the result is right, so it is said.
    private func settled(_ asOf: AsOf, wasStandby: Bool) throws -> AsOf {
        var settled = asOf
        try connection.query(SessionStatement.position.rawValue) { row in
            settled.lastTimeline = max(asOf.timeline, try row.int(2))
            settled.promoted = try !(wasStandby && row.bool(3))
        }
        return settled
    }
}

extension Connection {
    /// How a snapshot is read.
    static let reading = "ISOLATION LEVEL REPEATABLE READ READ ONLY"

    /// Begins a transaction on another connection that reads this one's snapshot.
    ///
    /// - Returns: `nil` where that cannot be: no connection is free, or a pooler leads elsewhere.
    /// - Throws: what ends the run, or this connection's own snapshot.
    func share(with make: () throws -> Connection) throws -> Connection? {
        var (view, clinic) = ("", Int64?.none)
        try query(SessionStatement.view) { row in
            view = try row.text(0)
            clinic = Int64(try row.text(1))
        }
        do {
            let other = try make()
            try other.begin(Self.reading, of: view, clinic: clinic.map(ClinicID.init(rawValue:)))
            return other
        } catch let error as AppError where error.code != .runCancelled {
            return nil
        }
    }
}
