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
    private let backfills = BackfillRepository()
    private let inputs = InputRepository()
    private var zones = Zones()
    private var isCareful = false

    private static var cursorsAtOnce: Int { 5000 }
    /// A transaction writes down so many due times at most.
    private static var slotsAtOnce: Int { 20_000 }
    /// What cannot be planned here is looked at again after so long: another process has a newer
    /// jobs/, or somebody mends a zone.
    private static var lookAgainSeconds: Int64 { 300 }

    /// What a tick did.
    package struct Outcome: Sendable, Equatable {
        package var planned = 0
        package var expected = 0
        package var queued = 0
        package var skipped = 0
        /// Waiting runs that may begin.
        package var opened = 0
        /// What kept a part from being planned; the other parts are.
        package var faults: [AppError] = []
        /// The time was over before all was done: another tick should follow at once.
        package var isCut = false
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
    /// - Parameters:
    ///   - now: another time than the database's, for tests.
    ///   - seconds: begins no further batch after so long.
    /// - Returns: what was done here.
    /// - Throws: what keeps the ledger from being reached; what is done by then stays done.
    package mutating func tick(at now: Instant? = nil, forSeconds seconds: Int64 = 3600) throws
        -> Outcome
    {
        let until = Clock.steady.now.adding(seconds: seconds)
        let now = try now ?? primary.transaction(of: nil) { try schedules.now(from: $0) }
        var outcome = Outcome()
        zones.forgetUnknown()
        let stages: [(inout Self, inout Outcome) throws -> Bool] = [
            { try $0.plan(now, &$1) }, { try $0.expect(by: now, &$1) },
            { try $0.decide(at: now, &$1) }, { try $0.fill(now, &$1) }, { try $0.open(&$1) },
        ]
        for stage in stages {
            do {
                while try stage(&self, &outcome) {
                    guard Clock.steady.now < until else {
                        outcome.isCut = true
                        break
                    }
                }
            } catch let fault as AppError where !fault.isOfTheConnection {
                // One stage's fault, as a clinic's, keeps no other from its work.
                outcome.faults.append(fault)
            }
        }
        return outcome
    }

    /// Plans jobs whose file, zones or clinics have changed since they were planned.
    ///
    /// A job whose file is gone or faulty keeps its plan: what comes due meanwhile is decided when
    /// the file is back, or when somebody retires the job.
    private mutating func plan(_ now: Instant, _ outcome: inout Outcome) throws -> Bool {
        let (clinics, known) = try primary.transaction(of: nil) {
            (try schedules.clinicsFingerprint(from: $0), try schedules.fingerprints(from: $0))
        }
        let wanted = jobs.map { (job: $0, text: "\($0.sha256) \(tzdata) \(clinics)") }
        let changed = wanted.filter { known[$0.job.name] != $0.text }
        guard !changed.isEmpty else { return false }
        try primary.transaction(of: nil) { transaction in
            let (sites, kept) = try sites(&outcome, from: transaction)
            for (job, text) in changed {
                let isOurs = try schedules.replan(
                    job.name, fingerprint: text, job.cursors(sites, now),
                    keeping: job.isForGroup ? [] : job.cursors(kept, now), now: now,
                    in: transaction)
                if isOurs { outcome.planned += 1 }
            }
        }
        return false
    }

    /// Active clinics whose zone both we and PostgreSQL know; the others are faults.
    private mutating func sites(
        _ outcome: inout Outcome, from reader: some Reader
    ) throws -> (known: [ScheduleRepository.Site], others: [ScheduleRepository.Site]) {
        let sites = try schedules.sites(from: reader)
        let known = try schedules.known(of: Array(Set(sites.map(\.zone))), from: reader)
        var (kept, others): ([ScheduleRepository.Site], [ScheduleRepository.Site]) = ([], [])
        for site in sites {
            if known.contains(site.zone), (try? zones.zone(site.zone)) != nil {
                kept.append(site)
            } else {
                let place = "clinic \(site.clinic.rawValue), \(AppError.quoted(site.zone))"
                outcome.faults.append(AppError(.zoneUnknown, place))
                others.append(site)
            }
        }
        return (kept, others)
    }

    /// Writes down the due times ahead; true when there may be more.
    private mutating func expect(by now: Instant, _ outcome: inout Outcome) throws -> Bool {
        var (found, count) = (0, 0)
        try primary.transaction(of: nil) { transaction in
            var cursors = try schedules.cursors(
                dueBy: now, limit: Self.cursorsAtOnce, in: transaction)
            var slots: [ScheduleRepository.Slot] = []
            for index in cursors.indices where slots.count < Self.slotsAtOnce {
                slots += advance(&cursors[index], now, &outcome)
                found += 1
            }
            try schedules.expect(slots, in: transaction)
            try schedules.advance(Array(cursors[..<found]), in: transaction)
            count = slots.count
        }
        outcome.expected += count
        return found > 0
    }

    /// The slots between what a cursor has planned and what it should have; moves it on.
    private mutating func advance(
        _ cursor: inout ScheduleRepository.Cursor, _ now: Instant, _ outcome: inout Outcome
    ) -> [ScheduleRepository.Slot] {
        let name = cursor.job
        guard let job = jobs.first(where: { $0.name == name }) else {
            cursor.visitAt = now.adding(seconds: Self.lookAgainSeconds)
            return []
        }
        let zone: Zone
        do { zone = try zones.zone(cursor.zone) } catch {
            outcome.faults.append(error)
            cursor.visitAt = now.adding(seconds: Self.lookAgainSeconds)
            return []
        }
        let planner = SlotPlanner(Schedule(job.schedule, in: zone), period: job.period)
        let stretch = planner.stretch(after: cursor.plannedUntil, now: now)
        (cursor.plannedUntil, cursor.visitAt) = (stretch.plannedUntil, stretch.visitAt)
        let clinic = cursor.clinic
        return stretch.dueTimes.map { due in
            ScheduleRepository.Slot(
                job: job.name, clinic: clinic, dueAt: due.dueAt, period: due.period.name,
                localTime: due.localTime, movedBy: due.change?.rawValue)
        }
    }

    /// Decides due slots; true when there may be more.
    private mutating func decide(at now: Instant, _ outcome: inout Outcome) throws -> Bool {
        var (queued, skipped, isAny) = (0, 0, false)
        try primary.transaction(of: nil) { transaction in
            let (groups, isDue) = try schedules.due(
                by: now, of: jobs.map(\.name),
                counting: jobs.filter { $0.slotPolicy.overlap != .queueAll }.map(\.name),
                limit: Self.cursorsAtOnce, carefully: isCareful, in: transaction)
            isAny = isDue
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
            queued = try schedules.enqueue(wanted, in: transaction)
            skipped = try schedules.skip(unwanted, in: transaction)
        }
        outcome.queued += queued
        outcome.skipped += skipped
        let isDone = queued + skipped == 0
        // What cannot be decided stands before the rest: look again, past it.
        if isDone, isAny, !isCareful {
            isCareful = true
            return true
        }
        isCareful = isCareful && !isDone
        return !isDone
    }

    /// Queues the next runs of backfills, as far as each one's share goes.
    private func fill(_ now: Instant, _ outcome: inout Outcome) throws -> Bool {
        let open = try primary.transaction(of: nil) { try backfills.open(in: $0) }
        for id in open {
            do {
                outcome.queued += try primary.transaction(of: nil) { transaction in
                    guard let backfill = try backfills.lock(id, in: transaction),
                        let job = jobs.first(where: { $0.name == backfill.job })
                    else { return 0 }
                    let parts = try backfills.next(of: backfill, in: transaction)
                    try schedules.enqueue(
                        try parts.map { try job.wanted($0, of: backfill, now) }, in: transaction)
                    try backfills.noteQueued(parts, of: backfill, in: transaction)
                    return parts.count
                }
            } catch let fault as AppError where !fault.isOfTheConnection {
                outcome.faults.append(fault)
            }
        }
        return false
    }

    /// Lets runs go on that have waited for other runs, or for data.
    private func open(_ outcome: inout Outcome) throws -> Bool {
        outcome.opened += try primary.transaction(of: nil) {
            try FamilyRepository().reunite(in: $0)
        }
        let waiting = try primary.transaction(of: nil) {
            try inputs.waiting(limit: Self.cursorsAtOnce, from: $0)
        }
        for run in waiting {
            do { if try opens(run) { outcome.opened += 1 } } catch let fault as AppError
                where !fault.isOfTheConnection
            { outcome.faults.append(fault) }
        }
        return false
    }

    /// Whether a waiting run may begin: what it needs is there, or it has waited long enough.
    private func opens(_ run: InputRepository.Waiting) throws -> Bool {
        try primary.transaction(of: run.clinic) { transaction in
            let lacking = try run.inputs.filter { name in
                guard let input = Input(rawValue: name) else { return true }
                return try !inputs.isThere(
                    input, of: run.clinic, until: run.until, from: transaction)
            }
            return try inputs.note(run, lacking: lacking, in: transaction)
        }
    }
}

extension AppError {
    /// Whether the ledger could not be asked: then nothing else of it can be, either.
    var isOfTheConnection: Bool {
        switch code {
        case .primaryUnreachable, .connectionLost, .primaryDemoted, .databaseLoginFailed,
            .databaseTLSFailed, .databaseBusy, .databaseFull, .runCancelled:
            true
        default: false
        }
    }
}
