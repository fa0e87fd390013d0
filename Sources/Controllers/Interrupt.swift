import CSystem
import Synchronization

/// A wish to stop one run: raised once, by a signal, a cancel, a deadline or a lost lease, and never lowered.
///
/// A signal stops every run; a cancel, a deadline or a lost lease stops the run that has this value.
package final class Interrupt: Sendable {
    private let raised = Atomic<Bool>(false)

    package init() {}

    package var isRaised: Bool {
        raised.load(ordering: .acquiring) || evclinic_interrupted() != 0
    }

    package func raise() { raised.store(true, ordering: .releasing) }
}
