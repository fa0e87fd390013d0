import Domain
import Logs
import Synchronization

/// What was handed over, for a test to look at afterwards.
final class Kept<Element: Sendable>: Sendable {
    private let list = Mutex<[Element]>([])

    func add(_ element: Element) { list.withLock { $0.append(element) } }

    var all: [Element] { list.withLock { $0 } }

    func clear() { list.withLock { $0 = [] } }
}

/// A time that stands still until it is put forward.
final class HeldTime: Sendable {
    private let instant: Mutex<Instant>

    init(_ instant: Instant) { self.instant = Mutex(instant) }

    var now: Instant { instant.withLock { $0 } }

    func pass(seconds: Int64) { instant.withLock { $0 = $0.adding(seconds: seconds) } }

    var clock: Clock { Clock { [self] in now } }
}
