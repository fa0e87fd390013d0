import Jobs

/// A job's file to begin with: every key, and what it takes.
struct JobDraft {
    let kind: String
    let schedule: String
    /// Of a `fan.out`, by commas.
    let runs: String?
    /// Of a `report.templates`, by commas.
    var reports: String?

    var text: String {
        let isFanOut = kind == JobDefinition.fanOut
        return """
            # What this job is for, in a sentence.
            kind: \(kind)
            schedule: "\(schedule)"   # evclinic schedule explain says when that is
            zone: \(isFanOut ? "UTC      " : "clinic   ")             # clinic, UTC or an IANA name\
            \(isFanOut ? " (a group's is not clinic)" : "")
            runs_for: \(isFanOut ? "group             # one run of all clinics together" : "active_clinics    # one run a clinic")
            \(isFanOut ? "runs: [\(runs ?? "")]\n" : "")\
            \(reports.map { "reports: [\($0)]\n" } ?? "")\
            period: previous_month      # previous_day, _week, _month, _quarter or _year
            catch_up: latest            # after downtime: none, latest or all
            #catch_up_max_age_hours: 72 # what was missed longer ago is left out
            #catch_up_max_runs: 12      # of what was missed, no more, the newest
            #overlap: queue_all         # while an earlier run is not done: skip, queue_one, queue_all
            #priority: 0                # -100 to 100, the greater goes first
            \(isFanOut ? "" : """
            #needs: [bank_statement]    # bank_statement, settlement: it waits for them
            #wait_hours: 72             # and then goes on without, and is marked

            """)\
            limits: { timeout_seconds: 900, attempts: 5, max_staleness_seconds: 30 }
            \(isFanOut ? "" : "files: { formats: [xlsx, csv] }\n")
            """
    }
}
