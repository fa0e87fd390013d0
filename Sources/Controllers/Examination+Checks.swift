package import Access
package import Domain
import Repositories

/// The checks of `doctor`, each a pure look at what one server or folder says.
package enum Examination {
    /// Greatest difference of two clocks that no report suffers from, in seconds.
    private static let clockSkewSecondsMax: Int64 = 2

    /// The clock of a server beside ours.
    package static func clock(
        _ subject: String, from reader: some Reader, now: Instant
    ) throws -> Finding {
        let theirs = try HealthRepository().clock(from: reader)
        let skew = (theirs.microseconds - now.microseconds) / 1_000_000
        guard abs(skew) <= clockSkewSecondsMax else {
            return .ill(
                subject, "clock is \(skew) s apart from ours", do: "synchronise both by NTP")
        }
        return .well(subject, "clock agrees within \(clockSkewSecondsMax) s")
    }

    /// That a login has no more rights than it needs.
    package static func rights(_ subject: String, from reader: some Reader) throws -> Finding {
        let (role, isTooMuch) = try HealthRepository().rights(from: reader)
        guard !isTooMuch else {
            return .ill(
                subject, "role \(role) passes by row-level security",
                do: "connect as evclinic_worker or evclinic_reporter")
        }
        return .well(subject, "role \(role), under row-level security")
    }

    /// How far a replica is behind a position of the primary.
    package static func replica(
        _ subject: String, from reader: some Reader, primary: LSN?
    ) throws -> Finding {
        let (isStandby, lsn) = try HealthRepository().replayed(from: reader)
        guard isStandby else {
            return .ill(
                subject, "is not a standby: it was promoted, or is the primary",
                do: "point REPLICA_URLS at streaming standbys")
        }
        guard let primary, primary > lsn else { return .well(subject, "has replayed \(lsn)") }
        return .well(
            subject, "has replayed \(lsn), \(primary.position - lsn.position) bytes behind")
    }

    /// The relations we read: columns, types, and that no view or table leaks other tenants.
    package static func relations(from reader: some Reader) throws -> [Finding] {
        let health = HealthRepository()
        let present = Set(try health.columns(from: reader).map(Named.init))
        let types = Dictionary(
            try health.columns(from: reader).map { (Named($0), $0.type) }, uniquingKeysWith: { $1 })
        var findings: [Finding] = []
        for (relation, use) in RelationContract.uses {
            let wanted = RelationContract.columns.filter { $0.relation == relation }
            guard present.contains(where: { $0.relation == relation }) else {
                findings.append(
                    .ill(
                        "clinic.\(relation)", "is missing, which switches off \(use)",
                        do: "make it, or a security_invoker view of that name"))
                continue
            }
            for column in wanted {
                let found = types[Named(relation: column.relation, name: column.name)]
                guard found != column.type else { continue }
                findings.append(
                    .ill(
                        "clinic.\(relation).\(column.name)",
                        found.map { "is \($0), \(column.type) is read" } ?? "is missing",
                        do: "give the table or view a column of type \(column.type)"))
            }
        }
        findings += try health.leaks(from: reader).map {
            .ill(
                "clinic.\($0.relation)", $0.why,
                do: "ALTER VIEW … SET (security_invoker = true), or force row-level security")
        }
        return findings.isEmpty
            ? [.well("schema clinic", "\(RelationContract.uses.count) relations as we read them")]
            : findings
    }

    /// That a folder can be written to, tried with a file.
    package static func folder(
        _ subject: String, _ path: String, minFreeBytes: UInt64
    ) -> Finding {
        let probe = "\(path)/.evclinic-doctor"
        do {
            try Files.makeFolder(path)
            try Files.write("", to: probe)
            Files.remove(probe)
        } catch {
            return .ill(subject, error)
        }
        let free = Files.freeBytes(path) ?? .max
        guard free >= minFreeBytes else {
            return .ill(
                subject, "\(free >> 20) MiB free, \(minFreeBytes >> 20) MiB wanted",
                do: "free space; below MIN_FREE_BYTES no run starts")
        }
        return .well(subject, "\(path) can be written, \(free >> 20) MiB free")
    }

    /// A column's place without its type.
    private struct Named: Hashable {
        let relation: String
        let name: String
        init(relation: String, name: String) {
            self.relation = relation
            self.name = name
        }
        init(_ column: HealthRepository.Column) {
            self.init(relation: column.relation, name: column.name)
        }
    }
}
