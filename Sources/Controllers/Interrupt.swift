import CSystem
import Synchronization

/// A wish to stop one run: raised by a cancel, a lost lease or an attempt's deadline, never lowered.
///
/// A signal stops whatever runs.
package final class Interrupt: Sendable {
    private let raised = Atomic<Bool>(false)

    package init() {}

    package var isRaised: Bool {
        raised.load(ordering: .acquiring) || evclinic_interrupted() != 0
    }

    package func raise() { raised.store(true, ordering: .releasing) }
}
