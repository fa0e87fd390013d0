package import Access
import Digests
import Domain
package import Jobs
package import Repositories

/// Performs a run that makes other runs: once to make them, and once more when they have ended.
///
///     claim ─▶ make children ─▶ wait ─▶ claim ─▶ take stock ─▶ done │ failed
package struct FamilyController<P: Primary> {
    private let primary: P
    private let catalogue: JobCatalogue
    private let family = FamilyRepository()

    package init(primary: P, catalogue: JobCatalogue) {
        self.primary = primary
        self.catalogue = catalogue
    }

    /// - Parameters:
    ///   - job: of kind `fan.out`.
    ///   - claimed: the parent, as the queue gave it.
    /// - Throws: `childrenFailed` when some child has no result; `leaseLost`.
    package func perform(_ job: JobDefinition, _ claimed: QueueRepository.Claimed) throws {
        guard claimed.lacking == ["children"] else { return try part(job, claimed) }
        let children = try primary.transaction(of: nil) {
            try family.children(of: claimed.claim.run, from: $0)
        }
        try AppError.refuse(
            children.filter { $0.state != "done" }.map { "\($0.job) \($0.clinic) \($0.state)" },
            of: children.count)
        let (digest, breaks) = (Self.digest(children), children.reduce(0) { $0 + $1.breaks })
        try primary.transaction(of: nil) { transaction in
            try family.end(claimed.claim, digest: digest, breaks: breaks, in: transaction)
        }
    }

    private func part(_ job: JobDefinition, _ claimed: QueueRepository.Claimed) throws {
        let jobs = try job.runs.map { name throws(AppError) in
            let child = try catalogue.job(named: name)
            return FamilyRepository.ChildJob(
                job: child.name, kind: child.kind, priority: child.priority,
                attemptsMax: child.limits.attempts, timeoutSeconds: child.limits.timeoutSeconds,
                needs: child.needs.map(\.rawValue), waitHours: child.waitHours)
        }
        let period = try Period(claimed.period, fiscalStartMonth: 1)
        try primary.transaction(of: nil) { transaction in
            let group = try job.group.map {
                try GroupRepository().group(slug: $0, from: transaction)
            }
            try family.make(
                of: claimed.claim.run, jobs, for: period, group: group, in: transaction)
            try family.part(claimed.claim, in: transaction)
        }
    }

    /// Equal when every child's result is: a line each of job, clinic, revision and digest.
    private static func digest(_ children: [FamilyRepository.Child]) -> String {
        let lines = children.map { "\($0.job) \($0.clinic) \($0.revision) \($0.digest ?? "")\n" }
        return SHA256.hex(of: Array(lines.joined().utf8))
    }
}

extension AppError {
    /// Refuses to go on with children that have no result, each told as `job clinic state`.
    ///
    /// - Throws: `childrenFailed` with the first five.
    static func refuse(_ failed: [String], of count: Int) throws(AppError) {
        guard !failed.isEmpty else { return }
        throw AppError(
            .childrenFailed,
            "\(failed.count) of \(count): " + failed.prefix(5).joined(separator: ", ")
                + (failed.count > 5 ? ", …" : ""))
    }
}
