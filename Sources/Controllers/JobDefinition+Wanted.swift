import Domain
import Jobs
import Repositories
import Scheduling

extension JobDefinition {
    /// A slot as a run that it wants.
    func wanted(
        _ slot: (dueAt: Instant, period: String), _ group: ScheduleRepository.DueGroup
    ) throws(AppError) -> ScheduleRepository.Wanted {
        ScheduleRepository.Wanted(
            slot: (name, group.clinic, slot.dueAt), kind: kind,
            period: try Period(slot.period, fiscalStartMonth: group.fiscalStartMonth),
            zone: group.zone, priority: priority, attemptsMax: limits.attempts,
            timeoutSeconds: limits.timeoutSeconds, needs: needs.map(\.rawValue),
            waitUntil: needs.isEmpty ? nil : slot.dueAt.adding(seconds: Int64(waitHours) * 3600),
            isPlanned: true)
    }

    /// A part of a backfill as a run that it wants.
    func wanted(
        _ part: BackfillRepository.Part, of backfill: BackfillRepository.Open, _ now: Instant
    ) throws(AppError) -> ScheduleRepository.Wanted {
        ScheduleRepository.Wanted(
            slot: (name, part.clinic, now), reason: "backfill \(backfill.id)",
            requestedBy: backfill.requestedBy, kind: kind,
            period: try Period(part.period, fiscalStartMonth: part.fiscalStartMonth),
            zone: part.zone, priority: priority, attemptsMax: limits.attempts,
            timeoutSeconds: limits.timeoutSeconds)
    }

    /// A run of all clinics together that somebody asks for.
    func wanted(
        for period: Period, by login: String, _ now: Instant
    ) -> ScheduleRepository.Wanted {
        ScheduleRepository.Wanted(
            slot: (name, nil, now), reason: "asked for on the command line", requestedBy: login,
            kind: kind, period: period, zone: zone.name, priority: priority,
            attemptsMax: limits.attempts, timeoutSeconds: limits.timeoutSeconds)
    }

    /// One for each clinic, or one for all of them together.
    func cursors(
        _ sites: [ScheduleRepository.Site], _ now: Instant
    ) -> [ScheduleRepository.Cursor] {
        guard !isForGroup else {
            return [
                ScheduleRepository.Cursor(
                    job: name, clinic: nil, zone: zone.name, calendarZone: zone.name,
                    fiscalStartMonth: 1, plannedUntil: now, visitAt: now)
            ]
        }
        return sites.map { site in
            ScheduleRepository.Cursor(
                job: name, clinic: site.clinic, zone: zone == .clinic ? site.zone : zone.name,
                calendarZone: site.zone, fiscalStartMonth: site.fiscalStartMonth,
                plannedUntil: now, visitAt: now)
        }
    }
}
