package import Access
package import Domain
import Glibc
package import Repositories
package import Services

/// Claims runs that are due and performs them one at a time, until told to stop.
///
///     rest ◀─nothing due─ claim ─▶ begin ─▶ work ─▶ settle ─┐
///                           ▲──────────────────────────────┘
package struct Executor<P: Primary> {
    private let primary: P
    private let worker: String
    private let leaseSeconds: Int
    private let control: ExecutorControl
    private let retry: RetryPolicy
    private let mayClaim: () throws -> Void
    private let work: Work

    /// Performs a claimed run: throws when it has no result.
    package typealias Work = (QueueRepository.Claimed, Interrupt) throws -> Void

    private let queue = QueueRepository()

    /// A batch takes so many runs at most; they share a transaction and no more.
    private static var batchMax: Int { 64 }
    /// Runs that take less on average are taken together, twice as many each time.
    private static var quickMilliseconds: Int64 { 20 }
    /// A run of a batch that takes more has the rest given back: others need not wait behind it
    /// while executors are idle.
    private static var longMilliseconds: Int64 { 250 }

    /// - Parameters:
    ///   - primary: the ledger.
    ///   - worker: host/process.
    ///   - leaseSeconds: of a claim; the supervisor renews it.
    ///   - control: the thread beside this one.
    ///   - retry: what follows a failure.
    ///   - mayClaim: asked before each claim; throws why no run may start now.
    ///   - work: performs a run.
    package init(
        primary: P, worker: String, leaseSeconds: Int, control: ExecutorControl,
        retry: RetryPolicy = RetryPolicy(), mayClaim: @escaping () throws -> Void = {},
        work: @escaping Work
    ) {
        self.primary = primary
        self.worker = worker
        self.leaseSeconds = leaseSeconds
        self.control = control
        self.retry = retry
        self.mayClaim = mayClaim
        self.work = work
    }

    /// Works until the supervisor says to drain, and gives back what was claimed and not begun.
    ///
    /// - Parameters:
    ///   - idleMilliseconds: between two looks at the queue while nobody wakes us.
    ///   - say: told what kept it from claiming, once for as long as it is the same.
    package func run(idleMilliseconds: Int = 1000, say: (AppError) -> Void) {
        var count = 1
        var told: AppError?
        var pause = idleMilliseconds / 2
        // A process of our name may have lived before us, in a container say, and held runs.
        var isInDoubt = true
        while !control.isDraining {
            do {
                if isInDoubt { try giveBack() }
                isInDoubt = false
                try mayClaim()
                let batch = try primary.transaction(of: nil) {
                    try queue.claim(
                        as: worker, count: count, leaseSeconds: leaseSeconds, in: $0)
                }
                (told, pause) = (nil, idleMilliseconds / 2)
                guard !batch.isEmpty else {
                    control.rest(milliseconds: idleMilliseconds)
                    continue
                }
                let began = Clock.steady.now
                try perform(batch, say)
                let each = Self.milliseconds(since: began) / Int64(batch.count)
                count = each < Self.quickMilliseconds ? min(count * 2, Self.batchMax) : 1
            } catch {
                count = 1
                // The ledger may have taken what it did not answer for.
                isInDoubt = true
                let cause = error as? AppError ?? AppError(.unexpected, "\(type(of: error))")
                if cause.code != told?.code { say(cause) }
                told = cause
                control.rest(milliseconds: pause)
                pause = min(2 * pause, 5 * idleMilliseconds)
            }
        }
        if isInDoubt { try? giveBack() }
    }

    private static func milliseconds(since began: Instant) -> Int64 {
        (Clock.steady.now.microseconds - began.microseconds) / 1000
    }

    /// Gives back whatever the ledger thinks that we hold, after an error that left it unknown.
    ///
    /// Our supervisor renews all our leases for as long as we live, so nobody else would.
    private func giveBack() throws {
        try primary.transaction(of: nil) {
            try queue.bury(worker, begun: nil, at: "claim", in: $0)
        }
    }

    private func perform(
        _ batch: [QueueRepository.Claimed], _ say: (AppError) -> Void
    ) throws {
        var goesOn = true
        for (place, claimed) in batch.enumerated() {
            guard goesOn, !control.isDraining else {
                try primary.transaction(of: nil) {
                    try queue.release(batch[place...].map(\.claim), in: $0)
                }
                return
            }
            let began = Clock.steady.now
            do { try perform(claimed) } catch let lost as AppError where lost.code == .leaseLost {
                // It was not the only one: they were taken together.
                say(lost)
                goesOn = false
            }
            if Self.milliseconds(since: began) > Self.longMilliseconds { goesOn = false }
        }
    }

    /// - Throws: `leaseLost` when another process holds the run: it is not ours to end (I4).
    private func perform(_ claimed: QueueRepository.Claimed) throws {
        let interrupt = control.begin(
            claimed.claim.token, timeoutSeconds: claimed.timeoutSeconds)
        do {
            try work(claimed, interrupt)
            _ = control.end()
        } catch {
            let cause = error as? AppError ?? AppError(.unexpected, "\(type(of: error))")
            let why = control.end()
            guard cause.code != .leaseLost else { throw cause }
            try settle(claimed, cause, stopped: why)
        }
    }

    /// Writes down how an attempt without a result ended, and what follows it.
    private func settle(
        _ claimed: QueueRepository.Claimed, _ cause: AppError, stopped: ExecutorControl.Why?
    ) throws {
        let claim = claimed.claim
        try primary.transaction(of: nil) { transaction in
            switch (cause.code, stopped) {
            // Without a word from the supervisor it was a signal to this process alone.
            case (.runCancelled, .released), (.runCancelled, nil):
                try queue.release([claim], in: transaction)
            case (.runCancelled, .overdue):
                let error = AppError(
                    .attemptTimeout, "\(claimed.timeoutSeconds) s, limits.timeout_seconds")
                try follow(claimed, error, in: transaction)
            default: try follow(claimed, cause, in: transaction)
            }
        }
    }

    private func follow(
        _ claimed: QueueRepository.Claimed, _ error: AppError, in transaction: P.Handle
    ) throws {
        let decision = retry.decide(
            error.code, attempt: claimed.attempts, of: claimed.attemptsMax,
            chance: UInt64(bitPattern: claimed.claim.token.rawValue) &* 0x9E37_79B9_7F4A_7C15)
        switch decision {
        case .retry(let seconds):
            try queue.retry(claimed.claim, after: error, inSeconds: seconds, in: transaction)
        case .postpone(let seconds):
            try queue.retry(
                claimed.claim, after: error, inSeconds: seconds, isAttempt: false,
                in: transaction)
        case .fail, .exhaust: try RunRepository().fail(claimed.claim, error, in: transaction)
        }
    }
}
