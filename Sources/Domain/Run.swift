/// Where a run stands.
///
///     waiting ──due──▶ ready ──claim──▶ running ──finish──▶ done
///                        ▲                 ├──────retry──▶ waiting
///                        └────release──────┤
///                                          ├────exhaust──▶ failed
///                                          └─────cancel──▶ cancelled
///
/// A failed or cancelled run is claimed again when somebody asks for it. A run that is done stays
/// so whatever a rerun does: another result is a new revision.
package enum RunState: String, CaseIterable, Sendable {
    case waiting, ready, running, done, failed, cancelled

    /// What happens to a run.
    package enum Event: CaseIterable, Sendable {
        case due, claim, release, finish, retry, exhaust, cancel
    }

    /// The whole machine: a pair that is not listed is refused.
    package func after(_ event: Event) -> RunState? {
        switch (self, event) {
        case (.waiting, .due), (.running, .release): .ready
        case (.ready, .claim), (.failed, .claim), (.cancelled, .claim): .running
        case (.running, .retry): .waiting
        case (.running, .finish): .done
        case (.running, .exhaust): .failed
        case (.waiting, .cancel), (.ready, .cancel), (.running, .cancel): .cancelled
        default: nil
        }
    }
}
