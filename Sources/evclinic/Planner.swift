import Controllers
import Domain
import Glibc
import Jobs
import Logging
import Persistence
import Repositories
import Settings

/// What a supervisor ticks with: the job files, read again on SIGHUP.
final class Planner {
    let composition: Composition
    let primary: PrimaryServer
    /// What was done since the start.
    private(set) var total = (queued: 0, skipped: 0)
    private let isQuiet: Bool
    private var controller: TickController<PrimaryServer>?
    private var lock: Int32 = -1
    private var isHeld = true
    private var tzdata = ""
    private var recovery = Recovery()
    /// Faults that were told, each with when to tell it again.
    private var told: [String: Instant] = [:]

    /// A tick goes on for so long at most; then leases are renewed before it goes on.
    private static let batchSeconds: Int64 = 4
    private static let tellAgainSeconds: Int64 = 3600
    /// Between two looks at audit trails that have nothing more to link.
    private static let chainSeconds: Int64 = 60
    private var chainAt: Instant?
    /// What a supervisor waits for one statement of its own.
    private static let statementSeconds = 15

    /// A quiet one says only what is wrong.
    init(composition: Composition, isQuiet: Bool) {
        self.composition = composition
        primary = composition.primary(statementSeconds: Self.statementSeconds)
        self.isQuiet = isQuiet
    }

    /// The database's clock and the ledger's last event, for `failed`.
    func mark() throws -> (at: Instant, event: Int64) {
        try primary.transaction(of: nil) {
            (try HealthRepository().clock(from: $0), try LedgerRepository().lastEvent(from: $0))
        }
    }

    /// Runs that have ended without a result since then, or whose files have no place.
    func failed(since mark: (at: Instant, event: Int64)) throws -> [LedgerRepository.Entry] {
        try primary.transaction(of: nil) {
            try LedgerRepository().failed(since: mark.at, after: mark.event, from: $0)
        }
    }

    /// Shows on a terminal what the executors are doing.
    func show(_ beats: [Beat]) {
        let busy = beats.filter { $0.token != nil }
        guard Terminal.isInteractive, !busy.isEmpty else { return Terminal.clearProgress() }
        let done = busy.reduce(0) { $0 + Int($1.done) }
        let expected = busy.reduce(0) { $0 + Int($1.expected) }
        Terminal.progress(
            "\(busy.count) at work: \(busy.map(\.step).joined(separator: ", "))", done: done,
            of: expected)
    }

    /// Plans and queues; a job file with a fault is told once, and the other jobs go on.
    ///
    /// - Returns: whether anything was queued or may go on.
    func tick(reload: Bool) throws -> Bool {
        let tzdata = Composition.tzdataVersion
        if reload { composition.log.reopen() }
        if controller == nil || reload || tzdata != self.tzdata {
            let catalogue = try Root.catalogue(composition.settings.root)
            for fault in catalogue.faults { composition.log.report(fault) }
            controller = TickController(primary: primary, jobs: catalogue.jobs, tzdata: tzdata)
            self.tzdata = tzdata
        }
        recovery.publish(on: primary, composition.log)
        guard let outcome = try controller?.tick(forSeconds: Self.batchSeconds) else {
            return false
        }
        tell(outcome.faults, about: "planning")
        let isBehind = chain()
        total.queued += outcome.queued
        total.skipped += outcome.skipped
        if outcome.queued + outcome.skipped > 0 {
            let words = "\(outcome.queued) runs queued, \(outcome.skipped) due times left out"
            composition.log.say(.info, words, isQuiet: isQuiet)
        }
        return outcome.isCut || isBehind || outcome.queued + outcome.opened > 0
    }

    /// Links audit rows once a minute; what keeps it from that is told, and keeps nothing else.
    ///
    /// - Returns: whether more is there to be linked.
    private func chain() -> Bool {
        let now = Clock.steady.now
        guard chainAt.map({ $0 <= now }) ?? true else { return false }
        chainAt = now.adding(seconds: Self.chainSeconds)
        let controller = AuditChainController(
            primary: primary, keys: composition.keys, folder: composition.settings.outputFolder)
        do {
            let outcome = try controller.pass(
                notSeenFor: Self.chainSeconds - 10, forSeconds: Self.batchSeconds)
            tell(outcome.faults, about: "audit chain")
            if outcome.isCut { chainAt = nil }
            return outcome.isCut
        } catch {
            tell(
                [error as? AppError ?? AppError(.unexpected, "\(type(of: error))")],
                about: "audit chain")
            return false
        }
    }

    /// Tells faults, each once an hour.
    private func tell(_ faults: [AppError], about subject: String) {
        let now = Clock.steady.now
        for fault in faults where told[fault.description].map({ $0 < now }) ?? true {
            composition.log.report(fault, about: subject)
            told[fault.description] = now.adding(seconds: Self.tellAgainSeconds)
        }
    }

    /// Whether no other tick of this machine is at work; holds the place until this process ends.
    func isAlone() -> Bool {
        let folder = composition.settings.outputFolder
        guard lock < 0, (try? Files.makeFolder(folder)) != nil else { return isHeld }
        lock = open("\(folder)/.evclinic-tick", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        isHeld = lock < 0 || flock(lock, LOCK_EX | LOCK_NB) == 0
        if !isHeld {
            close(lock)
            lock = -1
        }
        return isHeld
    }

    /// What wakes the supervisor when something is enqueued.
    func hint() -> (descriptor: () -> Int32, drain: () -> Void) {
        let listener = HintListener(
            url: composition.settings.primary.uri.revealed, limits: composition.limits(5))
        return ({ listener.descriptor }, { listener.drain() })
    }
}
