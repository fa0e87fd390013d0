package import Access
package import Domain
package import Jobs
import Repositories
import Scheduling

/// Turns schedules into due times, and due times into runs, by the database's clock.
///
///     plan ─▶ expect ─▶ decide ─▶ queue │ skip
///
/// Every step may be done by any process, again and again: unique keys make a second time harmless,
/// and what another process has locked is left to it.
package struct TickController<P: Primary> {
    private let primary: P
    private let jobs: [JobDefinition]
    /// Release of the time zone data: another one plans anew.
    private let tzdata: String
    private let schedules = ScheduleRepository()
    private var zones = Zones()

    /// Due times stand in the table for so long before they come.
    private static var aheadSeconds: Int64 { 86_400 }
    /// A cursor is moved on by so much at once, so that it is not touched at every tick.
    private static var stepSeconds: Int64 { 43_200 }
    private static var cursorsAtOnce: Int { 2000 }
    /// Of one cursor: a minute's schedule over most of a day.
    private static var firingsAtOnce: Int { 1000 }

    /// What a tick did.
    package struct Outcome: Sendable, Equatable {
        package var planned = 0
        package var expected = 0
        package var queued = 0
        package var skipped = 0
    }

    /// - Parameters:
    ///   - primary: the ledger.
    ///   - jobs: whose files have no fault.
    ///   - tzdata: release of the time zone data.
    package init(primary: P, jobs: [JobDefinition], tzdata: String) {
        self.primary = primary
        self.jobs = jobs
        self.tzdata = tzdata
    }

    /// Does what is due at the database's clock; costs what is due, not what exists.
    ///
    /// - Parameter now: another time than the database's, for tests.
    /// - Returns: what was done here.
    /// - Throws: what the database throws; what is done by then stays done.
    package mutating func tick(at now: Instant? = nil) throws -> Outcome {
        let now = try now ?? primary.transaction(of: nil) { try schedules.now(from: $0) }
        var outcome = Outcome()
        outcome.planned = try plan(now)
        while try expect(by: now, &outcome) {}
        while try decide(at: now, &outcome) {}
        return outcome
    }

    /// Plans jobs whose file, zones or clinics have changed since they were planned.
    private mutating func plan(_ now: Instant) throws -> Int {
        let (clinics, known) = try primary.transaction(of: nil) {
            (
                try schedules.clinicsFingerprint(from: $0), try schedules.fingerprints(from: $0)
            )
        }
        let wanted = jobs.map { (job: $0, text: "\($0.sha256) \(tzdata) \(clinics)") }
        let changed = wanted.filter { known[$0.job.name] != $0.text }
        let isRid = known.keys.contains { name in !jobs.contains { $0.name == name } }
        guard !changed.isEmpty || isRid else { return 0 }
        return try primary.transaction(of: nil) { transaction in
            try schedules.keepOnly(jobs.map(\.name), now: now, in: transaction)
            let clinics = try ClinicRepository().activeClinics(from: transaction)
            var count = 0
            for (job, text) in changed {
                let cursors = clinics.map { clinic in
                    ScheduleRepository.Cursor(
                        job: job.name, clinic: clinic.id,
                        zone: job.zone == "clinic" ? clinic.timeZone : job.zone,
                        fiscalStartMonth: clinic.fiscalStartMonth, plannedUntil: now, visitAt: now)
                }
                let isOurs = try schedules.replan(
                    job.name, fingerprint: text, cursors, now: now, in: transaction)
                if isOurs { count += 1 }
            }
            return count
        }
    }

    /// Writes down the due times ahead; true when there may be more.
    private mutating func expect(by now: Instant, _ outcome: inout Outcome) throws -> Bool {
        var (found, count) = (0, 0)
        try primary.transaction(of: nil) { transaction in
            var cursors = try schedules.cursors(
                dueBy: now, limit: Self.cursorsAtOnce, in: transaction)
            var slots: [ScheduleRepository.Slot] = []
            for index in cursors.indices { slots += try advance(&cursors[index], now) }
            try schedules.expect(slots, in: transaction)
            try schedules.advance(cursors, in: transaction)
            (found, count) = (cursors.count, slots.count)
        }
        outcome.expected += count
        return found > 0
    }

    /// The slots between what a cursor has planned and what it should have; moves it on.
    ///
    /// At least the next one is among them, however far it is.
    private mutating func advance(
        _ cursor: inout ScheduleRepository.Cursor, _ now: Instant
    ) throws -> [ScheduleRepository.Slot] {
        guard let job = jobs.first(where: { $0.name == cursor.job }) else {
            // Another process has a newer jobs/ than this one; it will see to its own.
            cursor.visitAt = now.adding(seconds: Self.stepSeconds)
            return []
        }
        let schedule = Schedule(job.schedule, in: try zones.zone(cursor.zone))
        let horizon = now.adding(seconds: Self.aheadSeconds)
        var slots: [ScheduleRepository.Slot] = []
        var last = cursor.plannedUntil
        for firing in schedule.firings(after: cursor.plannedUntil) {
            let isAhead = firing.instant > horizon && last > now
            guard !isAhead, slots.count < Self.firingsAtOnce else {
                cursor.plannedUntil = last
                let early = firing.instant.adding(seconds: -Self.stepSeconds)
                cursor.visitAt = isAhead ? min(last, early) : now
                return slots
            }
            slots.append(
                ScheduleRepository.Slot(
                    job: job.name, clinic: cursor.clinic, dueAt: firing.instant,
                    period: job.period.period(on: firing.scheduled.day).name,
                    localTime: firing.localText, movedBy: firing.change?.rawValue))
            last = firing.instant
        }
        // The schedule never fires again.
        cursor.plannedUntil = now.adding(seconds: 36_500 * 86_400)
        cursor.visitAt = cursor.plannedUntil
        return slots
    }

    /// Decides due slots; true when there may be more.
    private mutating func decide(at now: Instant, _ outcome: inout Outcome) throws -> Bool {
        var (queued, skipped, found) = (0, 0, 0)
        try primary.transaction(of: nil) { transaction in
            let groups = try schedules.due(by: now, limit: Self.cursorsAtOnce, in: transaction)
            var wanted: [ScheduleRepository.Wanted] = []
            var unwanted: [(job: String, clinic: ClinicID?, dueAt: Instant, why: String)] = []
            for group in groups {
                guard let job = jobs.first(where: { $0.name == group.job }) else { continue }
                let decisions = job.slotPolicy.decide(
                    group.slots.map(\.dueAt), now: now, queued: group.queued)
                for (slot, decision) in zip(group.slots, decisions) {
                    switch decision {
                    case .run: wanted.append(try job.wanted(slot, group))
                    case .skip(let reason):
                        unwanted.append((group.job, group.clinic, slot.dueAt, reason.rawValue))
                    }
                }
            }
            try schedules.enqueue(wanted, in: transaction)
            try schedules.skip(unwanted, in: transaction)
            (queued, skipped, found) = (wanted.count, unwanted.count, wanted.count + unwanted.count)
        }
        outcome.queued += queued
        outcome.skipped += skipped
        return found > 0
    }
}

extension JobDefinition {
    /// A slot as a run that it wants.
    fileprivate func wanted(
        _ slot: (dueAt: Instant, period: String), _ group: ScheduleRepository.DueGroup
    ) throws(AppError) -> ScheduleRepository.Wanted {
        ScheduleRepository.Wanted(
            slot: (name, group.clinic, slot.dueAt), kind: kind,
            period: try Period(slot.period, fiscalStartMonth: group.fiscalStartMonth),
            zone: group.zone, priority: priority, attemptsMax: limits.attempts,
            timeoutSeconds: limits.timeoutSeconds, needs: [], waitUntil: nil)
    }
}

extension Firing {
    /// As the zone's clock shows it: `2026-11-01 02:30:00+05:30`.
    fileprivate var localText: String {
        let minutes = abs(offsetSeconds) / 60
        return "\(local)\(offsetSeconds < 0 ? "-" : "+")\((minutes / 60).padded(2)):"
            + (minutes % 60).padded(2)
    }
}
