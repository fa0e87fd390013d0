import Glibc
import Synchronization

/// Lets threads take turns that are as short as a `write`.
///
/// Who waits looks for a while before it lets others run. A lock that sleeps makes two threads slower than one here.
struct SpinGate: ~Copyable {
    private let isTaken = Atomic<Bool>(false)

    /// Longer than a `write` takes.
    private static let looksMax = 4000
    private static let yieldsMax = 200

    borrowing func pass<Result>(_ body: () -> Result) -> Result {
        var yields = 0
        while isTaken.exchange(true, ordering: .acquiring) {
            var looks = 0
            while isTaken.load(ordering: .relaxed), looks < Self.looksMax { looks += 1 }
            guard looks == Self.looksMax else { continue }
            yields += 1
            if yields < Self.yieldsMax { sched_yield() } else { usleep(50) }
        }
        defer { isTaken.store(false, ordering: .releasing) }
        return body()
    }
}
