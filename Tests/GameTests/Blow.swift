import Glibc

/// Something that was done to a process, or to the primary, while runs were drained.
struct Blow: Sendable {
    enum Kind: CaseIterable, Sendable {
        case killExecutor, stopExecutor, killSupervisor, stopSupervisor, crashPrimary
    }

    let kind: Kind
    /// Processes that lose what they hold: an executor, or all of a supervisor's.
    let executors: [pid_t]
    /// Seconds since 1970, by this machine's clock, which is the database's too.
    let at: Double
    /// When a stopped one wakes; never, for a killed one.
    let until: Double
}
