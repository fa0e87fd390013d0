import Synchronization

/// A wish to stop: raised once, by a signal, a cancel or a lost lease, and never lowered.
package final class Interrupt: Sendable {
    private let raised = Atomic<Bool>(false)

    package init() {}

    package var isRaised: Bool { raised.load(ordering: .acquiring) }

    package func raise() { raised.store(true, ordering: .releasing) }
}
