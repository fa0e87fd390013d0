import Domain
import Glibc
import Synchronization

/// Work by number on this thread and one more.
enum TwoThreads {
    /// Has the body done for each number below a count, in any order, and returns when all are done.
    static func each(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        let next = Next()
        let work: @Sendable () -> Void = {
            while case let number = next.number(), number < count { body(number) }
        }
        // Read from here until the other thread closes there.
        var ends: [Int32] = [-1, -1]
        guard count > 1, pipe(&ends) == 0 else { return work() }
        let (end, other) = (ends[0], ends[1])
        defer { close(end) }
        let isShared = runInBackground {
            work()
            close(other)
        }
        work()
        guard isShared else {
            close(other)
            return
        }
        var byte: UInt8 = 0
        while read(end, &byte, 1) < 0, errno == EINTR {}
    }

    private final class Next: Sendable {
        private let count = Atomic<Int>(0)
        func number() -> Int { count.wrappingAdd(1, ordering: .relaxed).oldValue }
    }
}
