import Synchronization

/// A wish to stop the run at hand: raised by a cancel, a lost lease or an attempt's deadline.
package final class Interrupt: Sendable {
    private let raised = Atomic<Bool>(false)

    package init() {}

    package var isRaised: Bool { raised.load(ordering: .acquiring) }

    /// Makes ready for the next run of this process.
    package func lower() { raised.store(false, ordering: .releasing) }

    package func raise() { raised.store(true, ordering: .releasing) }
}
