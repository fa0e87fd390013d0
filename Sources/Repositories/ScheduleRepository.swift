package import Access
package import Domain

/// What should run and when: plans a job, its due times, and the runs that they become.
package struct ScheduleRepository: Sendable {
    package init() {}

    /// The database's clock, which decides what is due.
    package func now(from reader: some Reader) throws -> Instant {
        guard let now = try reader.first(SQL.now, decode: { try $0.instant(0) }) else {
            throw AppError(.rowShapeUnexpected, "the primary gave no time")
        }
        return now
    }

    /// What all active clinics look like to a schedule, as one short text that differs when they do.
    package func clinicsFingerprint(from reader: some Reader) throws -> String {
        try reader.first(SQL.clinicsFingerprint) { try $0.text(0) } ?? ""
    }

    /// A clinic as schedules know it.
    package struct Site: Sendable, Equatable {
        package let clinic: ClinicID
        package let zone: String
        package let fiscalStartMonth: Int
    }

    /// Every active clinic, by number.
    package func sites(from reader: some Reader) throws -> [Site] {
        try reader.all(SQL.clinics) { row in
            Site(
                clinic: ClinicID(rawValue: try row.int(0)), zone: try row.text(1),
                fiscalStartMonth: Int(try row.int(2)))
        }
    }

    /// Those of the zones that PostgreSQL has; slow, as it opens all of its files.
    package func known(of zones: [String], from reader: some Reader) throws -> Set<String> {
        Set(try reader.all(SQL.zonesKnown, .texts(zones)) { try $0.text(0) })
    }

    /// The fingerprints under which jobs were planned last, by job.
    package func fingerprints(from reader: some Reader) throws -> [String: String] {
        var found: [String: String] = [:]
        try reader.rows(SQL.fingerprints, []) { found[try $0.text(0)] = try $0.text(1) }
        return found
    }

    /// Plans a job anew from `now` on: expected slots that lie ahead go, past ones stay as they are.
    ///
    /// - Parameters:
    ///   - job: its name.
    ///   - fingerprint: of its file, the time zones and the clinics.
    ///   - cursors: all that it has; those of other clinics go, with what was expected of them.
    ///   - kept: those of clinics that cannot be planned now, if they have been; what they miss is
    ///     caught up later.
    ///   - now: by the database's clock.
    ///   - transaction: on the primary.
    /// - Returns: whether it was done here; false when another process was faster.
    /// - Throws: what the database throws.
    package func replan(
        _ job: String, fingerprint: String, _ cursors: [Cursor], keeping kept: [Cursor],
        now: Instant, in transaction: some Transaction
    ) throws -> Bool {
        let isOurs = try transaction.first(
            SQL.plan, .text(job), .text(fingerprint), .instant(now)
        ) { try $0.text(0) }
        guard isOurs != nil else { return false }
        try transaction.execute(SQL.forgetFuture, with: .text(job), .instant(now))
        try transaction.execute(
            SQL.cursors, with: .text(job), .ints(cursors.map { $0.clinic?.rawValue ?? 0 }),
            .texts(cursors.map(\.zone)), .ints(cursors.map { Int64($0.fiscalStartMonth) }),
            .instant(now), .texts(cursors.map(\.calendarZone)),
            .ints(kept.map { $0.clinic?.rawValue ?? 0 }), .texts(kept.map(\.zone)),
            .texts(kept.map(\.calendarZone)))
        return true
    }

    /// Gives up a job whose file is gone for good; until then its due times are kept for it.
    ///
    /// Its runs that nobody has begun are cancelled, and its backfills make no more.
    ///
    /// - Returns: the clinics that it was planned for; `nil` when it never was planned.
    package func retire(
        _ job: String, by login: String, in transaction: some Transaction
    ) throws -> [ClinicID]? {
        let plan = try transaction.first(SQL.retirePlan, .text(job)) { try $0.text(0) }
        let cursors = try transaction.all(SQL.retire, .text(job), .text(login)) { try $0.int(0) }
        guard plan != nil || !cursors.isEmpty else { return nil }
        try transaction.execute(SQL.retireParts, with: .text(job))
        try transaction.execute(SQL.retireRuns, with: .text(job), .text(login))
        return cursors.filter { $0 > 0 }.map(ClinicID.init(rawValue:))
    }

    /// Cursors to be looked at by `now`, locked; another process's are left out.
    package func cursors(
        dueBy now: Instant, limit: Int, in transaction: some Transaction
    ) throws -> [Cursor] {
        try transaction.all(SQL.dueCursors, .instant(now), .int(Int64(limit))) { row in
            Cursor(
                job: try row.text(0), clinic: try row.optionalInt(1).map(ClinicID.init(rawValue:)),
                zone: try row.text(2), calendarZone: try row.text(6),
                fiscalStartMonth: Int(try row.int(3)),
                plannedUntil: try row.instant(4), visitAt: try row.instant(5))
        }
    }

    /// Writes due times down; those that stand already are left as they are.
    package func expect(_ slots: [Slot], in transaction: some Transaction) throws {
        guard !slots.isEmpty else { return }
        try transaction.execute(
            SQL.expect, with: .texts(slots.map(\.job)),
            .ints(slots.map { $0.clinic?.rawValue ?? 0 }),
            .texts(slots.map(\.dueAt.description)), .texts(slots.map(\.period)),
            .texts(slots.map(\.localTime)), .texts(slots.map(\.movedBy)))
    }

    /// Notes how far cursors have come.
    package func advance(_ cursors: [Cursor], in transaction: some Transaction) throws {
        guard !cursors.isEmpty else { return }
        try transaction.execute(
            SQL.advance, with: .texts(cursors.map(\.job)),
            .ints(cursors.map { $0.clinic?.rawValue ?? 0 }),
            .texts(cursors.map(\.plannedUntil.description)),
            .texts(cursors.map(\.visitAt.description)))
    }

    /// Slots that have come due by `now` and are fully planned to it, in groups whose cursors are
    /// locked.
    ///
    /// - Parameters:
    ///   - now: by the database's clock.
    ///   - jobs: of these only.
    ///   - counted: those among them of which `queued` is counted; it is 0 for the others.
    ///   - limit: of slots that begin a group.
    ///   - carefully: leaves out from the start what cannot be decided now, at some cost.
    ///   - transaction: on the primary.
    /// - Returns: at most `limit` groups, by job and clinic, each with all of its slots; and whether
    ///   anything is due, which may not be decided now.
    /// - Throws: what the database throws.
    package func due(
        by now: Instant, of jobs: [String], counting counted: [String], limit: Int,
        carefully: Bool, in transaction: some Transaction
    ) throws -> (groups: [DueGroup], isAny: Bool) {
        let locked = try transaction.all(
            SQL.dueLocked, .instant(now), .int(Int64(limit)), .texts(jobs), .bool(carefully)
        ) { (job: try $0.text(0), clinic: try $0.optionalInt(1) ?? 0) }
        var groups: [DueGroup] = []
        guard !locked.isEmpty else { return (groups, false) }
        try transaction.rows(
            SQL.due,
            [
                .instant(now), .texts(locked.map(\.job)), .ints(locked.map(\.clinic)),
                .texts(counted),
            ]
        ) { row in
            let job = try row.text(0)
            let clinic = try row.optionalInt(1).map(ClinicID.init(rawValue:))
            let slot = (dueAt: try row.instant(2), period: try row.text(3))
            if let last = groups.last, last.job == job, last.clinic == clinic {
                groups[groups.count - 1].slots.append(slot)
            } else {
                groups.append(
                    DueGroup(
                        job: job, clinic: clinic, zone: try row.text(4),
                        fiscalStartMonth: Int(try row.int(5)), queued: Int(try row.int(6)),
                        slots: [slot]))
            }
        }
        return (groups, true)
    }

    /// Makes runs of slots, and queues them; a run that there is already is queued again, once.
    ///
    /// - Returns: how many slots were decided by that; those of a zone that the server does not
    ///   have are not.
    @discardableResult
    package func enqueue(_ wanted: [Wanted], in transaction: some Transaction) throws -> Int {
        guard !wanted.isEmpty else { return 0 }
        try transaction.execute(
            SQL.enqueue, with: .texts(wanted.map(\.slot.job)),
            .ints(wanted.map { $0.slot.clinic?.rawValue ?? 0 }),
            .texts(wanted.map(\.slot.dueAt.description)), .texts(wanted.map(\.kind)),
            .texts(wanted.map(\.period.name)), .texts(wanted.map(\.period.from.description)),
            .texts(wanted.map(\.period.until.description)), .texts(wanted.map(\.zone)),
            .texts(wanted.map(\.reason)),
            .texts(wanted.map(\.requestedBy)))
        try transaction.execute(SQL.oneByOne, [])
        let decided = try transaction.first(
            SQL.queue, .texts(wanted.map(\.slot.job)),
            .ints(wanted.map { $0.slot.clinic?.rawValue ?? 0 }),
            .texts(wanted.map(\.slot.dueAt.description)), .texts(wanted.map(\.period.name)),
            .ints(wanted.map { Int64($0.priority) }), .ints(wanted.map { Int64($0.attemptsMax) }),
            .ints(wanted.map { Int64($0.timeoutSeconds) }),
            .texts(wanted.map { $0.needs.joined(separator: ",") }),
            .texts(wanted.map { $0.waitUntil?.description }),
            .ints(wanted.map { $0.isPlanned ? 1 : 0 }), .texts(wanted.map(\.reason)),
            .texts(wanted.map(\.requestedBy))
        ) { Int(try $0.int(0)) }
        try transaction.execute(SQL.notify, [])
        return decided ?? 0
    }

    /// Records slots that policy leaves out, each with why.
    ///
    /// - Returns: how many; another process may have been faster.
    package func skip(
        _ slots: [(job: String, clinic: ClinicID?, dueAt: Instant, why: String)],
        in transaction: some Transaction
    ) throws -> Int {
        guard !slots.isEmpty else { return 0 }
        return try transaction.first(
            SQL.skip, .texts(slots.map(\.job)), .ints(slots.map { $0.clinic?.rawValue ?? 0 }),
            .texts(slots.map(\.dueAt.description)), .texts(slots.map(\.why))
        ) { Int(try $0.int(0)) } ?? 0
    }
}
