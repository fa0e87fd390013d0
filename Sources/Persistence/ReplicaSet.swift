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
                    connection: try connection(to: source), source: source.alias,
                    attempt: ends.count + 1, earlierEnds: ends.map { $0.code.rawValue })
                return try view.perform(clinic, freshness, body)
            } catch let error as AppError where Self.isWorthAnother(error.code) && ends.count < 3 {
                ends.append((source.alias, error.code))
                if open[source.alias]?.isOpen != true { open[source.alias] = nil }
            }
        }
    }

    /// A replica that went away or needed its rows back: the next snapshot may do better.
    private static func isWorthAnother(_ code: AppError.Code) -> Bool {
        [.snapshotConflict, .connectionLost, .databaseBusy].contains(code)
    }

    private func connection(to source: Source) throws -> Connection {
        if let known = open[source.alias], known.isOpen { return known }
        let made = try Connection(url: source.url, alias: source.alias, limits: limits)
        open[source.alias] = made
        return made
    }

    /// The replica with the least lag that passes the fence; one that just failed comes last.
    private func choose(_ freshness: Freshness, after failed: [String]) throws -> Source {
        var faults: [AppError] = []
        var standing: [(source: Source, position: LSN)] = []
        for source in sources {
            do {
                standing.append((source, try position(of: source)))
            } catch let error as AppError where error.code != .runCancelled {
                open[source.alias] = nil
                faults.append(error)
            }
        }
        let ranked = standing.enumerated().sorted { left, right in
            let failures = (
                failed.count { $0 == left.element.source.alias },
                failed.count { $0 == right.element.source.alias }
            )
            if failures.0 != failures.1 { return failures.0 < failures.1 }
            if left.element.position != right.element.position {
                return left.element.position > right.element.position
            }
            return left.offset < right.offset
        }
        for (_, candidate) in ranked {
            do {
                try wait(for: freshness, on: candidate.source)
                return candidate.source
            } catch let error as AppError where error.code != .runCancelled {
                faults.append(error)
            }
        }
        if case .primary(let source) = policy { return source }
        throw Self.summary(of: faults)
    }

    /// Asked with the patience of a connect, because a server that hangs is not a healthy one.
    private func position(of source: Source) throws -> LSN {
        var position = LSN(position: 0)
        let patience = min(limits.connectSeconds, limits.statementSeconds)
        try connection(to: source).query(
            SessionStatement.position.rawValue, within: patience
        ) { position = try $0.lsn(0) }
        return position
    }

    /// Waits, holding no snapshot, until the replica has replayed the fence.
    private func wait(for freshness: Freshness, on source: Source) throws {
        let until = Clock.steady.now.adding(
            seconds: Int64(max(1, min(30, freshness.maxStalenessSeconds))))
        var pause: UInt32 = 1000
        var reached = try position(of: source)
        while reached < freshness.fence {
            guard Clock.steady.now < until else {
                throw AppError(
                    .replicaStale,
                    "\(source.alias) has replayed \(reached), the report needs \(freshness.fence), "
                        + "\(freshness.fence.position - reached.position) bytes behind")
            }
            usleep(pause)
            pause = min(pause * 2, 50_000)
            reached = try position(of: source)
        }
    }

    /// Staleness is said as such; else the first fault, as a replica's and not the primary's.
    private static func summary(of faults: [AppError]) -> AppError {
        if let stale = faults.first(where: { $0.code == .replicaStale }) { return stale }
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
