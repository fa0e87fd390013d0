package import Access
package import Domain
import Glibc

/// The read replicas in the order of their measured lag, and what to do when none is healthy.
package final class ReplicaSet: Replicas {
    /// A server and the name that a report may show for it.
    package struct Source: Sendable {
        package let alias: String
        package let url: String
        package init(alias: String, url: String) {
            self.alias = alias
            self.url = url
        }
    }

    /// What happens when no replica is healthy.
    package enum Policy: Sendable { case refuse, primary(Source) }

    private let sources: [Source]
    private let policy: Policy
    private let limits: Connection.Limits
    private var open: [String: Connection] = [:]
    /// Second connections, where a snapshot was read by two.
    private var companions: [String: Connection] = [:]

    package init(_ sources: [Source], policy: Policy, limits: Connection.Limits) {
        self.sources = sources
        self.policy = policy
        self.limits = limits
    }

    package func snapshot<Result>(
        of clinic: ClinicID, _ freshness: Freshness, _ body: (Session) throws -> Result
    ) throws -> (Result, AsOf) {
        var ends: [(alias: String, code: AppError.Code)] = []
        while true {
            let source = try choose(freshness, after: ends.map(\.alias))
            do {
                let view = SnapshotView(
                    connection: try connection(to: source, &open),
                    companion: { try self.connection(to: source, &self.companions) },
                    source: source.alias,
                    attempt: ends.count + 1, earlierEnds: ends.map { $0.code.rawValue })
                return try view.perform(clinic, freshness, body)
            } catch let error as AppError where Self.isWorthAnother(error.code) && ends.count < 3 {
                ends.append((source.alias, error.code))
                if open[source.alias]?.isOpen != true { open[source.alias] = nil }
            }
        }
    }

    /// A replica that went away, needed its rows back or lacks ours: the next one may do better.
    private static func isWorthAnother(_ code: AppError.Code) -> Bool {
        [.snapshotConflict, .connectionLost, .databaseBusy, .replicaForeign].contains(code)
    }

    /// A fault that another replica makes good; a primary that was replaced is none of them.
    private static func isOfOneReplica(_ code: AppError.Code) -> Bool {
        ![.runCancelled, .primaryDemoted].contains(code)
    }

    private func connection(
        to source: Source, _ known: inout [String: Connection]
    ) throws -> Connection {
        if let one = known[source.alias], one.isOpen { return one }
        let made = try Connection(url: source.url, alias: source.alias, limits: limits)
        known[source.alias] = made
        return made
    }

    /// Where a replica stands when it is looked at.
    private struct Standing {
        let source: Source
        let position: LSN
        let timeline: Int64

        /// Whether the replica has all that the report needs, on the primary's own timeline.
        func meets(_ freshness: Freshness) -> Bool {
            timeline == freshness.lineage.timeline && position >= freshness.fence
        }

        func isAhead(of other: Standing) -> Bool {
            (timeline, position) > (other.timeline, other.position)
        }

        func lag(behind freshness: Freshness) -> String {
            guard timeline == freshness.lineage.timeline else {
                return "\(source.alias) is on timeline \(timeline), "
                    + "the primary on \(freshness.lineage.timeline)"
            }
            return "\(source.alias) has replayed \(position), the report needs "
                + "\(freshness.fence), \(freshness.fence.position - position.position) bytes behind"
        }
    }

    /// The replica with the least lag that passes the fence; one that just failed comes last.
    ///
    /// All are looked at, because any of them may know that the primary was replaced.
    private func choose(_ freshness: Freshness, after failed: [String]) throws -> Source {
        var faults: [AppError] = []
        var standings: [Standing] = []
        for source in sources {
            do {
                standings.append(try standing(of: source, freshness))
            } catch let error as AppError where Self.isOfOneReplica(error.code) {
                open[source.alias] = nil
                faults.append(error)
            }
        }
        for candidate in Self.ranked(standings, after: failed) {
            do {
                try wait(for: freshness, on: candidate.source)
                return candidate.source
            } catch let error as AppError where Self.isOfOneReplica(error.code) {
                faults.append(error)
            }
        }
        if case .primary(let source) = policy { return source }
        throw Self.summary(of: faults)
    }

    private static func ranked(_ standings: [Standing], after failed: [String]) -> [Standing] {
        func failures(_ standing: Standing) -> Int {
            failed.count { $0 == standing.source.alias }
        }
        return standings.enumerated().sorted { left, right in
            let counts = (failures(left.element), failures(right.element))
            if counts.0 != counts.1 { return counts.0 < counts.1 }
            if left.element.isAhead(of: right.element) { return true }
            if right.element.isAhead(of: left.element) { return false }
            return left.offset < right.offset
        }.map(\.element)
    }

    /// Asked with the patience of a connect, because a server that hangs is not a healthy one.
    ///
    /// - Throws: `primaryDemoted`, `replicaForeign`.
    private func standing(of source: Source, _ freshness: Freshness) throws -> Standing {
        let patience = min(limits.connectSeconds, limits.statementSeconds)
        var found: Standing?
        try connection(to: source, &open).query(
            SessionStatement.position.rawValue, within: patience
        ) { row in
            let theirs = Lineage(systemIdentifier: try row.text(1), timeline: try row.int(2))
            try freshness.lineage.admit(theirs, named: source.alias)
            guard try row.bool(3) || theirs.timeline == freshness.lineage.timeline else {
                throw AppError(
                    .replicaForeign, "\(source.alias) was a primary and follows no other one")
            }
            found = Standing(
                source: source, position: try row.lsn(0), timeline: theirs.timeline)
        }
        guard let found else {
            throw AppError(.rowShapeUnexpected, "\(source.alias) gave no position")
        }
        return found
    }

    /// Waits, holding no snapshot, until the replica has replayed the fence.
    private func wait(for freshness: Freshness, on source: Source) throws {
        let until = Clock.steady.now.adding(
            seconds: Int64(max(1, min(30, freshness.maxStalenessSeconds))))
        var pause: UInt32 = 1000
        var reached = try standing(of: source, freshness)
        while !reached.meets(freshness) {
            guard Clock.steady.now < until else {
                throw AppError(.replicaStale, reached.lag(behind: freshness))
            }
            usleep(pause)
            pause = min(pause * 2, 50_000)
            reached = try standing(of: source, freshness)
        }
    }

    /// What is wrong with a replica that was reached is said as such; else the first fault, as a
    /// replica's and not the primary's.
    private static func summary(of faults: [AppError]) -> AppError {
        let reached: [AppError.Code] = [.replicaStale, .replicaForeign]
        for code in reached {
            if let fault = faults.first(where: { $0.code == code }) { return fault }
        }
        guard let first = faults.first else {
            return AppError(.replicaUnreachable, "REPLICA_URLS is empty")
        }
        let unreachable: [AppError.Code] = [
            .primaryUnreachable, .connectionLost, .statementTimeout,
        ]
        return unreachable.contains(first.code)
            ? AppError(.replicaUnreachable, faults.map(\.context).joined(separator: "; ")) : first
    }
}
