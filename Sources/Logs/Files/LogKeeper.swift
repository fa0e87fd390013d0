package import Domain
import Glibc

/// Does for log files what time asks for, on a thread of its own: once a second the next period,
/// files that were moved away and lines that wait; once a minute, and after a new file, what is to
/// be compressed or removed.
package struct LogKeeper: Sendable {
    private let sinks: [LogFileSink]
    private let clock: Clock

    private static let tidySeconds: Int64 = 60

    package init(_ sinks: [LogFileSink], clock: Clock = .wall) {
        self.sinks = sinks
        self.clock = clock
    }

    /// Starts the thread, which ends with the process.
    package func start() {
        guard !sinks.isEmpty else { return }
        runInBackground {
            var tidyAt = Clock.steady.now
            while true {
                usleep(1_000_000)
                turn()
                let isNew = sinks.map { $0.takeNews() }.contains(true)
                guard isNew || Clock.steady.now >= tidyAt else { continue }
                tidyAt = Clock.steady.now.adding(seconds: Self.tidySeconds)
                for sink in sinks { sink.tidy(at: clock.now) }
            }
        }
    }

    /// What a second asks for.
    package func turn() {
        for sink in sinks { sink.tend(at: clock.now) }
    }

    /// Lets go of the files, so that the next line opens them anew.
    package func reopen() {
        for sink in sinks { sink.reopen() }
    }

    /// Ends what was begun: tidies, tries once more what waits, and closes the files.
    ///
    /// Who calls every minute from cron never lives for the thread's first second.
    /// - Returns: how many lines had no place.
    package func close() -> Int {
        for sink in sinks where sink.isInUse { sink.tidy(at: clock.now) }
        return sinks.reduce(0) { $0 + $1.close(at: clock.now) }
    }
}
