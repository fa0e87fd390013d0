package import Access
package import Domain
package import Repositories
import Scheduling

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

    /// That no later primary was worked with before.
    package static func primary(_ subject: String, from reader: some Reader) throws -> Finding {
        let health = HealthRepository()
        let here = try health.standing(from: reader).lineage
        if let last = try health.lastPrimary(from: reader),
            last.systemIdentifier == here.systemIdentifier, last.timeline > here.timeline
        {
            return .ill(
                subject,
                AppError(
                    .primaryDemoted, "timeline \(here.timeline), last worked with \(last.timeline)"
                ))
        }
        return .well(subject, "timeline \(here.timeline) of system \(here.systemIdentifier)")
    }

    /// Whether a replica follows the primary, and how far behind it is.
    package static func replica(
        _ subject: String, _ alias: String, from reader: some Reader,
        primary: HealthRepository.Standing?
    ) throws -> Finding {
        let replica = try HealthRepository().standing(from: reader)
        try primary?.lineage.admit(replica.lineage, named: alias)
        guard replica.isStandby else {
            return .ill(
                subject, "is not a standby: it was promoted, or is the primary",
                do: "point REPLICA_URLS at streaming standbys")
        }
        guard !replica.hidesReceiver else {
            return .ill(
                subject, "does not show us what it receives, nor on which timeline",
                do: "GRANT pg_read_all_stats to the reporter's login")
        }
        if let primary, primary.lineage != replica.lineage {
            return .ill(
                subject,
                "is on timeline \(replica.lineage.timeline), the primary on "
                    + "\(primary.lineage.timeline)",
                do: "have it follow the primary, or make it anew from it")
        }
        let replayed = "has replayed \(replica.lsn), timeline \(replica.lineage.timeline)"
        guard let primary, primary.lsn > replica.lsn else { return .well(subject, replayed) }
        let behind = primary.lsn.position - replica.lsn.position
        return .well(subject, "\(replayed), \(behind) bytes behind")
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
                do:
                    "ALTER VIEW … SET (security_invoker = true), or a table, row-level security forced"
            )
        }
        return findings.isEmpty
            ? [.well("schema clinic", "\(RelationContract.uses.count) relations as we read them")]
            : findings
    }

    /// How far ahead two time zone databases are compared.
    private static let zoneDays: Int64 = 800

    /// That our time zones and PostgreSQL's agree, day by day: ours say when a run is due, its say
    /// where a period begins and ends.
    package static func zones(
        from reader: some Reader, now: Instant, tzdata: String
    ) throws -> [Finding] {
        let health = HealthRepository()
        let named = try health.zones(from: reader)
        let days = (0..<zoneDays).map { now.adding(seconds: $0 * 86_400) }
        var findings: [Finding] = []
        for (name, isKnown) in named {
            let subject = "time zone \(name)"
            guard isKnown else {
                findings.append(
                    .ill(subject, "PostgreSQL does not have it", do: "correct clinic.time_zone"))
                continue
            }
            do {
                let zone = try ZoneFolder.system.zone(name)
                let offsets = days.map { (at: $0, ahead: zone.offsetSeconds(at: $0)) }
                guard let at = try health.difference(of: name, offsets, from: reader) else {
                    continue
                }
                findings.append(
                    .ill(
                        subject, "PostgreSQL and this machine disagree from \(at) on",
                        do: "install the same release of tzdata on both and restart PostgreSQL"))
            } catch let error as AppError { findings.append(.ill(subject, error)) }
        }
        let agreed =
            "\(named.count) agree with PostgreSQL's for \(zoneDays) days, release \(tzdata)"
        return findings.isEmpty ? [.well("time zones", agreed)] : findings
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
