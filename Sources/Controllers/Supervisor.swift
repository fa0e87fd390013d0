package import Access
import CSystem
import Domain
import Glibc
import Repositories

/// Keeps executor processes alive, and their leases for as long as they are heard of.
///
/// There is no leader: any number of supervisors work on one database. Each second it writes a
/// heartbeat and how far its runs have come; every quarter of a lease it renews those of children
/// whose beat is under five seconds old; it ticks, and puts back what lapsed.
package struct Supervisor<P: Primary> {
    /// What it is told once.
    package struct Settings: Sendable {
        package let executors: Int
        package let leaseSeconds: Int
        /// After a signal, before the run at hand is given back too.
        package let graceSeconds: Int
        package let tickSeconds: Int
        /// host/process of the supervisor.
        package let worker: String
        /// The executors' command line, after the program's name.
        package let arguments: [String]
        /// Ends by itself when nothing is due or running.
        package let untilEmpty: Bool

        package init(
            executors: Int, leaseSeconds: Int, graceSeconds: Int, tickSeconds: Int,
            worker: String, arguments: [String], untilEmpty: Bool
        ) {
            self.executors = executors
            self.leaseSeconds = leaseSeconds
            self.graceSeconds = graceSeconds
            self.tickSeconds = tickSeconds
            self.worker = worker
            self.arguments = arguments
            self.untilEmpty = untilEmpty
        }

        var host: String { String(worker.prefix { $0 != "/" }) }
    }

    /// A descriptor to wait for, and how to take what came on it.
    package typealias Hint = (descriptor: () -> Int32, drain: () -> Void)

    /// What it does not do itself.
    package struct Duties {
        /// Materialises what is due, and says whether there may be more to do; `reload` is true
        /// after a SIGHUP.
        package let tick: (_ reload: Bool) throws -> Bool
        /// A descriptor that becomes readable when something was enqueued, and how to empty it.
        package let hint: Hint
        /// Told what an operator should know.
        package let say: (String) -> Void
        /// Told how the children stand, once a second.
        package let show: ([Beat]) -> Void
        /// Told that all is well, once a second while the ledger answers and plans are made.
        package let alive: () -> Void
        /// Whether no run may start now, as when the disk is full.
        package let isHeld: () -> Bool

        /// Duties that are shown nowhere unless asked for.
        package init(
            tick: @escaping (Bool) throws -> Bool, hint: Hint,
            say: @escaping (String) -> Void, show: @escaping ([Beat]) -> Void = { _ in },
            alive: @escaping () -> Void = {}, isHeld: @escaping () -> Bool = { false }
        ) {
            self.tick = tick
            self.hint = hint
            self.say = say
            self.show = show
            self.alive = alive
            self.isHeld = isHeld
        }
    }

    /// An empty queue that takes more than so is made small again.
    private static var queueBytesMax: Int64 { 1 << 20 }

    private let primary: P
    private let settings: Settings
    private let duties: Duties
    private let queue = QueueRepository()
    private var children: [Child] = []
    private var drainingSince: Instant?
    private var hasReleased = false
    private var next = (
        beat: Clock.steady.now, renewal: Clock.steady.now, tick: Clock.steady.now,
        compaction: Clock.steady.now.adding(seconds: 60)
    )
    private var startNotBefore = Clock.steady.now
    private var early = 0
    /// What keeps it from its work; said once.
    private var trouble: String?
    private var hasTicked = true

    package init(primary: P, settings: Settings, duties: Duties) {
        self.primary = primary
        self.settings = settings
        self.duties = duties
    }

    /// Works until a signal, or until nothing is left to do; leaves no child behind.
    package mutating func run() {
        while true {
            heedSignals()
            if drainingSince == nil { staff() }
            if drainingSince != nil, children.isEmpty { return }
            keepTime()
            listen()
        }
    }

    private mutating func heedSignals() {
        if evclinic_interrupted() != 0, drainingSince == nil {
            duties.say("draining, \(settings.graceSeconds) s for runs at hand")
            drain()
        }
        guard let since = drainingSince else { return }
        let waited = (Clock.steady.now.microseconds - since.microseconds) / 1_000_000
        if waited >= Int64(settings.graceSeconds), !hasReleased {
            hasReleased = true
            for child in children { child.tell(.release) }
        }
        guard waited >= Int64(settings.graceSeconds + 10) else { return }
        for place in children.indices { children[place].kill() }
    }

    private mutating func drain() {
        drainingSince = Clock.steady.now
        for child in children { child.tell(.drain) }
    }

    /// Starts what is missing; children that die at once are started again more slowly.
    private mutating func staff() {
        while children.count < settings.executors, Clock.steady.now >= startNotBefore {
            do { children.append(try Child(settings.arguments, host: settings.host)) } catch {
                duties.say(error.description)
                startNotBefore = Clock.steady.now.adding(seconds: 5)
            }
        }
    }

    private mutating func keepTime() {
        let now = Clock.steady.now
        guard now >= next.beat else { return }
        next.beat = now.adding(seconds: 1)
        hear(children.indices.reversed())
        duties.show(children.map(\.beat))
        do {
            try beat(renewing: now >= next.renewal)
            if now >= next.renewal {
                next.renewal = now.adding(seconds: Int64(max(1, settings.leaseSeconds / 4)))
            }
            let reload = evclinic_take_hangup() != 0
            if reload { for child in children { child.tell(.reload) } }
            if reload || now >= next.tick, drainingSince == nil { _ = try tick(reload) }
            // A run that has ended may let its parent go on, or the next part of a backfill.
            if settings.untilEmpty, drainingSince == nil {
                if try isEmpty() ? !tick(false) : isResting && duties.isHeld() { drain() }
            }
            if isResting, drainingSince != nil || now >= next.compaction { compact() }
            tell(nil)
            if hasTicked { duties.alive() }
        } catch {
            tell((error as? AppError)?.description ?? "\(type(of: error))")
        }
        // We may have been deaf ourselves meanwhile, waiting for the ledger.
        hear(children.indices.reversed())
        // A child that is stopped, not dead, is replaced once its lease is surely gone.
        for place in children.indices
        where isSilent(children[place], Int64(3 * settings.leaseSeconds))
            && !children[place].isGivenUp
        {
            duties.say("\(children[place].worker) has not been heard of and is killed")
            children[place].kill()
        }
    }

    /// Says what is wrong when it begins, changes, or is over.
    private mutating func tell(_ trouble: String?) {
        // A tick that failed is over when the next one did not, and not a second later.
        guard trouble != self.trouble, trouble != nil || hasTicked else { return }
        self.trouble = trouble
        duties.say(trouble ?? "goes on")
    }

    private mutating func tick(_ reload: Bool) throws -> Bool {
        next.tick = Clock.steady.now.adding(seconds: Int64(settings.tickSeconds))
        hasTicked = false
        let goesOn = try duties.tick(reload)
        hasTicked = true
        // There may be more: a tick does not go on for long, since leases want to be renewed.
        if goesOn { next.tick = next.beat }
        for child in children where child.beat.token == nil { child.tell(.wake) }
        return goesOn
    }

    /// Locks rows of the queue first and those of attempts after them, as whoever ends a run does:
    /// in the other order the two wait for each other, about once in 100,000 runs.
    private func beat(renewing: Bool) throws {
        let leases = LeaseRepository()
        let fresh = children.filter { !isSilent($0, 3) }
        let cancelled = try primary.transaction(of: nil) { transaction in
            if renewing {
                try queue.renew(
                    of: fresh.map(\.worker), leaseSeconds: settings.leaseSeconds, in: transaction)
            }
            _ = try queue.reap(in: transaction)
            let cancelled = try queue.cancelled(of: fresh.map(\.worker), from: transaction)
            try queue.note(
                fresh.compactMap { child in
                    child.beat.token.map {
                        .init(
                            token: $0, step: child.beat.step, done: child.beat.done,
                            expected: child.beat.expected)
                    }
                }, in: transaction)
            try leases.beat(settings.host, in: transaction)
            return cancelled
        }
        for token in cancelled {
            for child in children where child.beat.token == token { child.tell(.cancel(token)) }
        }
    }

    /// Gives back the space of an emptied queue, now and then; somebody else's turn does as well.
    private mutating func compact() {
        next.compaction = Clock.steady.now.adding(seconds: 60)
        _ = try? primary.transaction(of: nil) {
            try queue.compact(above: Self.queueBytesMax, in: $0)
        }
    }

    private func isEmpty() throws -> Bool {
        let standing = try primary.transaction(of: nil) { try queue.standing(from: $0) }
        return standing.isIdle && isResting
    }

    private var isResting: Bool { children.allSatisfy { $0.beat.token == nil } }

    private func isSilent(_ child: Child, _ seconds: Int64) -> Bool {
        Clock.steady.now > child.heardAt.adding(seconds: seconds)
    }

    /// Waits for beats, deaths, hints and the next second.
    private mutating func listen() {
        var descriptors = children.map { pollfd(fd: $0.output, events: Int16(POLLIN), revents: 0) }
        let hint = duties.hint.descriptor()
        if hint >= 0 { descriptors.append(pollfd(fd: hint, events: Int16(POLLIN), revents: 0)) }
        let left = (next.beat.microseconds - Clock.steady.now.microseconds) / 1000
        guard poll(&descriptors, UInt(descriptors.count), Int32(min(max(left, 1), 1000))) > 0 else {
            return
        }
        if hint >= 0, descriptors.last?.revents != 0 {
            duties.hint.drain()
            next.tick = next.beat
            for child in children where child.beat.token == nil { child.tell(.wake) }
        }
        hear(children.indices.reversed().filter { descriptors[$0].revents != 0 })
    }

    /// Takes what children have said, the last place first, since who has ended loses its place.
    private mutating func hear(_ places: some Sequence<Int>) {
        for place in places {
            let wasBusy = children[place].beat.token != nil
            if !children[place].listen() {
                lose(children.remove(at: place))
            } else if wasBusy, children[place].beat.token == nil {
                next.tick = min(next.tick, next.beat)
            }
        }
    }

    /// Puts back what a dead child held, within the second.
    private mutating func lose(_ child: Child) {
        let status = child.bury()
        if Clock.steady.now < child.startedAt.adding(seconds: 1) {
            early += 1
            startNotBefore = Clock.steady.now.adding(seconds: Int64(min(early, 30)))
        } else {
            early = 0
        }
        if drainingSince == nil || child.beat.token != nil {
            duties.say("\(child.worker) ended, status \(status), at \(child.beat.step)")
        }
        do {
            try primary.transaction(of: nil) {
                try queue.bury(
                    child.worker, begun: child.isGivenUp ? nil : child.beat.token,
                    at: child.beat.step, in: $0)
            }
        } catch {
            // Its leases lapse instead.
            duties.say((error as? AppError)?.description ?? "\(type(of: error))")
        }
    }
}
