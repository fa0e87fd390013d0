package import Domain

/// What becomes of due times: a run each, or recorded as left out with the reason.
package struct SlotPolicy: Sendable, Equatable {
    package let catchUp: CatchUp
    package let overlap: Overlap
    /// Older ones are left out when they were missed.
    package let maxAgeSeconds: Int64
    /// No more of those that were missed, the newest ones.
    package let maxRuns: Int
    /// A due time found later than so was missed: nobody ticked.
    package let graceSeconds: Int64

    /// What happens with due times that nobody was there for.
    package enum CatchUp: String, CaseIterable, Sendable { case none, latest, all }

    /// What happens while an earlier run of the same job and clinic is not done.
    package enum Overlap: String, CaseIterable, Sendable {
        case skip
        case queueOne = "queue_one"
        case queueAll = "queue_all"
    }

    package init(
        catchUp: CatchUp, overlap: Overlap = .queueAll, maxAgeSeconds: Int64 = .max,
        maxRuns: Int = .max, graceSeconds: Int64 = 900
    ) {
        self.catchUp = catchUp
        self.overlap = overlap
        self.maxAgeSeconds = maxAgeSeconds
        self.maxRuns = maxRuns
        self.graceSeconds = graceSeconds
    }

    /// One due time's fate.
    package enum Decision: Equatable, Sendable {
        case run
        /// Left out by a rule that is named.
        case skip(Reason)
    }

    /// Why a due time has no run.
    package enum Reason: String, CaseIterable, Sendable {
        case missed = "missed, catch_up is none"
        case superseded = "missed, catch_up is latest and a later one is due"
        case tooOld = "missed, older than catch_up_max_age_hours"
        case tooMany = "missed, more than catch_up_max_runs"
        case overlap = "an earlier run is not done, overlap is skip"
        case queued = "an earlier run is queued, overlap is queue_one"
    }

    /// Decides for every due time at once.
    ///
    /// - Parameters:
    ///   - due: of one job and clinic, oldest first, none after `now`, all of them.
    ///   - now: by the database's clock.
    ///   - queued: runs of the same job and clinic that are queued, waiting or running.
    /// - Returns: one decision each, in the same order.
    package func decide(_ due: [Instant], now: Instant, queued: Int) -> [Decision] {
        var decisions = due.map { caughtUp($0, now: now, isNewest: $0 == due.last) }
        limitMissed(&decisions, due, now)
        limitOverlap(&decisions, queued)
        return decisions
    }

    private func isMissed(_ due: Instant, _ now: Instant) -> Bool {
        now > due.adding(seconds: graceSeconds)
    }

    private func caughtUp(_ due: Instant, now: Instant, isNewest: Bool) -> Decision {
        if catchUp == .latest, !isNewest { return .skip(.superseded) }
        guard isMissed(due, now) else { return .run }
        if catchUp == .none { return .skip(.missed) }
        let age = (now.microseconds - due.microseconds) / 1_000_000
        return age > maxAgeSeconds ? .skip(.tooOld) : .run
    }

    private func limitMissed(_ decisions: inout [Decision], _ due: [Instant], _ now: Instant) {
        var left = maxRuns
        for place in decisions.indices.reversed()
        where decisions[place] == .run && isMissed(due[place], now) {
            if left == 0 { decisions[place] = .skip(.tooMany) } else { left -= 1 }
        }
    }

    /// The newest of them go first into the room that there is.
    private func limitOverlap(_ decisions: inout [Decision], _ queued: Int) {
        let room: Int
        switch overlap {
        case .queueAll: return
        case .skip: room = 1
        case .queueOne: room = 2
        }
        var left = max(room - queued, 0)
        for place in decisions.indices.reversed() where decisions[place] == .run {
            if left == 0 {
                decisions[place] = .skip(overlap == .skip ? .overlap : .queued)
            } else {
                left -= 1
            }
        }
    }
}
