package import Domain

extension ScheduleRepository {
    /// Whose due times are planned, and how far that has come.
    package struct Cursor: Sendable, Equatable {
        package let job: String
        /// `nil` for a job that has one run for all clinics together.
        package let clinic: ClinicID?
        /// In which the schedule is meant.
        package let zone: String
        /// In which its periods begin and end: the clinic's own.
        package let calendarZone: String
        package let fiscalStartMonth: Int
        /// Due times up to and with this one stand in the table.
        package var plannedUntil: Instant
        /// Not to be looked at before.
        package var visitAt: Instant

        package init(
            job: String, clinic: ClinicID?, zone: String, calendarZone: String,
            fiscalStartMonth: Int, plannedUntil: Instant, visitAt: Instant
        ) {
            self.job = job
            self.clinic = clinic
            self.zone = zone
            self.calendarZone = calendarZone
            self.fiscalStartMonth = fiscalStartMonth
            self.plannedUntil = plannedUntil
            self.visitAt = visitAt
        }
    }

    /// A time at which a job is due for a clinic.
    package struct Slot: Sendable, Equatable {
        package let job: String
        package let clinic: ClinicID?
        package let dueAt: Instant
        package let period: String
        /// As the zone's clock shows it, with its offset.
        package let localTime: String
        /// What a clock change did to it; `nil` when nothing.
        package let movedBy: String?

        package init(
            job: String, clinic: ClinicID?, dueAt: Instant, period: String, localTime: String,
            movedBy: String?
        ) {
            self.job = job
            self.clinic = clinic
            self.dueAt = dueAt
            self.period = period
            self.localTime = localTime
            self.movedBy = movedBy
        }
    }

    /// Slots of one job and clinic that have come due and are undecided, oldest first.
    package struct DueGroup: Sendable {
        package let job: String
        package let clinic: ClinicID?
        /// In which its periods begin and end.
        package let zone: String
        package let fiscalStartMonth: Int
        /// Runs of the same job and clinic that are queued, waiting or running, where they count.
        package let queued: Int
        package var slots: [(dueAt: Instant, period: String)]
    }

    /// A slot that becomes a run, or a run that somebody asked for without one.
    package struct Wanted: Sendable {
        package let slot: (job: String, clinic: ClinicID?, dueAt: Instant)
        package let reason: String
        package let requestedBy: String
        package let kind: String
        package let period: Period
        package let zone: String
        package let priority: Int
        package let attemptsMax: Int
        package let timeoutSeconds: Int
        /// What it waits for, and until when; empty when it may run at once.
        package let needs: [String]
        package let waitUntil: Instant?
        /// Comes of a schedule, so it is not begun before its period is over.
        package let isPlanned: Bool

        package init(
            slot: (job: String, clinic: ClinicID?, dueAt: Instant),
            reason: String = "scheduled", requestedBy: String = "scheduler", kind: String,
            period: Period, zone: String, priority: Int, attemptsMax: Int, timeoutSeconds: Int,
            needs: [String] = [], waitUntil: Instant? = nil, isPlanned: Bool = false
        ) {
            self.slot = slot
            self.reason = reason
            self.requestedBy = requestedBy
            self.kind = kind
            self.period = period
            self.zone = zone
            self.priority = priority
            self.attemptsMax = attemptsMax
            self.timeoutSeconds = timeoutSeconds
            self.needs = needs
            self.waitUntil = waitUntil
            self.isPlanned = isPlanned
        }
    }
}
