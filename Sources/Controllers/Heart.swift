package import Access
import Domain
import Glibc
package import Repositories
import Synchronization

/// Beats once a second while a run is worked on: the heartbeat row, the lease, and a cancel's arrival.
///
/// It has a thread and a connection of its own, so that neither a long query nor a large workbook
/// lets the lease lapse.
package final class Heart: Sendable {
    private let isStopped = Atomic<Bool>(false)
    private let isLost = Atomic<Bool>(false)
    private let isOverdue = Atomic<Bool>(false)
    private let interrupt: Interrupt

    /// - Parameter interrupt: raised when the lease is lost or a cancel was asked for.
    package init(interrupt: Interrupt) { self.interrupt = interrupt }

    /// Whether another process has taken the run over.
    package var hasLostLease: Bool { isLost.load(ordering: .acquiring) }

    /// Whether the attempt went past its deadline.
    package var hasRunOut: Bool { isOverdue.load(ordering: .acquiring) }

    package func stop() { isStopped.store(true, ordering: .releasing) }

    /// Starts beating for a claim; a failed beat is tried again a second later.
    ///
    /// Past `timeoutSeconds` the attempt is interrupted.
    package func beat(
        for claim: RunRepository.Claim, source: String, leaseSeconds: Int, timeoutSeconds: Int,
        on primary: @escaping @Sendable () -> some Primary
    ) {
        runInBackground { [self] in
            let primary = primary()
            let deadline = Clock.steady.now.adding(seconds: Int64(timeoutSeconds))
            var sinceRenewal = 0
            while !isStopped.load(ordering: .acquiring) {
                sinceRenewal += 1
                let renews = sinceRenewal >= max(1, leaseSeconds / 4)
                let isDone: Void? = try? once(
                    claim, source, renews ? leaseSeconds : nil, on: primary)
                if isDone != nil, renews { sinceRenewal = 0 }
                if Clock.steady.now > deadline, !isStopped.load(ordering: .acquiring) {
                    isOverdue.store(true, ordering: .releasing)
                    interrupt.raise()
                }
                pause()
            }
        }
    }

    private func once(
        _ claim: RunRepository.Claim, _ source: String, _ leaseSeconds: Int?,
        on primary: some Primary
    ) throws {
        let leases = LeaseRepository()
        try primary.transaction(of: nil) { transaction in
            try leases.beat(source, in: transaction)
            guard let leaseSeconds else { return }
            let isCancelled = try leases.renew(claim, seconds: leaseSeconds, in: transaction)
            // Stopped meanwhile: the run has ended, and with it the lease.
            guard isCancelled != false, !isStopped.load(ordering: .acquiring) else { return }
            if isCancelled == nil { isLost.store(true, ordering: .releasing) }
            interrupt.raise()
        }
    }

    /// A second, in tenths, so that a stop is noticed.
    private func pause() {
        for _ in 0..<10 where !isStopped.load(ordering: .acquiring) { usleep(100_000) }
    }
}
