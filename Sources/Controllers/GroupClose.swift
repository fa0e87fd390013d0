package import Access
import Digests
package import Domain
package import Jobs
import Repositories
package import Services

/// Joins what the packs of a group's clinics state, each manifest verified, and reads no tenant's row.
package struct GroupClose: Job {
    package static let kind = JobDefinition.fanOut
    private let group: ClinicGroup
    private let parent: RunID
    /// How many jobs each clinic has a pack of.
    private let jobs: Int
    private let groups = GroupRepository()

    /// - Parameters:
    ///   - group: whose packs.
    ///   - parent: the run that made them.
    ///   - jobs: how many of each clinic.
    package init(_ group: ClinicGroup, parent: RunID, jobs: Int) {
        self.group = group
        self.parent = parent
        self.jobs = jobs
    }

    package func statements(_ plan: Plan) -> [String] {
        [
            GroupRepository.SQL.packs.rawValue, GroupRepository.SQL.enter.rawValue,
            CloseRepository.SQL.closes.rawValue,
        ]
    }

    /// - Throws: `childrenFailed` when some pack has no result; `manifestChanged`.
    package func read(
        _ plan: Plan, from snapshot: some Snapshot, telling progress: (RowProgress) -> Void
    ) throws -> [JoinedPack] {
        let packs = try groups.packs(of: parent, in: group, from: snapshot)
        let slugs = Dictionary(uniqueKeysWithValues: group.members.map { ($0.id, $0.slug) })
        try AppError.refuse(
            packs.filter { $0.state != "done" }
                .map { "\($0.job) \(slugs[$0.clinic] ?? "") \($0.state)" }.sorted(),
            of: packs.count)
        let closes = try groups.closes(of: group, from: snapshot)
        let joined = try packs.map { pack in
            let manifest = try ProvenManifest(pack, of: group, in: plan.period)
            let close = closes[pack.clinic]?.last {
                $0.job == pack.job && $0.from == plan.period.from && $0.until == plan.period.until
            }
            return try manifest.joined(close)
        }
        return joined.sorted { ($0.part.clinic, $0.part.job) < ($1.part.clinic, $1.part.job) }
    }

    package func report(_ output: [JoinedPack], _ plan: Plan) throws -> Report {
        try GroupReport.report(
            output, expected: group.members.count * jobs,
            title: Plan.title(of: String(plan.job.prefix { $0 != "@" })))
    }

    package func record(
        _ output: [JoinedPack], _ plan: Plan, run: RunID, in transaction: some Transaction
    ) throws {
        if run != parent { try groups.link(run, like: parent, in: transaction) }
    }
}
